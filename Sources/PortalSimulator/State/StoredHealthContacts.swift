// Offers and memberships in the store: one transaction per Bundle.

import GRDB

extension PortalStore {
    /// Answers a Bundle entry by entry, and keeps what is accepted unless it `forgets`.
    func put(_ bundle: HealthContactBundle, forgets: Bool = false) async throws -> [EntryResponse] {
        try await database.write { db in
            var responses: [EntryResponse] = []
            try db.inSavepoint {
                responses =
                    switch bundle.kind {
                    case .offers: try Self.keepOffers(bundle, db)
                    case .members: try bundle.entries.map { try Self.keepMember($0, bundle.source, db) }
                    }
                return forgets ? .rollback : .commit
            }
            return responses
        }
    }

    /// The Bundle holds all offers of its source: those it leaves out are no longer offered, unless an entry was
    /// refused and the Bundle is not known whole.
    private static func keepOffers(_ bundle: HealthContactBundle, _ db: Database) throws -> [EntryResponse] {
        let judged = bundle.offerEntries()
        let refused = judged.contains { if case .refused = $0 { true } else { false } }
        if !refused {
            try db.execute(sql: "UPDATE offer SET active = 0 WHERE source = ?", arguments: [bundle.source])
        }
        return try judged.map { entry in
            switch entry {
            case .part: return EntryResponse(status: .ok)
            case .refused(let issues): return .refused(issues)
            case .offer(let offer): return try keepOffer(offer, bundle.source, db)
            }
        }
    }

    private static func keepOffer(_ offer: Offer, _ source: String, _ db: Database) throws -> EntryResponse {
        let known = try self.offer(offer.key, source, db) != nil
        try db.cachedStatement(
            sql: """
                INSERT INTO offer VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET name = excluded.name, active = excluded.active
                """
        ).execute(arguments: [source, offer.key.service, offer.key.herID, offer.name, offer.active])
        return EntryResponse(status: known ? .ok : .created)
    }

    private static func keepMember(
        _ entry: HealthContactBundle.Entry, _ source: String, _ db: Database
    ) throws -> EntryResponse {
        let membership: Membership
        do {
            membership = try Membership(entry)
        } catch {
            return .refused(error.issues)
        }
        let patient = membership.patient.digits
        let issues = membership.issues(
            offer: try offer(membership.offer, source, db), citizen: try citizen(patient, db), path: entry.path)
        guard issues.isEmpty else { return .refused(issues) }
        let key: StatementArguments = [source, membership.offer.service, membership.offer.herID, patient]
        let statement = try db.cachedStatement(
            sql: "SELECT 1 FROM healthContact WHERE source = ? AND service = ? AND herId = ? AND patient = ?")
        let known = try Int.fetchOne(statement, arguments: key) != nil
        try db.cachedStatement(
            sql: """
                INSERT INTO healthContact VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET since = excluded.since, until = excluded.until
                """
        ).execute(arguments: key + [membership.since, membership.until])
        return EntryResponse(status: known ? .ok : .created)
    }

    private static func offer(_ key: Offer.Key, _ source: String, _ db: Database) throws -> Offer? {
        let statement = try db.cachedStatement(
            sql: "SELECT name, active FROM offer WHERE source = ? AND service = ? AND herId = ?")
        return try Row.fetchOne(statement, arguments: [source, key.service, key.herID]).map {
            Offer(key: key, name: $0[0], active: $0[1])
        }
    }
}
