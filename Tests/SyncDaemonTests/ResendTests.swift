// A portal that answered for what it then lost: `sync --resend` tells everything that lies ahead again, endings included.

import Foundation
import SyncCore
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct ResendTests {
    private func visit(_ uid: String, status: String = "CONFIRMED", day: Int = 14) -> String {
        GericaMessage.event(
            uid: uid, start: "2027-01-\(day)T10:00:00", end: "2027-01-\(day)T10:30:00", status: status)
    }

    private func services(_ night: NightHarness, day: Int, _ list: [String]) -> GericaMessage {
        .services(
            NightHarness.anna, id: night.nextID(), generated: "2027-01-\(day)T00:31:00+01:00",
            list.map { ($0, "95316", "2026-05-01") })
    }

    @Test("R16 R20 a re-send repeats what lies ahead: visits, endings, contacts and services, and nothing of the past")
    func everythingAhead() async throws {
        let night = try NightHarness()
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [visit("stays"), visit("goes"), visit("off"), visit("past", day: 11)]),
            services(night, day: 11, ["9", "12"]),
        ])
        _ = try await night.run("2027-01-11T01:15:00+01:00")
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-12T00:30:00+01:00",
                events: [visit("stays"), visit("off", status: "CANCELLED")]),
            services(night, day: 12, ["9"]),
        ])
        _ = try await night.run("2027-01-12T01:15:00+01:00")
        let puts = await night.portal.puts
        let before = await night.portal.entries
        let again = try await night.run(
            "2027-01-12T02:15:00+01:00", options: CycleOptions(isFirstRun: true, resends: true))
        #expect(
            again.sources[0].operations == [.update: 1, .withdraw: 1, .cancel: 1, .memberIn: 1, .memberOut: 1])
        #expect(again.sources[0].holds.isEmpty && again.exitCode == .done)
        #expect(await night.portal.puts == puts + 3)
        #expect(await night.portal.offersSent == 2)
        #expect(await night.portal.entries == before)
        #expect(try await night.run("2027-01-12T03:15:00+01:00").sources[0].operationCount == 0)
    }

    @Test("R11 R16 a re-send takes back from a dead citizen what was taken back before")
    func nobodyToTell() async throws {
        let night = try NightHarness()
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [visit("stays")]), services(night, day: 11, ["9"]),
        ])
        _ = try await night.run("2027-01-11T01:15:00+01:00")
        try night.deliver([.death(NightHarness.anna, id: night.nextID(), generated: "2027-01-12T00:30:00+01:00")])
        _ = try await night.run("2027-01-12T01:15:00+01:00")
        #expect(await night.shown("stays")?.status == .enteredInError)
        let again = try await night.run(
            "2027-01-12T02:15:00+01:00", options: CycleOptions(isFirstRun: true, resends: true))
        #expect(again.sources[0].operations == [.withdraw: 1, .memberOut: 1])
        #expect(try await night.run("2027-01-12T03:15:00+01:00").sources[0].operationCount == 0)
    }
}
