// What of a citizen's plan is told by day (Lanes), and how much of it within 24 hours.

import SyncCore
import TestSupport
import Testing

@Suite struct DayLaneTests {
    /// Told one visit of today, one of tomorrow; then by day, at noon, a list and pushes come.
    private func day() throws -> Night {
        var night = Night("2027-03-01 02:00")
        night.snapshot(
            at: "2027-03-01 01:00", .assigned("today", "2027-03-01 15:00"), .assigned("gone", "2027-03-01 16:00"),
            .assigned("done", "2027-03-01 08:00"), .assigned("later", "2027-03-02 08:00"),
            .assigned("off", "2027-03-01 18:00"), .assigned("away", "2027-03-01 19:00"))
        try night.run()
        night.becomes("2027-03-01 12:00")
        night.snapshot(
            at: "2027-03-01 11:00", .assigned("today", "2027-03-01 15:00"), .assigned("done", "2027-03-01 08:00"),
            .assigned("later", "2027-03-02 08:00"), .assigned("off", "2027-03-01 18:00"),
            .assigned("away", "2027-03-01 19:00"), .assigned("listed", "2027-03-01 20:00"))
        night.push(at: "2027-03-01 11:10", .performed("done", "2027-03-01 08:10"))
        night.push(at: "2027-03-01 11:11", .assigned("today", "2027-03-01 15:30"))
        night.push(at: "2027-03-01 11:12", .cancelled("off", "2027-03-01 18:00", minutes: 30))
        night.push(at: "2027-03-01 11:13", .assigned("later", "2027-03-02 09:00"))
        night.push(at: "2027-03-01 11:14", .assigned("new", "2027-03-01 21:00"))
        // Shown today, and moved away from it: the citizen is not to wait for it tonight.
        night.push(at: "2027-03-01 11:15", .assigned("away", "2027-03-03 19:00"))
        return night
    }

    private func part(
        _ night: Night, _ allowance: DayLane.Allowance, begun: Set<Digest128> = []
    ) throws -> CitizenPlan {
        DayLane(zone: .europeOslo, now: night.now, allowance: allowance, begun: begun)
            .part(of: try night.plan(), in: night.citizen)
    }

    @Test("Day lane: performed visits, and what is pushed of visits of today; lists and absence are the night's")
    func lane() throws {
        let night = try day()
        #expect(
            try part(night, .everything).said == [
                "cancel off cancelled 03-01 18:00", "create new booked 03-01 21:00",
                "perform done fulfilled 03-01 08:10",
                "update away booked 03-03 19:00", "update today booked 03-01 15:30",
            ])
        let told = try part(night, .everything).said
        #expect(
            try night.plan().said.filter { !told.contains($0) } == [
                "create listed booked 03-01 20:00", "update later booked 03-02 09:00",
                "withdraw gone entered-in-error 03-01 16:00",
            ])
    }

    @Test("Day lane, R16: that a visit is moved away from today is told again where the outcome is not known")
    func movedAwayWithoutOutcome() throws {
        var night = try day()
        night.apply(try part(night, .everything))
        night.losesOutcome(of: "away")
        let away = try #require(night.entry("away")?.key)
        #expect(try part(night, .everything, begun: [away]).said == ["update away booked 03-03 19:00"])
        #expect(try part(night, .everything).isEmpty, "it was the night's")
    }

    @Test("Day lane: a held source tells what happened and what will not happen") func held() throws {
        #expect(
            try part(try day(), .performedAndCancelled).said == [
                "cancel off cancelled 03-01 18:00", "perform done fulfilled 03-01 08:10",
            ])
    }

    @Test("R20 by day a notice is told for 48 hours after its visit began, later only at night")
    func oldNotices() throws {
        var night = try day()
        night.becomes("2027-03-03 08:10")
        #expect(try part(night, .everything).said.contains("perform done fulfilled 03-01 08:10") == false)
        night.becomes("2027-03-03 08:09")
        #expect(try part(night, .everything).said.contains("perform done fulfilled 03-01 08:10"))
        night.becomes("2027-03-05 02:00")
        #expect(try night.plan().said.contains("perform done fulfilled 03-01 08:10"))
    }

    @Test("Day lane: carried out, it leaves the rest to the night, and nothing is told twice") func thenTheNight()
        throws
    {
        var night = try day()
        night.apply(try part(night, .everything))
        #expect(try part(night, .everything).isEmpty)
        #expect(
            try night.run().said == [
                "create listed booked 03-01 20:00", "update later booked 03-02 09:00",
                "withdraw gone entered-in-error 03-01 16:00",
            ])
        #expect(try night.plan().isEmpty)
    }

    @Test(
        "Guard: the day counts against the night's limits",
        arguments: [
            (DayCounts(cancelled: 100), []), (DayCounts(cancelled: 101), [HeldKind.cancellations]),
            (DayCounts(updated: 101), [.changedTimes]), (DayCounts(created: 500), []),
            (DayCounts(created: 501), [.creations]), (DayCounts(updated: 60, cancelled: 60), []),
        ])
    func limits(_ counts: DayCounts, _ kinds: [HeldKind]) {
        let history = GuardHistory(creations: [10, 10, 10], wasToldAnything: true, isConfigurationChanged: false)
        #expect(PlanGuard(GuardLimits()).judge(counts, shown: 300, history).map(\.kind) == kinds)
    }
}
