// One uid, two visits (identity rule 4), over nights in which the ledger knows one of them, both, or neither any more; and
// one citizen, two units, each of which speaks for itself (R12).

import SyncCore
import Testing

@Suite struct SharedUIDNightsTests {
    private let two = VisitEvent.assigned("U", "2027-03-10 08:00", service: "2")
    private let twelve = VisitEvent.assigned("U", "2027-03-10 09:00", service: "12")

    @Test("Identity 4 each of the two keeps its identifier while they come and go, in either order of the document")
    func comeAndGo() throws {
        for isReversed in [false, true] {
            var night = Night("2027-03-01 02:00")
            let nights: [([VisitEvent], [String])] = [
                ([two], ["create U booked 03-10 08:00"]),
                ([two, twelve], ["create U/12 booked 03-10 09:00"]),
                ([twelve], ["withdraw U entered-in-error 03-10 08:00"]),
                ([two, twelve], ["create U booked 03-10 08:00"]),
                ([two], ["withdraw U/12 entered-in-error 03-10 09:00"]),
                (
                    [],
                    ["withdraw U entered-in-error 03-10 08:00"]
                ),
                ([two, twelve], ["create U booked 03-10 08:00", "create U/12 booked 03-10 09:00"]),
            ]
            for (number, (events, said)) in nights.enumerated() {
                night.now = oslo("2027-03-01 02:00").adding(days: number)
                night.receive(
                    VisitStatement(
                        unit: "95316", kind: .snapshot, generated: night.now.adding(hours: -1),
                        events: isReversed ? events.reversed() : events))
                #expect(try night.run().said == said, "night \(number)")
                #expect(try night.planClosed().isEmpty)
            }
            #expect(night.citizen.told.count == 2)
        }
    }

    @Test("Identity 4 two of one TjenesteId are set aside, whatever is told of either")
    func oneService() throws {
        let other = VisitEvent.assigned("U", "2027-03-10 12:00", service: "2")
        let statement = VisitStatement(
            unit: "95316", kind: .snapshot, generated: oslo("2027-03-01 01:00"), events: [two, other])
        #expect(statement.hasAmbiguousIdentity)
        // A visit and a push about it are no two visits.
        var night = Night("2027-03-01 02:00")
        night.snapshot(two)
        try night.run()
        night.push(other)
        #expect(try night.run().said == ["update U booked 03-10 12:00"])
    }

    @Test(
        "Identity 4 1 a push that names no TjenesteId means the one of the two that is where it says",
        arguments: [("08:00", "U/2"), ("09:00", "U")])
    func pushWithoutService(_ time: String, _ value: String) throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(two, twelve)
        try night.run()
        night.becomes("2027-03-02 02:00")
        night.push(.cancelled("U", "2027-03-10 \(time)", minutes: 30, service: nil))
        #expect(try night.run().said == ["cancel \(value) cancelled 03-10 \(time)"])
        #expect(try night.planClosed().isEmpty)
    }

    @Test(
        "Identity 4 7 a notice that names no TjenesteId means the one that was to be meanwhile",
        arguments: [("08:03", "U/2"), ("09:03", "U")])
    func noticeWithoutService(_ time: String, _ value: String) throws {
        var night = Night("2027-03-10 02:00")
        night.snapshot(two, twelve)
        try night.run()
        night.becomes("2027-03-10 12:00")
        night.push(.performed("U", "2027-03-10 \(time)", minutes: 20, service: nil))
        #expect(try night.run().said == ["perform \(value) fulfilled 03-10 \(time)"])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 1 a visit whose TjenesteId changes is the same visit")
    func changedService() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(two)
        try night.run()
        night.becomes("2027-03-02 02:00")
        night.snapshot(twelve)
        #expect(try night.run().said == ["update U booked 03-10 09:00"])
        night.becomes("2027-03-03 02:00")
        night.snapshot(two, twelve)
        #expect(try night.run().said == ["create U/2 booked 03-10 08:00"])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("R12 of two units of one citizen each withdraws its own, in one night and in whatever order they come")
    func twoUnits() throws {
        for isReversed in [false, true] {
            var night = Night("2027-03-01 02:00")
            night.snapshot(.assigned("A", "2027-03-10 08:00"), .assigned("B", "2027-03-10 09:00"))
            night.snapshot(unit: "95317", .assigned("C", "2027-03-10 10:00"), .assigned("D", "2027-03-10 11:00"))
            try night.run()
            night.becomes("2027-03-02 02:00")
            let lists = [
                VisitStatement(
                    unit: "95316", kind: .snapshot, generated: oslo("2027-03-02 01:00"),
                    events: [.assigned("A", "2027-03-10 08:00")]),
                VisitStatement(
                    unit: "95317", kind: .snapshot, generated: oslo("2027-03-02 01:30"),
                    events: [.assigned("D", "2027-03-10 11:00")]),
            ]
            for list in isReversed ? lists.reversed() : lists { night.receive(list) }
            #expect(
                try night.run().said == [
                    "withdraw B entered-in-error 03-10 09:00", "withdraw C entered-in-error 03-10 10:00",
                ])
            // One of them is silent: nothing of it is touched.
            night.becomes("2027-03-03 02:00")
            night.snapshot()
            #expect(try night.run().said == ["withdraw A entered-in-error 03-10 08:00"])
            #expect(try night.planClosed().isEmpty)
        }
    }
}
