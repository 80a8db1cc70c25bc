// Series over many nights: changes of clock, intervals above one, and years nobody meant.

import SyncCore
import TestSupport
import Testing

@Suite struct SeriesNightsTests {
    @Test("A daily series over the change of clock is the same wall clock, and never ends before it begins")
    func changeOfClock() throws {
        var night = Night("2027-03-27 01:00")
        night.rules.horizonDays = 2
        night.snapshot(
            .planned("S", "2027-03-27 02:30", minutes: 30, days: Weekday.allCases, window: false),
            .planned("W", "2027-03-27 22:00", minutes: 480, days: Weekday.allCases))
        try night.run()
        let gap = night.shown("S/20270328T023000")
        #expect(gap?.start.iso8601UTC == "2027-03-28T01:30:00Z")
        #expect(gap?.end.iso8601UTC == "2027-03-28T02:00:00Z")
        // A window's two ends are two wall clocks: 22:00 to 06:00 is an hour shorter.
        let window = night.shown("W/20270327T220000")
        #expect(window?.start.iso8601UTC == "2027-03-27T21:00:00Z")
        #expect(window?.end.iso8601UTC == "2027-03-28T04:00:00Z")
        night.becomes("2027-03-28 01:00")
        night.snapshot(
            .planned("S", "2027-03-28 02:30", minutes: 30, days: Weekday.allCases, window: false),
            .planned("W", "2027-03-28 22:00", minutes: 480, days: Weekday.allCases))
        #expect(
            try night.run().said == [
                "create S/20270330T023000 booked 03-30 02:30", "create W/20270330T220000 proposed 03-30 22:00",
            ])
    }

    @Test("An hour that occurs twice is its first occurrence")
    func fold() throws {
        var night = Night("2027-10-31 00:30")
        night.rules.horizonDays = 0
        night.snapshot(.planned("S", "2027-10-31 02:30", minutes: 60, days: [.sunday], window: false))
        try night.run()
        #expect(night.shown("S/20271031T023000")?.start.iso8601UTC == "2027-10-31T00:30:00Z")
        #expect(night.shown("S/20271031T023000")?.end.iso8601UTC == "2027-10-31T02:30:00Z")
    }

    @Test("Every other week is remembered when dtstart no longer states it, and a change is counted")
    func phase() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.planned("S", "2027-03-01 08:00", days: [.monday], interval: 2))
        let first = try night.run()
        #expect(first.said.count == 2)  // 1 and 15 March
        #expect(first.phases.count == 1)
        #expect(first.notes.isEmpty)
        night.becomes("2027-03-09 02:00")
        night.snapshot(.planned("S", "2027-03-09 08:00", days: [.monday], interval: 2))
        #expect(try night.planClosed().isEmpty)
        night.becomes("2027-03-22 02:00")
        night.snapshot(.planned("S", "2027-03-22 08:00", days: [.monday], interval: 2))
        let changed = try night.run()
        #expect(changed.notes == [.seriesPhase: 1])
        #expect(try night.plan().isEmpty)
    }

    /// Two series under one uid: in March 2027 a Monday's is "on" on the 1st, a Thursday's on the 11th.
    private func two(_ a: String, _ b: String, _ shape: TwoSeries) -> [VisitEvent] {
        switch shape {
        case .rules:
            [
                .planned("S", "\(a) 08:00", days: [.monday], interval: 2),
                .planned("S", "\(b) 08:00", days: [.thursday], interval: 3),
            ]
        case .hours:
            [
                .planned("S", "\(a) 08:00", days: [.monday], interval: 2),
                .planned("S", "\(b) 10:00", days: [.monday], interval: 2),
            ]
        case .services:
            [
                .planned("S", "\(a) 08:00", service: "9", days: [.monday], interval: 2),
                .planned("S", "\(b) 08:00", service: "2", days: [.monday], interval: 2),
            ]
        }
    }

    enum TwoSeries: CaseIterable { case rules, hours, services }

    @Test("Two series under one uid have a phase each", arguments: TwoSeries.allCases, [false, true])
    func twoUnderOneUID(_ shape: TwoSeries, isReversed: Bool) throws {
        func list(_ night: inout Night, _ a: String, _ b: String) {
            let events = two(a, b, shape)
            night.snapshot(isReversed ? events[1] : events[0], isReversed ? events[0] : events[1])
        }
        var night = Night("2027-03-01 02:00")
        list(&night, "2027-03-01", shape == .rules ? "2027-03-11" : "2027-03-08")
        let first = try night.run()
        #expect(first.said.count == 3)
        // DTSTART is moved to days that are in neither's BYDAY, and then to the day of one of them.
        for today in ["2027-03-02", "2027-03-03", "2027-03-05", "2027-03-06"] {
            night.becomes("\(today) 02:00")
            list(&night, today, today)
            let plan = try night.run()
            #expect(plan.notes.isEmpty, "\(today)")
            #expect(plan.said.filter { !$0.hasPrefix("create") }.isEmpty, "\(today)")
        }
        let days = night.citizen.told.filter { $0.status != .enteredInError }.map {
            TimeZoneTable.europeOslo.wallClock(at: $0.start).date.iso8601
        }.sorted()
        switch shape {
        case .rules: #expect(days == ["2027-03-01", "2027-03-11", "2027-03-15"])
        case .hours, .services: #expect(days == ["2027-03-01", "2027-03-08", "2027-03-15"])
        }
    }

    @Test("A series that gets company under its uid, and loses it again, keeps its phase") func company() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.planned("S", "2027-03-01 08:00", days: [.monday], interval: 2))
        try night.run()
        night.becomes("2027-03-02 02:00")
        night.snapshot(
            .planned("S", "2027-03-02 08:00", days: [.monday], interval: 2),
            .planned("S", "2027-03-11 08:00", days: [.thursday], interval: 2))
        #expect(try night.run().said == ["create S/20270311T080000 proposed 03-11 08:00"])
        night.becomes("2027-03-03 02:00")
        night.snapshot(.planned("S", "2027-03-03 08:00", days: [.thursday], interval: 2))
        #expect(try night.run().said == ["withdraw S/20270315T080000 entered-in-error 03-15 08:00"])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("A series alone under its uid keeps its phase when its days or its hour change") func changedRule() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.planned("S", "2027-03-01 08:00", days: [.monday], interval: 2))
        try night.run()
        night.becomes("2027-03-09 02:00")
        night.snapshot(.planned("S", "2027-03-09 09:00", days: [.monday, .wednesday], interval: 2))
        let plan = try night.run()
        #expect(plan.notes.isEmpty)
        #expect(
            plan.said == [
                "create S/20270317T090000 proposed 03-17 09:00", "update S/20270315T080000 proposed 03-15 09:00",
            ])
    }

    @Test("A series told under a longer horizon finds its occurrences again under a shorter one")
    func shorterHorizon() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.planned("S", "2027-03-01 08:00", days: [.monday]))
        try night.run()
        night.rules.horizonDays = 3
        night.becomes("2027-03-01 03:00")
        night.snapshot(.planned("S", "2027-03-01 08:00", days: [.monday]))
        #expect(try night.planClosed().isEmpty)
    }

    @Test("No year and no length a message may claim stops the plan")
    func hostileTimes() throws {
        var night = Night("2027-03-01 02:00")
        let ages = VisitEvent(
            uid: "F", serviceID: "9", state: .planned, start: WallClock(date: .never, secondOfDay: 0),
            end: WallClock(date: .never, secondOfDay: 86_399), recurrence: Recurrence(frequency: .daily))
        var endless = VisitEvent.performed("E", "2027-03-01 01:00", minutes: nil)
        endless.expectedMinutes = .max
        night.push(
            .assigned("A", "9999-12-31 23:59"), .assigned("B", "1800-01-01 00:00"), ages, endless,
            .planned("C", "1800-01-01 08:00", days: [.monday]))
        let plan = try night.run()
        #expect(plan.said.filter { $0.hasPrefix("create") }.allSatisfy { $0.contains("C/2027") })
        #expect(night.shown("E")?.end == oslo("2027-03-02 01:00"))
    }

    @Test("Not more occurrences than the limit")
    func limit() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.planned("S", "2027-03-01 08:00", days: Weekday.allCases))
        var limits = Limits()
        limits.occurrencesPerSeriesMax = 4
        let planner = Planner(
            rules: night.rules, zone: TimeZoneTable.europeOslo, now: night.now, limits: limits, digests: TestDigests())
        #expect(try planner.plan(night.citizen).appointments.count == 4)
    }
}
