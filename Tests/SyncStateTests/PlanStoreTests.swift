// A plan is durable before anything of it is sent, holds each identifier for one citizen, and takes over from the plan
// before it.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct PlanStoreTests {
    private let now = Installation.now

    /// Two citizens who are visited together: one uid in both their messages.
    private func couple(_ people: [Int] = [0, 1]) throws -> Installation {
        let installation = try Installation()
        try installation.record(people.map { installation.snapshot([Installation.event("shared")], of: $0) })
        try installation.answer(active: people)
        return installation
    }

    private func values(_ installation: Installation, _ people: [Int] = [0, 1]) throws -> [String] {
        try people.sorted { installation.key($0) < installation.key($1) }
            .flatMap { try installation.opened($0).compactMap { $0.content?.value } }
    }

    @Test func oneUidOfTwoCitizensInOneSliceGivesTwoIdentifiers() throws {
        let installation = try couple()
        try installation.night()
        let second = max(installation.key(0), installation.key(1))
        #expect(try values(installation) == ["shared", "shared/" + second.shortHexadecimal])
        #expect(try installation.night().isEmpty, "the next night knows both")
    }

    @Test func oneUidOfTwoCitizensInTwoSlicesGivesTwoIdentifiers() throws {
        let installation = try couple()
        let ledger = installation.ledger
        let run = try ledger.beginRun("sync", now: now, started: now)
        let plan = try ledger.beginPlan(run, source: installation.source)
        let planner = installation.planner()
        var last: Digest128?
        var notes: [Int] = []
        while let situation = try ledger.plannableCitizens(of: installation.source, after: last, limit: 1).first {
            last = situation.citizenKey
            let saved = try ledger.save([(situation, try planner.plan(situation))], to: plan) { try planner.plan($0) }
            notes += saved.map { $0.notes[.identifierShared] ?? 0 }
        }
        try ledger.finish(plan)
        try installation.push(plan)
        #expect(notes == [0, 1])
        #expect(try values(installation).map { $0.hasPrefix("shared/") } == [false, true])
    }

    @Test func anIdentifierNobodyWasToldIsFreeAgain() throws {
        let installation = try couple()
        let first = try installation.plan()
        #expect(try installation.count("entry WHERE told = 0") == 2)
        _ = try installation.ledger.leaveRest(of: first)
        try installation.ledger.end(first)
        // The one who came first is not there any more; the other takes the plain identifier.
        let gone = installation.key(0) < installation.key(1) ? 0 : 1
        try installation.answer(inactive: [gone])
        try installation.night()
        #expect(try values(installation) == ["shared"])
        #expect(try installation.count("entry") == 1)
    }

    @Test func aRefusedIdentifierIsFreeAgainToo() throws {
        let installation = try couple()
        try installation.push(try installation.plan()) { _ in .refused(answer: "MSG_PARAM_INVALID") }
        #expect(try installation.count("entry WHERE told = 0") == 2)
        try installation.night()
        #expect(try values(installation).count == 2)
        #expect(try installation.count("entry") == 2)
    }

    @Test func anIdentifierThatCannotBeHadEndsInsteadOfGoingRound() throws {
        let installation = try couple()
        let run = try installation.ledger.beginRun("sync", now: now, started: now)
        let plan = try installation.ledger.beginPlan(run, source: installation.source)
        let planner = installation.planner()
        let slice = try installation.ledger.plannableCitizens(of: installation.source, after: nil, limit: 2)
            .map { (situation: $0, plan: try planner.plan($0)) }
        let stubborn = slice[1].plan
        #expect(
            throws: LedgerFault.cannotWrite(
                doing: "making a plan durable", reason: "an identifier made for one citizen is taken")
        ) {
            try installation.ledger.save(slice, to: plan) { _ in stubborn }
        }
        #expect(try installation.count("entry") == 0, "nothing of the slice is kept")
        #expect(try installation.count("operation") == 0)
    }

    @Test func operationsComeMembershipsFirstAndThenByUrgency() throws {
        let installation = try Installation()
        try installation.record([
            installation.snapshot([Installation.event("later", inHours: 60), Installation.event("sooner", inHours: 50)]
            ),
            installation.services(["9"]),
        ])
        try installation.answer(active: [0])
        try installation.night()
        try installation.ledger.settleNewlyActive()
        let next = now.adding(hours: 12)
        try installation.record(
            [
                installation.snapshot(
                    [
                        Installation.event("third", inHours: 40),
                        Installation.event("later", inHours: 60, state: .cancelled),
                        Installation.event("sooner", inHours: 45, state: .cancelled),
                    ], generated: next), installation.services([], generated: next),
            ], at: next)
        let plan = try installation.plan(at: next)
        let pending = try installation.ledger.pendingOperations(of: plan)
        #expect(pending.map(\.kind) == [.memberOut, .cancel, .create, .cancel])
        #expect(pending.map(\.urgency) == pending.map(\.urgency).sorted())
    }

    @Test func aliasesLeadOnlyToEntriesThatAre() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([Installation.event("a")])])
        try installation.answer(active: [0])
        let run = try installation.ledger.beginRun("sync", now: now, started: now)
        let plan = try installation.ledger.beginPlan(run, source: installation.source)
        let situation = try #require(try installation.situation())
        var citizenPlan = try installation.planner().plan(situation)
        let keys = installation.ledger.keys
        citizenPlan.aliases = [keys.entryKey("b"): keys.entryKey("a"), keys.entryKey("c"): keys.entryKey("nowhere")]
        citizenPlan.phases = [keys.entryKey("s"): Recurrence.Phase(residue: 3)]
        _ = try installation.ledger.save([(situation, citizenPlan)], to: plan) { _ in citizenPlan }
        try installation.ledger.finish(plan)
        try installation.push(plan)
        let after = try #require(try installation.situation())
        #expect(after.aliases == [keys.entryKey("b"): keys.entryKey("a")])
        #expect(after.phases == citizenPlan.phases)
    }

    @Test func anAliasGoesWithItsEntry() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([Installation.event("a")])])
        try installation.answer(active: [0])
        let plan = try installation.plan()
        try installation.execute(
            "INSERT INTO alias SELECT source, citizen, x'000102030405060708090a0b0c0d0e0f', entry FROM entry")
        _ = try installation.ledger.leaveRest(of: plan)
        try installation.ledger.end(plan)
        _ = try installation.plan()
        #expect(try installation.count("alias") == 0)
    }

    @Test func aPlanTakesOverFromTheOneBefore() throws {
        let installation = try couple()
        let first = try installation.plan()
        let superseded = try installation.ledger.pendingOperations(of: first).map(\.id)
        let second = try installation.plan()
        #expect(try installation.rows("SELECT state FROM plan ORDER BY id") == ["[state:3]", "[state:1]"])
        #expect(try installation.ledger.pendingOperations(of: first).isEmpty)
        #expect(superseded.count == 2)
        #expect(try installation.count("operation") == 2, "the newer plan's own")
        // What the older plan still holds in its hands is not sent any more.
        #expect(try installation.ledger.intend(superseded, of: first, at: now).isEmpty)
        try installation.push(second)
        #expect(try installation.rows("SELECT state FROM plan ORDER BY id") == ["[state:3]", "[state:2]"])
    }

    @Test func whatIsLeftIsCountedAndPlannedAgain() throws {
        let installation = try couple()
        let plan = try installation.plan()
        let ids = try installation.ledger.pendingOperations(of: plan).map(\.id)
        let intended = try installation.ledger.intend([ids[0]], of: plan, at: now)
        try installation.ledger.conclude([(intended[0].id, .accepted(answer: "201"))], of: plan, at: now)
        #expect(try installation.ledger.leaveRest(of: plan) == 1)
        try installation.ledger.end(plan)
        #expect(try installation.ledger.openEnds().left == 1)
        #expect(try installation.count("operation WHERE sealed IS NOT NULL") == 0)
        #expect(try installation.night().count == 1)
        #expect(try installation.ledger.openEnds() == OpenEnds())
    }

    @Test("R17 what was planned for somebody who is not active is no debt") func dropped() throws {
        let installation = try couple()
        let plan = try installation.plan()
        #expect(try installation.ledger.dropRest(of: plan, for: [installation.key(0)]) == 1)
        #expect(try installation.ledger.pendingOperations(of: plan).map(\.citizenKey) == [installation.key(1)])
        #expect(try installation.ledger.leaveRest(of: plan) == 1)
        try installation.ledger.end(plan)
        #expect(
            try installation.rows("SELECT state, answer FROM operation WHERE state = 5") == [
                "[state:5 answer:\"2118\"]"
            ])
        #expect(try installation.ledger.openEnds().left == 1)
    }

    @Test func runsAreRemembered() throws {
        let ledger = try Installation().ledger
        let first = try ledger.beginRun("sync", now: now, started: now)
        try ledger.endRun(first, at: now.adding(seconds: 9), exitCode: 3, report: "{}")
        let second = try ledger.beginRun("sync", now: now, started: now.adding(hours: 1))
        try ledger.endRun(second, at: now.adding(hours: 2), exitCode: 69, report: "{}")
        _ = try ledger.beginRun("plan", now: now, started: now.adding(hours: 3))
        let runs = try ledger.runs(limit: 2)
        #expect(runs.map(\.command) == ["plan", "sync"] && runs.map(\.exitCode) == [nil, 69])
        #expect(runs.map(\.number) == [3, 2] && runs.map(\.report) == [nil, "{}"])
        #expect(try ledger.lastCompleteCycle() == now.adding(seconds: 9))
    }

    @Test(
        "a cycle that ended with a hold is complete, one that the night's end cut short is not",
        arguments: [
            (0, false, true), (3, false, true), (4, false, true), (4, true, false), (6, true, false),
            (69, false, false),
        ])
    func complete(exitCode: Int32, isCutShort: Bool, isComplete: Bool) throws {
        let ledger = try Installation().ledger
        let run = try ledger.beginRun("sync", now: now, started: now)
        try ledger.endRun(run, at: now.adding(hours: 1), exitCode: exitCode, report: "{}", isCutShort: isCutShort)
        #expect(try ledger.lastCompleteCycle() == (isComplete ? now.adding(hours: 1) : nil))
    }

    @Test func offersAreRememberedBySourceAndOnlyWhenAccepted() throws {
        let installation = try Installation()
        let other = try installation.ledger.sourceID("b")
        let (one, two) = (Digest128(high: 1, low: 2), Digest128(high: 3, low: 4))
        try installation.ledger.recordOffers(["9@95316": one, "12@95316": one], told: .yes, of: installation.source)
        try installation.ledger.recordOffers(["12@95316": two], told: .possibly, of: installation.source)
        #expect(try installation.ledger.toldOffers(of: installation.source) == ["9@95316": one])
        try installation.ledger.recordOffers(["12@95316": two], told: .yes, of: installation.source)
        #expect(try installation.ledger.toldOffers(of: installation.source) == ["9@95316": one, "12@95316": two])
        #expect(try installation.ledger.toldOffers(of: other).isEmpty)
    }
}
