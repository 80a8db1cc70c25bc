// From rows to what the plan may know of a citizen. A slice of citizens is loaded by range scans over tables that are all
// clustered the same way, so the cost of a night is the size of the rows and not the number of questions.

import Foundation
import GRDB
import SyncCore

extension Ledger {
    /// The next citizens of a source that the night has to plan: active, with stated content (R2), or told something that a
    /// closed service, a death, a privacy setting, another number in its place or an operator's order may take back (R10, R11,
    /// R15, identity rule 8), or that is no longer stated (R3).
    ///
    /// - Parameter after: the last key of the previous slice.
    public func plannableKeys(
        of source: SourceID, after: Digest128?, limit: Int
    ) throws(LedgerFault) -> [Digest128] {
        try read("reading what is stated and told") { db in
            // One zero byte sorts before every key; an empty blob would be bound as NULL.
            try Digest128.fetchAll(
                db.cachedStatement(sql: selection(of: source.row, db)),
                arguments: ["source": source.row, "after": after?.data ?? Data([0]), "limit": limit])
        }
    }

    /// What a plan may know of these citizens, contents closed.
    ///
    /// - Parameter citizens: neighbours, in order.
    public func situations(
        of citizens: [Digest128], in source: SourceID
    ) throws(LedgerFault) -> [CitizenSituation] {
        guard let first = citizens.first, let last = citizens.last else { return [] }
        return try read("reading what is stated and told") { db in
            var reader = SituationReader(
                db: db, keys: keys, source: source.row, first: first.data, last: last.data, citizens)
            return try reader.read()
        }
    }

    private func selection(of source: Int64, _ db: Database) throws -> String {
        try Retirements.isOrdered(source, db) ? Self.toldByRetired : Self.plannable
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
        var reader = SituationReader(
            db: db, keys: keys, source: source, first: citizen, last: citizen, [Digest128(citizen)])
        var situation = try reader.read().first
        let state = try UInt8.fetchOne(
            db, sql: "SELECT state FROM activation WHERE citizen = ?", arguments: [citizen])
        situation?.activation = state.flatMap { ActivationState(rawValue: $0) } ?? .unknown
        return situation
    }

    /// Scans in the order of citizens, merged as they go: none of them is sorted or read to its end. Whoever was told anything is
    /// among them, so death, privacy and orders need no scan of their own.
    private static let plannable = """
        \(holders)
        SELECT s.citizen FROM stated s \(isActive) WHERE s.source = :source AND s.citizen > :after
        UNION SELECT s.citizen FROM unitService s \(isActive)
            WHERE s.source = :source AND s.citizen > :after AND s.state < 2
        UNION \(told)
        ORDER BY 1 LIMIT :limit
        """
    private static let toldByRetired = "\(holders) \(told) ORDER BY 1 LIMIT :limit"

    private static let told = """
        SELECT citizen FROM holder WHERE citizen IS NOT NULL
        UNION SELECT s.citizen FROM membership s \(isActive)
            WHERE s.source = :source AND s.citizen > :after AND s.told > 0
        """

    /// From one citizen to the next without the entries in between, which are nearly all a ledger holds.
    private static let holders = """
        WITH RECURSIVE holder (citizen) AS (
            SELECT \(nextHolder(after: ":after"))
            UNION ALL
            SELECT \(nextHolder(after: "holder.citizen")) FROM holder WHERE citizen IS NOT NULL LIMIT :limit
        )
        """

    private static func nextHolder(after citizen: String) -> String {
        """
        (SELECT s.citizen FROM entry s \(isActive)
            WHERE s.source = :source AND s.citizen > \(citizen) AND s.told > 0 ORDER BY s.citizen LIMIT 1)
        """
    }

    private static let isActive = "JOIN activation a ON a.citizen = s.citizen AND a.state = 1"

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

    /// What was told of these entries, by their keys.
    public func contents(
        of entries: [(citizen: Digest128, entry: Digest128)], in source: SourceID
    ) throws(LedgerFault) -> [Digest128: ToldEntry.Content] {
        try read("opening what was told") { db in
            try entries.reduce(into: [:]) { contents, entry in
                contents[entry.entry] = try EntryContent.told(
                    source: source.row, citizen: entry.citizen.data, entry: entry.entry.data, db, keys)
            }
        }
    }
}

private struct SituationReader {
    let db: Database
    let keys: InstallationKeys
    let source: Int64
    let first: Data
    let last: Data
    private var situations: [CitizenSituation]
    private let indices: [Digest128: Int]
    /// Rows come citizen by citizen.
    private var latest: (citizen: Digest128, index: Int?)

    init(
        db: Database, keys: InstallationKeys, source: Int64, first: Data, last: Data, _ citizens: [Digest128]
    ) {
        self.db = db
        self.keys = keys
        self.source = source
        self.first = first
        self.last = last
        situations = citizens.map { CitizenSituation(citizenKey: $0, activation: .active) }
        indices = Dictionary(zip(citizens, citizens.indices), uniquingKeysWith: { first, _ in first })
        latest = (citizens[0], 0)
    }

    mutating func read() throws -> [CitizenSituation] {
        try readCitizens()
        try readStated()
        try readTold()
        try readAliases()
        try readPhases()
        try readMemberships()
        try readConditions()
        try readOrders()
        return situations
    }

    private func rows(_ sql: String) throws -> RowCursor {
        try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [source, first, last])
    }

    /// - Returns: `nil` for a citizen of the range who is not to be planned.
    private mutating func index(of citizen: Digest128) -> Int? {
        if citizen != latest.citizen { latest = (citizen, indices[citizen]) }
        return latest.index
    }

    private mutating func change(_ citizen: Digest128, _ change: (inout CitizenSituation) -> Void) {
        if let index = index(of: citizen) { change(&situations[index]) }
    }

    /// One by one: neighbours in the tables of their source, in these two they have a whole country between them.
    private mutating func readCitizens() throws {
        let find = try db.cachedStatement(
            sql: """
                SELECT c.sealed, a.activeSince, a.isNew FROM citizen c JOIN activation a ON a.citizen = c.key
                WHERE c.key = ?
                """)
        for index in situations.indices {
            let key = situations[index].citizenKey.data
            guard let row = try Row.fetchOne(find, arguments: [key]) else { continue }
            situations[index].birthDate = try CitizenRecord(decoding: keys.open(row[0], context: key)).birthDate
            situations[index].activeSince = (row[1] as Int64?).map { Instant(seconds: $0) }
            situations[index].isNewlyActive = row[2] as Int == 1
        }
    }

    private mutating func readStated() throws {
        let rows = try rows(
            """
            SELECT citizen, kind, message, sealed, part FROM stated WHERE source = ? AND citizen BETWEEN ? AND ?
            """)
        while let row = try rows.next() {
            let citizen: Digest128 = row[0]
            guard let index = index(of: citizen) else { continue }
            let message: Int64 = row[2]
            let kind = StatedKind(rawValue: row[1]) ?? .push
            let place = StatedPlace(
                source: source, citizen: citizen.data, kind: kind, unit: "", message: message, part: row[4])
            let bytes = try keys.open(row[3], context: place.context)
            if kind == .services {
                situations[index].services = try ServiceStatement(decoding: bytes, arrival: message)
            } else {
                situations[index].visits.append(try VisitStatement(decoding: bytes, arrival: message))
            }
        }
    }

    /// Nearly all of what a night reads.
    private mutating func readTold() throws {
        let pairs = try servicePairs()
        var latestPair: (id: Int64, pair: ServiceUnit)?
        let statement = try db.cachedStatement(
            sql: """
                SELECT citizen, entry, told, fingerprint, status, start, "end", latestStart, pair FROM entry
                WHERE source = ? AND citizen BETWEEN ? AND ? AND told > 0
                """)
        try statement.forEachRow([.number(source), .bytes(first), .bytes(last)]) { row in
            guard let citizen = row.digest(0), let key = row.digest(1) else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT)
            }
            guard let index = index(of: citizen) else { return }
            let id = row.number(8)
            let pair = if let latestPair, latestPair.id == id { latestPair.pair } else { try pair(id, of: pairs) }
            latestPair = (id, pair)
            if situations[index].told.isEmpty { situations[index].told.reserveCapacity(64) }
            situations[index].told.append(
                ToldEntry(
                    key: key, told: Told(rawValue: UInt8(truncatingIfNeeded: row.number(2))) ?? .possibly,
                    fingerprint: row.digest(3),
                    status: AppointmentStatus(rawValue: UInt8(truncatingIfNeeded: row.number(4))) ?? .enteredInError,
                    start: Instant(seconds: row.number(5)), end: Instant(seconds: row.number(6)),
                    latestStart: row.optionalNumber(7).map { Instant(seconds: $0) }, pair: pair))
        }
    }

    private func servicePairs() throws -> [Int64: ServiceUnit] {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT id, service, unit FROM serviceUnit WHERE source = ?"), arguments: [source])
        return Dictionary(
            rows.map { ($0[0], ServiceUnit(service: $0[1], unit: $0[2])) }, uniquingKeysWith: { first, _ in first })
    }

    private func pair(_ id: Int64, of pairs: [Int64: ServiceUnit]) throws -> ServiceUnit {
        guard let pair = pairs[id] else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
        return pair
    }

    private mutating func readAliases() throws {
        let rows = try rows("SELECT citizen, uid, entry FROM alias WHERE source = ? AND citizen BETWEEN ? AND ?")
        while let row = try rows.next() {
            guard let index = index(of: row[0]) else { continue }
            situations[index].aliases[row[1]] = row[2] as Digest128
        }
    }

    private mutating func readPhases() throws {
        let rows = try rows("SELECT citizen, uid, residue FROM series WHERE source = ? AND citizen BETWEEN ? AND ?")
        while let row = try rows.next() {
            guard let index = index(of: row[0]) else { continue }
            situations[index].phases[row[1]] = Recurrence.Phase(residue: row[2])
        }
    }

    private mutating func readMemberships() throws {
        let pairs = try servicePairs()
        let rows = try rows(
            """
            SELECT citizen, pair, told, since, until FROM membership
            WHERE source = ? AND citizen BETWEEN ? AND ? AND told > 0
            """)
        while let row = try rows.next() {
            guard let index = index(of: row[0]) else { continue }
            situations[index].memberships.append(
                ToldMembership(
                    pair: try pair(row[1], of: pairs), told: Told(rawValue: row[2]) ?? .possibly,
                    since: CivilDate(dayNumber: row[3]),
                    until: (row[4] as Int32?).map { CivilDate(dayNumber: $0) }))
        }
    }

    private mutating func readOrders() throws {
        let keptOff = try rows("SELECT citizen, entry FROM withdrawal WHERE source = ? AND citizen BETWEEN ? AND ?")
        while let row = try keptOff.next() { change(row[0]) { $0.keptOff.insert(row[1]) } }
        try readKeptOffUnderFormerNumbers()
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
                change(row[0]) {
                    $0.isWithheld = true
                    $0.isWithheldByOrder = true
                }
            case .names: change(row[0]) { $0.withholdsNames = true }
            case nil: break
            }
        }
        guard try Retirements.isOrdered(source, db) else { return }
        for index in situations.indices { situations[index].isRetired = true }
    }

    /// The visit is the person's, whatever the number: what rule 5 calls its entry under the new one is kept off too.
    private mutating func readKeptOffUnderFormerNumbers() throws {
        let rows = try rows(
            """
            SELECT l.citizen, w.citizen AS former, w.entry, c.sealed FROM numberLink l
            JOIN withdrawal w ON w.source = l.source AND w.citizen = l.former
            LEFT JOIN entryContent c ON c.source = w.source AND c.citizen = w.citizen AND c.entry = w.entry
            WHERE l.source = ? AND l.citizen BETWEEN ? AND ?
            """)
        while let row = try rows.next() {
            let citizen: Digest128 = row[0]
            var kept: Set<Digest128> = [row[2]]
            if let sealed = row[3] as Data? {
                let context = EntryContent.context(source: source, citizen: row[1], entry: row[2])
                var value = try EntryContent.decode(keys.open(sealed, context: context)).value
                let mark = Digest128(row[1] as Data).marking("")
                if value.hasSuffix(mark) { value.removeLast(mark.count) }
                kept.insert(keys.entryKey(citizen.marking(value)))
            }
            change(citizen) { $0.keptOff.formUnion(kept) }
        }
    }

    private mutating func readConditions() throws {
        let conditions = PersonConditions(
            db: db, keys: keys, source: source, citizens: Set(situations.map(\.citizenKey.data)), first: first,
            last: last)
        for (citizen, lists) in try conditions.unitServices() { change(Digest128(citizen)) { $0.unitServices = lists } }
        for citizen in try conditions.dead() { change(Digest128(citizen)) { $0.isDead = true } }
        for citizen in try conditions.deadByFormerNumber() { change(Digest128(citizen)) { $0.isDead = true } }
        for citizen in try conditions.replaced() { change(Digest128(citizen)) { $0.isReplaced = true } }
        for citizen in try conditions.withheld() { change(Digest128(citizen)) { $0.isWithheld = true } }
    }
}
