// Nights, from files to portal, by the cycle the program runs.

import Foundation
import PortalClient
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct CycleTests {
    private func snapshot(_ night: NightHarness, _ number: String, day: Int, _ events: [String]) -> GericaMessage {
        .snapshot(number, id: night.nextID(), generated: "2027-01-\(day)T00:30:00+01:00", events: events)
    }

    private func visit(_ uid: String, day: Int, hour: Int, status: String = "CONFIRMED", more: String = "") -> String {
        let clock = "2027-01-\(day)T\(hour < 10 ? "0" : "")\(hour)"
        return GericaMessage.event(uid: uid, start: clock + ":00:00", end: clock + ":30:00", status: status, more: more)
    }

    @Test("R2 a citizen who becomes active gets everything current the following night")
    func newlyActive() async throws {
        let night = try NightHarness(active: [])
        try night.deliver([snapshot(night, NightHarness.anna, day: 11, [visit("u1", day: 13, hour: 10)])])
        #expect(try await night.run("2027-01-11T01:15:00+01:00").exitCode == .done)
        #expect(await night.portal.puts == 0)
        await night.portal.setActive([NightHarness.anna])
        let report = try await night.run("2027-01-12T01:15:00+01:00")
        #expect(report.sources[0].operations == [.create: 1])
        #expect(await night.shown("u1")?.status == .booked)
    }

    @Test("R3 a citizen no longer active gets nothing more, no ending either")
    func noLongerActive() async throws {
        let night = try NightHarness()
        try night.deliver([snapshot(night, NightHarness.anna, day: 11, [visit("u1", day: 13, hour: 10)])])
        _ = try await night.run("2027-01-11T01:15:00+01:00")
        await night.portal.setActive([])
        try night.deliver([snapshot(night, NightHarness.anna, day: 12, [])])
        let report = try await night.run("2027-01-12T01:15:00+01:00")
        #expect(report.becameInactive == 1)
        #expect(report.sources[0].operationCount == 0)
        #expect(await night.shown("u1")?.status == .booked)
        // On return, what is told and no longer stated is withdrawn.
        await night.portal.setActive([NightHarness.anna])
        try night.deliver([snapshot(night, NightHarness.anna, day: 13, [])])
        _ = try await night.run("2027-01-13T01:15:00+01:00")
        #expect(await night.shown("u1")?.status == .enteredInError)
    }

    @Test func theSecondRunOfANightHasNothingToDo() async throws {
        let night = try NightHarness()
        try night.deliver([
            snapshot(
                night, NightHarness.anna, day: 11, [visit("u1", day: 13, hour: 10), visit("u2", day: 14, hour: 9)]),
            .services(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:31:00+01:00",
                [("9", "95316", "2026-05-01")]),
        ])
        let first = try await night.run("2027-01-11T01:15:00+01:00")
        #expect(first.sources[0].operations == [.create: 2, .memberIn: 1])
        #expect(first.exitCode == .done)
        let second = try await night.run("2027-01-11T01:15:00+01:00")
        #expect(second.sources[0].operationCount == 0)
        #expect(second.exitCode == .done)
        #expect(await night.portal.puts == 2)
        #expect(await night.portal.offersSent == 1)
    }

    @Test func aMovedVisitKeepsItsIdentifier() async throws {
        let night = try NightHarness()
        try night.deliver([snapshot(night, NightHarness.anna, day: 11, [visit("u1", day: 13, hour: 10)])])
        _ = try await night.run("2027-01-11T01:15:00+01:00")
        try night.deliver([snapshot(night, NightHarness.anna, day: 12, [visit("u1", day: 14, hour: 8)])])
        let report = try await night.run("2027-01-12T01:15:00+01:00")
        #expect(report.sources[0].operations == [.update: 1])
        #expect(await night.portal.entries.count == 1)
        #expect(await night.shown("u1")?.start.iso8601UTC == "2027-01-14T07:00:00Z")
    }

    @Test func planSendsNothingAndSyncThenSendsIt() async throws {
        let night = try NightHarness()
        try night.deliver([snapshot(night, NightHarness.anna, day: 11, [visit("u1", day: 13, hour: 10)])])
        let plan = try await night.run("2027-01-11T01:15:00+01:00", .plan(listingOperations: true))
        #expect(plan.exitCode == .changes)
        try #require(plan.operationList.count == 1, "\(ReportText.text(plan))")
        #expect(plan.operationList[0].hasSuffix("booked            2027-01-13 10:00–10:30  9@95316"))
        #expect(await night.portal.puts == 0)
        let sync = try await night.run("2027-01-11T01:15:00+01:00")
        #expect(sync.sources[0].accepted == 1)
    }

    @Test("R14 a snapshot older than the one in force is superseded and changes nothing")
    func superseded() async throws {
        let night = try NightHarness()
        try night.deliver([snapshot(night, NightHarness.anna, day: 12, [visit("u1", day: 13, hour: 10)])])
        _ = try await night.run("2027-01-12T01:15:00+01:00")
        try night.deliver([snapshot(night, NightHarness.anna, day: 11, [])])
        let report = try await night.run("2027-01-12T02:00:00+01:00")
        #expect(report.sources[0].messages == [.superseded: 1])
        #expect(await night.shown("u1")?.status == .booked)
    }

    @Test("R16 an unknown outcome is sent again, byte for byte the same, and never twice at a time")
    func unknownOutcome() async throws {
        let night = try NightHarness()
        await night.portal.answer("u1", with: .unknown(reason: "answered 503", retryAfterSeconds: nil))
        try night.deliver([snapshot(night, NightHarness.anna, day: 11, [visit("u1", day: 13, hour: 10)])])
        let first = try await night.run("2027-01-11T01:15:00+01:00")
        #expect(first.exitCode == .leftOver)
        #expect(first.sources[0].unknown == 1)
        let before = await night.portal.entries["u1"]
        await night.portal.answer("u1", with: nil)
        let second = try await night.run("2027-01-11T01:20:00+01:00")
        #expect(second.sources[0].accepted == 1)
        #expect(await night.portal.entries["u1"] == before)
        #expect(await night.portal.overlapped == false)
        #expect(try await night.run("2027-01-11T01:30:00+01:00").sources[0].operationCount == 0)
    }

    @Test("R17 a refusal as not active is no error, sends nothing more, and only the check makes anyone inactive")
    func refusedAsInactive() async throws {
        let night = try NightHarness(portalKeys: "max_in_flight = 1")
        await night.portal.answer("u1", with: .notActive)
        try night.deliver([
            snapshot(
                night, NightHarness.anna, day: 11,
                [visit("u1", day: 12, hour: 10)] + (13...25).map { visit("v\($0)", day: $0, hour: 9) })
        ])
        let report = try await night.run("2027-01-11T01:15:00+01:00")
        #expect(report.exitCode == .done)
        #expect(report.sources[0].refused == 0)
        #expect(report.sources[0].answers == ["2118": 1])
        #expect(await night.portal.puts == 1, "what was intended already is not sent either")
        #expect(report.sources[0].dropped == 13 && report.sources[0].left == 0)
        #expect(ReportText.text(report).contains("outcomes    dropped 13\n"))
        #expect(try night.ledger().openEnds() == OpenEnds())
        await night.portal.answer("u1", with: nil)
        let again = try await night.run("2027-01-11T02:15:00+01:00")
        #expect(again.becameInactive == 0)
        #expect(await night.shown("u1")?.status == .booked)
    }

    @Test("R18 every message ends in exactly one place, and the counts add up")
    func everyMessageEndsSomewhere() async throws {
        let night = try NightHarness()
        let good = snapshot(night, NightHarness.anna, day: 11, [visit("u1", day: 13, hour: 10)])
        var stranger = snapshot(night, NightHarness.anna, day: 11, [])
        stranger.herID = "11111"
        try night.deliver([
            ("000001.xml", good.xml), ("000002.xml", good.xml), ("000003.xml", String(good.xml.prefix(900))),
            ("000004.xml", stranger.xml),
        ])
        let report = try await night.run("2027-01-11T01:15:00+01:00")
        #expect(report.sources[0].messages == [.applied: 1, .duplicate: 1])
        #expect(report.unattributed == [.quarantined: 2])
        #expect(report.exitCode == .leftOver)
        #expect(report.setAside.map(\.file) == ["000003.xml", "000004.xml"])
        #expect(await night.shown("u1")?.status == .booked)
        let left = try FileManager.default.contentsOfDirectory(atPath: night.folder.file("feed/taken"))
        #expect(left == [])
    }

    @Test("R13 a snapshot that cannot be read whole is not applied at all")
    func brokenSnapshot() async throws {
        let night = try NightHarness()
        try night.deliver([snapshot(night, NightHarness.anna, day: 11, [visit("u1", day: 13, hour: 10)])])
        _ = try await night.run("2027-01-11T01:15:00+01:00")
        let broken = snapshot(night, NightHarness.anna, day: 12, [visit("u2", day: 14, hour: 10)]).xml
            .replacing("2027-01-14T10:30:00", with: "2027-01-14T10:30:00+01:00")
        try night.deliver([("000001.xml", broken)])
        let report = try await night.run("2027-01-12T01:15:00+01:00")
        #expect(report.sources[0].operationCount == 0)
        #expect(report.setAside.count == 1)
        #expect(await night.shown("u1")?.status == .booked)
    }

    @Test("R20 a performed visit that was shown becomes fulfilled")
    func performed() async throws {
        let night = try NightHarness()
        try night.deliver([snapshot(night, NightHarness.anna, day: 11, [visit("u1", day: 11, hour: 10)])])
        _ = try await night.run("2027-01-11T01:15:00+01:00")
        let event = GericaMessage.event(
            uid: "m1", start: "2027-01-11T10:07:00", end: "2027-01-11T10:31:00", status: "COMPLETED",
            more: "<related-to><text>u1</text></related-to>")
        try night.deliver([
            .performed(NightHarness.anna, id: night.nextID(), generated: "2027-01-11T10:35:00+01:00", event: event),
            snapshot(night, NightHarness.anna, day: 12, []),
        ])
        let report = try await night.run("2027-01-12T01:15:00+01:00")
        #expect(report.sources[0].operations == [.perform: 1])
        #expect(await night.shown("u1")?.status == .fulfilled)
        #expect(await night.shown("u1")?.start.iso8601UTC == "2027-01-11T09:07:00Z")
    }

    @Test func aNumberMissingFromTheAnswerStaysWhatItWas() async throws {
        let night = try NightHarness()
        try night.deliver([snapshot(night, NightHarness.anna, day: 11, [visit("u1", day: 13, hour: 10)])])
        _ = try await night.run("2027-01-11T01:15:00+01:00")
        await night.portal.leaveOut([NightHarness.anna])
        await night.portal.announce(NightHarness.anna)
        try night.deliver([snapshot(night, NightHarness.anna, day: 12, [visit("u1", day: 14, hour: 10)])])
        let report = try await night.run("2027-01-12T01:15:00+01:00")
        #expect(report.notAnswered == 1)
        #expect(report.sources[0].operations == [.update: 1])
        // Nobody names the citizen again, and the question is asked again all the same.
        await night.portal.leaveOut([])
        let next = try await night.run("2027-01-13T01:15:00+01:00")
        #expect(next.askedBecause == [.again: 1] && next.notAnswered == 0)
        #expect(try await night.run("2027-01-14T01:15:00+01:00").asked == 0)
    }

    @Test("Identity 5: two citizens with one uid each get an entry of their own, for ever")
    func oneUIDTwoCitizens() async throws {
        let night = try NightHarness(active: [NightHarness.anna, NightHarness.birger])
        for day in [11, 12] {
            try night.deliver([
                snapshot(night, NightHarness.anna, day: day, [visit("couple", day: 14, hour: 10)]),
                snapshot(night, NightHarness.birger, day: day, [visit("couple", day: 14, hour: 10)]),
            ])
            let report = try await night.run("2027-01-\(day)T01:15:00+01:00")
            #expect(report.sources[0].operationCount == (day == 11 ? 2 : 0))
        }
        let entries = await night.portal.entries
        #expect(entries.count == 2)
        #expect(Set(entries.values.map(\.citizen)).count == 2)
        #expect(entries["couple"] != nil)
        #expect(entries.keys.contains { $0.hasPrefix("couple/") && $0.count == 23 })
    }
}
