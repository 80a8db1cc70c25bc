// Visits and series that move: across midnight, the horizon's edge, what a snapshot covers and both changes of clock; and
// times of day that change while single occurrences are spoken of.

import SyncCore
import TestSupport
import Testing

@Suite struct MovedVisitTests {
    private let daily = Weekday.allCases

    @Test("Identity 1 R12 a visit moved across the horizon's edge, in both directions, night after night")
    func horizonsEdge() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 7
        night.snapshot(.assigned("in", "2027-03-08 23:30"), .assigned("out", "2027-03-09 00:00"))
        #expect(try night.run().said == ["create in booked 03-08 23:30"])
        night.becomes("2027-03-01 03:00")
        night.snapshot(.assigned("in", "2027-03-09 00:00"), .assigned("out", "2027-03-08 23:59"))
        #expect(try night.run().said == ["create out booked 03-08 23:59", "update in booked 03-09 00:00"])
        night.becomes("2027-03-01 04:00")
        night.snapshot(.assigned("in", "2027-03-08 23:30"), .assigned("out", "2027-03-09 00:00"))
        #expect(try night.run().said == ["update in booked 03-08 23:30", "update out booked 03-09 00:00"])
        // The horizon rolls: nothing is said twice.
        night.becomes("2027-03-02 02:00")
        night.snapshot(.assigned("in", "2027-03-08 23:30"), .assigned("out", "2027-03-09 00:00"))
        #expect(try night.planClosed().isEmpty)
    }

    @Test(
        "R12 a visit moved past what a snapshot covers stays while no list covers it, and is withdrawn by one that does"
    )
    func pastTheSnapshot() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.snapshotDays = 7
        night.snapshot(.assigned("A", "2027-03-03 08:00"))
        try night.run()
        night.becomes("2027-03-02 02:00")
        night.snapshot(.assigned("A", "2027-03-10 08:00"))
        #expect(try night.run().said == ["update A booked 03-10 08:00"])
        night.becomes("2027-03-03 02:00")
        night.snapshot()
        #expect(try night.planClosed().isEmpty, "it begins more than seven days after the list")
        night.becomes("2027-03-04 02:00")
        night.snapshot()
        #expect(try night.run().said == ["withdraw A entered-in-error 03-10 08:00"])
        // And back inside.
        night.becomes("2027-03-05 02:00")
        night.snapshot(.assigned("A", "2027-03-06 08:00"))
        #expect(try night.run().said == ["create A booked 03-06 08:00"])
        #expect(night.citizen.told.count == 1)
    }

    @Test("R12 an EPJ that lists fewer days than configured withdraws what it leaves out; configured so, it does not")
    func shorterExport() throws {
        var told = Night("2027-03-01 02:00")
        told.snapshot(.assigned("near", "2027-03-03 08:00"), .assigned("far", "2027-03-12 08:00"))
        try told.run()
        for (days, said) in [(28, ["withdraw far entered-in-error 03-12 08:00"]), (7, [])] {
            var night = told
            night.rules.snapshotDays = days
            night.becomes("2027-03-02 02:00")
            night.snapshot(.assigned("near", "2027-03-03 08:00"))
            #expect(try night.run().said == said)
            #expect(try night.planClosed().isEmpty)
        }
    }

    @Test(
        "Identity 1 one visit moved through both nights of the changes of clock, over midnight and back",
        arguments: [
            (
                "2027-03-27 20:00",
                [
                    ("2027-03-28 00:30", "2027-03-27T23:30:00Z"), ("2027-03-28 02:00", "2027-03-28T01:00:00Z"),
                    ("2027-03-28 02:59", "2027-03-28T01:59:00Z"), ("2027-03-28 03:00", "2027-03-28T01:00:00Z"),
                    ("2027-03-27 23:45", "2027-03-27T22:45:00Z"), ("2027-03-29 02:30", "2027-03-29T00:30:00Z"),
                ]
            ),
            (
                "2027-10-30 20:00",
                [
                    ("2027-10-31 00:30", "2027-10-30T22:30:00Z"), ("2027-10-31 02:00", "2027-10-31T00:00:00Z"),
                    ("2027-10-31 02:59", "2027-10-31T00:59:00Z"), ("2027-10-31 03:00", "2027-10-31T02:00:00Z"),
                    ("2027-10-30 23:45", "2027-10-30T21:45:00Z"), ("2027-11-01 02:30", "2027-11-01T01:30:00Z"),
                ]
            ),
        ])
    func changesOfClock(_ now: String, _ moves: [(String, String)]) throws {
        var night = Night(now)
        night.snapshot(at: nil, .assigned("A", moves[0].0, minutes: 45))
        try night.run()
        for (index, (start, instant)) in moves.enumerated() {
            night.now = oslo(now).adding(seconds: Int64(index + 1) * 60)
            night.snapshot(.assigned("A", start, minutes: 45))
            try night.run()
            #expect(night.shown("A")?.start.iso8601UTC == instant, "\(start)")
            #expect((night.shown("A")?.end).map { $0 > oslo(start) } == true, "\(start)")
            #expect(try night.planClosed().isEmpty)
        }
        #expect(night.citizen.told.count == 1)
        // Absent, performed: the same entry.
        night.now = oslo(now).adding(seconds: 600)
        var gone = night
        gone.snapshot()
        #expect(try gone.run().appointments.map(\.kind) == [.withdraw])
        night.now = oslo("\(moves[5].0.prefix(10)) 12:00")
        night.push(.performed("M", moves[5].0))
        #expect(try night.run().appointments.map(\.content.value) == ["A"])
    }

    @Test("Identity 7 a night patrol's window lies in both its days, and a visit after midnight is its visit")
    func overMidnight() throws {
        for (began, isPaired) in [("2027-03-02 23:10", true), ("2027-03-03 01:30", true), ("2027-03-03 07:00", true)] {
            var night = Night("2027-03-02 02:00")
            night.snapshot(.planned("N", "2027-03-02 22:00", minutes: 8 * 60))
            try night.run()
            night.becomes("2027-03-03 08:00")
            night.push(.performed("M", began))
            #expect(try night.run().appointments.map(\.content.value) == [isPaired ? "N" : "M"], "\(began)")
        }
    }

    // MARK: A series' time of day, and events that name one occurrence

    /// S daily at 08:00 on 1 to 3 March, of which the second is moved to 11:00.
    private func told() throws -> Night {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 2
        night.snapshot(
            .planned("S", "2027-03-01 08:00", days: daily),
            occurrence("2027-03-02 11:00", of: "2027-03-02 08:00"))
        #expect(
            try night.run().said == [
                "create S/20270301T080000 proposed 03-01 08:00", "create S/20270302T080000 proposed 03-02 11:00",
                "create S/20270303T080000 proposed 03-03 08:00",
            ])
        night.becomes("2027-03-01 03:00")
        return night
    }

    private func occurrence(_ start: String, of occurrence: String) -> VisitEvent {
        var event = VisitEvent.planned("S", start)
        event.recurrenceID = clock(occurrence)
        return event
    }

    @Test(
        "Identity 6 a series that changes its time of day while a planned event names one occurrence, by either time",
        arguments: ["2027-03-02 08:00", "2027-03-02 09:30"])
    func timeOfDayBesideAnOccurrence(_ named: String) throws {
        var night = try told()
        night.snapshot(.planned("S", "2027-03-01 09:30", days: daily), occurrence("2027-03-02 11:00", of: named))
        #expect(
            try night.run().said == [
                "update S/20270301T080000 proposed 03-01 09:30", "update S/20270303T080000 proposed 03-03 09:30",
            ])
        #expect(try night.planClosed().isEmpty)
        night.becomes("2027-03-01 04:00")
        night.snapshot(.planned("S", "2027-03-01 09:30", days: daily))
        #expect(try night.run().said == ["update S/20270302T080000 proposed 03-02 09:30"])
        #expect(night.citizen.told.count == 3)
    }

    @Test(
        "Identity 6 a series that changes its time of day while a cancelled event names one occurrence, by either time",
        arguments: ["2027-03-02 08:00", "2027-03-02 09:30"], [true, false])
    func timeOfDayBesideACancellation(_ named: String, _ cancelledFirst: Bool) throws {
        var night = try told()
        let series = VisitEvent.planned("S", "2027-03-01 09:30", days: daily)
        let gone = VisitEvent.cancelled("S", named, occurrence: named)
        if cancelledFirst { night.snapshot(gone, series) } else { night.snapshot(series, gone) }
        let plan = try night.run()
        #expect(plan.said.filter { $0.hasPrefix("cancel") }.count == 1)
        #expect(night.entry("S/20270302T080000")?.status == .cancelled)
        #expect(night.citizen.told.count == 3)
        #expect(try night.planClosed().isEmpty)
        // Planned again by a later list.
        night.becomes("2027-03-01 05:00")
        night.snapshot(series)
        #expect(try night.run().said == ["update S/20270302T080000 proposed 03-02 09:30"])
    }

    @Test("Identity 6 an evening series beside an occurrence that was moved from the morning stays two visits")
    func morningAndEvening() throws {
        var night = try told()
        night.snapshot(
            .planned("S", "2027-03-01 08:00", days: daily), .planned("S", "2027-03-01 20:00", days: daily),
            occurrence("2027-03-02 11:00", of: "2027-03-02 08:00"))
        try night.run()
        #expect(night.shown("S/20270302T080000")?.start == oslo("2027-03-02 11:00"))
        #expect(night.shown("S/20270302T200000")?.start == oslo("2027-03-02 20:00"))
        #expect(try night.planClosed().isEmpty)
    }

    // MARK: dtstart that moves every night

    @Test("A weekly series whose dtstart moves every night says the same for six weeks", arguments: [1, 2])
    func movingDTSTART(_ interval: Int) throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 14
        var starts = Set<String>()
        for number in 0..<42 {
            night.now = oslo("2027-03-01 02:00").adding(days: number)
            let today = TimeZoneTable.europeOslo.wallClock(at: night.now).date
            // The EPJ moves dtstart to the next day of its own plan's weeks, or to a day that is none of the series'.
            let isOff = interval == 2 && today.weekday == .monday && (number / 7).isMultiple(of: 2) == false
            let start = isOff ? today.adding(days: 1) : today
            night.snapshot(
                VisitEvent(
                    uid: "S", serviceID: "9", state: .planned, start: WallClock(date: start, secondOfDay: 28_800),
                    end: WallClock(date: start, secondOfDay: 36_000), isWindow: true,
                    recurrence: Recurrence(frequency: .weekly, interval: interval, byDay: WeekdaySet([.monday]))))
            let plan = try night.run()
            #expect(plan.appointments.allSatisfy { $0.kind == .create }, "night \(number)")
            #expect(plan.notes.isEmpty, "night \(number)")
            starts.formUnion(plan.appointments.map(\.content.value))
        }
        #expect(starts.count == (interval == 1 ? 8 : 4))
    }

    @Test("A phase nobody stated is taken from the first night and kept, so that the weeks do not change places")
    func phaseTaken() throws {
        var night = Night("2027-03-02 02:00")
        night.rules.horizonDays = 21
        night.snapshot(.planned("S", "2027-03-02 08:00", days: [.monday], interval: 2))
        #expect(try night.run().said == ["create S/20270315T080000 proposed 03-15 08:00"])
        night.becomes("2027-03-09 02:00")
        night.snapshot(.planned("S", "2027-03-09 08:00", days: [.monday], interval: 2))
        let next = try night.run()
        #expect(next.said == ["create S/20270329T080000 proposed 03-29 08:00"])
        #expect(next.notes.isEmpty)
        // The first dtstart that states one decides, and that is said.
        night.becomes("2027-03-16 02:00")
        night.snapshot(.planned("S", "2027-03-22 08:00", days: [.monday], interval: 2))
        #expect(try night.run().notes == [.seriesPhase: 1])
    }
}
