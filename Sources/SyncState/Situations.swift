// From rows to what the plan may know of a citizen. A slice of citizens is loaded by range scans over tables that are all
// clustered the same way, so the cost of a night is the size of the rows and not the number of questions.

import Foundation
import GRDB
import SyncCore

extension Ledger {
    /// The next citizens of a source that the night has to plan: active, with stated content (R2), or told something that
    /// a death, a privacy setting, another number in its place or an operator's order may take back (R10, R11, identity
    /// rule 8).
    ///
    /// - Parameters:
    ///   - after: the last key of the previous slice.
    ///   - includingTold: also whoever was told anything, of whom nothing is stated any more.
    public func plannableCitizens(
        of source: SourceID, after: Digest128?, limit: Int, includingTold: Bool = false
    ) throws(LedgerFault) -> [CitizenSituation] {
        try read("reading what is stated and told") { db in
            // One zero byte sorts before every key; an empty blob would be bound as NULL.
            let keys = try Data.fetchAll(
                db.cachedStatement(sql: selection(of: source.row, includingTold: includingTold, db)),
                arguments: ["source": source.row, "after": after?.data ?? Data([0]), "limit": limit])
            guard let first = keys.first, let last = keys.last else { return [] }
            var reader = SituationReader(db: db, keys: self.keys, source: source.row, first: first, last: last)
            return try reader.read(keys)
        }
    }

    private func selection(of source: Int64, includingTold: Bool, _ db: Database) throws -> String {
        if try Retirements.isOrdered(source, db) { return Self.toldByRetired }
        return includingTold ? Self.plannableOrTold : Self.plannable
    }

    /// One citizen of a source, with the contents of what he was told, for what an operator orders; `nil` for one the ledger
    /// does not know. What was begun and not answered is closed before it is read, and what was planned is superseded.
    ///
    /// - Parameter entry: the only one whose planned operations are; `nil` for all of the citizen's.
    public func situation(
        of citizen: Digest128, in source: SourceID, settleSeconds: Int, superseding entry: Digest128? = nil
    ) throws(LedgerFault) -> CitizenSituation? {
        let found = try write("reading what is stated and told") { db -> CitizenSituation? in
            let key = citizen.data
            guard try CitizenRecord.isKnown(key, db) else { return nil }
            try OutcomeWriter(db: db).closeUnsettled(
                of: key, settleSeconds: settleSeconds, entry: entry?.data)
            return try situation(of: key, source: source.row, db)
        }
        return try found.map { situation throws(LedgerFault) in try openContents(situation, of: source) }
    }

    /// As it stands, contents closed.
    func situation(of citizen: Data, source: Int64, _ db: Database) throws -> CitizenSituation? {
        var reader = SituationReader(db: db, keys: keys, source: source, first: citizen, last: citizen)
        var situation = try reader.read([citizen]).first
        let state = try UInt8.fetchOne(
            db, sql: "SELECT state FROM activation WHERE citizen = ?", arguments: [citizen])
        situation?.activation = state.flatMap { ActivationState(rawValue: $0) } ?? .unknown
        return situation
    }

    /// Eight scans in the order of citizens, merged as they go: none of them is sorted or read to its end.
    private static let plannable = selectPlannable("")
    private static let told = """
        SELECT s.citizen FROM entry s \(isActive) WHERE s.source = :source AND s.citizen > :after AND s.told > 0
        UNION SELECT s.citizen FROM membership s \(isActive)
            WHERE s.source = :source AND s.citizen > :after AND s.told > 0
        """
    private static let plannableOrTold = selectPlannable("UNION " + told)
    private static let toldByRetired = told + " ORDER BY 1 LIMIT :limit"

    private static let isActive = "JOIN activation a ON a.citizen = s.citizen AND a.state = 1"

    private static func selectPlannable(_ more: String) -> String {
        let isTold = """
            (EXISTS (SELECT 1 FROM entry e WHERE e.source = :source AND e.citizen = s.citizen AND e.told > 0)
            OR EXISTS (SELECT 1 FROM membership m WHERE m.source = :source AND m.citizen = s.citizen AND m.told > 0))
            """
        return """
            SELECT s.citizen FROM stated s \(isActive) WHERE s.source = :source AND s.citizen > :after
            UNION SELECT s.citizen FROM unitService s \(isActive)
                WHERE s.source = :source AND s.citizen > :after AND s.state < 2
            UNION SELECT s.citizen FROM death s \(isActive) WHERE s.citizen > :after AND \(isTold)
            UNION SELECT s.citizen FROM privacySetting s \(isActive)
                WHERE s.source = :source AND s.citizen > :after AND \(isTold)
            UNION SELECT s.citizen FROM withholding s \(isActive) WHERE s.citizen > :after AND \(isTold)
            UNION SELECT s.citizen FROM (SELECT l.source, l.citizen FROM numberLink l
                JOIN withholding w ON w.citizen = l.former) s \(isActive)
                WHERE s.source = :source AND s.citizen > :after AND \(isTold)
            UNION SELECT s.citizen FROM withdrawal s \(isActive)
                WHERE s.source = :source AND s.citizen > :after AND \(isTold)
            UNION SELECT s.citizen FROM (SELECT source, former AS citizen FROM numberLink) s \(isActive)
                WHERE s.source = :source AND s.citizen > :after AND \(isTold)
            \(more)
            ORDER BY 1 LIMIT :limit
            """
    }

    /// Opens the contents of a citizen's told entries, for a plan that said it needs them.
    public func openContents(
        _ situation: CitizenSituation, of source: SourceID
    ) throws(LedgerFault) -> CitizenSituation {
        try read("opening what was told") { db in
            var situation = situation
            let citizen = situation.citizenKey.data
            let rows = try Row.fetchCursor(
                db.cachedStatement(sql: "SELECT entry, sealed FROM entryContent WHERE source = ? AND citizen = ?"),
                arguments: [source.row, citizen])
            var contents: [Digest128: ToldEntry.Content] = [:]
            while let row = try rows.next() {
                let entry: Data = row["entry"]
                let context = EntryContent.context(source: source.row, citizen: citizen, entry: entry)
                contents[Digest128(entry)] = try EntryContent.decode(keys.open(row["sealed"], context: context))
            }
            for index in situation.told.indices {
                guard let content = contents[situation.told[index].key] else { throw LedgerFault.sealBroken }
                situation.told[index].content = content
            }
            return situation
        }
    }
}

private struct SituationReader {
    let db: Database
    let keys: InstallationKeys
    let source: Int64
    let first: Data
    let last: Data
    private var found: [Data: CitizenSituation] = [:]

    init(db: Database, keys: InstallationKeys, source: Int64, first: Data, last: Data) {
        self.db = db
        self.keys = keys
        self.source = source
        self.first = first
        self.last = last
    }

    mutating func read(_ citizens: [Data]) throws -> [CitizenSituation] {
        found.reserveCapacity(citizens.count)
        for citizen in citizens {
            found[citizen] = CitizenSituation(citizenKey: Digest128(citizen), activation: .active)
        }
        try readCitizens()
        try readStated()
        try readTold()
        try readAliases()
        try readPhases()
        try readMemberships()
        try readConditions(Set(citizens))
        try readOrders()
        return citizens.compactMap { found[$0] }
    }

    private func rows(_ sql: String) throws -> RowCursor {
        try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [source, first, last])
    }

    private mutating func readCitizens() throws {
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT c.key, c.sealed, a.activeSince, a.isNew FROM citizen c JOIN activation a ON a.citizen = c.key
                    WHERE c.key BETWEEN ? AND ?
                    """), arguments: [first, last])
        while let row = try rows.next() {
            let key: Data = row[0]
            guard found[key] != nil else { continue }
            found[key]?.birthDate = try CitizenRecord(decoding: keys.open(row[1], context: key)).birthDate
            found[key]?.activeSince = (row[2] as Int64?).map { Instant(seconds: $0) }
            found[key]?.isNewlyActive = row[3] as Int == 1
        }
    }

    private mutating func readStated() throws {
        let rows = try rows(
            """
            SELECT citizen, kind, message, sealed, part FROM stated WHERE source = ? AND citizen BETWEEN ? AND ?
            """)
        while let row = try rows.next() {
            let citizen: Data = row[0]
            guard found[citizen] != nil else { continue }
            let message: Int64 = row[2]
            let kind = StatedKind(rawValue: row[1]) ?? .push
            let place = StatedPlace(
                source: source, citizen: citizen, kind: kind, unit: "", message: message, part: row[4])
            let bytes = try keys.open(row[3], context: place.context)
            if kind == .services {
                found[citizen]?.services = try ServiceStatement(decoding: bytes, arrival: message)
            } else {
                found[citizen]?.visits.append(try VisitStatement(decoding: bytes, arrival: message))
            }
        }
    }

    private mutating func readTold() throws {
        let rows = try rows(
            """
            SELECT e.citizen, e.entry, e.told, e.fingerprint, e.status, e.start, e."end", u.service, u.unit
            FROM entry e JOIN serviceUnit u ON u.id = e.pair
            WHERE e.source = ? AND e.citizen BETWEEN ? AND ? AND e.told > 0
            """)
        while let row = try rows.next() {
            let citizen: Data = row[0]
            guard found[citizen] != nil else { continue }
            found[citizen]?.told.append(
                ToldEntry(
                    key: Digest128(row[1] as Data), told: Told(rawValue: row[2]) ?? .possibly,
                    fingerprint: (row[3] as Data?).map { Digest128($0) },
                    status: AppointmentStatus(rawValue: row[4]) ?? .enteredInError, start: Instant(seconds: row[5]),
                    end: Instant(seconds: row[6]), pair: ServiceUnit(service: row[7], unit: row[8])))
        }
    }

    private mutating func readAliases() throws {
        let rows = try rows("SELECT citizen, uid, entry FROM alias WHERE source = ? AND citizen BETWEEN ? AND ?")
        while let row = try rows.next() {
            found[row[0] as Data]?.aliases[Digest128(row[1] as Data)] = Digest128(row[2] as Data)
        }
    }

    private mutating func readPhases() throws {
        let rows = try rows("SELECT citizen, uid, residue FROM series WHERE source = ? AND citizen BETWEEN ? AND ?")
        while let row = try rows.next() {
            found[row[0] as Data]?.phases[Digest128(row[1] as Data)] = Recurrence.Phase(residue: row[2])
        }
    }

    private mutating func readMemberships() throws {
        let rows = try rows(
            """
            SELECT m.citizen, u.service, u.unit, m.told, m.since, m.until
            FROM membership m JOIN serviceUnit u ON u.id = m.pair
            WHERE m.source = ? AND m.citizen BETWEEN ? AND ? AND m.told > 0
            """)
        while let row = try rows.next() {
            found[row[0] as Data]?.memberships.append(
                ToldMembership(
                    pair: ServiceUnit(service: row[1], unit: row[2]), told: Told(rawValue: row[3]) ?? .possibly,
                    since: CivilDate(dayNumber: row[4]),
                    until: (row[5] as Int32?).map { CivilDate(dayNumber: $0) }))
        }
    }

    private mutating func readOrders() throws {
        let keptOff = try rows("SELECT citizen, entry FROM withdrawal WHERE source = ? AND citizen BETWEEN ? AND ?")
        while let row = try keptOff.next() { found[row[0] as Data]?.keptOff.insert(Digest128(row[1] as Data)) }
        // Of a number that another took the place of, the order is the person's (identity rule 8).
        let withheld = try rows(
            """
            SELECT citizen, kind FROM withholding WHERE citizen BETWEEN ?2 AND ?3
            UNION SELECT l.citizen, w.kind FROM numberLink l JOIN withholding w ON w.citizen = l.former
                WHERE l.source = ?1 AND l.citizen BETWEEN ?2 AND ?3
            """)
        while let row = try withheld.next() {
            switch Withholding(rawValue: row[1]) {
            case .everything:
                found[row[0] as Data]?.isWithheld = true
                found[row[0] as Data]?.isWithheldByOrder = true
            case .names: found[row[0] as Data]?.withholdsNames = true
            case nil: break
            }
        }
        guard try Retirements.isOrdered(source, db) else { return }
        for citizen in found.keys { found[citizen]?.isRetired = true }
    }

    private mutating func readConditions(_ citizens: Set<Data>) throws {
        let conditions = PersonConditions(
            db: db, keys: keys, source: source, citizens: citizens, first: first, last: last)
        for (citizen, lists) in try conditions.unitServices() { found[citizen]?.unitServices = lists }
        for citizen in try conditions.dead() { found[citizen]?.isDead = true }
        for citizen in try conditions.deadByFormerNumber() { found[citizen]?.isDead = true }
        for citizen in try conditions.replaced() { found[citizen]?.isReplaced = true }
        for citizen in try conditions.withheld() { found[citizen]?.isWithheld = true }
    }
}
