// Nights on which a feed, a portal or a configuration is not what it was: held before anything is sent, and what lets it
// pass again.

import Foundation
import PortalClient
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct GuardNightsTests {
    private static let town = (0..<30).map(SyntheticPerson.number)
    private static let times = [
        "2027-01-11T01:15:00+01:00", "2027-01-12T01:15:00+01:00", "2027-01-13T01:15:00+01:00",
        "2027-01-14T01:15:00+01:00",
    ]

    /// Thirty citizens with a visit each on the 16th, told in the first night.
    private static func told() async throws -> NightHarness {
        let night = try NightHarness(active: Set(town))
        try deliver(night, day: 11, to: town)
        #expect(try await night.run(times[0]).exitCode == .done)
        #expect(await night.portal.puts == 30)
        return night
    }

    private static func deliver(
        _ night: NightHarness, day: Int, to citizens: [String], hour: Int = 10, empty: Bool = false
    ) throws {
        try night.deliver(
            citizens.map { number in
                .snapshot(
                    number, id: night.nextID(), generated: "2027-01-\(day)T00:30:00+01:00",
                    events: empty
                        ? []
                        : [
                            GericaMessage.event(
                                uid: "u\(number)", start: "2027-01-16T\(hour):00:00", end: "2027-01-16T\(hour):30:00",
                                status: "CONFIRMED")
                        ])
            })
    }

    @Test("A feed that lacks every visit withdraws none: the source is held, and says what to type")
    func emptiedFeed() async throws {
        let night = try await Self.told()
        try Self.deliver(night, day: 12, to: Self.town, empty: true)
        let report = try await night.run(Self.times[1], clockStands: true)
        #expect(report.exitCode == .held)
        #expect(await night.portal.puts == 30)
        #expect(report.sources[0].holds.map(\.exceeded) == [Exceeded(kind: .withdrawals, count: 30, whole: 30)])
        #expect(
            report.problems == [
                "Source 9901-gerica is held, and nothing of its plan P2 was sent. H1: 30 of 30 shown visits would be "
                    + "withdrawn (more than 10 % and more than 20, or half), since 2027-01-12T00:15:00Z. Nobody has to "
                    + "decide before 08:00. To look: epjsyncd plan --show P2. If it is right: epjsyncd approve H1, good "
                    + "for 24 hours, or epjsyncd apply P2, which sends exactly this plan. If it is not: put the source "
                    + "right; its next run plans anew."
            ])
        #expect(
            ReportJSON.text(report).contains(
                "\"held\":[{\"count\":30,\"id\":\"H1\",\"kind\":\"withdrawals\",\"of\":30,\"since\":\"2027-01-12T00:15:00Z\"}]"
            ))
        #expect(report.sources[0].left == 0 && report.sources[0].plan == "P2")

        // Held again, since the first time.
        let again = try await night.run(Self.times[2], clockStands: true)
        #expect(again.sources[0].holds.map(\.name) == ["H2"])
        #expect(again.sources[0].holds.map(\.since.iso8601UTC) == ["2027-01-12T00:15:00Z"])
        #expect(try night.ledger().openHolds().map(\.name) == ["H2"])

        // The feed is right again: the next plan passes by itself, and nothing is held any more.
        try Self.deliver(night, day: 14, to: Self.town)
        let right = try await night.run(Self.times[3], clockStands: true)
        #expect(right.exitCode == .done && right.sources[0].operationCount == 0)
        #expect(try night.ledger().openHolds().isEmpty)
        #expect(await night.portal.puts == 30)
    }

    @Test("An approval lets up to its count pass for a day, and no more")
    func approval() async throws {
        let night = try await Self.told()
        try Self.deliver(night, day: 12, to: Array(Self.town.prefix(24)), empty: true)
        let held = try await night.run(Self.times[1], clockStands: true)
        #expect(held.sources[0].holds.map(\.exceeded.count) == [24])
        let approved = try #require(Instant(iso8601WithOffset: "2027-01-12T08:05:00+01:00"))
        try night.ledger().approve(held.sources[0].holds, at: approved)

        // One more has gone since: more than what was approved.
        try Self.deliver(night, day: 12, to: [Self.town[24]], empty: true)
        let more = try await night.run("2027-01-12T09:15:00+01:00", clockStands: true)
        #expect(more.exitCode == .held && more.sources[0].holds.map(\.exceeded.count) == [25])

        try Self.deliver(night, day: 13, to: [Self.town[24]])
        let passed = try await night.run(Self.times[2], clockStands: true)
        #expect(passed.exitCode == .done && passed.sources[0].operations == [.withdraw: 24])
        #expect(await night.portal.puts == 54)
    }

    @Test("An approval is over after a day") func approvalEnds() async throws {
        let night = try await Self.told()
        try Self.deliver(night, day: 12, to: Self.town, empty: true)
        let held = try await night.run(Self.times[1], clockStands: true)
        let approved = try #require(Instant(iso8601WithOffset: "2027-01-12T01:15:00+01:00"))
        try night.ledger().approve(held.sources[0].holds, at: approved)
        let again = try await night.run(Self.times[2], clockStands: true)
        #expect(again.exitCode == .held)
        try night.ledger().approve(held.sources[0].holds, at: approved.adding(seconds: 1))
        #expect(try await night.run(Self.times[2], clockStands: true).exitCode == .held, "that hold is over")
        let open = try night.ledger().openHolds()
        try night.ledger().approve(open, at: approved.adding(seconds: 1))
        #expect(try await night.run(Self.times[2], clockStands: true).exitCode == .done)
    }

    @Test("A source of which nothing was ever told waits for --first-run, once") func firstRun() async throws {
        let night = try NightHarness(active: Set(Self.town))
        try Self.deliver(night, day: 11, to: Self.town)
        let held = try await night.run(Self.times[0], options: CycleOptions())
        #expect(held.exitCode == .held && held.sources[0].holds.map(\.exceeded.kind) == [.firstRun])
        #expect(await night.portal.puts == 0)
        #expect(
            held.problems[0].contains(
                "nothing was ever told of this source, and 30 operations would be the first (epjsyncd sync --first-run "
                    + "lets it begin)"))
        #expect(try await night.run(Self.times[0], options: CycleOptions(isFirstRun: true)).exitCode == .done)
        try Self.deliver(night, day: 12, to: Self.town, hour: 11)
        #expect(try await night.run(Self.times[1], options: CycleOptions()).exitCode == .done)
        #expect(await night.portal.puts == 60)
    }

    @Test("A changed configuration holds its source once, and is approved as it is") func configuration() async throws {
        let night = try await Self.told()
        night.configuration.sources[0].rules.services[0].name = "Hjemmesykepleien"
        let held = try await night.run(Self.times[1])
        #expect(held.sources[0].holds.map(\.exceeded.kind) == [.configuration])
        #expect(await night.portal.puts == 30)
        try night.ledger().approve(held.sources[0].holds, at: .current())
        // Another change meanwhile: that is not what was approved.
        night.configuration.sources[0].rules.horizonDays = 7
        let other = try await night.run(Self.times[1])
        #expect(other.sources[0].holds.map(\.exceeded.kind) == [.configuration])
        night.configuration.sources[0].rules.horizonDays = 14
        #expect(try await night.run(Self.times[1]).sources[0].accepted == 30)
        #expect(try await night.run(Self.times[2]).exitCode == .done)
    }

    @Test("R17 many citizens gone inactive at once stay active, unpurged and untold, until somebody agrees")
    func goneInactive() async throws {
        let night = try await Self.told()
        await night.portal.setActive(Set(Self.town.prefix(10)))
        let files = try night.outgoingCount()
        let held = try await night.run(Self.times[1])
        #expect(held.exitCode == .held && held.becameInactive == 0)
        #expect(
            held.sources[0].holds.map(\.exceeded) == [Exceeded(kind: .goneInactive, count: 20, whole: 30)])
        #expect(try night.ledger().activationCounts().active == 30)
        #expect(try night.outgoingCount() == files)

        // They are asked about first, and the portal has changed its mind.
        await night.portal.setActive(Set(Self.town), silently: true)
        let back = try await night.run(Self.times[2])
        #expect(back.askedBecause[.again] == 20 && back.exitCode == .done)

        await night.portal.setActive(Set(Self.town.prefix(10)))
        let again = try await night.run(Self.times[2])
        try night.ledger().approve(again.sources[0].holds, at: .current())
        let agreed = try await night.run(Self.times[2])
        #expect(agreed.exitCode == .done && agreed.becameInactive == 20)
        #expect(try night.outgoingCount() == files + 20)
    }

    @Test("A held source holds no other") func oneHeldSource() async throws {
        let night = try NightHarness(active: Set(Self.town), another: "87699")
        func other(day: Int, hour: Int) -> GericaMessage {
            var message = GericaMessage.snapshot(
                Self.town[0], id: night.nextID(), generated: "2027-01-\(day)T00:30:00+01:00",
                events: [
                    GericaMessage.event(
                        uid: "other", start: "2027-01-16T\(hour):00:00", end: "2027-01-16T\(hour):30:00",
                        status: "CONFIRMED")
                ])
            message.herID = "87699"
            return message
        }
        try Self.deliver(night, day: 11, to: Self.town)
        try night.deliver([other(day: 11, hour: 12)])
        #expect(try await night.run(Self.times[0]).exitCode == .done)
        try Self.deliver(night, day: 12, to: Self.town, empty: true)
        try night.deliver([other(day: 12, hour: 13)])
        let report = try await night.run(Self.times[1])
        #expect(report.exitCode == .held && report.sources[0].isHeld && !report.sources[1].isHeld)
        #expect(report.sources[1].accepted == 1)
    }

    @Test("R20 a re-send tells everything that lies ahead again, outside the guard's changes") func resend()
        async throws
    {
        let night = try await Self.told()
        night.configuration.guardLimits.changes = GuardLimits.Share(percentMax: 0, countMax: 0)
        let report = try await night.run(Self.times[1], options: CycleOptions(resends: true))
        #expect(report.exitCode == .done && report.sources[0].operations == [.update: 30])
        #expect(try await night.run(Self.times[1]).sources[0].operationCount == 0)
        // Nothing of the past.
        let later = try await night.run("2027-01-17T01:15:00+01:00", options: CycleOptions(resends: true))
        #expect(later.sources[0].operationCount == 0)
    }
}

extension NightHarness {
    /// Messages for the EPJ that lie in its folder.
    func outgoingCount() throws -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.file("feed/outgoing")).count) ?? 0
    }
}
