// By day: what came is told at once where it cannot wait, and the night goes on from there.

import Foundation
import PortalClient
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct DayLaneNightsTests {
    private let anna = NightHarness.anna

    private func event(_ uid: String, _ day: String, _ hour: String, _ status: String? = "CONFIRMED") -> String {
        GericaMessage.event(uid: uid, start: "\(day)T\(hour):00:00", end: "\(day)T\(hour):30:00", status: status)
    }

    private func list(_ night: NightHarness, _ generated: String, _ events: [String]) -> GericaMessage {
        .snapshot(anna, id: night.nextID(), generated: generated, events: events)
    }

    private func push(_ night: NightHarness, _ code: String, _ generated: String, _ event: String) -> GericaMessage {
        .push(code, anna, id: night.nextID(), generated: generated, event: event, unit: "95316")
    }

    /// Two visits of the 12th told in its night, and one of the 14th.
    private func told() async throws -> NightHarness {
        let night = try NightHarness()
        try night.deliver([
            list(
                night, "2027-01-12T00:10:00+01:00",
                [event("a", "2027-01-12", "10"), event("b", "2027-01-12", "14"), event("c", "2027-01-14", "10")])
        ])
        #expect(try await night.run("2027-01-12T01:15:00+01:00").sources[0].accepted == 3)
        return night
    }

    private func byDay(_ night: NightHarness, _ now: String) async throws -> RunReport {
        try await night.cycle(now).day(tells: true)
    }

    @Test("Day lane: a performed visit, a cancellation and a move of today are told at once; the rest is the night's")
    func lane() async throws {
        let night = try await told()
        try night.deliver([
            push(night, "MOA", "2027-01-12T10:40:00+01:00", event("a", "2027-01-12", "10", "COMPLETED")),
            push(night, "08", "2027-01-12T11:00:00+01:00", event("b", "2027-01-12", "14", "CANCELLED")),
            push(night, "07", "2027-01-12T11:00:00+01:00", event("c", "2027-01-14", "12")),
        ])
        let report = try await byDay(night, "2027-01-12T11:05:00+01:00")
        #expect(report.sources[0].operations == [.perform: 1, .cancel: 1] && report.sources[0].accepted == 2)
        #expect(report.exitCode == .done && report.command == "day")
        #expect(await night.shown("a")?.status == .fulfilled)
        #expect(await night.shown("b")?.status == .cancelled)
        #expect(await night.portal.asked.count == 1, "nobody is asked about by day")
        let puts = await night.portal.puts
        // Nothing new: nothing is sent, and no run is made of it.
        #expect(try await byDay(night, "2027-01-12T11:06:00+01:00").run == 0)
        #expect(await night.portal.puts == puts)
        let next = try await night.run("2027-01-13T01:15:00+01:00")
        #expect(next.sources[0].operations == [.update: 1])
        #expect(await night.shown("c")?.start == Instant(iso8601WithOffset: "2027-01-14T12:00:00+01:00"))
    }

    @Test("Day lane: what counts since it was read again from quarantine is told by day, and once") func readAgain()
        async throws
    {
        let night = try await told()
        var notice = push(
            night, "MOA", "2027-01-12T10:40:00+01:00", event("a", "2027-01-12", "10", "COMPLETED"))
        notice.herID = "87699"
        try night.deliver([notice])
        #expect(try await byDay(night, "2027-01-12T10:45:00+01:00").setAside.count == 1)
        // Something else is told meanwhile.
        try night.deliver([push(night, "08", "2027-01-12T11:00:00+01:00", event("b", "2027-01-12", "14", "CANCELLED"))])
        #expect(try await byDay(night, "2027-01-12T11:05:00+01:00").sources[0].operations == [.cancel: 1])
        var configuration = night.configuration
        configuration.sources[0].rules.herID = "87699"
        let now = try #require(Instant(iso8601WithOffset: "2027-01-12T11:10:00+01:00"))
        do {
            let ledger = try night.ledger()
            let retry = try MessageRetry(
                configuration: configuration, ledger: ledger, zone: .europeOslo, now: now)
            let message = try #require(try ledger.quarantined().first)
            #expect(try retry.retry(message).disposition == .applied)
            #expect(try ledger.isDayBehind() && ledger.newestReadAgain() == 1)
        }
        let report = try await night.cycle("2027-01-12T11:11:00+01:00").day(tells: true, isAsked: true)
        #expect(report.sources[0].operations == [.perform: 1] && report.exitCode == .done)
        #expect(await night.shown("a")?.status == .fulfilled)
        #expect(try !night.ledger().isDayBehind() && night.ledger().newestReadAgain() == nil)
    }

    @Test("Day lane: what met a portal that is down is told with the next news") func portalDown() async throws {
        let night = try await told()
        try night.deliver([push(night, "MOA", "2027-01-12T10:40:00+01:00", event("a", "2027-01-12", "10", "COMPLETED"))]
        )
        await night.portal.fail(with: .unreachable(reason: "connection refused"))
        let report = try await byDay(night, "2027-01-12T10:45:00+01:00")
        #expect(report.exitCode == .portalUnreachable && report.sources[0].accepted == 0)
        await night.portal.fail(with: nil)
        try night.deliver([push(night, "08", "2027-01-12T11:00:00+01:00", event("b", "2027-01-12", "14", "CANCELLED"))])
        let later = try await byDay(night, "2027-01-12T11:05:00+01:00")
        #expect(later.sources[0].operations == [.perform: 1, .cancel: 1] && later.sources[0].accepted == 2)
    }

    @Test("Day lane: what met a portal that is down is told by the next try, without other news")
    func portalCameBack() async throws {
        let night = try await told()
        try night.deliver([push(night, "MOA", "2027-01-12T10:40:00+01:00", event("a", "2027-01-12", "10", "COMPLETED"))]
        )
        await night.portal.fail(with: .unreachable(reason: "connection refused"))
        let first = try await byDay(night, "2027-01-12T10:45:00+01:00")
        #expect(first.isWorthTryingAgain)
        let again = try await night.cycle("2027-01-12T10:46:00+01:00").day(tells: true, isAsked: true)
        #expect(again.isWorthTryingAgain && again.problems == first.problems)
        await night.portal.fail(with: nil)
        let later = try await night.cycle("2027-01-12T10:48:00+01:00").day(tells: true, isAsked: true)
        #expect(later.sources[0].accepted == 1 && !later.isWorthTryingAgain)
        #expect(await night.shown("a")?.status == .fulfilled)
    }

    @Test("Day lane: what a night planned and could not send is told by day under its own identifier (identity rule 3)")
    func leftByTheNight() async throws {
        let night = try await told()
        try night.deliver([
            push(night, "05", "2027-01-12T21:00:00+01:00", event("n", "2027-01-13", "15"))
        ])
        await night.portal.answer("n", with: .unreached(reason: "connection refused"))
        #expect(try await night.run("2027-01-13T01:15:00+01:00").sources[0].left == 1)
        await night.portal.answer("n", with: nil)
        try night.deliver([push(night, "07", "2027-01-13T08:00:00+01:00", event("n", "2027-01-13", "16"))])
        let report = try await byDay(night, "2027-01-13T08:01:00+01:00")
        #expect(report.sources[0].operations == [.create: 1] && report.sources[0].accepted == 1)
        #expect(await night.shown("n")?.start == Instant(iso8601WithOffset: "2027-01-13T16:00:00+01:00"))
    }

    @Test("Day lane: what was read and not told, because the run was killed between, is told by the next start")
    func readAndNotTold() async throws {
        let night = try await told()
        try night.deliver([push(night, "MOA", "2027-01-12T10:40:00+01:00", event("a", "2027-01-12", "10", "COMPLETED"))]
        )
        // A run that only reads leaves what a killed one does.
        _ = try await night.cycle("2027-01-12T10:45:00+01:00").day(tells: false)
        #expect(try night.ledger().isDayBehind())
        let later = try await night.cycle("2027-01-12T10:46:00+01:00").day(tells: true, isAsked: true)
        #expect(later.sources[0].operations == [.perform: 1])
        #expect(try !night.ledger().isDayBehind())
    }

    @Test("Day lane: a performed visit that a night left is told by day", arguments: [true, false])
    func performedAndLeft(isUnknown: Bool) async throws {
        let night = try await told()
        try night.deliver([push(night, "MOA", "2027-01-12T10:40:00+01:00", event("a", "2027-01-12", "10", "COMPLETED"))]
        )
        let lost = "connection lost"
        await night.portal.answer(
            "a", with: isUnknown ? .unknown(reason: lost, retryAfterSeconds: nil) : .unreached(reason: lost))
        let left = try await night.run("2027-01-13T01:15:00+01:00").sources[0]
        #expect(left.operations == [.perform: 1] && left.accepted == 0)
        #expect(try night.ledger().isDayBehind())
        await night.portal.answer("a", with: nil)
        let report = try await night.cycle("2027-01-13T06:00:00+01:00").day(tells: true, isAsked: true)
        #expect(report.sources[0].operations == [.perform: 1] && report.sources[0].accepted == 1)
        #expect(try !night.ledger().isDayBehind())
    }

    @Test("Day lane: a source that was never told anything begins with a night") func firstRun() async throws {
        let night = try NightHarness()
        try night.deliver([push(night, "05", "2027-01-12T10:40:00+01:00", event("a", "2027-01-12", "15"))])
        let report = try await byDay(night, "2027-01-12T10:45:00+01:00")
        #expect(report.sources[0].messages == [.applied: 1] && report.sources[0].operations == [:])
        #expect(await night.portal.puts == 0)
    }

    @Test("Day lane: more than the guard allows within 24 hours is left to the night, and said") func guarded()
        async throws
    {
        let night = try await told()
        night.configuration.guardLimits.cancellations = .init(percentMax: 10, countMax: 0)
        try night.deliver([
            push(night, "MOA", "2027-01-12T10:40:00+01:00", event("a", "2027-01-12", "10", "COMPLETED")),
            push(night, "08", "2027-01-12T11:00:00+01:00", event("b", "2027-01-12", "14", "CANCELLED")),
        ])
        let report = try await byDay(night, "2027-01-12T11:05:00+01:00")
        #expect(report.sources[0].operations == [.perform: 1])
        #expect(report.exitCode == .held)
        #expect(
            report.problems == [
                "Source 9901-gerica: 1 of 2 shown visits would be cancelled by day within 24 hours, which is more than the guard "
                    + "allows. None of that is told by day; performed visits are. Tonight's cycle plans it, and holds it for "
                    + "a person if it is too much then."
            ])
        #expect(await night.shown("b")?.status == .booked)
    }

    @Test("Day lane: what is tried again, because nothing arrived or no answer came, counts once for the guard")
    func guardedOnce() async throws {
        let night = try await told()
        night.configuration.guardLimits.cancellations = .init(percentMax: 10, countMax: 1)
        try night.deliver([push(night, "08", "2027-01-12T11:00:00+01:00", event("b", "2027-01-12", "14", "CANCELLED"))])
        let lost: [PortalVerdict] = [
            .unreached(reason: "connection refused"), .unknown(reason: "time-out", retryAfterSeconds: nil),
        ]
        for (minute, verdict) in lost.enumerated() {
            await night.portal.answer("b", with: verdict)
            let report = try await night.cycle("2027-01-12T11:0\(minute):30+01:00").day(tells: true, isAsked: true)
            #expect(report.sources[0].operations == [.cancel: 1] && report.sources[0].accepted == 0)
        }
        await night.portal.answer("b", with: nil)
        let report = try await night.cycle("2027-01-12T11:05:00+01:00").day(tells: true, isAsked: true)
        #expect(report.sources[0].accepted == 1 && report.exitCode == .done)
        // Another one within 24 hours is one too many.
        try night.deliver([push(night, "05", "2027-01-12T11:12:00+01:00", event("n", "2027-01-12", "15"))])
        _ = try await byDay(night, "2027-01-12T11:13:00+01:00")
        try night.deliver([push(night, "08", "2027-01-12T11:14:00+01:00", event("n", "2027-01-12", "15", "CANCELLED"))])
        #expect(try await byDay(night, "2027-01-12T11:15:00+01:00").exitCode == .held)
    }

    @Test("Day lane: sync --lane day takes none of the night's options") func usage() async throws {
        let program = try NightHarness()
        for option in ["--resend", "--first-run", "--source=9901-gerica"] {
            let ended = try await Program.run(
                "epjsyncd", ["sync", "--lane", "day", option, "--config", program.folder.file("epjsyncd.toml")])
            #expect(ended.exitCode == 64)
            #expect(
                ended.error.contains(
                    "--lane day tells what came since the last cycle, of every source: --source, --resend and --first-run are "
                        + "the night's. Nothing was read or sent."))
        }
    }
}
