// What the tests of orders begin with: a night after which Anna is shown something, and the times at which orders come.

import Foundation
import PortalClient
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

protocol OrderNights {}

extension OrderNights {
    var night1: String { "2027-01-11T01:15:00+01:00" }
    var noon: String { "2027-01-13T12:00:00+01:00" }
    var night2: String { "2027-01-14T01:15:00+01:00" }
    var down: PortalFailure { PortalFailure.unreachable(reason: "connection refused") }

    func visit(_ uid: String, day: Int, hour: Int, status: String = "CONFIRMED", name: String? = nil) -> String {
        let clock = "2027-01-\(day)T\(hour < 10 ? "0" : "")\(hour)"
        let more =
            name.map {
                "<attendee><parameters><cn><text>\($0)</text></cn></parameters><cal-address>mailto:-</cal-address></attendee>"
            } ?? ""
        return GericaMessage.event(uid: uid, start: clock + ":00:00", end: clock + ":30:00", status: status, more: more)
    }

    /// A night after which Anna is shown a visit of each day from the 12th to the 15th and is a member of a service.
    func aNight(another: String? = nil, until last: Int = 15) async throws -> NightHarness {
        let night = try NightHarness(another: another)
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: (12...last).map { visit("v\($0)", day: $0, hour: 10) }),
            .services(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:31:00+01:00",
                [("9", "95316", "2026-05-01")]),
        ])
        #expect(try await night.run(night1, clockStands: true).sources[0].accepted == last - 10)
        return night
    }

    /// The first night of an installation: Anna is shown a visit of each day from the 12th to the 15th.
    func showVisits(_ night: NightHarness) async throws {
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: (12...15).map { visit("v\($0)", day: $0, hour: 10) })
        ])
        #expect(try await night.run(night1, clockStands: true).sources[0].accepted == 4)
    }

    func withdraw(
        _ night: NightHarness, _ id: String, at now: String? = nil
    ) async throws -> WithdrawalResult {
        let cycle = try await night.cycle(now ?? noon, clockStands: true)
        let entry = try EntryChoice.one(of: try cycle.ledger.findEntries(id))
        return try await cycle.withdraw(entry, reason: .wrongPatient)
    }

    var anna: NationalIdentityNumber {
        get throws { try NationalIdentityNumber(NightHarness.anna, synthetic: .accept) }
    }
}
