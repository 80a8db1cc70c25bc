// Intent, request, outcome, for every kind of operation and every way a request can end: what was told before and after,
// as the rows say it.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct OutcomesTests {
    private let now = Installation.now
    private var later: Instant { now.adding(hours: 1) }

    /// What the second night is to do with the visit and the membership of the first.
    enum Change: CaseIterable { case create, update, withdraw }

    private func services(_ change: Change) -> [String] { change == .withdraw ? [] : ["9"] }

    /// Up to the durable plan that holds one operation for the entry and one for the membership.
    private func planned(_ change: Change) throws -> (Installation, PlanID) {
        let installation = try Installation()
        try installation.answer()
        let event = Installation.event("a", employees: ["Kari"])
        try installation.record([installation.snapshot([event]), installation.services(["9"])])
        try installation.answer(active: [0])
        guard change != .create else { return (installation, try installation.plan()) }
        try installation.night()
        var list = installation.services(services(change), generated: later)
        if change == .update {
            // FraDato moves too, so that the membership is told again.
            let service = CareService(id: "9", unit: "95316", from: CivilDate(dayNumber: 20_100), through: nil)
            list = installation.arrival(.services(ServiceStatement(generated: later, services: [service])))
        }
        let moved = Installation.event("a", inHours: 26, employees: ["Ola"])
        try installation.record(
            [installation.snapshot(change == .update ? [moved] : [], generated: later), list], at: later)
        return (installation, try installation.plan(at: later))
    }

    private func hot(_ installation: Installation) throws -> [String] {
        try installation.rows(
            "SELECT told, hex(fingerprint) AS f, status, start, notBefore FROM entry WHERE told > 0")
    }

    private func members(_ installation: Installation) throws -> [String] {
        try installation.rows("SELECT told, since, until FROM membership WHERE told > 0")
    }

    @Test("R16 of an update without outcome the earlier, later start may still be shown") func whatMayBeShown() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([Installation.event("a", inHours: 30)])])
        try installation.answer(active: [0])
        try installation.night()
        func latest(_ hours: Int64, _ outcome: OperationOutcome) throws -> [String] {
            let event = Installation.event("a", inHours: Int(hours))
            try installation.record([installation.snapshot([event], generated: later)], at: later)
            try installation.push(try installation.plan(at: later), at: later) { _ in outcome }
            return try installation.rows(
                "SELECT told, (start - \(now.seconds)) / 3600 AS start, (latestStart - \(now.seconds)) / 3600 AS latest FROM entry"
            )
        }
        let unknown = OperationOutcome.unknown(answer: "503", notBefore: later)
        #expect(try latest(26, unknown) == ["[told:1 start:26 latest:30]"])
        #expect(try latest(24, unknown) == ["[told:1 start:24 latest:30]"])
        #expect(try latest(25, .refused(answer: "http-422")) == ["[told:1 start:24 latest:30]"])
        #expect(try latest(25, .accepted(answer: "200")) == ["[told:2 start:25 latest:NULL]"])
    }

    @Test(arguments: Change.allCases) func anIntentMakesItPossiblyTold(change: Change) throws {
        let (installation, plan) = try planned(change)
        let before = try installation.opened().first?.content
        let pending = try installation.ledger.pendingOperations(of: plan)
        let intended = try installation.ledger.intend(pending.map(\.id), of: plan, at: later)
        #expect(intended.map(\.id) == pending.map(\.id))
        #expect(intended.allSatisfy { $0.citizen == People.person(0) && $0.citizenKey == installation.key(0) })
        #expect(try installation.rows("SELECT told, fingerprint FROM entry") == ["[told:1 fingerprint:NULL]"])
        #expect(try installation.rows("SELECT told FROM membership") == ["[told:1]"])
        // What was told before is what it would be withdrawn by; of a new entry that is what is being sent.
        let content = try installation.opened().first?.content
        #expect(content == before ?? intended.lazy.compactMap(\.content).first)
    }

    @Test(arguments: Change.allCases) func acceptedIsTold(change: Change) throws {
        let (installation, plan) = try planned(change)
        let wanted = try installation.rows(
            "SELECT hex(fingerprint), status, start FROM operation WHERE entry IS NOT NULL AND state = 0")
        let sent = try installation.push(plan, at: later)
        #expect(try installation.rows("SELECT hex(fingerprint), status, start FROM entry") == wanted)
        #expect(try installation.rows("SELECT told, notBefore FROM entry") == ["[told:2 notBefore:NULL]"])
        let entry = try #require(try installation.opened().first)
        #expect(entry.content == sent.lazy.compactMap(\.content).first)
        #expect(
            entry.fingerprint
                == installation.ledger.keys.fingerprint(
                    of: try #require(entry.content).shown, to: installation.key(0)))
        let until = change == .withdraw ? installation.planner(at: later).today : nil
        let since = CivilDate(dayNumber: change == .update ? 20_100 : 20_000)
        #expect(
            try installation.situation()?.memberships == [
                ToldMembership(pair: ServiceUnit(service: "9", unit: "95316"), told: .yes, since: since, until: until)
            ])
        #expect(
            try installation.count("operation WHERE state = 2 AND answer = '201' AND ended = \(later.seconds)") == 2)
        #expect(try installation.count("operation WHERE sealed IS NOT NULL") == 0)
        #expect(try installation.night(at: later).isEmpty)
    }

    @Test(arguments: Change.allCases, [true, false]) func whatWasNotTakenIsAsItWasBefore(
        change: Change, isRefused: Bool
    ) throws {
        let (installation, plan) = try planned(change)
        let before = try (hot(installation), members(installation), installation.opened())
        try installation.push(plan, at: later) { _ in isRefused ? .refused(answer: "400") : .left(answer: "not sent") }
        #expect(try hot(installation) == before.0)
        #expect(try members(installation) == before.1)
        #expect(try installation.opened() == before.2, "the content is the one told before")
        #expect(try installation.count("operation WHERE sealed IS NOT NULL") == 0)
        #expect(try installation.count("operation WHERE state = \(isRefused ? 3 : 6)") == 2)
        let ends = try installation.ledger.openEnds()
        #expect(ends.refused == (isRefused ? 2 : 0) && ends.left == (isRefused ? 0 : 2))
        #expect(try installation.night(at: later).count == 2, "it is planned again")
    }

    @Test("A membership that is refused may be one of an offer the portal has lost: it is told again")
    func refusedMembership() throws {
        let (installation, plan) = try planned(.create)
        let value = ["9@95316": Digest128(high: 1, low: 2), "12@95316": Digest128(high: 3, low: 4)]
        try installation.ledger.recordOffers(value, told: .yes, of: installation.source)
        try installation.push(plan, at: later) {
            $0.kind == .memberIn ? .refused(answer: "offer-unknown") : .accepted(answer: "201")
        }
        #expect(try installation.ledger.toldOffers(of: installation.source).keys.sorted() == ["12@95316"])
    }

    @Test("R16 an unknown outcome is possibly told, with what was sent", arguments: Change.allCases)
    func unknown(change: Change) throws {
        let (installation, plan) = try planned(change)
        let settled = later.adding(seconds: 60)
        let sent = try installation.push(plan, at: later) { _ in .unknown(answer: "time-out", notBefore: settled) }
        #expect(
            try installation.rows("SELECT told, fingerprint, notBefore FROM entry")
                == ["[told:1 fingerprint:NULL notBefore:\(settled.seconds)]"])
        #expect(try installation.opened().first?.content == sent.lazy.compactMap(\.content).first)
        #expect(try installation.rows("SELECT told FROM membership") == ["[told:1]"])
        #expect(try installation.ledger.openEnds().possiblyTold == 1)
        // The newest planned state is sent again, and not before the doubtful one has settled.
        let again = try installation.plan(at: later)
        let pending = try installation.ledger.pendingOperations(of: again)
        #expect(pending.filter { !$0.kind.concernsMembership }.map(\.notBefore) == [settled])
        try installation.push(again, at: settled)
        #expect(try installation.rows("SELECT told, notBefore FROM entry") == ["[told:2 notBefore:NULL]"])
    }

    @Test("R16 a killed run's intents are possibly told at the next plan", arguments: Change.allCases)
    func killed(change: Change) throws {
        let (installation, plan) = try planned(change)
        let ids = try installation.ledger.pendingOperations(of: plan).map(\.id)
        let intended = try installation.ledger.intend(ids, of: plan, at: later)
        let run = try installation.ledger.beginRun("sync", now: later, started: later)
        _ = try installation.ledger.beginPlan(run, source: installation.source, settleSeconds: 45)
        #expect(
            try installation.rows("SELECT told, fingerprint, notBefore FROM entry")
                == ["[told:1 fingerprint:NULL notBefore:\(later.seconds + 45)]"])
        #expect(try installation.opened().first?.content == intended.lazy.compactMap(\.content).first)
        let closed = try installation.rows(
            "SELECT state, answer, sealed FROM operation WHERE id IN (\(ids.map(String.init).joined(separator: ",")))")
        #expect(Set(closed) == ["[state:4 answer:\"no outcome recorded\" sealed:NULL]"])
    }

    @Test func refusedAfterUnknownStaysPossiblyTold() throws {
        let (installation, plan) = try planned(.update)
        let settled = later.adding(seconds: 60)
        let sent = try installation.push(plan, at: later) { _ in .unknown(answer: "503", notBefore: settled) }
        try installation.push(try installation.plan(at: later), at: settled) { _ in .refused(answer: "400") }
        #expect(try installation.rows("SELECT told, fingerprint FROM entry") == ["[told:1 fingerprint:NULL]"])
        #expect(try installation.opened().first?.content == sent.lazy.compactMap(\.content).first)
    }

    @Test func aCreateRefusedAfterNothingWasToldLeavesNothingBehind() throws {
        let (installation, plan) = try planned(.create)
        try installation.push(plan) { _ in .refused(answer: "400") }
        #expect(try installation.opened().isEmpty)
        #expect(try installation.situation()?.memberships.isEmpty == true)
        try installation.record(
            [installation.snapshot([], generated: later), installation.services([], generated: later)], at: later)
        _ = try installation.plan(at: later)
        for table in ["entry", "entryContent", "membership"] { #expect(try installation.count(table) == 0) }
    }

    @Test func anOperationIsIntendedOnce() throws {
        let (installation, plan) = try planned(.create)
        let ids = try installation.ledger.pendingOperations(of: plan).map(\.id)
        #expect(try installation.ledger.intend(ids.reversed(), of: plan, at: now).map(\.id) == ids.reversed())
        #expect(try installation.ledger.intend(ids, of: plan, at: now).isEmpty)
        #expect(try installation.ledger.pendingOperations(of: plan).isEmpty)
    }

    @Test func whatIsIntendedCarriesTheWholeOperation() throws {
        let (installation, plan) = try planned(.create)
        let ids = try installation.ledger.pendingOperations(of: plan).map(\.id)
        let intended = try installation.ledger.intend(ids, of: plan, at: now)
        #expect(intended.map(\.kind) == [.memberIn, .create])
        guard case .membership(let pair, let since, let until) = intended[0].payload else {
            Issue.record("no membership")
            return
        }
        #expect(pair.offerValue == "9@95316" && since == CivilDate(dayNumber: 20_000) && until == nil)
        #expect(intended[1].content?.value == "a" && intended[1].content?.shown.employees == ["Kari"])
        #expect(intended[1].content?.stated == now)
    }
}

extension IntendedOperation {
    fileprivate var content: ToldEntry.Content? {
        guard case .appointment(let content) = payload else { return nil }
        return content
    }
}
