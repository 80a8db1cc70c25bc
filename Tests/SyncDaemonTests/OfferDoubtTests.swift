// R16 of offers: what was sent and not answered may have arrived, so it differs from whatever was told before.

import PortalClient
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct OfferDoubtTests {
    /// A change of the configuration is held once, and approved here.
    private func run(_ night: NightHarness, _ now: String) async throws -> RunReport {
        let report = try await night.run(now)
        let holds = report.sources.flatMap(\.holds)
        guard !holds.isEmpty, let at = Instant(iso8601WithOffset: now) else { return report }
        try night.ledger().approve(holds, at: at)
        return try await night.run(now)
    }

    @Test("R16 services sent under another name, and not answered, are told again when the name is taken back")
    func takenBack() async throws {
        let night = try NightHarness()
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [
                    GericaMessage.event(
                        uid: "a", start: "2027-01-14T10:00:00", end: "2027-01-14T10:30:00", status: "CONFIRMED")
                ])
        ])
        _ = try await night.run("2027-01-11T01:15:00+01:00")
        #expect(await night.portal.offersSent == 1)
        let name = night.configuration.sources[0].rules.services[1].name
        night.configuration.sources[0].rules.services[1].name = "Praktisk hjelp"
        await night.portal.loseAnswerToOffers(as: .unreachable(reason: "no answer"))
        #expect(try await run(night, "2027-01-12T01:15:00+01:00").exitCode == .portalUnreachable)
        #expect(await night.portal.offersSent == 2)
        await night.portal.loseAnswerToOffers(as: nil)
        night.configuration.sources[0].rules.services[1].name = name
        #expect(try await run(night, "2027-01-12T02:15:00+01:00").exitCode == .done)
        #expect(await night.portal.offersSent == 3)
        _ = try await night.run("2027-01-12T03:15:00+01:00")
        #expect(await night.portal.offersSent == 3)
    }
}
