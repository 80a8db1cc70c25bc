// R8: an entry that an operator ordered off the portal is taken back whatever its time, and nothing of it is told again.

import SyncCore
import Testing

@Suite struct KeptOffTests {
    /// On 1 March at 12: a visit past, one performed, one cancelled, and one to come.
    private func told() throws -> Night {
        var night = Night("2027-03-01 02:00")
        night.push(
            .assigned("past", "2027-03-01 08:00"), .assigned("done", "2027-03-01 09:00"),
            .assigned("gone", "2027-03-03 08:00"), .assigned("time", "2027-03-02 08:00"))
        try night.run()
        night.becomes("2027-03-01 12:00")
        night.push(.performed("done", "2027-03-01 09:05"), .cancelled("gone", "2027-03-03 08:00", minutes: 30))
        try night.run()
        return night
    }

    private func order(_ night: inout Night, _ values: String...) {
        for value in values { night.citizen.keptOff.insert(TestDigests().entryKey(value)) }
    }

    @Test("R8 an order takes an entry off whatever its time and state", arguments: ["past", "done", "gone", "time"])
    func takenOff(_ value: String) throws {
        var night = try told()
        order(&night, value)
        #expect(throws: NeedsContent.self) { try night.planClosed() }
        let plan = try night.run()
        #expect(plan.appointments.map(\.kind) == [.withdraw])
        #expect(plan.appointments.map(\.content.value) == [value])
        #expect(plan.notes == [.withdrawn: 1])
        #expect(night.entry(value)?.status == .enteredInError)
        #expect(try night.plan().appointments.isEmpty)
    }

    @Test("R8 whatever is stated of it afterwards, it stays off")
    func staysOff() throws {
        var night = try told()
        order(&night, "past", "time", "gone")
        try night.run()
        night.becomes("2027-03-01 13:00")
        night.push(
            .assigned("time", "2027-03-02 11:00"), .assigned("gone", "2027-03-03 08:00"),
            .performed("past", "2027-03-01 08:05"))
        #expect(try night.plan().appointments.isEmpty)
        night.push(.cancelled("time", "2027-03-02 11:00"))
        #expect(try night.plan().appointments.isEmpty)
        night.becomes("2027-03-02 12:00")
        night.push(.performed("time", "2027-03-02 11:05"))
        #expect(try night.plan().appointments.isEmpty, "no performed notice either")
    }

    @Test("R8 a notice under another uid that would have joined it gives no notice")
    func noticeOfAnotherUid() throws {
        var night = try told()
        order(&night, "time")
        try night.run()
        night.becomes("2027-03-02 12:00")
        night.push(.performed("other", "2027-03-02 08:05"))
        #expect(try night.plan().appointments.isEmpty)
        night.push(.performed("elsewhen", "2027-03-02 11:05"))
        #expect(try night.plan().said == ["perform elsewhen fulfilled 03-02 11:05"], "another visit is another visit")
    }

    @Test func whatWasNeverToldIsNeverTold() throws {
        var night = Night("2027-03-01 02:00")
        night.push(.assigned("new", "2027-03-02 08:00"), .assigned("right", "2027-03-02 10:00"))
        order(&night, "new")
        #expect(try night.run().said == ["create right booked 03-02 10:00"])
    }

    @Test("R16 a withdrawal without outcome is sent again") func possibly() throws {
        var night = try told()
        order(&night, "past")
        try night.run()
        night.losesOutcome(of: "past")
        #expect(try night.run().said == ["withdraw past entered-in-error 03-01 08:00"])
    }

    @Test("R11 of the dead as well, each entry once") func dead() throws {
        var night = try told()
        night.citizen.isDead = true
        order(&night, "past", "time")
        let plan = try night.run()
        #expect(
            plan.said == [
                "withdraw gone entered-in-error 03-03 08:00", "withdraw past entered-in-error 03-01 08:00",
                "withdraw time entered-in-error 03-02 08:00",
            ])
        #expect(try night.plan().appointments.isEmpty)
    }

    @Test("R3 of a citizen who is not active nothing is sent, no withdrawal either") func inactive() throws {
        var night = try told()
        order(&night, "past")
        night.citizen.activation = .inactive
        #expect(try night.plan().appointments.isEmpty)
    }

    @Test func aRetiredSourceTakesBackWhatLiesAhead() throws {
        var night = try told()
        night.citizen.isRetired = true
        let plan = try night.run()
        #expect(
            plan.said == [
                "withdraw gone entered-in-error 03-03 08:00", "withdraw time entered-in-error 03-02 08:00",
            ])
        #expect(plan.notes == [.retired: 1])
        night.push(.assigned("new", "2027-03-02 10:00"), .performed("past", "2027-03-01 08:05"))
        #expect(try night.plan().appointments.isEmpty)
    }

    @Test("R9 an order to withhold names sends what is to come again without them") func names() throws {
        var night = Night("2027-03-01 02:00", rules: .home { $0.showEmployeeName = true })
        var visits = [VisitEvent.assigned("past", "2027-03-01 08:00"), .assigned("time", "2027-03-02 08:00")]
        for index in visits.indices { visits[index].employees = ["E. Ansatt"] }
        night.push(visits[0], visits[1])
        try night.run()
        night.becomes("2027-03-01 12:00")
        let taken = try night.planner.takingNamesBack(of: night.citizen)
        #expect(taken.said == ["update time booked 03-02 08:00"])
        #expect(taken.appointments.allSatisfy { $0.content.shown.employees.isEmpty })
        night.apply(taken)
        night.citizen.withholdsNames = true
        #expect(try night.plan().appointments.isEmpty, "the next night finds it as it should be")
        #expect(night.shown("past")?.employees == ["E. Ansatt"], "R8")
        night.citizen.withholdsNames = false
        #expect(try night.plan().said == ["update time booked 03-02 08:00"])
    }

    @Test func everyOperationSaysWhoseWordItIs() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(at: "2027-03-01 01:00", .assigned("A", "2027-03-02 08:00"))
        #expect(try night.run().appointments.map(\.message) == [1])
        night.snapshot(at: "2027-03-01 01:30")
        #expect(try night.run().appointments.map(\.message) == [2], "of a withdrawal by absence: the snapshot's")
    }
}
