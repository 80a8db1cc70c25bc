// When sources and pairs were last heard, and the door that only opens inwards.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct HearingTests {
    private static let master = [UInt8](repeating: 7, count: 32)

    /// A ledger of the version before, with two pairs and one message.
    @Test func whatWasKnownBeforeIsNotSilentSinceEver() throws {
        let folder = try StateFolder()
        #expect(
            FileManager.default.createFile(
                atPath: folder.key, contents: Data(Self.master), attributes: [.posixPermissions: 0o600]))
        let keys = InstallationKeys(try #require(MasterKey(Self.master)))
        let queue = try DatabaseQueue(path: folder.database)
        try Schema.migrator.migrate(queue, upTo: "14 day lane")
        try queue.write { db in
            try db.execute(sql: "INSERT INTO installation VALUES ('keyCheck', ?)", arguments: [keys.checkValue])
            try db.execute(
                sql: """
                    INSERT INTO source VALUES (1, 'heard'), (2, 'never');
                    INSERT INTO serviceUnit VALUES (1, 1, '9', '95316'), (2, 2, '9', '95317');
                    INSERT INTO batch (number, taken, ended) VALUES (1, 0, 0);
                    INSERT INTO message (id, batch, member, source, contentKey, disposition, received, bytes)
                        VALUES (1, 1, zeroblob(16), 1, zeroblob(16), 1, 1700000000, 0);
                    """)
        }
        try queue.close()
        let ledger = try Ledger(directory: folder.path, keyFile: folder.key)
        let last = Instant(seconds: 1_700_000_000)
        #expect(
            try ledger.hearings() == [
                "heard": SourceHearing(
                    first: last, last: last, pairs: [ServiceUnit(service: "9", unit: "95316"): last])
            ])
    }

    @Test func theReaderSeesWhatIsCommittedAndCannotWrite() throws {
        let folder = try StateFolder()
        let ledger = try Ledger(directory: folder.path, keyFile: folder.key)
        let reader = try ledger.reader()
        let version = try reader.version()
        #expect(try reader.version() == version)
        let source = try ledger.sourceID("a")
        #expect(try reader.version() != version)
        #expect(try reader.hasSource("a"))
        #expect(throws: LedgerFault.self) { try reader.sourceID("b") }
        #expect(try ledger.sourceID("a") == source)
    }

    /// What is asked for every message must not read what its source sent before.
    @Test func aMessageIsLookedForByItsKey() throws {
        let folder = try StateFolder()
        let ledger = try Ledger(directory: folder.path, keyFile: folder.key)
        let steps = try ledger.read("explaining") { db in
            try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN " + InboxWriter.earlierMessages, arguments: [1, Data(count: 16), nil]
            ).map { $0["detail"] as String }
        }
        #expect(steps == ["SEARCH message USING INDEX messageByKey (source=? AND messageKey=?)"])
    }

    @Test func aLedgerThatIsGoneIsNoLedger() throws {
        let folder = try StateFolder()
        let reader = try Ledger(directory: folder.path, keyFile: folder.key).reader()
        try FileManager.default.removeItem(atPath: folder.database)
        #expect(throws: LedgerFault.cannotRead(doing: "looking for the ledger", reason: "the file is gone")) {
            try reader.version()
        }
    }
}
