// By day: what is read and told without a cycle, and what it leaves in the ledger.

import Foundation
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct ReceivingTests {
    private let noon = "2027-01-11T12:00:00+01:00"

    private func services(_ night: NightHarness) -> GericaMessage {
        .services(
            NightHarness.anna, id: night.nextID(), generated: "2027-01-11T11:30:00+01:00",
            [(id: "9", unit: "95316", from: "2026-01-01")])
    }

    private func outgoing(_ night: NightHarness) -> Int {
        ((try? FileManager.default.contentsOfDirectory(atPath: night.folder.file("feed/outgoing"))) ?? []).count
    }

    @Test func theEPJHearsAndThePortalDoesNot() async throws {
        let night = try NightHarness()
        try night.deliver([services(night)])
        let report = try await night.cycle(noon).day(tells: false)
        #expect(report.sources[0].messages == [.applied: 1] && report.sources[0].delivered == 1)
        #expect(report.exitCode == .done && report.run == 1)
        #expect(outgoing(night) == 1)
        #expect(await night.portal.asked == [])
        #expect(await night.portal.offersSent == 0)
        let runs = try night.ledger().runs(limit: 9)
        #expect(runs.map(\.command) == ["receive"] && runs.map(\.exitCode) == [0])
        #expect(
            ReportText.text(report) == """
                Run 1, receive for 2027-01-11T11:00:00Z
                  source 9901-gerica
                    messages    applied 1
                    told EPJ    receiptsAccepted 1, delivered 1
                  Received; the next night's cycle goes on from here.
                """)
        #expect(try night.ledger().lastCompleteCycle() == nil, "it is no night")
        // The night does the rest.
        let next = try await night.run("2027-01-12T01:15:00+01:00")
        #expect(next.sources[0].messages == [:] && next.sources[0].operations[.memberIn] == 1)
    }

    @Test func whereThereIsNothingThereIsNoRun() async throws {
        let night = try NightHarness()
        let report = try await night.cycle(noon).day(tells: false)
        #expect(report.run == 0 && report.exitCode == .done)
        #expect(try night.ledger().runs(limit: 9) == [])
    }

    @Test func aProblemThatStaysIsOneRun() async throws {
        let night = try NightHarness()
        try FileManager.default.removeItem(atPath: night.folder.file("feed/inbox"))
        let first = try await night.cycle(noon).day(tells: false)
        #expect(first.run == 1 && first.exitCode == .leftOver && first.problems.count == 1)
        let told = Set(first.problems)
        #expect(try await night.cycle(noon).day(tells: false) { !told.contains($0) }.run == 0)
        #expect(try night.ledger().runs(limit: 9).count == 1)
    }

    @Test func aCycleForSomeFeedsReadsTheOthersNot() async throws {
        let night = try NightHarness()
        try night.deliver([services(night)])
        night.configuration.sources = []
        let report = try await night.cycle(noon).day(tells: false)
        #expect(report.run == 0)
        #expect(try night.feedContents().contains("inbox/b1001"))
    }

    @Test func whatStopsWhileItReadsIsResumed() async throws {
        let night = try NightHarness()
        try night.deliver([services(night)])
        let stopped = CycleLimit { true }
        let report = try await night.cycle(noon, limit: stopped).day(tells: false)
        #expect(report.sources[0].messages == [:])
        #expect(try await night.run(noon).sources[0].messages == [.applied: 1])
    }
}
