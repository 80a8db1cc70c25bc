// Cycles that end before they are done, because the window closes or the service is told to stop: nothing new is intended,
// what was in flight has its outcome, and the next cycle does the rest and no more than that.

import Foundation
import PortalClient
import SyncCore
import SyncState
import Synchronization
import TestSupport
import Testing

@testable import SyncDaemon

@Suite(.timeLimit(.minutes(10))) struct EarlyEndTests {
    private let now = "2027-01-11T01:15:00+01:00"
    private static let visits = 100
    private static let closing =
        "The night's window closed before the cycle was done: %d operations were left. The next night goes on from here. If "
        + "it happens again, open the window earlier (night.start), or raise portal.requests_per_second_max if the "
        + "portal's operator allows it."

    private func night(another: String? = nil) throws -> NightHarness {
        let night = try NightHarness(another: another)
        try night.deliver([list(night, (0..<Self.visits).map { "v\($0)" })])
        return night
    }

    private func list(_ night: NightHarness, _ uids: [String], generated: String = "00:30") -> GericaMessage {
        .snapshot(
            NightHarness.anna, id: night.nextID(), generated: "2027-01-11T\(generated):00+01:00",
            events: uids.map {
                GericaMessage.event(
                    uid: $0, start: "2027-01-12T10:00:00", end: "2027-01-12T10:30:00", status: "CONFIRMED")
            })
    }

    @Test func whatIsInFlightWhenTheWindowClosesIsAwaited() async throws {
        let night = try night()
        let isOver = Atomic(false)
        await night.portal.beforeEachPut { if $0 == 20 { isOver.store(true, ordering: .sequentiallyConsistent) } }
        let report = try await runInWindow(night, isOver: { isOver.load(ordering: .sequentiallyConsistent) })
        let source = report.sources[0]
        let puts = await night.portal.puts
        #expect(puts > 20 && puts <= 20 + night.configuration.portal.maxInFlight)
        #expect(source.accepted == puts && source.unknown == 0 && source.left == Self.visits - puts)
        #expect(report.exitCode == .windowClosed)
        #expect(report.problems == [Self.closing.replacing("%d", with: "\(source.left)")])
        #expect(ReportText.text(report).hasSuffix("the rest goes on next time. (exit code 6)"))
        let ledger = try night.ledger()
        #expect(try ledger.runs(limit: 1).first?.exitCode == 6)
        #expect(try ledger.lastCompleteCycle() == nil)
        #expect(try ledger.openEnds().possiblyTold == 0)
        // The next night sends the rest, and nothing twice.
        await night.portal.beforeEachPut { _ in }
        let next = try await night.run("2027-01-12T01:15:00+01:00")
        #expect(next.exitCode == .done)
        #expect(await night.portal.puts == Self.visits)
    }

    @Test func theEndingsOfEverySourceGoBeforeAnythingNewOfAny() async throws {
        let night = try NightHarness(another: "87699")
        for (uids, generated) in [(["near"], "00:10"), ([], "00:30")] {
            if uids.isEmpty { try night.deliver([list(night, (0..<Self.visits).map { "v\($0)" })]) }
            var other = list(night, uids, generated: generated)
            other.herID = "87699"
            try night.deliver([other])
            if !uids.isEmpty { #expect(try await night.run(now).sources[1].accepted == 1) }
        }
        let isOver = Atomic(false)
        await night.portal.beforeEachPut { if $0 == 20 { isOver.store(true, ordering: .sequentiallyConsistent) } }
        let report = try await runInWindow(night, isOver: { isOver.load(ordering: .sequentiallyConsistent) })
        #expect(report.exitCode == .windowClosed)
        #expect(report.sources[0].left > 0 && report.sources[1].left == 0)
        #expect(await night.shown("near")?.status == .enteredInError)
    }

    private func runInWindow(
        _ night: NightHarness, isOver: @escaping @Sendable () -> Bool
    ) async throws -> RunReport {
        // The clock jumps over the end of the window.
        let begun = try #require(Instant(iso8601WithOffset: now))
        var cycle = try await night.cycle(now)
        cycle.limit = CycleLimit(closes: begun.adding(hours: 1))
        let clock = CycleClock(current: { isOver() ? begun.adding(hours: 2) : begun }, pause: { _ in })
        return try await Cycle(
            configuration: cycle.configuration, ledger: cycle.ledger, portal: cycle.portal, zone: cycle.zone,
            now: cycle.now, clock: clock, progress: cycle.progress, limit: cycle.limit, options: cycle.options
        ).run(.sync)
    }

    @Test func aWindowThatClosesBeforeAnythingIsAskedLeavesEverything() async throws {
        let night = try night()
        let report = try await runInWindow(night, isOver: { true })
        #expect(report.exitCode == .windowClosed && report.sources[0].messages == [.applied: 1])
        #expect(await night.portal.asked == [])
        #expect(await night.portal.puts == 0)
        #expect(report.problems == [Self.closing.replacing("%d", with: "0")])
        #expect(try await night.run(now).sources[0].accepted == Self.visits)
    }

    @Test func aWindowThatClosesAfterTheLastOutcomeClosesOverNothing() async throws {
        let night = try night()
        let isOver = Atomic(false)
        await night.portal.beforeEachPut {
            if $0 == Self.visits - 1 { isOver.store(true, ordering: .sequentiallyConsistent) }
        }
        let report = try await runInWindow(night, isOver: { isOver.load(ordering: .sequentiallyConsistent) })
        #expect(report.exitCode == .done && report.sources[0].accepted == Self.visits)
    }

    @Test func whatIsStoppedGoesOnInTheSameNight() async throws {
        let night = try night()
        let isStopping = Atomic(false)
        await night.portal.beforeEachPut { if $0 == 20 { isStopping.store(true, ordering: .sequentiallyConsistent) } }
        let report = try await night.run(
            now, limit: CycleLimit { isStopping.load(ordering: .sequentiallyConsistent) })
        #expect(report.exitCode == .windowClosed && report.sources[0].unknown == 0)
        #expect(
            report.problems == [
                "It was stopped before the cycle was done: \(report.sources[0].left) operations were left. What was in flight "
                    + "was awaited or is in doubt; the next cycle goes on from here."
            ])
        let opens = try #require(Instant(iso8601WithOffset: "2020-01-01T00:00:00Z"))
        #expect(try !night.ledger().hasEndedCycle(since: opens, exitCodes: [0, 3, 4]))
        #expect(try await night.run(now).exitCode == .done)
        #expect(await night.portal.puts == Self.visits)
        #expect(try night.ledger().hasEndedCycle(since: opens, exitCodes: [0, 3, 4]))
        #expect(try !night.ledger().hasEndedCycle(since: .current().adding(hours: 1), exitCodes: [0, 3, 4]))
    }
}
