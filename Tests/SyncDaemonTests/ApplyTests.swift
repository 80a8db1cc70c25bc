// A plan that was kept, applied later: exactly as it was, or not at all, and then why.

import Foundation
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct ApplyTests {
    private static let planned = "2027-01-11T01:15:00+01:00"
    private static let morning = "2027-01-11T09:00:00+01:00"
    private static let anna = NightHarness.anna
    private static let birger = NightHarness.birger

    private static func snapshot(
        _ night: NightHarness, _ number: String, at generated: String, hour: Int = 10, day: Int = 13
    )
        -> GericaMessage
    {
        let clock = "2027-01-\(day)T\(hour < 10 ? "0" : "")\(hour)"
        return .snapshot(
            number, id: night.nextID(), generated: "2027-01-11T\(generated):00+01:00",
            events: [
                GericaMessage.event(
                    uid: "u\(number.prefix(2))", start: clock + ":00:00", end: clock + ":30:00", status: "CONFIRMED")
            ])
    }

    /// Two citizens with a visit each, planned and not sent.
    private static func planned(day: Int = 13, hour: Int = 10) async throws -> (NightHarness, KeptPlan) {
        let night = try NightHarness(active: [anna, birger])
        try night.deliver([
            snapshot(night, anna, at: "00:30", hour: hour, day: day), snapshot(night, birger, at: "00:30"),
        ])
        let report = try await night.run(planned, .plan(listingOperations: false))
        #expect(report.exitCode == .changes && report.sources[0].operationCount == 2)
        return (night, try #require(try night.ledger().keptPlan(1)))
    }

    private static func apply(
        _ night: NightHarness, _ plan: KeptPlan, withoutChanged: Bool = false, at now: String = morning
    ) async throws -> RunReport {
        try await night.run(now, .apply([plan], withoutChanged: withoutChanged))
    }

    @Test("A kept plan is sent as it is, once") func asItIs() async throws {
        let (night, plan) = try await Self.planned()
        let report = try await Self.apply(night, plan)
        #expect(report.exitCode == .done && report.sources[0].accepted == 2)
        #expect(await night.portal.puts == 2)
        #expect(try await night.run(Self.morning).sources[0].operationCount == 0)

        let over = try #require(try night.ledger().keptPlan(1))
        let again = try await Self.apply(night, over)
        #expect(again.exitCode == .held)
        #expect(
            again.problems == [
                "Plan P1 of source 9901-gerica cannot be applied: it was sent already, or newer plans took its place. Nothing "
                    + "of it was sent now. Make a new one with 'epjsyncd plan'."
            ])
        #expect(await night.portal.puts == 2)
    }

    @Test("Newer messages make a plan stale, and may be left out") func news() async throws {
        let (night, plan) = try await Self.planned()
        try night.deliver([Self.snapshot(night, Self.anna, at: "08:00", hour: 12)])
        // A plan reads what came, and keeps a plan of its own; the first stays.
        #expect(try await night.run("2027-01-11T08:15:00+01:00", .plan(listingOperations: false)).exitCode == .changes)
        let refused = try await Self.apply(night, plan)
        #expect(refused.exitCode == .held)
        #expect(
            refused.problems == [
                "Plan P1 of source 9901-gerica is stale: newer messages about 1 citizen in it have arrived. Nothing of it "
                    + "was sent. Leave those citizens out with --without-changed, or make a new one with 'epjsyncd plan'."
            ])
        #expect(await night.portal.puts == 0)
        let report = try await Self.apply(night, plan, withoutChanged: true)
        #expect(report.exitCode == .done && report.sources[0].accepted == 1)
        #expect(report.leftOut.map(\.out) == [LeftOut(changed: 1)])
        #expect(await night.shown("u" + Self.birger.prefix(2)) != nil)
        #expect(await night.shown("u" + Self.anna.prefix(2)) == nil)
    }

    @Test("Another configuration makes a plan stale") func configuration() async throws {
        let (night, plan) = try await Self.planned()
        night.configuration.sources[0].rules.services[0].name = "Annet"
        let refused = try await Self.apply(night, plan)
        #expect(
            refused.problems == [
                "Plan P1 of source 9901-gerica is stale: the source's configuration has changed. Nothing of it was sent. "
                    + "Make a new one with 'epjsyncd plan'."
            ])
        #expect(await night.portal.puts == 0)
    }

    @Test("A ledger row that changed makes a plan stale") func ledger() async throws {
        let (night, plan) = try await Self.planned()
        // The next run tells both; its plan is another.
        #expect(try await night.run("2027-01-11T02:15:00+01:00").exitCode == .done)
        let refused = try await Self.apply(night, plan)
        #expect(
            refused.problems == [
                "Plan P1 of source 9901-gerica is stale: 2 rows of the ledger that it changes have changed. Nothing of it "
                    + "was sent. Make a new one with 'epjsyncd plan'."
            ])
        #expect(await night.portal.puts == 2)
    }

    @Test("R8 what has begun by then is left out and listed; who is no longer active gets nothing") func begun()
        async throws
    {
        let (night, plan) = try await Self.planned(day: 11, hour: 8)
        let report = try await Self.apply(night, plan)
        #expect(report.exitCode == .done && report.sources[0].accepted == 1)
        let key = try night.ledger().keys.entryKey("u" + Self.anna.prefix(2)).shortHexadecimal
        #expect(report.leftOut.map(\.out) == [LeftOut(begun: [key])])
        #expect(ReportText.text(report).contains("  left out of P1, the visit has begun: \(key)"))

        let (other, inactive) = try await Self.planned()
        _ = try other.ledger().record(
            [
                ActivationAnswer(
                    citizen: other.ledger().keys.citizenKey(NationalIdentityNumber(Self.anna, synthetic: .accept)),
                    isActiveSelf: false, isActiveViaOthers: false)
            ], at: .current())
        let without = try await Self.apply(other, inactive)
        #expect(without.sources[0].accepted == 1 && without.exitCode == .done)
    }

    @Test("Who became active is part of a plan, and is told when it is applied") func activationTold() async throws {
        let (night, plan) = try await Self.planned()
        let outgoing = night.folder.file("feed/outgoing")
        #expect(!FileManager.default.fileExists(atPath: outgoing))
        let report = try await Self.apply(night, plan)
        #expect(report.exitCode == .done && report.sources[0].delivered == 2 && report.sources[0].waiting == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: outgoing).count == 2)
    }

    @Test("A held plan may be applied as it is: somebody looked at it") func held() async throws {
        let night = try NightHarness(active: [Self.anna])
        try night.deliver([Self.snapshot(night, Self.anna, at: "00:30")])
        let held = try await night.run(Self.planned, options: CycleOptions())
        #expect(held.exitCode == .held && held.sources[0].plan == "P1")
        let report = try await Self.apply(night, try #require(try night.ledger().keptPlan(1)))
        #expect(report.exitCode == .done && report.sources[0].accepted == 1)
        #expect(try night.ledger().openHolds().isEmpty)
    }

    @Test("A source keeps its newest three plans") func keptPlans() async throws {
        let (night, _) = try await Self.planned()
        for _ in 0..<3 { _ = try await night.run(Self.planned, .plan(listingOperations: false)) }
        let waiting = try (1...4).map { try night.ledger().keptPlan($0)?.isWaiting }
        #expect(waiting == [false, true, true, true])
        #expect(try await Self.apply(night, #require(try night.ledger().keptPlan(2))).sources[0].accepted == 2)
    }

    @Test("An apply that was killed goes on in the next run") func killed() async throws {
        let (night, plan) = try await Self.planned()
        _ = try night.ledger().prepare(
            plan, now: #require(Instant(iso8601WithOffset: Self.morning)), withoutChanged: false, settleSeconds: 0)
        try night.ledger().release(plan.id, terms: #require(plan.terms))
        let pending = try night.ledger().pendingOperations(of: plan.id)
        _ = try night.ledger().intend([pending[0].id], of: plan.id, at: .current())
        let report = try await night.run(Self.morning)
        #expect(report.exitCode == .done && report.sources[0].accepted == 2)
        #expect(try await night.run(Self.morning).sources[0].operationCount == 0)
    }
}
