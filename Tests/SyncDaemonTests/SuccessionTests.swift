// A municipality that changes its EPJ: old entries go in the plan that first creates the new ones; nobody sees his visits
// twice, and nobody loses them.

import Foundation
import PortalClient
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct SuccessionTests {
    private static let town = (0..<12).map(SyntheticPerson.number)
    private static let first = "2027-01-11T01:15:00+01:00"
    private static let second = "2027-01-12T01:15:00+01:00"
    private static let third = "2027-01-13T01:15:00+01:00"

    /// Two visits for each citizen, told by the old source; a contact for service 9.
    private static func told() async throws -> NightHarness {
        let night = try NightHarness(active: Set(town), another: "87699")
        try deliver(night, day: 11, to: town, herID: "87688", prefix: "old")
        #expect(try await night.run(first).exitCode == .done)
        #expect(await night.portal.puts == 24)
        night.configuration.sources[0].replacedBy = "9902-profil"
        return night
    }

    private static func deliver(
        _ night: NightHarness, day: Int, to citizens: [String], herID: String, prefix: String
    ) throws {
        try night.deliver(
            citizens.flatMap { number in
                var visits = GericaMessage.snapshot(
                    number, id: night.nextID(), generated: "2027-01-\(day)T00:30:00+01:00",
                    events: [14, 15].map {
                        GericaMessage.event(
                            uid: "\(prefix)-\($0)-\(number.suffix(5))", start: "2027-01-\($0)T10:00:00",
                            end: "2027-01-\($0)T10:30:00", status: "CONFIRMED")
                    })
                var services = GericaMessage.services(
                    number, id: night.nextID(), generated: "2027-01-\(day)T00:31:00+01:00",
                    [("9", "95316", "2027-01-01")])
                visits.herID = herID
                services.herID = herID
                return [visits, services]
            })
    }

    /// Of each citizen: how many entries of the old and of the new source lie ahead of him.
    private static func calendars(_ night: NightHarness) async -> [[Int]] {
        let entries = await night.portal.entries
        return town.map { number in
            ["old", "new"].map { prefix in
                entries.filter { $0.key.hasPrefix(prefix) && $0.value.citizen.digits == number }
                    .filter { $0.value.shown.status == .booked }.count
            }
        }
    }

    private static func approveAll(_ night: NightHarness) throws {
        try night.ledger().approve(night.ledger().openHolds(), at: .current())
    }

    @Test("The guard asks first, both wait for each other, and each citizen moves in one plan")
    func moves() async throws {
        let night = try await Self.told()
        try Self.deliver(night, day: 12, to: Array(Self.town.prefix(8)), herID: "87699", prefix: "new")
        let held = try await night.run(Self.second, options: CycleOptions())
        #expect(held.exitCode == .held)
        #expect(held.sources[0].holds.map(\.exceeded.kind) == [.configuration])
        #expect(held.sources[1].holds.map(\.exceeded.kind) == [.firstRun])
        #expect(await Self.calendars(night).allSatisfy { $0 == [2, 0] })

        // The new source may begin: now it is seen that the old one would lose most of what it shows.
        let asked = try await night.run(Self.second, options: CycleOptions(isFirstRun: true))
        #expect(asked.sources[0].holds.map(\.exceeded.kind) == [.configuration, .withdrawals, .contactsEnded])
        #expect(asked.sources[1].waitsFor == "9901-gerica")
        #expect(
            asked.problems.contains(
                "Source 9902-profil waits, and nothing of its plan P5 was sent: it replaces 9901-gerica, which is held, and "
                    + "no citizen is to see both."))
        #expect(await Self.calendars(night).allSatisfy { $0 == [2, 0] })

        try Self.approveAll(night)
        let moved = try await night.run(Self.second, options: CycleOptions(isFirstRun: true))
        #expect(moved.exitCode == .done)
        #expect(moved.sources[0].operations == [.withdraw: 16, .memberOut: 8])
        #expect(
            await Self.calendars(night) == Array(repeating: [0, 2], count: 8) + Array(repeating: [2, 0], count: 4))
        #expect(try await night.run(Self.second).sources.map(\.operationCount) == [0, 0])

        // The rest follows; for them, too, old and new change places in one run.
        try Self.deliver(night, day: 13, to: Self.town, herID: "87699", prefix: "new")
        let rest = try await night.run(Self.third)
        if rest.exitCode == .held {
            try Self.approveAll(night)
            #expect(try await night.run(Self.third).exitCode == .done)
        }
        #expect(await Self.calendars(night) == Array(repeating: [0, 2], count: 12))
        #expect(await night.portal.overlapped == false)
    }

    @Test("What was planned while the new source was held takes nothing back, and is not applied") func applied()
        async throws
    {
        let night = try await Self.told()
        try Self.deliver(night, day: 12, to: Self.town, herID: "87699", prefix: "new")
        let held = try await night.run(Self.second, options: CycleOptions())
        #expect(held.exitCode == .held)
        #expect(held.problems.allSatisfy { !$0.contains("epjsyncd apply") })
        for number in try night.ledger().openHolds().map(\.plan).compactMap({ Int64($0.dropFirst()) }) {
            let plan = try #require(try night.ledger().keptPlan(number))
            let refused = try await night.run(Self.second, .apply([plan], withoutChanged: false))
            #expect(refused.exitCode == .held && refused.sources.map(\.accepted) == [0, 0])
            #expect(
                refused.problems == [
                    "Plan P3 of source 9902-profil cannot be applied, because citizens would see their visits twice: it replaces "
                        + "9901-gerica, and what that one takes back is planned once nothing holds this plan. Use 'epjsyncd "
                        + "approve' instead. Nothing of it was sent."
                ])
        }
        #expect(await Self.calendars(night).allSatisfy { $0 == [2, 0] })
        // Once the new source may begin, the old one's plan is held with what it takes back, and both are applied together.
        let asked = try await night.run(Self.second, options: CycleOptions(isFirstRun: true))
        let plan = try #require(asked.sources[0].plan.flatMap { Int64($0.dropFirst()) })
        let kept = try #require(try night.ledger().keptPlan(plan))
        #expect(try await night.run(Self.second, .apply([kept], withoutChanged: false)).exitCode == .done)
        #expect(await Self.calendars(night).allSatisfy { $0 == [0, 2] })
    }

    @Test("A notice that a visit was performed is no plan: by itself it takes nothing of the old source back")
    func performedOnly() async throws {
        let night = try await Self.told()
        try Self.deliver(night, day: 12, to: Array(Self.town.prefix(8)), herID: "87699", prefix: "new")
        var notice = GericaMessage.performed(
            Self.town[11], id: night.nextID(), generated: "2027-01-11T12:00:00+01:00",
            event: GericaMessage.event(
                uid: "new-done", start: "2027-01-11T11:00:00", end: "2027-01-11T11:30:00", status: "COMPLETED"))
        notice.herID = "87699"
        try night.deliver([notice])
        for _ in 1...2 {
            _ = try await night.run(Self.second)
            try Self.approveAll(night)
        }
        #expect(try await night.run(Self.second).exitCode == .done)
        #expect(await night.portal.entries["new-done"]?.shown.status == .fulfilled)
        // Told by now, in this run and the next.
        try Self.deliver(night, day: 13, to: Array(Self.town.prefix(8)), herID: "87699", prefix: "new")
        _ = try await night.run(Self.third)
        #expect(
            await Self.calendars(night) == Array(repeating: [0, 2], count: 8) + Array(repeating: [2, 0], count: 4))
    }

    @Test("Who is refused by the portal in the new source keeps what he sees of the old one") func refused()
        async throws
    {
        let night = try await Self.told()
        try Self.deliver(night, day: 12, to: Self.town, herID: "87699", prefix: "new")
        for day in [14, 15] {
            await night.portal.answer("new-\(day)-\(Self.town[3].suffix(5))", with: .refused(code: "400"))
        }
        _ = try await night.run(Self.second)
        try Self.approveAll(night)
        let report = try await night.run(Self.second)
        #expect(report.exitCode == .leftOver)
        var expected = Array(repeating: [0, 2], count: 12)
        expected[3] = [2, 0]
        #expect(await Self.calendars(night) == expected)

        for day in [14, 15] { await night.portal.answer("new-\(day)-\(Self.town[3].suffix(5))", with: nil) }
        #expect(try await night.run(Self.second).exitCode == .done)
        #expect(await Self.calendars(night) == Array(repeating: [0, 2], count: 12))
    }

    @Test("What was performed before the change is told by the old source, and its silence takes nothing back")
    func oldSource() async throws {
        let night = try await Self.told()
        // Nothing new from either: the old snapshots are too old to say anything.
        try Self.approveAll(night)
        _ = try await night.run("2027-01-13T09:15:00+01:00")
        try Self.approveAll(night)
        let quiet = try await night.run("2027-01-13T09:15:00+01:00")
        #expect(quiet.sources[0].operationCount == 0)
        #expect(await Self.calendars(night).allSatisfy { $0 == [2, 0] })
    }

    @Test(
        "A source is replaced by another one that is there, and never by itself",
        arguments: [
            ("9903-cosdoc", "sources.d: 9901-gerica is replaced_by 9903-cosdoc, which is no source here."),
            ("9901-gerica", "sources.d: 9901-gerica is replaced_by 9901-gerica, and in the end by itself."),
        ])
    func configuration(_ successor: String, _ problem: String) throws {
        do {
            _ = try NightHarness(more: "replaced_by = \"\(successor)\"")
            Issue.record("taken")
        } catch let invalid as ConfigurationFiles.Invalid {
            #expect(invalid.problems.map(\.description) == [problem])
        }
    }
}
