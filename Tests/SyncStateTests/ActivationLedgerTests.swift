// Who is active: what an answer changes, what its absence does not, and what is left of a citizen who goes.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct ActivationLedgerTests {
    private let now = Installation.now
    private var later: Instant { now.adding(hours: 24) }

    private func told(details: String = "Sårstell") throws -> Installation {
        let installation = try Installation()
        let event = Installation.event("a", inHours: 72, employees: ["Kari"], details: details)
        try installation.record([installation.snapshot([event]), installation.services(["9"])])
        try installation.answer(active: [0])
        try installation.night()
        try installation.ledger.settleNewlyActive()
        return installation
    }

    private func state(_ installation: Installation) throws -> [String] {
        try installation.rows(
            "SELECT state, viaOthersOnly AS via, activeSince AS since, isNew, asked, recheck FROM activation")
    }

    private func content(_ installation: Installation) throws -> ToldEntry.Content? {
        let key = installation.key(0)
        let situation = CitizenSituation(
            citizenKey: key, activation: .inactive,
            told: try installation.ledger.queue.read { db in
                try Data.fetchAll(db, sql: "SELECT entry FROM entry WHERE told > 0").map {
                    ToldEntry(
                        key: Digest128($0), told: .yes, fingerprint: nil, status: .booked, start: now, end: now,
                        pair: ServiceUnit(service: "9", unit: "95316"))
                }
            })
        return try installation.ledger.openContents(situation, of: installation.source).told.first?.content
    }

    @Test func answersAreCountedAndStored() throws {
        let installation = try Installation()
        try installation.record((0...2).map { installation.snapshot([], of: $0) })
        let answers = [
            ActivationAnswer(citizen: installation.key(0), isActiveSelf: true, isActiveViaOthers: true),
            ActivationAnswer(citizen: installation.key(1), isActiveSelf: false, isActiveViaOthers: true),
            ActivationAnswer(citizen: installation.key(2), isActiveSelf: false, isActiveViaOthers: false),
        ]
        let changes = try installation.ledger.record(answers, at: now)
        #expect(changes == ActivationChanges(becameActive: 2, becameInactive: 0), "unknown to inactive is no change")
        let (active, inactive) = try installation.ledger.activationCounts()
        #expect(active == 2 && inactive == 1)
        let t = now.seconds
        #expect(
            try Set(state(installation)) == [
                "[state:1 via:0 since:\(t) isNew:1 asked:\(t) recheck:0]",
                "[state:1 via:1 since:\(t) isNew:1 asked:\(t) recheck:0]",
                "[state:2 via:0 since:NULL isNew:0 asked:\(t) recheck:0]",
            ])
        #expect(try installation.ledger.record(answers, at: later) == ActivationChanges())
    }

    @Test func stayingActiveKeepsSinceWhen() throws {
        let installation = try told()
        try installation.answer(active: [0], at: later)
        #expect(
            try state(installation) == ["[state:1 via:0 since:\(now.seconds) isNew:0 asked:\(later.seconds) recheck:0]"]
        )
    }

    @Test func whoIsNotAnsweredStaysWhatHeWas() throws {
        let installation = try told()
        try installation.record([installation.snapshot([], of: 1)])
        let before = try (state(installation), installation.toldRows())
        try installation.answer(active: [1], at: later)
        #expect(try state(installation).contains(before.0[0]))
        #expect(try installation.toldRows() == before.1)
    }

    @Test("R17 a refusal asks again first, and decides nothing") func recheck() throws {
        let installation = try Installation()
        try installation.record((0...5).map { installation.snapshot([], of: $0) })
        try installation.answer(active: Array(0...5))
        let ordered = try installation.personSet()
        #expect(ordered == ordered.sorted() && ordered.count == 6)
        try installation.ledger.suspectInactive([ordered[3], ordered[5]])
        #expect(try installation.personSet() == [3, 5, 0, 1, 2, 4].map { ordered[$0] })
        #expect(try installation.ledger.activationCounts().active == 6)
        try installation.answer(active: Array(0...5), at: later)
        #expect(try installation.personSet() == ordered, "asked is asked")
    }

    private func reasons(
        _ installation: Installation, changed: [Int]?, at now: Instant
    ) throws -> [Digest128: AskingReason] {
        let round = ActivationRound(
            changed: changed.map { Set($0.map(installation.key)) }, now: now, recheckDays: 7)
        return Dictionary(uniqueKeysWithValues: try installation.ledger.citizensToAsk(round).map { ($0, $1) })
    }

    @Test func aListAsksAboutThoseItNamesThoseNeverAskedAndThoseAskedLongAgo() throws {
        let installation = try Installation()
        try installation.record((0...3).map { installation.snapshot([], of: $0) })
        let key = installation.key
        try installation.answer(active: [0], inactive: [1], at: now)
        try installation.answer(active: [2], at: later)
        // Named by the list and unknown here: 7.
        #expect(try reasons(installation, changed: [2, 7], at: later) == [key(2): .changed, key(3): .new])
        let week = now.adding(days: 7)
        #expect(try reasons(installation, changed: [], at: week) == [key(3): .new], "not more than seven days")
        #expect(
            try reasons(installation, changed: [1], at: week.adding(seconds: 1))
                == [key(0): .aged, key(1): .changed, key(3): .new])
        #expect(
            try reasons(installation, changed: nil, at: later)
                == [key(0): .sweep, key(1): .sweep, key(2): .sweep, key(3): .new])
    }

    @Test func aCitizenOfTwoSourcesIsAskedAboutOnce() throws {
        let installation = try Installation()
        let other = try installation.ledger.sourceID("9902-profil")
        let visits = VisitStatement(unit: "1", kind: .snapshot, generated: now, events: [])
        try installation.record([
            installation.snapshot([]), installation.arrival(.visits(visits), source: other),
        ])
        #expect(try installation.personSet() == [installation.key(0)])
    }

    @Test func whoIsMissingFromAnAnswerIsAskedAboutAgainWhateverTheListSays() throws {
        let installation = try Installation()
        try installation.record((0...1).map { installation.snapshot([], of: $0) })
        try installation.answer(active: [0])
        let missing = [installation.key(0), installation.key(1)]
        #expect(try installation.ledger.record([], at: later, unanswered: missing) == ActivationChanges())
        #expect(
            try reasons(installation, changed: [], at: later)
                == [installation.key(0): .again, installation.key(1): .new])
        #expect(try installation.ledger.activationCounts().active == 1)
        try installation.answer(active: [0], at: later)
        #expect(try reasons(installation, changed: [], at: later) == [installation.key(1): .new])
    }

    @Test func theOffsetIsStoredWithTheAnswersItLedTo() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([])])
        #expect(try installation.ledger.activationOffset() == nil)
        let offset = Instant(nanoseconds: now.nanoseconds + 123_450_000)
        _ = try installation.ledger.record([], at: now, offset: offset)
        #expect(try installation.ledger.activationOffset() == offset)
        try installation.answer(active: [0])
        let again = try Installation(folder: installation.folder)
        #expect(try again.ledger.activationOffset() == offset, "an answer without one leaves it")
        // A citizen the ledger does not know fails the transaction, and the offset with it.
        let stranger = ActivationAnswer(citizen: again.key(9), isActiveSelf: true, isActiveViaOthers: false)
        #expect(throws: LedgerFault.self) { try again.ledger.record([stranger], at: later, offset: later) }
        #expect(try again.ledger.activationOffset() == offset)
    }

    @Test func theNumbersComeInTheOrderAsked() throws {
        let installation = try Installation()
        try installation.record((0...2).map { installation.snapshot([], of: $0) })
        let unknown = installation.key(9)
        let asked = try installation.ledger.citizens([installation.key(2), unknown, installation.key(0)])
        #expect(asked.map(\.key) == [installation.key(2), installation.key(0)])
        #expect(asked.map(\.number) == [People.person(2), People.person(0)])
    }

    @Test("R3 of somebody who is no longer active only the bare entry is kept") func reduced() throws {
        let installation = try told()
        let before = try #require(try content(installation))
        #expect(before.shown.employees == ["Kari"] && before.shown.details == "Sårstell")
        #expect(
            try installation.answer(inactive: [0], at: later) == ActivationChanges(becameActive: 0, becameInactive: 1))
        let after = try #require(try content(installation))
        #expect(after.shown.employees.isEmpty && after.shown.details == nil)
        #expect(after == ToldEntry.Content(value: "a", shown: before.shown.reduced, stated: before.stated))
        #expect(try installation.rows("SELECT told, fingerprint FROM entry") == ["[told:2 fingerprint:NULL]"])
        #expect(try installation.rows("SELECT told FROM membership") == ["[told:1]"])
        #expect(try installation.night(at: later).isEmpty, "and nothing more is sent")
    }

    @Test("R3 whoever returns is new, and is sent everything again") func returns() throws {
        let installation = try told()
        try installation.answer(inactive: [0], at: later)
        try installation.answer(active: [0], at: later.adding(seconds: 60))
        let situation = try #require(try installation.situation())
        #expect(situation.isNewlyActive && situation.activeSince == later.adding(seconds: 60))
        let sent = try installation.night(at: later.adding(seconds: 60))
        #expect(sent.map(\.kind) == [.memberIn, .update])
        let content = try #require(try content(installation))
        #expect(content.shown.employees == ["Kari"] && content.shown.details == "Sårstell")
    }

    @Test("R3 a killed run brings nothing back of somebody who went", arguments: [true, false])
    func killed(isIntended: Bool) throws {
        let installation = try told()
        let event = Installation.event("a", inHours: 73, employees: ["Ola"], details: "Nytt")
        try installation.record([installation.snapshot([event], generated: now.adding(seconds: 1))], at: later)
        let plan = try installation.plan(at: later)
        let ids = try installation.ledger.pendingOperations(of: plan).map(\.id)
        #expect(ids.count == 1)
        if isIntended { _ = try installation.ledger.intend(ids, of: plan, at: later) }
        // Killed here. The next run asks first who is active, and plans afterwards.
        try installation.answer(inactive: [0], at: later)
        #expect(try installation.count("operation WHERE sealed IS NOT NULL") == 0)
        _ = try installation.plan(at: later)
        let content = try #require(try content(installation))
        #expect(content.shown.employees.isEmpty && content.shown.details == nil)
        // The portal may have the new time, so that is what would be withdrawn.
        #expect(content.shown.start == now.adding(hours: isIntended ? 73 : 72))
        #expect(try installation.rows("SELECT told FROM entry") == [isIntended ? "[told:1]" : "[told:2]"])
    }

    @Test func afterACompleteRunTheNewOnesAreLikeEverybody() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([])])
        try installation.answer(active: [0])
        #expect(try installation.situation()?.isNewlyActive == true)
        try installation.ledger.settleNewlyActive()
        #expect(try installation.situation()?.isNewlyActive == false)
        try installation.answer(inactive: [0], at: later)
        try installation.answer(active: [0], at: later)
        #expect(try installation.situation()?.isNewlyActive == true)
    }
}
