// Identity rules 6 and 7: series that change their time, visits that take an occurrence's place, and performed visits
// that come under a uid of their own.

import SyncCore
import Testing

@Suite struct IdentityOfSeriesTests {
    private let daily = Weekday.allCases

    // MARK: 6

    @Test("Identity 6 a series that changes its time of day keeps each date's identifier")
    func timeOfDay() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 2
        night.snapshot(.planned("S", "2027-03-01 08:00", days: daily))
        try night.run()
        night.becomes("2027-03-01 03:00")
        night.snapshot(.planned("S", "2027-03-01 09:30", days: daily))
        #expect(throws: NeedsContent.self) { try night.planClosed() }
        #expect(
            try night.run().said == [
                "update S/20270301T080000 proposed 03-01 09:30", "update S/20270302T080000 proposed 03-02 09:30",
                "update S/20270303T080000 proposed 03-03 09:30",
            ])
        #expect(try night.planClosed().isEmpty)
        // And back, and to a third time.
        for start in ["2027-03-01 08:00", "2027-03-01 21:00"] {
            night.now = night.now.adding(hours: 1)
            night.snapshot(.planned("S", start, days: daily))
            try night.run()
            #expect(night.citizen.told.count == 3)
        }
    }

    @Test("Identity 6 an occurrence cancelled by its new time of day is the date's entry")
    func cancelledByItsNewTime() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 2
        night.snapshot(.planned("S", "2027-03-01 08:00", days: daily))
        try night.run()
        night.becomes("2027-03-01 03:00")
        night.snapshot(
            .planned("S", "2027-03-01 09:30", days: daily, excluded: ["2027-03-02 09:30"]),
            .cancelled("S", "2027-03-02 09:30", occurrence: "2027-03-02 09:30", reason: .byService))
        #expect(
            try night.run().said == [
                "cancel S/20270302T080000 cancelled 03-02 09:30", "update S/20270301T080000 proposed 03-01 09:30",
                "update S/20270303T080000 proposed 03-03 09:30",
            ])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 6 of two series under one uid only the one that changed is moved")
    func morningAndEvening() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 0
        night.snapshot(.planned("S", "2027-03-01 08:00", days: daily), .planned("S", "2027-03-01 20:00", days: daily))
        try night.run()
        night.becomes("2027-03-01 03:00")
        night.snapshot(.planned("S", "2027-03-01 08:00", days: daily), .planned("S", "2027-03-01 21:00", days: daily))
        #expect(try night.run().said == ["update S/20270301T200000 proposed 03-01 21:00"])
    }

    @Test("Identity 6 of two services under one uid each keeps its own, night after night")
    func twoServices() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 0
        for start in ["2027-03-01 08:00", "2027-03-01 09:00", "2027-03-01 10:00"] {
            night.now = night.now.adding(hours: 1)
            night.snapshot(
                .planned("S", start, service: "2", days: daily), .planned("S", start, service: "12", days: daily))
            try night.run()
            #expect(night.citizen.told.count == 2)
            #expect(night.shown("S/20270301T080000")?.pair.service == "12")
            #expect(night.shown("S/2/20270301T080000")?.start == oslo(start))
            #expect(try night.planClosed().isEmpty)
        }
    }

    @Test("Identity 6 a series pushed at one time and listed at another keeps its identifiers")
    func pushedThenListed() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 0
        night.push(.planned("S", "2027-03-01 08:00", days: daily))
        try night.run()
        night.becomes("2027-03-01 06:00")
        night.snapshot(.planned("S", "2027-03-01 09:00", days: daily))
        #expect(try night.run().said == ["update S/20270301T080000 proposed 03-01 09:00"])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 6 a single CONFIRMED takes over the excluded occurrence, whatever the order in the document")
    func inherits() throws {
        let series = VisitEvent.planned("S", "2027-03-01 08:00", days: daily)
        let without = VisitEvent.planned("S", "2027-03-01 08:00", days: daily, excluded: ["2027-03-02 08:00"])
        let visit = VisitEvent.assigned("B", "2027-03-02 09:15")
        for visitFirst in [true, false] {
            var night = Night("2027-03-01 02:00")
            night.rules.horizonDays = 1
            night.snapshot(series)
            try night.run()
            night.becomes("2027-03-01 03:00")
            if visitFirst { night.snapshot(visit, without) } else { night.snapshot(without, visit) }
            #expect(try night.run().said == ["update S/20270302T080000 booked 03-02 09:15"])
            #expect(try night.planClosed().isEmpty)
            // Remembered: the next night the series may be gone.
            night.becomes("2027-03-01 04:00")
            night.snapshot(.assigned("B", "2027-03-02 10:00"))
            #expect(try night.run().said.contains("update S/20270302T080000 booked 03-02 10:00"))
        }
    }

    @Test("Identity 6 on the first night too, so that the identifier is the same whenever a citizen became active")
    func inheritsOnTheFirstNight() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 1
        night.snapshot(
            .assigned("B", "2027-03-02 09:15"),
            .planned("S", "2027-03-01 08:00", days: daily, excluded: ["2027-03-02 08:00"]))
        #expect(
            try night.run().said == [
                "create S/20270301T080000 proposed 03-01 08:00", "create S/20270302T080000 booked 03-02 09:15",
            ])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 6 only with exactly one candidate on both sides, of one service, inside the window")
    func inheritsNotByGuessing() throws {
        let gap = VisitEvent.planned("S", "2027-03-01 08:00", days: daily, excluded: ["2027-03-02 08:00"])
        let other = VisitEvent.planned("T", "2027-03-01 09:00", days: daily, excluded: ["2027-03-02 09:00"])
        let visit = VisitEvent.assigned("B", "2027-03-02 09:15")
        let cases: [[VisitEvent]] = [
            [gap, visit, .assigned("C", "2027-03-02 08:15")],
            [gap, other, visit],
            [gap, .assigned("B", "2027-03-02 09:15", service: "2")],
            [gap, .assigned("B", "2027-03-02 10:01")],
            [gap, .assigned("B", "2027-03-02 07:59")],
        ]
        for events in cases {
            var night = Night("2027-03-01 02:00")
            night.citizen.visits = [
                VisitStatement(unit: "95316", kind: .snapshot, generated: oslo("2027-03-01 01:00"), events: events)
            ]
            try night.run()
            #expect(night.entry("B") != nil)
            #expect(night.entry("S/20270302T080000") == nil)
        }
    }

    // MARK: 7

    /// Two visits told on 2 March: A 08:00–10:00 and B 12:00–12:30.
    private func twoVisits() throws -> Night {
        var night = Night("2027-03-02 02:00")
        night.snapshot(.planned("A", "2027-03-02 08:00"), .assigned("B", "2027-03-02 12:00"))
        try night.run()
        night.becomes("2027-03-02 15:00")
        return night
    }

    @Test(
        "Identity 7 a performed visit joins by uid, by related-to, or the only one it overlaps",
        arguments: [
            (VisitEvent.performed("B", "2027-03-02 08:30"), "B"),
            (VisitEvent.performed("M", "2027-03-02 08:30", relatedTo: "B"), "B"),
            (VisitEvent.performed("M", "2027-03-02 08:30"), "A"),
            (VisitEvent.performed("M", "2027-03-02 12:10", service: nil), "B"),
            (VisitEvent.performed("M", "2027-03-02 07:40"), "A"),
        ])
    func joins(_ event: VisitEvent, _ value: String) throws {
        var night = try twoVisits()
        night.push(event)
        let plan = try night.run()
        #expect(plan.appointments.map(\.content.value) == [value])
        #expect(plan.notes.isEmpty)
        #expect(try night.planClosed().isEmpty)
    }

    @Test(
        "Identity 7 else it is new and counted unpaired",
        arguments: [
            VisitEvent.performed("M", "2027-03-02 11:00"),  // between two
            VisitEvent.performed("M", "2027-03-02 08:30", minutes: 300),  // across two
            VisitEvent.performed("M", "2027-03-02 08:30", service: "2"),  // of another service
            VisitEvent.performed("M", "2027-03-01 08:30"),  // of another day
        ])
    func unpaired(_ event: VisitEvent) throws {
        var night = try twoVisits()
        night.push(event)
        let plan = try night.run()
        #expect(plan.appointments.map(\.content.value) == ["M"])
        #expect(plan.notes == [.unpaired: 1])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 7 the only unperformed candidate of the day, overlapping or not")
    func onlyOfTheDay() throws {
        var night = try twoVisits()
        night.push(.performed("M", "2027-03-02 08:30"))
        try night.run()
        night.push(.performed("N", "2027-03-02 14:00"))
        #expect(try night.run().said == ["perform B fulfilled 03-02 14:00"])
        // Performed already, so no candidate any more.
        night.push(.performed("O", "2027-03-02 14:10"))
        #expect(try night.run().said == ["perform O fulfilled 03-02 14:10"])
    }

    @Test("Identity 7 two performed visits are paired in one night, whichever comes first")
    func paired() throws {
        // N overlaps only B; M lies between the two, and has only A left once N is paired.
        let events = [VisitEvent.performed("M", "2027-03-02 11:00"), .performed("N", "2027-03-02 12:10")]
        for order in [events, events.reversed()] {
            var night = try twoVisits()
            for event in order { night.push(event) }
            #expect(
                try night.run().said == ["perform A fulfilled 03-02 11:00", "perform B fulfilled 03-02 12:10"])
            #expect(try night.planClosed().isEmpty)
        }
    }

    @Test(
        "Identity 7 a visit has one notice; the next one of its time is a visit of its own", arguments: [false, true])
    func oneNoticeEach(isReversed: Bool) throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.planned("A", "2027-03-02 08:00", minutes: 120))
        try night.run()
        night.becomes("2027-03-02 12:00")
        let events = [VisitEvent.performed("M", "2027-03-02 08:30"), .performed("N", "2027-03-02 09:30")]
        for event in isReversed ? events.reversed() : events { night.push(event) }
        let plan = try night.run()
        #expect(plan.said == ["perform A fulfilled 03-02 08:30", "perform N fulfilled 03-02 09:30"])
        #expect(plan.notes == [.unpaired: 1])
        #expect(try night.planClosed().isEmpty && night.run().appointments.isEmpty)
    }

    @Test("Identity 7 who overlaps goes before who is only of the day")
    func overlapsFirst() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-02 08:00"))
        try night.run()
        night.becomes("2027-03-02 15:00")
        night.push(.performed("M", "2027-03-02 14:00"))
        night.push(.performed("N", "2027-03-02 08:10"))
        #expect(try night.run().said == ["perform A fulfilled 03-02 08:10", "perform M fulfilled 03-02 14:00"])
    }

    @Test("R20 a visit that was never shown is performed once it has begun, not before")
    func notBegun() throws {
        var night = Night("2027-03-02 08:00")
        night.push(.performed("M", "2027-03-02 09:00"))
        #expect(try night.run().appointments.isEmpty)
        night.becomes("2027-03-02 09:00")
        #expect(try night.run().said == ["perform M fulfilled 03-02 09:00"])
    }

    @Test("Identity 7 what recurs has one uid, and each day's notice is of that day's visit", arguments: [true, false])
    func performedOnTwoDays(isPlanned: Bool) throws {
        var night = Night("2027-03-01 02:00")
        if isPlanned { night.snapshot(.assigned("A", "2027-03-02 08:00"), .assigned("B", "2027-03-03 08:00")) }
        try night.run()
        night.becomes("2027-03-03 12:00")
        night.push(.performed("M", "2027-03-02 08:10"), .performed("M", "2027-03-03 08:10"))
        let values = isPlanned ? ["A", "B"] : ["M/20270302T081000", "M/20270303T081000"]
        #expect(
            try night.run().said == [
                "perform \(values[0]) fulfilled 03-02 08:10", "perform \(values[1]) fulfilled 03-03 08:10",
            ])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 7 not the visit of another unit")
    func otherUnit() throws {
        var night = try twoVisits()
        night.push(unit: "95317", .performed("M", "2027-03-02 08:30"))
        #expect(try night.run().said == ["perform M fulfilled 03-02 08:30"])
    }

    @Test("Identity 7 a performed visit without a usable end has the planned length, else none")
    func withoutEnd() throws {
        var night = try twoVisits()
        night.push(.performed("B", "2027-03-02 12:10", minutes: nil), .performed("A", "2027-03-02 08:30", minutes: nil))
        try night.run()
        #expect(night.shown("B")?.end == oslo("2027-03-02 12:40"))
        #expect(night.shown("A")?.end == oslo("2027-03-02 08:30"))
        #expect(try night.planClosed().isEmpty)
    }
}
