// R8, A9: nights against a portal that goes on showing what is past.

import Foundation
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct PastNightsTests: OrderNights {
    private static let portalKeys = "hides_past = false"

    /// As `aNight`, of a portal that hides nothing.
    private func aNightInSight() async throws -> NightHarness {
        let night = try NightHarness(portalKeys: Self.portalKeys)
        try await showVisits(night)
        return night
    }

    @Test("R8 A9 the night takes back what is two days past, message or not, and says so") func takenBack()
        async throws
    {
        let night = try await aNightInSight()
        let third = try await night.run("2027-01-14T10:00:00+01:00", clockStands: true)
        #expect(third.sources[0].operationCount == 0, "48 hours are not more than 48 hours")
        let report = try await night.run("2027-01-15T01:15:00+01:00", clockStands: true)
        #expect(report.exitCode == .done && report.sources[0].operations == [.withdraw: 1])
        #expect(report.sources[0].notes[.longPast] == 1 && report.sources[0].accepted == 1)
        #expect(await night.shown("v12")?.status == .enteredInError)
        #expect(await night.shown("v13")?.status == .booked)
        #expect(try await night.run("2027-01-15T01:30:00+01:00", clockStands: true).sources[0].operationCount == 0)
    }

    @Test("R2 A9 also of a citizen of whom nothing is stated any more") func nothingStated() async throws {
        let night = try await aNightInSight()
        // What was stated on the 11th is kept for 30 days.
        let report = try await night.run("2027-02-28T01:15:00+01:00", clockStands: true)
        #expect(report.sources[0].operations == [.withdraw: 4])
        _ = try await night.run("2027-03-01T01:15:00+01:00", clockStands: true)
        #expect(try await night.run("2027-03-02T01:15:00+01:00", clockStands: true).sources[0].operationCount == 0)
    }

    @Test("A9 switching it is a change of the configuration: the source waits for somebody once") func switched()
        async throws
    {
        let night = try await aNight()
        night.configuration.sources[0].rules.hidesPast = false
        let held = try await night.run("2027-01-15T01:15:00+01:00", options: CycleOptions(), clockStands: true)
        #expect(held.exitCode == .held && held.sources[0].holds.map(\.exceeded.kind) == [.configuration])
        #expect(await night.shown("v12")?.status == .booked)
        let plan = try #require(try night.ledger().keptPlan(2))
        let applied = try await night.run(
            "2027-01-15T09:00:00+01:00", .apply([plan], withoutChanged: false), clockStands: true)
        #expect(applied.leftOut.allSatisfy { $0.out == LeftOut() }, "it was past when it was planned")
        #expect(await night.shown("v12")?.status == .enteredInError)
    }

    @Test("R8 A9 an applied plan takes back what was past already, and leaves out what has begun since") func applied()
        async throws
    {
        let night = try await aNight()
        await night.portal.fail(with: down)
        // v12 is past at noon on the 13th, v14 is not.
        _ = try await withdraw(night, "v12")
        _ = try await withdraw(night, "v14")
        await night.portal.fail(with: nil)
        let planned = try await night.run(noon, .plan(listingOperations: false), clockStands: true)
        #expect(planned.sources[0].operations == [.withdraw: 2])
        let name = try #require(planned.sources[0].plan)
        let plan = try #require(try night.ledger().keptPlan(Int64(name.dropFirst()) ?? 0))
        let report = try await night.run(
            "2027-01-14T11:00:00+01:00", .apply([plan], withoutChanged: false), clockStands: true)
        #expect(report.sources[0].accepted == 1)
        let begun = try night.ledger().keys.entryKey("v14").shortHexadecimal
        #expect(report.leftOut.map(\.out) == [LeftOut(begun: [begun])])
        #expect(await night.shown("v12")?.status == .enteredInError)
        #expect(await night.shown("v14")?.status == .booked)
    }

    @Test("check-config and assumptions say whether the portal hides the past") func said() async throws {
        let takenBack = "it does not: the night withdraws what is more than 48 hours past and was not told as performed"
        for (keys, inForce) in [(Self.portalKeys, takenBack), ("", "it does: the past is left as it is")] {
            let night = try NightHarness(portalKeys: keys)
            let config = ["--config", night.folder.file("epjsyncd.toml")]
            let assumptions = try await Program.run("epjsyncd", ["assumptions"] + config)
            #expect(assumptions.output.contains("\n     in force: \(inForce)\n"))
            let checked = try await Program.run("epjsyncd", ["check-config"] + config)
            #expect(
                checked.output.contains(
                    "\n  past        visits nobody told were performed are taken back 48 hours after their start\n")
                    == !keys.isEmpty)
            let json = try await Program.run("epjsyncd", ["check-config", "--json"] + config)
            #expect(json.output.contains(#""hidesPast":\#(keys.isEmpty),"#))
        }
    }
}
