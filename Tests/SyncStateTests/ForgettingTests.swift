// What is left of a citizen after he was forgotten in a source: nothing by which anybody could find him.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct ForgettingTests {
    private let now = Installation.now

    /// Two citizens of whom everything is kept that can be kept, one of them in another source too.
    private func installation() throws -> (Installation, other: SourceID) {
        let installation = try Installation(rendering: PlainRendering())
        let number = People.person(0).digits
        var unreadable = installation.snapshot([Installation.event("x")], text: "<Id>\(number)</Id>, broken")
        unreadable.verdict = .setAside(
            Finding(
                code: FindingCode(101), severity: .refused,
                position: Finding.Position(line: 1, column: 1, element: "MsgHead"), text: "-"))
        try installation.record([
            installation.snapshot([Installation.event("a"), Installation.event("b")], text: "<Id>\(number)</Id>"),
            installation.snapshot([Installation.event("c")], of: 1, text: "<Id>\(People.person(1).digits)</Id>"),
            installation.services(["9"]), installation.services(["9"], of: 1), unreadable,
            installation.list("dialogue", ["15"]), installation.privacy("d", 1, .consentGiven),
            installation.question([0, 1, 2]),
        ])
        let other = try installation.ledger.sourceID("9902-profil")
        try installation.answer(active: [0, 1])
        try installation.night()
        return (installation, other)
    }

    private static let tables = [
        "stated", "unitService", "death", "privacySetting", "entry", "entryContent", "alias", "series", "membership",
        "withdrawal", "sourceCitizen", "operation",
    ]

    private func rows(of person: Int, _ installation: Installation) throws -> [String] {
        try Self.tables.filter { table in
            try installation.ledger.queue.read { db in
                try Bool.fetchOne(
                    db, sql: "SELECT EXISTS (SELECT 1 FROM \(table) WHERE citizen = ?)",
                    arguments: [installation.key(person).data]) ?? false
            }
        }
    }

    @Test func everyTraceIsRemovedAndCounted() throws {
        let (installation, _) = try installation()
        let entry = try #require(try installation.ledger.findEntries("a").first)
        try installation.ledger.keepOff(entry, reason: "other", at: now)
        let others = try rows(of: 1, installation)
        let forgotten = try installation.ledger.forget(People.person(0), in: installation.source)
        #expect(try rows(of: 0, installation) == [])
        #expect(try rows(of: 1, installation) == others, "nobody else is touched")
        var expected = Forgotten()
        expected.statements = 4
        expected.entries = 2
        expected.contacts = 1
        expected.operations = 3
        expected.originals = 2
        expected.quarantined = 1
        expected.questions = 1
        expected.undelivered = 1
        expected.orders = 1
        expected.wasLast = true
        #expect(forgotten == expected)
        #expect(try installation.ledger.citizens([installation.key(0)]).isEmpty, "his number too")
        #expect(try installation.count("activation") == 1)
        #expect(try installation.ledger.quarantined() == [])
        let question = try installation.ledger.pendingQuestions(of: installation.source)
        #expect(question.first?.persons.map(\.number) == [People.person(1), People.person(2)])
        #expect(
            try installation.ledger.check().allSatisfy { if case .broken = $0.verdict { false } else { true } })
    }

    @Test func forgottenAgainThereIsNothing() throws {
        let (installation, other) = try installation()
        _ = try installation.ledger.forget(People.person(0), in: installation.source)
        #expect(try installation.ledger.forget(People.person(0), in: installation.source).isNothing)
        #expect(try installation.ledger.forget(People.person(5), in: other).isNothing)
    }

    @Test func anotherSourceThatKnowsHimKeepsHim() throws {
        let (installation, other) = try installation()
        let visits = VisitStatement(unit: "95316", kind: .push, generated: now, events: [Installation.event("z")])
        try installation.record([installation.arrival(.visits(visits), source: other)])
        let forgotten = try installation.ledger.forget(People.person(0), in: installation.source)
        #expect(!forgotten.wasLast)
        #expect(try installation.count("stated WHERE source = 2") == 1)
        #expect(try installation.ledger.citizens([installation.key(0)]).count == 1)
        #expect(try installation.ledger.forget(People.person(0), in: other).wasLast)
    }

    @Test("R16 nobody else ever gets his identifiers") func identifiers() throws {
        let (installation, _) = try installation()
        _ = try installation.ledger.forget(People.person(0), in: installation.source)
        try installation.record([installation.push([Installation.event("a")], of: 1, generated: now.adding(hours: 1))])
        let sent = try installation.night(at: now.adding(hours: 1))
        let value = sent.compactMap { if case .appointment(let content) = $0.payload { content.value } else { nil } }
        #expect(value == ["a/" + installation.key(1).shortHexadecimal])
        // Taken in anew, he gets a new one himself, and keeps it.
        try installation.record([installation.push([Installation.event("b")], generated: now.adding(hours: 1))])
        try installation.answer(active: [0])
        #expect(try installation.night(at: now.adding(hours: 1)).count == 1)
        #expect(try installation.ledger.findEntries("b/" + installation.key(0).shortHexadecimal).count == 1)
        _ = try installation.ledger.forget(People.person(0), in: installation.source)
        try installation.record([installation.push([Installation.event("b")], generated: now.adding(hours: 2))])
        try installation.answer(active: [0], at: now.adding(hours: 2))
        #expect(try installation.night(at: now.adding(hours: 2)).count == 1)
    }

    @Test func anOriginalInUTF16IsFound() throws {
        let installation = try Installation()
        var arrival = installation.snapshot([Installation.event("a")])
        arrival.bytes = Array("<Id>\(People.person(0).digits)</Id>".data(using: .utf16LittleEndian) ?? Data())
        var big = installation.snapshot([Installation.event("b")], generated: now.adding(hours: 1))
        big.bytes = Array("<Id>\(People.person(0).digits)</Id>".data(using: .utf16BigEndian) ?? Data())
        try installation.record([arrival, big])
        #expect(try installation.ledger.forget(People.person(0), in: installation.source).originals == 2)
        #expect(try installation.ledger.original(of: MessageNumber(1)) == nil)
    }
}
