// Citizens who were told something, and of whom nothing is stated any more: what is told of them is still looked after.

import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct NothingStatedTests: OrderNights {
    /// A night after which Anna is shown visits of the 12th to the 15th by a source that keeps nothing over the day (A11).
    private func aNightThatKeepsNothing() async throws -> NightHarness {
        let night = try NightHarness()
        night.configuration.night.statedDaysMax = 0
        try await showVisits(night)
        return night
    }

    @Test("R15 a service that is closed takes back what nobody states any more") func closed() async throws {
        let night = try await aNightThatKeepsNothing()
        #expect(try await night.run("2027-01-12T01:15:00+01:00", clockStands: true).sources[0].operationCount == 0)
        night.configuration.sources[0].rules.services.removeAll { $0.id == "9" }
        let held = try await night.run("2027-01-13T01:15:00+01:00", options: CycleOptions(), clockStands: true)
        #expect(held.exitCode == .held && held.sources[0].operations == [.withdraw: 3])
    }

    @Test("R3 who returns is shown nothing that nobody states any more") func returns() async throws {
        let night = try await aNightThatKeepsNothing()
        await night.portal.setActive([])
        _ = try await night.run("2027-01-12T01:15:00+01:00", clockStands: true)
        await night.portal.setActive([NightHarness.anna])
        let report = try await night.run("2027-01-13T01:15:00+01:00", clockStands: true)
        #expect(report.sources[0].operations == [.withdraw: 3])
    }
}
