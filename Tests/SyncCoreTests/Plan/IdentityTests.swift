// One entry, one identifier, for its whole life: rules 1 to 5, and what an EPJ does to a uid.

import SyncCore
import Testing

@Suite struct IdentityTests {
    // MARK: 1

    @Test("Identity 1 a moved visit keeps its identifier, over midnight and beyond the horizon")
    func moved() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-02 23:30"))
        try night.run()
        for start in ["2027-03-03 00:15", "2027-03-14 08:00", "2027-03-30 08:00", "2027-03-02 12:00"] {
            night.now = night.now.adding(hours: 1)
            night.snapshot(.assigned("A", start))
            #expect(try night.run().appointments.map(\.content.value) == ["A"])
            #expect(night.shown("A")?.start == oslo(start))
        }
        #expect(night.citizen.told.count == 1)
    }

    @Test("Identity 1 a moved occurrence keeps its identifier, over midnight too")
    func movedOccurrence() throws {
        var night = Night("2027-03-01 02:00")
        let series = VisitEvent.planned("S", "2027-03-01 20:00", days: [.monday, .wednesday])
        night.snapshot(series)
        try night.run()
        night.becomes("2027-03-01 03:00")
        night.snapshot(series, .assigned("S", "2027-03-04 00:30", occurrence: "2027-03-03 20:00"))
        #expect(try night.run().said == ["update S/20270303T200000 booked 03-04 00:30"])
        #expect(try night.planClosed().isEmpty)
        night.becomes("2027-03-01 04:00")
        night.snapshot(series, .assigned("S", "2027-03-20 09:00", occurrence: "2027-03-03 20:00"))
        #expect(try night.run().said == ["update S/20270303T200000 booked 03-20 09:00"])
    }

    @Test("Identity 1 a series whose dtstart moves with the day changes nothing")
    func movedDTSTART() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 7
        night.snapshot(.planned("S", "2027-03-01 08:00", days: [.monday, .friday]))
        #expect(
            try night.run().said == [
                "create S/20270301T080000 proposed 03-01 08:00", "create S/20270305T080000 proposed 03-05 08:00",
                "create S/20270308T080000 proposed 03-08 08:00",
            ])
        night.becomes("2027-03-02 02:00")
        night.snapshot(.planned("S", "2027-03-02 08:00", days: [.monday, .friday]))
        #expect(try night.planClosed().isEmpty)
        // The horizon rolls to a Friday: one new occurrence, and nobody needs the contents of the old ones.
        night.becomes("2027-03-05 02:00")
        night.snapshot(.planned("S", "2027-03-05 08:00", days: [.monday, .friday]))
        #expect(try night.planClosed().said == ["create S/20270312T080000 proposed 03-12 08:00"])
    }

    @Test("Identity 1 a message that names a series and a start means the occurrence that starts then")
    func seriesAndStart() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.planned("S", "2027-03-01 08:00", days: [.monday, .friday]))
        try night.run()
        night.becomes("2027-03-01 03:00")
        night.push(.cancelled("S", "2027-03-05 08:00"))
        #expect(try night.run().said == ["cancel S/20270305T080000 cancelled 03-05 08:00"])
    }

    @Test("Identity 1 two performed visits that name their series stay two")
    func performedSeries() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.planned("S", "2027-03-01 08:00", days: Weekday.allCases))
        try night.run()
        night.becomes("2027-03-01 12:00")
        night.push(.performed("S", "2027-03-01 08:20"))
        #expect(try night.run().said == ["perform S/20270301T080000 fulfilled 03-01 08:20"])
        night.becomes("2027-03-02 12:00")
        night.push(.performed("S", "2027-03-02 08:25"))
        #expect(try night.run().said.contains("perform S/20270302T080000 fulfilled 03-02 08:25"))
        #expect(night.shown("S/20270301T080000")?.start == oslo("2027-03-01 08:20"))
    }

    @Test("Identity 7 a notice means a visit spoken of before it: not one that is planned since, tonight or later")
    func performedBeforePlanned() throws {
        var night = Night("2027-03-01 02:00")
        night.citizen.activeSince = oslo("2027-03-01 01:00")
        night.push(at: "2027-03-01 00:30", .performed("P", "2027-03-01 00:10"))
        night.snapshot(at: "2027-03-01 00:40", .assigned("A", "2027-03-01 18:00"))
        #expect(try night.run().said == ["create A booked 03-01 18:00"])
        #expect(try night.plan().isEmpty)
    }

    @Test("Identity 7 a notice finds its visit where tonight's list has moved it, and one that is new tonight")
    func performedWhereItIsNow() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-03 08:00"))
        try night.run()
        night.becomes("2027-03-01 12:00")
        night.snapshot(at: "2027-03-01 09:00", .assigned("A", "2027-03-01 10:00"), .assigned("B", "2027-03-01 11:00"))
        night.push(at: "2027-03-01 10:40", .performed("P", "2027-03-01 10:05", minutes: nil))
        night.push(at: "2027-03-01 11:20", .performed("Q", "2027-03-01 11:05", minutes: nil))
        #expect(
            try night.run().said == ["perform A fulfilled 03-01 10:05", "perform B fulfilled 03-01 11:05"])
        #expect(try night.plan().isEmpty)
    }

    // MARK: 2

    @Test("Identity 2 related-to is followed through the remembered uids to the oldest")
    func chain() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-04 08:00"))
        try night.run()
        night.becomes("2027-03-01 03:00")
        night.snapshot(.assigned("B", "2027-03-04 09:00", relatedTo: "A"))
        #expect(try night.run().said == ["update A booked 03-04 09:00"])
        night.becomes("2027-03-01 04:00")
        night.snapshot(.assigned("C", "2027-03-04 10:00", relatedTo: "B"))
        #expect(try night.run().said == ["update A booked 03-04 10:00"])
        // Remembered: without the relation too.
        night.becomes("2027-03-01 05:00")
        night.snapshot(.assigned("C", "2027-03-04 11:00"))
        #expect(try night.run().said == ["update A booked 03-04 11:00"])
        #expect(night.citizen.told.count == 1)
    }

    @Test("Identity 2 a chain within one night, in any order, and one that bites its tail")
    func chainWithin() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-04 08:00"))
        try night.run()
        night.becomes("2027-03-01 05:00")
        night.push(at: "2027-03-01 04:00", .assigned("C", "2027-03-04 10:00", relatedTo: "B"))
        night.push(at: "2027-03-01 03:00", .assigned("B", "2027-03-04 09:00", relatedTo: "A"))
        #expect(try night.run().said == ["update A booked 03-04 10:00"])
        night.push(
            .assigned("X", "2027-03-05 10:00", relatedTo: "Y"), .assigned("Y", "2027-03-06 10:00", relatedTo: "X"))
        #expect(try !night.run().appointments.isEmpty)
        #expect(try night.plan().isEmpty)
    }

    @Test("Identity 2 a related-to that names a series means the occurrence in whose window the visit lies")
    func relatedToSeries() throws {
        var night = Night("2027-03-01 02:00")
        let series = VisitEvent.planned("S", "2027-03-01 08:00", days: [.monday, .friday])
        night.snapshot(series)
        try night.run()
        night.becomes("2027-03-01 03:00")
        var without = series
        without.excluded = [clock("2027-03-05 08:00")]
        night.snapshot(without, .assigned("B", "2027-03-05 09:10", relatedTo: "S"))
        #expect(try night.run().said == ["update S/20270305T080000 booked 03-05 09:10"])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 2 on the first night too, and not when two visits mean one occurrence")
    func relatedToSeriesOnTheFirstNight() throws {
        let series = VisitEvent.planned("S", "2027-03-01 08:00", days: [.friday], excluded: ["2027-03-05 08:00"])
        let visit = VisitEvent.assigned("B", "2027-03-05 09:10", relatedTo: "S")
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 5
        night.snapshot(visit, series)
        #expect(try night.run().said == ["create S/20270305T080000 booked 03-05 09:10"])
        #expect(try night.planClosed().isEmpty)
        var other = Night("2027-03-01 02:00")
        other.rules.horizonDays = 5
        other.snapshot(visit, series, .assigned("C", "2027-03-05 09:40", relatedTo: "S"))
        #expect(try other.run().said == ["create B booked 03-05 09:10", "create C booked 03-05 09:40"])
        #expect(try other.planClosed().isEmpty)
    }

    // MARK: 3

    @Test(
        "Identity 3 a new value is the related-to if it is no series, else the uid, with the occurrence's start",
        arguments: [
            (VisitEvent.assigned("A", "2027-03-04 08:00"), "A"),
            (VisitEvent.assigned("B", "2027-03-04 08:00", relatedTo: "A"), "A"),
            (VisitEvent.assigned("B", "2027-03-04 08:00", relatedTo: "S"), "B"),
            (VisitEvent.assigned("T", "2027-03-04 09:00", occurrence: "2027-03-04 08:00"), "T/20270304T080000"),
            (VisitEvent.planned("T", "2027-03-04 08:00", days: [.thursday]), "T/20270304T080000"),
        ])
    func newValue(_ event: VisitEvent, _ value: String) throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 5
        // The series is beyond the horizon, and only known by name.
        night.snapshot(event, .planned("S", "2027-05-01 08:00", days: [.monday]))
        #expect(try night.plan().appointments.map(\.content.value) == [value])
    }

    // MARK: 4

    @Test("Identity 4 one uid twice, TjenesteId 2 and 12, keeps two identifiers when dtstart has moved the next night")
    func oneUIDTwice() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 2
        func series(_ start: String) -> (VisitEvent, VisitEvent) {
            (
                .planned("U", start, service: "2", days: Weekday.allCases),
                .planned("U", start, service: "12", days: Weekday.allCases, window: false)
            )
        }
        var (two, twelve) = series("2027-03-01 09:00")
        night.snapshot(two, twelve)
        // By bytes 12 is the lower one.
        #expect(
            try night.run().said == [
                "create U/2/20270301T090000 proposed 03-01 09:00", "create U/2/20270302T090000 proposed 03-02 09:00",
                "create U/2/20270303T090000 proposed 03-03 09:00", "create U/20270301T090000 booked 03-01 09:00",
                "create U/20270302T090000 booked 03-02 09:00", "create U/20270303T090000 booked 03-03 09:00",
            ])
        #expect(night.shown("U/20270302T090000")?.pair.service == "12")
        night.becomes("2027-03-02 02:00")
        (two, twelve) = series("2027-03-02 09:00")
        night.snapshot(twelve, two)
        #expect(
            try night.run().said == [
                "create U/2/20270304T090000 proposed 03-04 09:00", "create U/20270304T090000 booked 03-04 09:00",
            ])
        // One of them ends: the other keeps its own, and has each new value to itself.
        night.becomes("2027-03-03 02:00")
        night.snapshot(.planned("U", "2027-03-03 09:00", service: "2", days: Weekday.allCases))
        #expect(
            try night.run().said == [
                "create U/20270305T090000 proposed 03-05 09:00",
                "withdraw U/20270303T090000 entered-in-error 03-03 09:00",
                "withdraw U/20270304T090000 entered-in-error 03-04 09:00",
            ])
    }

    @Test("Identity 4 the entry the ledger already has keeps the value")
    func ledgerKeeps() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("U", "2027-03-04 08:00", service: "2"))
        try night.run()
        night.becomes("2027-03-01 03:00")
        night.snapshot(
            .assigned("U", "2027-03-04 08:00", service: "12"), .assigned("U", "2027-03-04 08:00", service: "2"))
        #expect(try night.run().said == ["create U/12 booked 03-04 08:00"])
        #expect(night.shown("U")?.pair.service == "2")
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 4 two events that go back to one visit are told apart by their service, old visit or new")
    func oneOrigin() throws {
        for isTold in [false, true] {
            var night = Night("2027-03-01 02:00")
            if isTold {
                night.snapshot(.assigned("A", "2027-03-04 08:00", service: "2"))
                try night.run()
            }
            night.becomes("2027-03-01 03:00")
            night.snapshot(
                .assigned("B", "2027-03-04 08:30", service: "2", relatedTo: "A"),
                .assigned("C", "2027-03-04 09:00", service: "12", relatedTo: "A"))
            try night.run()
            #expect(night.shown(isTold ? "A" : "A/2")?.start == oslo("2027-03-04 08:30"))
            #expect(night.shown(isTold ? "A/12" : "A")?.start == oslo("2027-03-04 09:00"))
            #expect(night.citizen.told.count == 2)
            #expect(try night.planClosed().isEmpty)
        }
    }

    @Test("Identity 4 a message about one of the two does not touch the other, though the one was never shown")
    func neverTheOther() throws {
        var night = Night("2027-03-01 02:00")
        // A lies beyond the horizon, so that only what goes back to it is shown, under A's value.
        night.snapshot(
            at: "2027-03-01 01:00", .assigned("A", "2027-03-25 08:00", service: "9"),
            .assigned("B", "2027-03-04 09:00", service: "2", relatedTo: "A"))
        night.push(at: "2027-03-01 01:30", .cancelled("A", "2027-03-25 08:00", service: "9"))
        #expect(try night.run().said == ["create A booked 03-04 09:00"])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("A uid is remembered only for an entry that is told")
    func aliasOfNothing() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("B", "2027-03-04 09:00", service: "77", relatedTo: "A"))
        #expect(try night.plan().isEmpty)
    }

    // MARK: 5

    @Test("Identity 5 a value another citizen holds gets this citizen's mark, and keeps it")
    func heldByOthers() throws {
        let digests = TestDigests()
        var night = Night("2027-03-01 02:00")
        night.citizen.heldByOthers = [digests.entryKey("A"), digests.entryKey("S/20270302T080000")]
        night.snapshot(
            .assigned("A", "2027-03-04 08:00"), .planned("S", "2027-03-02 08:00", days: [.tuesday, .wednesday]))
        night.rules.horizonDays = 3
        let mark = night.citizen.citizenKey.shortHexadecimal
        let plan = try night.run()
        #expect(
            plan.appointments.map(\.content.value).sorted() == [
                "A/\(mark)", "S/20270302T080000/\(mark)", "S/20270303T080000",
            ])
        #expect(mark.count == 16)
        #expect(plan.notes == [.identifierShared: 2])
        night.becomes("2027-03-01 03:00")
        night.citizen.heldByOthers = []
        night.snapshot(
            .assigned("A", "2027-03-04 09:00"), .planned("S", "2027-03-02 08:00", days: [.tuesday, .wednesday]))
        #expect(try night.run().said == ["update A/\(mark) booked 03-04 09:00"])
    }
}
