// Another master key: everything sealed opens with it and nothing with the one before, everything keeps its name, and what goes
// wrong on the way changes nothing.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct ResealingTests {
    private let now = Installation.now

    /// Something in every column that is sealed.
    private func installation() throws -> Installation {
        let installation = try Installation(rendering: PlainRendering())
        let broken = installation.unread(installation.snapshot([], of: 5, id: "broken"))
        try installation.record([
            installation.asking(
                installation.snapshot([Installation.event("a"), Installation.event("b")], id: "visits")),
            installation.services(["9"]), installation.list("dialogue", ["iplos-15"]),
            installation.death("dialogue", of: 1), installation.privacy("definition", 1, .consentRegistered),
            installation.question([2, 3]), installation.asking(broken),
        ])
        try installation.ledger.keep(OutboxPosition(url: "https://epj.example/outbox", cursor: "after-17"))
        try installation.answer(active: [0, 1])
        try installation.night()
        // And one that is planned and not sent yet.
        try installation.record([installation.push([Installation.event("c", inHours: 30)])])
        _ = try installation.plan(at: now.adding(hours: 1))
        return installation
    }

    private func other(_ installation: Installation, _ name: String = "other.key") -> String {
        installation.folder.path + "/" + name
    }

    private func reopened(_ installation: Installation, key: String) throws -> Ledger {
        try Ledger(directory: installation.folder.path, keyFile: key, rendering: PlainRendering())
    }

    private func broken(_ ledger: Ledger) throws -> [String] {
        try ledger.check().compactMap { if case .broken = $0.verdict { $0.name } else { nil } }
    }

    private func sealed(_ installation: Installation) throws -> [Data] {
        try installation.ledger.queue.read { db in
            try SealedColumn.all.flatMap { place in
                try Data.fetchAll(
                    db, sql: "SELECT \(place.column) FROM \(place.table) WHERE \(place.column) IS NOT NULL")
            }
        }
    }

    @Test func everySealedColumnIsKnown() throws {
        let installation = try installation()
        let columns = try installation.ledger.queue.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
                    WHERE t.type = 'table' AND c.name LIKE 'sealed%' ORDER BY 1
                    """)
        }
        #expect(columns == SealedColumn.all.map { "\($0.table).\($0.column)" }.sorted())
        for place in SealedColumn.all where place.table != "keptNames" {
            let count = try installation.ledger.queue.read { db in
                try Int.fetchOne(db, sql: "SELECT count(\(place.column)) FROM \(place.table)")
            }
            #expect(count != 0, "nothing in \(place.table): this suite would not see whether it opens")
        }
    }

    @Test func everythingOpensWithTheNewKeyAndKeepsItsName() throws {
        let installation = try installation()
        let names = [installation.ledger.keys.entryKey("a"), installation.ledger.keys.fingerprint([1, 2, 3])]
        let count = try sealed(installation).count
        #expect(try installation.ledger.reseal(underKeyOf: other(installation)).count == count + 1, "and the names")
        #expect(throws: LedgerFault.keyWrong(path: installation.folder.key)) {
            try reopened(installation, key: installation.folder.key)
        }
        let ledger = try reopened(installation, key: other(installation))
        #expect([ledger.keys.entryKey("a"), ledger.keys.fingerprint([1, 2, 3])] == names)
        #expect(try broken(ledger) == [])
        #expect(try ledger.outboxPosition(of: "https://epj.example/outbox").cursor == "after-17")
        let quarantined = try #require(try ledger.quarantined().first)
        #expect(try ledger.original(of: quarantined.number) != nil)
        // And once more: that opens all there is, with the second key and the names of the first.
        #expect(try ledger.reseal(underKeyOf: other(installation, "third.key")).count == count + 1)
        let third = try reopened(installation, key: other(installation, "third.key"))
        #expect([third.keys.entryKey("a"), third.keys.fingerprint([1, 2, 3])] == names)
        #expect(try broken(third) == [])
    }

    @Test("R19 nothing that the old key opens is left in the files") func nothingIsLeftBehind() throws {
        let installation = try installation()
        let before = try sealed(installation)
        try installation.ledger.reseal(underKeyOf: other(installation))
        for (file, bytes) in try installation.folder.contents() {
            for (index, value) in before.enumerated() {
                #expect(bytes.range(of: value) == nil, "value \(index) is still in \(file)")
            }
        }
    }

    @Test func aFileThatCouldNotBeMadeAnewIsMadeLater() throws {
        let installation = try installation()
        try installation.ledger.reseal(underKeyOf: other(installation))
        let again = try reopened(installation, key: other(installation)).reseal(underKeyOf: other(installation))
        #expect(again.count == 0 && again.leftBehind == nil)
        #expect(try broken(try reopened(installation, key: other(installation))) == [])
    }

    @Test func theSameKeyIsRefused() throws {
        let installation = try installation()
        #expect(
            throws: LedgerFault.keyUnusable(path: installation.folder.key, reason: "it holds the key that is in use")
        ) { try installation.ledger.reseal(underKeyOf: installation.folder.key) }
        #expect(try broken(try reopened(installation, key: installation.folder.key)) == [])
    }

    @Test func whatDoesNotOpenStopsItAndNothingHasChanged() throws {
        let installation = try installation()
        try installation.execute("UPDATE receiptDue SET sealed = zeroblob(40)")
        let before = try sealed(installation)
        #expect(throws: LedgerFault.sealBroken) { try installation.ledger.reseal(underKeyOf: other(installation)) }
        #expect(try sealed(installation) == before)
        #expect(try broken(try reopened(installation, key: installation.folder.key)) == [])
    }
}
