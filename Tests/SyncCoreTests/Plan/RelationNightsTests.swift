// related-to over nights: chains, cycles, series that took another's place, and visits of somebody else (identity rules 2,
// 3 and 5).

import SyncCore
import Testing

@Suite struct RelationNightsTests {
    private let daily = Weekday.allCases

    @Test("Identity 2 a chain over nights of which no message holds two links is one visit", arguments: [true, false])
    func chainOverNights(_ isPushed: Bool) throws {
        var night = Night("2027-03-01 02:00")
        func say(_ event: VisitEvent) { if isPushed { night.push(event) } else { night.snapshot(event) } }
        say(.assigned("a", "2027-03-04 08:00"))
        try night.run()
        for (hour, uid, parent) in [(9, "b", "a"), (10, "c", "b"), (11, "d", "c"), (12, "e", "c"), (13, "b", "e")] {
            night.now = night.now.adding(hours: 1)
            say(.assigned(uid, "2027-03-04 \(hour < 10 ? "0" : "")\(hour):00", relatedTo: parent))
            #expect(try night.run().said == ["update a booked 03-04 \(hour < 10 ? "0" : "")\(hour):00"])
            #expect(try night.planClosed().isEmpty)
        }
        #expect(night.citizen.told.count == 1)
    }

    @Test("Identity 2 3 a chain whose beginning was never seen is named by it, whichever link is seen first")
    func unseenBeginning() throws {
        var night = Night("2027-03-01 02:00")
        night.push(at: "2027-03-01 00:30", .assigned("c", "2027-03-04 10:00", relatedTo: "b"))
        night.push(at: "2027-03-01 00:20", .assigned("b", "2027-03-04 09:00", relatedTo: "a"))
        #expect(try night.run().said == ["create a booked 03-04 10:00"])
        #expect(try night.planClosed().isEmpty)
        night.becomes("2027-03-01 04:00")
        night.push(.assigned("a", "2027-03-04 11:00"))
        #expect(try night.run().said == ["update a booked 03-04 11:00"])
    }

    @Test("Identity 2 visits that go back to each other are one, whichever message comes first; the newest counts")
    func cycle() throws {
        let messages: [(String, VisitEvent)] = [
            ("2027-03-01 00:10", .assigned("x", "2027-03-04 08:00", relatedTo: "z")),
            ("2027-03-01 00:20", .assigned("y", "2027-03-04 09:00", relatedTo: "x")),
            ("2027-03-01 00:30", .assigned("z", "2027-03-04 10:00", relatedTo: "y")),
        ]
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]] {
            var night = Night("2027-03-01 02:00")
            for index in order { night.push(at: messages[index].0, messages[index].1) }
            #expect(try night.run().said == ["create x booked 03-04 10:00"])
            #expect(try night.planClosed().isEmpty)
        }
    }

    @Test("Identity 2 4 in one message visits that go back to each other cannot be told apart")
    func cycleInOneMessage() {
        func isAmbiguous(_ events: VisitEvent...) -> Bool {
            VisitStatement(unit: "95316", kind: .snapshot, generated: oslo("2027-03-01 01:00"), events: events)
                .hasAmbiguousIdentity
        }
        let x = VisitEvent.assigned("x", "2027-03-04 08:00", relatedTo: "y")
        #expect(isAmbiguous(x, .assigned("y", "2027-03-05 08:00", relatedTo: "x")))
        #expect(!isAmbiguous(x, .assigned("y", "2027-03-05 08:00", service: "2", relatedTo: "x")))
        // One that goes back to itself goes back to nothing.
        #expect(!isAmbiguous(.assigned("x", "2027-03-04 08:00", relatedTo: "x"), .assigned("y", "2027-03-05 08:00")))
        #expect(isAmbiguous(x, .assigned("y", "2027-03-05 08:00", relatedTo: "z"), .assigned("z", "2027-03-06 08:00")))
        // Two series that go back to one.
        #expect(
            isAmbiguous(
                .planned("T", "2027-03-01 08:00", days: daily, relatedTo: "R"),
                .planned("U", "2027-03-01 08:00", days: daily, relatedTo: "R")))
    }

    @Test("Identity 2 a series that takes another's place has its visits, from the day it does on")
    func seriesInPlaceOfAnother() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 3
        night.snapshot(.planned("S", "2027-03-01 08:00", days: daily))
        try night.run()
        night.becomes("2027-03-01 03:00")
        var old = VisitEvent.planned("S", "2027-03-01 08:00", days: daily)
        old.recurrence?.until = clock("2027-03-02 23:59")
        night.snapshot(.planned("T", "2027-03-03 08:00", days: daily, relatedTo: "S"), old)
        #expect(try night.run().said.isEmpty)
        // The new one changes its time of day, the old one is forgotten.
        night.becomes("2027-03-02 02:00")
        night.snapshot(.planned("T", "2027-03-03 09:30", days: daily, relatedTo: "S"))
        #expect(
            try night.run().said == [
                "create S/20270305T093000 proposed 03-05 09:30", "update S/20270303T080000 proposed 03-03 09:30",
                "update S/20270304T080000 proposed 03-04 09:30",
                "withdraw S/20270302T080000 entered-in-error 03-02 08:00",
            ])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 2 6 a series that takes another's place at another time of day keeps each date's identifier")
    func seriesInPlaceAtAnotherTime() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 1
        night.snapshot(.planned("S", "2027-03-01 08:00", days: daily))
        try night.run()
        night.becomes("2027-03-01 03:00")
        night.snapshot(.planned("T", "2027-03-01 10:00", days: daily, relatedTo: "S"))
        #expect(
            try night.run().said == [
                "update S/20270301T080000 proposed 03-01 10:00", "update S/20270302T080000 proposed 03-02 10:00",
            ])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 2 a visit that names a series nobody states any more is the occurrence in whose window it lies")
    func seriesStatedNoLonger() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 3
        night.snapshot(.planned("S", "2027-03-01 08:00", days: daily))
        try night.run()
        night.becomes("2027-03-01 03:00")
        night.snapshot(.assigned("B", "2027-03-02 09:15", relatedTo: "S"))
        #expect(
            try night.run().said == [
                "update S/20270302T080000 booked 03-02 09:15",
                "withdraw S/20270301T080000 entered-in-error 03-01 08:00",
                "withdraw S/20270303T080000 entered-in-error 03-03 08:00",
                "withdraw S/20270304T080000 entered-in-error 03-04 08:00",
            ])
        // The next one that names it is not the same visit.
        night.becomes("2027-03-01 04:00")
        night.push(.assigned("C", "2027-03-03 09:15", relatedTo: "S"))
        try night.run()
        #expect(night.shown("S/20270302T080000")?.start == oslo("2027-03-02 09:15"))
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 2 a series beside the one it goes back to has visits of its own")
    func seriesBesideAnother() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 0
        night.snapshot(.planned("S", "2027-03-01 08:00", days: daily))
        try night.run()
        night.becomes("2027-03-01 03:00")
        let evening = VisitEvent.planned("T", "2027-03-01 20:00", days: daily, relatedTo: "S")
        night.snapshot(evening, .planned("S", "2027-03-01 08:00", days: daily))
        #expect(try night.run().said == ["create T/20270301T200000 proposed 03-01 20:00"])
        #expect(try night.planClosed().isEmpty)
        night.becomes("2027-03-01 04:00")
        night.snapshot(evening, .planned("S", "2027-03-01 09:00", days: daily))
        #expect(try night.run().said == ["update S/20270301T080000 proposed 03-01 09:00"])
    }

    @Test("Identity 2 a series that goes back to a single visit does not become that one visit")
    func seriesOfASingleVisit() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 1
        night.snapshot(.assigned("A", "2027-03-02 08:00"))
        try night.run()
        night.becomes("2027-03-01 03:00")
        night.snapshot(.planned("T", "2027-03-01 08:00", days: daily, relatedTo: "A"))
        // Rule 3: related-to, and the occurrence's start.
        #expect(
            try night.run().said == [
                "create A/20270301T080000 proposed 03-01 08:00", "create A/20270302T080000 proposed 03-02 08:00",
                "withdraw A entered-in-error 03-02 08:00",
            ])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 5 a related-to that names another citizen's visit leads to nothing of his, night after night")
    func anotherCitizens() throws {
        var night = Night("2027-03-01 02:00")
        let mark = night.citizen.citizenKey.shortHexadecimal
        night.citizen.heldByOthers = [TestDigests().entryKey("A")]
        night.snapshot(.assigned("B", "2027-03-04 08:00", relatedTo: "A"))
        let plan = try night.run()
        #expect(plan.said == ["create A/\(mark) booked 03-04 08:00"])
        #expect(plan.notes == [.identifierShared: 1])
        // The ledger says who holds what only when somebody tries to take it.
        night.citizen.heldByOthers = []
        for event in [
            VisitEvent.assigned("C", "2027-03-04 09:00", relatedTo: "A"), .assigned("C", "2027-03-04 10:00"),
            .assigned("A", "2027-03-04 11:00"), .assigned("D", "2027-03-04 12:00", relatedTo: "B"),
        ] {
            night.now = night.now.adding(hours: 1)
            night.snapshot(event)
            #expect(try night.run().appointments.map(\.content.value) == ["A/\(mark)"])
            #expect(try night.planClosed().isEmpty)
        }
    }

    @Test("Identity 2 the new unit's visit that goes back to the old unit's is one visit, however the old one ends")
    func handedOver() throws {
        for oldUnitGoesSilent in [true, false] {
            for uid in ["A", "B"] {
                var night = Night("2027-03-01 02:00")
                night.snapshot(.assigned("A", "2027-03-04 08:00"))
                try night.run()
                night.becomes("2027-03-02 02:00")
                if !oldUnitGoesSilent { night.snapshot(at: "2027-03-02 01:30") }
                night.snapshot(
                    at: "2027-03-02 01:00", unit: "95317",
                    .assigned(uid, "2027-03-04 09:00", relatedTo: uid == "A" ? nil : "A"))
                #expect(try night.run().said == ["update A booked 03-04 09:00"])
                #expect(night.shown("A")?.pair.unit == "95317")
                #expect(try night.planClosed().isEmpty)
                // Many nights later, and then the new unit drops it.
                night.becomes("2027-03-03 02:00")
                if !oldUnitGoesSilent { night.snapshot() }
                night.snapshot(unit: "95317", .assigned(uid, "2027-03-06 09:00"))
                #expect(try night.run().said == ["update A booked 03-06 09:00"])
                night.becomes("2027-03-04 02:00")
                if !oldUnitGoesSilent { night.snapshot() }
                night.snapshot(unit: "95317")
                #expect(try night.run().said == ["withdraw A entered-in-error 03-06 09:00"])
                #expect(try night.planClosed().isEmpty)
            }
        }
    }
}
