// The same content under a new MsgId: once is enough (R14). What counts as the same is every word of what is stated.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct SameContentTests {
    private let now = Installation.now

    private func visits(
        _ events: [VisitEvent] = [Installation.event("a")], unit: String = "95316",
        kind: VisitStatement.Kind = .push, generated: Instant = Installation.now
    ) -> SyncCore.Statement.Content {
        .visits(VisitStatement(unit: unit, kind: kind, generated: generated, events: events))
    }

    @Test("R14 equal content under another MsgId has no second effect") func again() throws {
        let installation = try Installation()
        let first = installation.arrival(visits(), id: "one", text: "one")
        let second = installation.arrival(visits(), id: "two", text: "two")
        // Within one batch, in a later one, and as the very same file once more.
        #expect(try installation.record([first, second]) == [.applied, .duplicate])
        let third = installation.arrival(visits(), id: "three", text: "three")
        #expect(try installation.record([third, second]) == [.duplicate, .duplicate])
        #expect(try installation.count("stated") == 1)
        #expect(try installation.ledger.original(of: MessageNumber(2)) == nil)
    }

    @Test func theSameFileTwiceInOneBatchIsReadOnce() throws {
        let installation = try Installation()
        let file = installation.arrival(visits(), id: "one", text: "one")
        var copy = file
        copy.member = "copy"
        #expect(try installation.record([file, copy]) == [.applied, .duplicate])
    }

    @Test func contentThatWasSupersededStaysSo() throws {
        let installation = try Installation()
        let old = now.adding(seconds: -5)
        let ends = try installation.record([
            installation.snapshot([Installation.event("new")]),
            installation.snapshot([Installation.event("old")], generated: old),
            installation.snapshot([Installation.event("old")], generated: old),
        ])
        #expect(ends == [.applied, .superseded, .duplicate])
    }

    @Test func anIdOnceUsedForTheSameContentIsUsed() throws {
        let installation = try Installation()
        let ends = try installation.record([
            installation.arrival(visits(), id: "one", text: "one"),
            installation.arrival(visits(), id: "two", text: "two"),
            installation.arrival(visits([Installation.event("b")]), id: "two", text: "three"),
        ])
        #expect(ends == [.applied, .duplicate, .quarantined])
        #expect(try installation.ledger.quarantined().map(\.code.number) == [181])
    }

    @Test func whatWasDiscardedOrSetAsideWasNeverStated() throws {
        let installation = try Installation()
        var bad = installation.arrival(visits(), id: "one")
        bad.verdict = .setAside(InboxFinding.reusedMessageID)
        #expect(
            try installation.record([bad, installation.arrival(visits(), id: "two")]) == [.quarantined, .applied])
    }

    /// Each differs in one word from a push about one visit, and counts.
    @Test func everyWordMakesAnotherStatement() throws {
        let installation = try Installation()
        let other = try installation.ledger.sourceID("9902-profil")
        let born = try #require(CivilDate(year: 2015, month: 6, day: 7))
        var elsewhere = installation.arrival(visits())
        elsewhere.source = other
        let services = ServiceStatement(generated: now, services: [])
        let dialogue = DeathStatement(generated: now, conversation: "a")
        let arrivals = [
            installation.arrival(visits()), elsewhere, installation.arrival(visits(), of: 1),
            installation.arrival(visits(), birthDate: born), installation.arrival(visits(unit: "95317")),
            installation.arrival(visits(kind: .notMet)), installation.arrival(visits(kind: .snapshot)),
            installation.arrival(visits(generated: now.adding(seconds: 1))),
            installation.arrival(visits([Installation.event("b")])),
            installation.arrival(visits([Installation.event("a", state: .cancelled)])),
            installation.arrival(.services(services)), installation.arrival(.death(dialogue)),
            installation.arrival(.death(DeathStatement(generated: now, conversation: "a", isCancellation: true))),
            installation.arrival(
                .unitServices(UnitServicesStatement(unit: "95316", generated: now, conversation: "a", services: []))),
            installation.arrival(
                .privacy(PrivacyStatement(generated: now, definition: "a", version: 1, status: .reserved))),
        ]
        let ends = try installation.record(arrivals)
        #expect(ends.allSatisfy { $0 != .duplicate && $0 != .quarantined })
        #expect(try installation.count("message WHERE statedKey IS NOT NULL") == arrivals.count)
        var again = arrivals
        for index in again.indices { again[index].messageID = "again-\(index)" }
        #expect(try installation.record(again).allSatisfy { $0 == .duplicate })
    }

    @Test func whatStatesNothingIsNoDuplicateOfAnother() throws {
        let installation = try Installation()
        var first = installation.arrival(visits())
        first.verdict = .states([])
        var second = installation.arrival(visits())
        second.verdict = .states([])
        #expect(try installation.record([first, second]) == [.applied, .applied])
    }

    /// One look-up for each message, by index, whatever lies in the inbox.
    @Test func theLookUpGoesByItsIndex() throws {
        let installation = try Installation()
        let plan = try installation.ledger.queue.read { db in
            try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN " + InboxWriter.statedMessages, arguments: [1, Data(count: 16)]
            ).map { $0["detail"] as String }
        }
        #expect(plan.count == 1 && plan[0].contains("USING INDEX messageByStated (source=? AND statedKey=?)"))
    }
}
