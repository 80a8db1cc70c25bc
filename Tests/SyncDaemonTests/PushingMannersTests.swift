// What a run does when the portal asks for less, or is gone: repetitions, waits, requests in flight, and their number.

import PortalClient
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct PushingMannersTests {
    private static let now = "2027-01-11T01:15:00+01:00"

    /// A night with so many visits to send, all of them new.
    private func night(_ count: Int, _ portalKeys: String = "max_in_flight = 1") async throws -> NightHarness {
        let night = try NightHarness(portalKeys: portalKeys)
        let events = (0..<count).map { n in
            GericaMessage.event(
                uid: "u\(n)", start: "2027-01-13T10:\(10 + n % 40):00", end: "2027-01-13T11:30:00", status: "CONFIRMED")
        }
        try night.deliver([
            .snapshot(NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00", events: events)
        ])
        return night
    }

    /// Runs it and says what was waited.
    private func run(_ night: NightHarness) async throws -> (RunReport, waits: [Double]) {
        let waits = Waits()
        let cycle = try await night.cycle(Self.now)
        let clock = CycleClock(current: cycle.clock.current) { seconds in
            // Less is the even spacing of requests.
            if seconds >= 0.01 { waits.all.withLock { $0.append(seconds) } }
        }
        let slow = Cycle(
            configuration: cycle.configuration, ledger: cycle.ledger, portal: cycle.portal, zone: cycle.zone,
            now: cycle.now, clock: clock, progress: cycle.progress, limit: cycle.limit, options: cycle.options)
        return (try await slow.run(.sync), waits.all.withLock { $0 })
    }

    private final class Waits: Sendable {
        let all = Guarded<[Double]>([])
    }

    @Test func tooManyIsRepeatedAfterWhatThePortalSays() async throws {
        let night = try await night(3)
        await night.portal.answerNext(with: [.tooMany(retryAfterSeconds: 3)])
        let (report, waits) = try await run(night)
        #expect(report.exitCode == .done && report.sources[0].accepted == 3)
        #expect(await night.portal.puts == 4)
        #expect(waits == [1, 1, 1])
    }

    @Test func tooManyWithoutAWordIsRepeatedThreeTimesAndThenLeft() async throws {
        let night = try await night(2)
        await night.portal.answerNext(with: Array(repeating: .tooMany(retryAfterSeconds: nil), count: 4))
        let (report, waits) = try await run(night)
        #expect(await night.portal.puts == 5)
        #expect(report.sources[0].accepted == 1 && report.sources[0].answers == ["429": 1])
        #expect(waits == [0.5, 1, 1] + Array(repeating: 1, count: 8))
        let next = try await night.run("2027-01-11T02:15:00+01:00")
        #expect(next.sources[0].accepted == 1 && next.exitCode == .done)
    }

    @Test func aPortalThatCameBackIsToldOfNowhere() async throws {
        let night = try await night(3)
        await night.portal.answerNext(with: [.accepted(status: 201), .unreached(reason: "refused")])
        let (report, waits) = try await run(night)
        #expect(report.exitCode == .done && report.sources[0].accepted == 3 && report.problems.isEmpty)
        #expect(waits == [0.5])
    }

    @Test("a portal that is gone in the middle of a run costs a few requests and is told of once")
    func gone() async throws {
        let night = try await night(40, "max_in_flight = 16")
        // The first answers make the requests in flight as many as they may be.
        await night.portal.answerNext(
            with: Array(repeating: .accepted(status: 201), count: 6)
                + Array(repeating: .unreached(reason: "refused"), count: 1_000))
        let (report, waits) = try await run(night)
        let puts = await night.portal.puts
        // What was in flight, at most five; one more for each acceptance among the other four that is heard after the first
        // refusal; and three repetitions of one.
        #expect((6 + 4 + 3...6 + 5 + 4 + 3).contains(puts), "\(puts) requests")
        #expect(waits.reduce(0, +) == 10.5)
        #expect(report.exitCode == .portalUnreachable)
        #expect(
            report.problems == [
                "The portal cannot be reached: refused. What was read is safe; nothing more is sent in this run, and the next "
                    + "run goes on. Check the network and portal.base_url."
            ])
        #expect(report.sources[0].accepted == 6 && report.sources[0].left == 34)
        await night.portal.answerNext(with: [])
        let next = try await night.run("2027-01-11T02:15:00+01:00")
        #expect(next.sources[0].accepted == 34 && next.exitCode == .done)
    }

    @Test("a portal that answers nothing but 429 costs no more than the budget of the run")
    func budget() async throws {
        let night = try await night(120, "max_in_flight = 16")
        await night.portal.answerNext(with: Array(repeating: .tooMany(retryAfterSeconds: 1), count: 1_000))
        let (report, _) = try await run(night)
        let puts = await night.portal.puts
        #expect(puts <= UnclearAnswers.max + RetryBudget.repetitionsMax + 16, "\(puts) requests")
        #expect(report.exitCode == .portalUnreachable && report.problems.count == 1)
        #expect(report.sources[0].left == 120)
    }

    @Test("R16 a 503 with Retry-After is not repeated, and the others wait") func unavailable() async throws {
        let night = try await night(3)
        await night.portal.answerNext(with: [.unknown(reason: "answered 503", retryAfterSeconds: 2)])
        let (report, waits) = try await run(night)
        #expect(await night.portal.puts == 3)
        #expect(report.sources[0].accepted == 2 && report.sources[0].unknown == 1)
        #expect(waits == [1, 1])
    }

    @Test func nothingIsWaitedForWhenNothingIsLeftToSend() async throws {
        let night = try await night(1)
        await night.portal.answerNext(with: [.unknown(reason: "answered 503", retryAfterSeconds: 30)])
        #expect(try await run(night).waits == [])
    }

    @Test("requests in flight: a quarter to begin with, never more than max_in_flight, and less after 503")
    func inFlight() async throws {
        let night = try await night(120, "max_in_flight = 8")
        let seen = InFlight()
        await night.portal.whileInFlight { count in seen.most.withLock { $0 = max($0, count) } }
        let report = try await night.run(Self.now)
        #expect(report.sources[0].accepted == 120)
        #expect(seen.most.withLock { $0 } <= 8)
        #expect(seen.most.withLock { $0 } > 2)
    }

    private final class InFlight: Sendable {
        let most = Guarded(0)
    }
}
