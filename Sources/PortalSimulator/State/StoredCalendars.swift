// What the citizens' pages read: citizens page by page, and all that the portal holds of one of them.

import GRDB

extension PortalStore {
    /// Citizens by number, those with appointments only or everybody.
    func citizens(withAppointments: Bool, from first: Int, atMost count: Int) async throws -> [Citizen] {
        try await database.read { db in
            let numbers = try String.fetchAll(
                db, sql: Self.knownCitizens(withAppointments) + " ORDER BY fnr LIMIT ? OFFSET ?",
                arguments: [count, first])
            return try numbers.map { try Self.known($0, db) }
        }
    }

    func countCitizens(withAppointments: Bool) async throws -> Int {
        try await database.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM (\(Self.knownCitizens(withAppointments)))") ?? 0
        }
    }

    /// Everything the portal holds of a citizen; `nil` when it knows nothing of him.
    func calendar(of number: String, now: Instant, hidesPast: Bool) async throws -> CitizenCalendar? {
        try await database.read { db in
            let citizen = try Self.citizen(number, db)
            let entries = try Self.entries(of: number, db)
            guard citizen != nil || !entries.isEmpty else { return nil }
            return CitizenCalendar(
                citizen: citizen ?? .stranger(number), entries: entries,
                contacts: try Self.contacts(of: number, db), now: now, hidesPast: hidesPast)
        }
    }

    /// Where `DELETE /state` or a strict database forgot the citizen, appointments may be all there is.
    private static func knownCitizens(_ withAppointments: Bool) -> String {
        let withOne = "SELECT DISTINCT patient AS fnr FROM appointment"
        return withAppointments ? withOne : "SELECT fnr FROM citizen UNION \(withOne)"
    }

    private static func known(_ number: String, _ db: Database) throws -> Citizen {
        try citizen(number, db) ?? .stranger(number)
    }

    private static func entries(of number: String, _ db: Database) throws -> [CalendarEntry] {
        let earlier = try earlierVersions(of: number, db)
        let statement = try db.cachedStatement(
            sql: "SELECT rowid AS number, * FROM appointment WHERE patient = ? ORDER BY system, value")
        return try Row.fetchAll(statement, arguments: [number]).map { row in
            let (system, value): (String, String) = (row["system"], row["value"])
            let last = ShownVersion(
                since: instant(row["lastChange"]) ?? Instant(seconds: 0),
                shown: ShownAppointment(row, system: system, value: value))
            return CalendarEntry(
                number: row["number"], earlier: earlier[CalendarEntry.Key(system: system, value: value)] ?? [],
                current: last)
        }
    }

    private static func earlierVersions(
        of number: String, _ db: Database
    ) throws -> [CalendarEntry.Key: [ShownVersion]] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT e.*, a.patient, a.unit, a.flags FROM appointment a
                JOIN earlierAppointment e ON e.system = a.system AND e.value = a.value
                WHERE a.patient = ? ORDER BY e.system, e.value, e.version
                """)
        var versions: [CalendarEntry.Key: [ShownVersion]] = [:]
        for row in try Row.fetchAll(statement, arguments: [number]) {
            let key = CalendarEntry.Key(system: row["system"], value: row["value"])
            versions[key, default: []].append(
                ShownVersion(
                    since: instant(row["since"]) ?? Instant(seconds: 0),
                    shown: ShownAppointment(row, system: key.system, value: key.value)))
        }
        return versions
    }

    /// Names of the services he is a member of.
    private static func contacts(of number: String, _ db: Database) throws -> [String] {
        try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT o.name FROM healthContact c
                    JOIN offer o ON o.source = c.source AND o.service = c.service AND o.herId = c.herId
                    WHERE c.patient = ? AND c.until IS NULL ORDER BY o.name
                    """), arguments: [number])
    }
}

extension Citizen {
    /// Somebody of whom nobody has said that he is active.
    static func stranger(_ number: String) -> Citizen {
        Citizen(fnr: number, active: false, viaOthers: false, assignedProxy: false)
    }
}
