// A ledger made by an earlier version is read as it was, and has room for what that version did not know.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct MigrationTests {
    private static let master = [UInt8](repeating: 9, count: 32)
    private let now = Installation.now

    /// The database of the first version, with a citizen of whom something is stated and told.
    private func firstVersion() throws -> StateFolder {
        let folder = try StateFolder()
        #expect(
            FileManager.default.createFile(
                atPath: folder.key, contents: Data(Self.master), attributes: [.posixPermissions: 0o600]))
        let keys = InstallationKeys(try #require(MasterKey(Self.master)))
        let queue = try DatabaseQueue(path: folder.database)
        try Schema.migrator.migrate(queue, upTo: "1 two memories")
        #expect(try queue.read { try $0.tableExists("stated") && !$0.tableExists("death") })
        try queue.write { try Self.fill($0, keys) }
        try queue.close()
        return folder
    }

    private static func fill(_ db: Database, _ keys: InstallationKeys) throws {
        let person = People.person(0)
        let citizen = keys.citizenKey(person).data
        let entry = keys.entryKey("a")
        let event = Installation.event("a")
        let visits = VisitStatement(unit: "95316", kind: .snapshot, generated: Installation.now, events: [event])
        let shown = ShownAppointment(
            status: .booked, start: Installation.zone.instant(of: event.start),
            end: Installation.zone.instant(of: try #require(event.end)),
            pair: ServiceUnit(service: "9", unit: "95316"), serviceName: "Hjemmesykepleie")
        let place = StatedPlace(source: 1, citizen: citizen, kind: .snapshot, unit: "95316", message: 1, part: 0)
        let record = CitizenRecord(number: person.digits, birthDate: nil)
        let content = ToldEntry.Content(value: "a", shown: shown, stated: Installation.now)
        let start = shown.start.seconds
        for (sql, arguments) in [
            ("INSERT INTO installation VALUES ('keyCheck', ?)", [keys.checkValue]),
            ("INSERT INTO source VALUES (1, '9901-gerica')", []),
            ("INSERT INTO citizen VALUES (?, ?)", [citizen, try keys.seal(record.encode(), context: citizen)]),
            ("INSERT INTO activation VALUES (?, 1, 0, 0, 0, 0, 0)", [citizen]),
            ("INSERT INTO serviceUnit VALUES (1, 1, '9', '95316')", []),
            ("INSERT INTO batch VALUES (1, 0, 0)", []),
            (
                """
                INSERT INTO message (id, batch, member, source, contentKey, disposition, received, bytes)
                VALUES (1, 1, zeroblob(16), 1, zeroblob(16), 1, 0, 0)
                """, []
            ),
            (
                "INSERT INTO stated VALUES (1, ?, 1, '95316', 1, 0, ?, ?, ?)",
                [
                    citizen, Installation.now.nanoseconds, Installation.now.adding(days: 30).seconds,
                    try keys.seal(visits.encode(), context: place.context),
                ]
            ),
            (
                "INSERT INTO entry VALUES (1, ?, ?, 2, ?, ?, ?, ?, 1, NULL)",
                [
                    citizen, entry.data, keys.formerFingerprint(of: shown).data, Int(shown.status.rawValue), start,
                    shown.end.seconds,
                ]
            ),
            (
                "INSERT INTO entryContent VALUES (1, ?, ?, ?)",
                [
                    citizen, entry.data,
                    try keys.seal(
                        EntryContent.encode(content),
                        context: EntryContent.context(source: 1, citizen: citizen, entry: entry.data)),
                ]
            ),
            ("INSERT INTO membership VALUES (1, ?, 1, 2, 20000, NULL)", [citizen]),
        ] as [(String, StatementArguments)] {
            try db.execute(sql: sql, arguments: arguments)
        }
    }

    @Test func aLedgerOfTheFirstVersionGoesOn() throws {
        let folder = try firstVersion()
        let installation = try Installation(folder: folder)
        #expect(
            try installation.rows("SELECT identifier FROM grdb_migrations ORDER BY CAST(identifier AS INTEGER)").prefix(
                2) == [
                    "[identifier:\"1 two memories\"]", "[identifier:\"2 persons\"]",
                ])
        let situation = try #require(try installation.situation())
        #expect(situation.visits.map { $0.events.map(\.uid) } == [["a"]])
        #expect(situation.told.count == 1 && situation.memberships.count == 1)
        #expect(try installation.opened().first?.content?.value == "a")
        // The new tables take what is said, and it reaches what the old version told.
        try installation.record([installation.death("a")])
        #expect(try Set(installation.night().map(\.kind)) == [.withdraw, .memberOut])
        try installation.record([
            installation.death("a", cancelled: true), installation.list("l", ["15"]),
            installation.privacy("d", 1, .consentGiven), installation.question([1]),
        ])
        #expect(try Set(installation.night().map(\.kind)) == [.create, .memberIn])
        #expect(try Installation(folder: folder).night().isEmpty)
    }

    /// A number that was used is not used again, and an id is its source's.
    @Test func whatAnEPJWasToldKeepsItsNumber() throws {
        let folder = try firstVersion()
        let queue = try DatabaseQueue(path: folder.database)
        try Schema.migrator.migrate(queue, upTo: "17 lane")
        try queue.write { db in
            try db.execute(
                sql: """
                    INSERT INTO outgoing (source, id, kind, status, message, sealed, created, delivered) VALUES
                        (1, 'a', 1, 1, 1, NULL, 5, 6), (1, 'b', 2, NULL, NULL, x'00', 5, NULL),
                        (1, 'c', 2, NULL, NULL, x'00', 5, NULL);
                    DELETE FROM outgoing WHERE id = 'c';
                    INSERT INTO source VALUES (2, '9902-gerica');
                    """)
        }
        let before = try queue.read { try Row.fetchAll($0, sql: "SELECT * FROM outgoing ORDER BY number") }
        try Schema.migrator.migrate(queue)
        #expect(try queue.read { try Row.fetchAll($0, sql: "SELECT * FROM outgoing ORDER BY number") } == before)
        try queue.write { db in
            let tell = "INSERT INTO outgoing (source, id, kind, sealed, created) VALUES (?, 'b', 2, x'00', 5)"
            try db.execute(sql: tell, arguments: [2])
            #expect(db.lastInsertedRowID == 4)
            #expect(throws: DatabaseError.self) { try db.execute(sql: tell, arguments: [1]) }
        }
        try queue.close()
    }

    @Test func theWrongKeyMigratesNothing() throws {
        let folder = try firstVersion()
        let other = try StateFolder()
        _ = try other.open()
        #expect(throws: LedgerFault.keyWrong(path: other.key)) {
            try Ledger(directory: folder.path, keyFile: other.key)
        }
        #expect(try DatabaseQueue(path: folder.database).read { try !$0.tableExists("death") })
    }
}
