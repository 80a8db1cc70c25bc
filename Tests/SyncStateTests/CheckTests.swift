// `check`: a sound ledger proves every statement; each way of breaking it breaks exactly the statement that names it.

import Foundation
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct CheckTests {
    private let now = Installation.now

    /// Two citizens, one of them no longer active, a message in quarantine, an order, and a night that was sent.
    private func installation() throws -> Installation {
        let installation = try Installation()
        var unreadable = installation.snapshot([Installation.event("x")], of: 2)
        unreadable.verdict = .setAside(
            Finding(
                code: FindingCode(101), severity: .refused,
                position: Finding.Position(line: 1, column: 1, element: "MsgHead"), text: "-"))
        try installation.record([
            installation.snapshot([Installation.event("a", employees: ["E. Ansatt"]), Installation.event("b")]),
            installation.snapshot([Installation.event("c", employees: ["E. Ansatt"])], of: 1),
            installation.services(["9"]), unreadable,
        ])
        try installation.answer(active: [0, 1])
        try installation.night()
        try installation.answer(inactive: [1], at: now.adding(hours: 1))
        let found = try #require(try installation.ledger.findEntries("a").first)
        try installation.ledger.keepOff(found, reason: "other", at: now.adding(hours: 1))
        return installation
    }

    private func broken(_ installation: Installation) throws -> [String] {
        try installation.ledger.check().compactMap { invariant in
            if case .broken = invariant.verdict { invariant.name } else { nil }
        }
    }

    @Test func aSoundLedgerProvesEverythingThatCanBeProved() throws {
        let installation = try installation()
        var names: [String] = []
        let invariants = try installation.ledger.check { names.append($0) }
        #expect(invariants.map(\.name) == names && Set(names).count == names.count)
        #expect(try broken(installation) == [])
        #expect(
            invariants.filter { $0.verdict == .unprovable }.map(\.name)
                == ["delivered-is-recorded", "portal-shows-what-was-told", "silent-about-people"])
        #expect(invariants.first { $0.name == "told-opens" }?.verdict == .proved(3))
        #expect(invariants.first { $0.name == "quarantine-opens" }?.verdict == .proved(1))
    }

    static let faults: [(sql: String, name: String)] = [
        (
            "UPDATE message SET sealedKey = x'00', segmentOffset = 0, segmentLength = 9 WHERE disposition = 6",
            "quarantine-opens"
        ),
        ("UPDATE message SET disposition = 4 WHERE id = 2", "one-disposition"),
        ("DELETE FROM message WHERE id = 2", "stated-by-message"),
        ("UPDATE stated SET sealed = zeroblob(40) WHERE kind = 1", "stated-opens"),
        ("UPDATE citizen SET sealed = zeroblob(40)", "numbers-open"),
        ("UPDATE entryContent SET sealed = zeroblob(40)", "told-opens"),
        ("UPDATE entry SET start = start + 60 WHERE told = 2 AND fingerprint IS NOT NULL", "told-opens"),
        ("UPDATE operation SET state = 0", "ended-plans-are-done"),
        ("UPDATE operation SET sealed = x'00'", "answered-is-closed"),
        ("UPDATE operation SET state = 1, intended = 1", "intent-is-doubt"),
        ("UPDATE operation SET intended = (SELECT max(ordered) + 1 FROM withdrawal)", "kept-off-stays-off"),
        ("INSERT INTO outgoing VALUES (1, 1, 'a', 3, NULL, NULL, x'00', 1, NULL, NULL, NULL, NULL)", "waiting-opens"),
        (
            """
            INSERT INTO outgoing VALUES (1, 1, 'a', 1, 1, 1, NULL, 1, 1, NULL, NULL, NULL),
                (2, 1, 'b', 1, 1, 1, NULL, 1, 1, NULL, NULL, NULL)
            """, "one-receipt"
        ),
        ("PRAGMA foreign_keys = OFF; DELETE FROM serviceUnit", "references"),
    ]

    @Test(arguments: faults.indices) func whatIsBrokenIsNamed(_ index: Int) throws {
        let installation = try installation()
        let (sql, name) = Self.faults[index]
        try installation.executeOutsideTransactions(sql)
        #expect(try broken(installation).contains(name), "\(sql)")
    }

    @Test("R3 a detail of a citizen who is not active is named") func inactive() throws {
        let installation = try installation()
        // As if he had been called inactive without being reduced.
        try installation.execute("UPDATE activation SET state = 2, activeSince = NULL")
        #expect(try broken(installation) == ["inactive-is-reduced"])
    }
}
