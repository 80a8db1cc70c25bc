// R8, A9: of a portal that does not hide the past the night takes back what is two days past and nobody told was performed.

import SyncCore
import Testing

@Suite struct PastTakenBackTests {
    /// Told on 1 March: visits of that day at 8, planned, assigned, performed and cancelled by noon, and one of the 4th.
    private func told() throws -> Night {
        var night = Night("2027-03-01 02:00")
        night.rules.hidesPast = false
        night.push(
            .planned("window", "2027-03-01 08:00"), .assigned("time", "2027-03-01 08:00"),
            .assigned("done", "2027-03-01 08:00"), .assigned("gone", "2027-03-01 14:00"),
            .assigned("ahead", "2027-03-04 08:00"))
        try night.run()
        night.becomes("2027-03-01 12:00")
        night.push(.performed("done", "2027-03-01 08:10"), .cancelled("gone", "2027-03-01 14:00", minutes: 30))
        try night.run()
        return night
    }

    @Test("R8 A9 what is more than 48 hours past is taken back, but for what was performed")
    func takenBack() throws {
        var night = try told()
        night.becomes("2027-03-03 08:00")
        #expect(try night.plan().isEmpty, "48 hours are not more than 48 hours")
        night.becomes("2027-03-03 08:01")
        #expect(throws: NeedsContent.self) { try night.planClosed() }
        let plan = try night.run()
        #expect(
            plan.said == [
                "withdraw time entered-in-error 03-01 08:00", "withdraw window entered-in-error 03-01 08:00",
            ])
        #expect(plan.notes == [.longPast: 2])
        #expect(plan.appointments.allSatisfy { $0.urgency > Urgency(.newlyActive, start: night.now) }, "no hurry")
        night.becomes("2027-03-04 02:00")
        #expect(try night.run().said == ["withdraw gone entered-in-error 03-01 14:00"])
        #expect(try night.plan().isEmpty, "once is enough")
        #expect(night.shown("done")?.status == .fulfilled && night.shown("ahead")?.status == .booked)
    }

    @Test("R8 A9 a portal that hides the past keeps it") func hidden() throws {
        var night = try told()
        night.rules.hidesPast = true
        night.becomes("2027-03-20 02:00")
        #expect(try night.planClosed().isEmpty)
    }

    @Test("R8 A9 what still goes on is not past") func goesOn() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.hidesPast = false
        night.push(.assigned("stay", "2027-03-01 08:00", minutes: 72 * 60))
        try night.run()
        night.becomes("2027-03-04 07:59")
        #expect(try night.plan().isEmpty)
        night.becomes("2027-03-04 08:00")
        #expect(try night.plan().said == ["withdraw stay entered-in-error 03-01 08:00"])
    }

    @Test("R16 A9 what is possibly shown at a later time is past when that is") func doubt() throws {
        var night = try told()
        night.push(.assigned("ahead", "2027-03-02 08:00"))
        try night.run()
        night.losesOutcome(of: "ahead")
        night.becomes("2027-03-06 07:59")
        #expect(try !night.plan().said.contains { $0.hasPrefix("withdraw ahead") })
        night.becomes("2027-03-06 08:01")
        #expect(try night.run().said.contains("withdraw ahead entered-in-error 03-02 08:00"))
        night.losesOutcome(of: "ahead")
        #expect(try night.run().said == ["withdraw ahead entered-in-error 03-02 08:00"], "sent until it is answered")
        #expect(try night.plan().isEmpty)
    }

    @Test("R8 A9 a visit that is moved out of the past is not taken back") func movedOut() throws {
        var night = try told()
        night.becomes("2027-03-04 02:00")
        night.push(.assigned("time", "2027-03-05 08:00"))
        let said = try night.run().said
        #expect(said.contains("update time booked 03-05 08:00") && !said.contains { $0.hasPrefix("withdraw time") })
    }

    @Test("R20 A9 a notice that comes late is told all the same", arguments: ["time", "another"])
    func lateNotice(_ uid: String) throws {
        var night = try told()
        night.becomes("2027-03-04 02:00")
        try night.run()
        #expect(night.shown("time")?.status == .enteredInError)
        // Nothing is stated of that day any more, and one visit of it fits.
        night.citizen.visits = []
        night.citizen.told.removeAll { $0.content?.value == "window" }
        night.becomes("2027-03-05 02:00")
        night.push(.performed(uid, "2027-03-01 08:12"))
        #expect(try night.run().said == ["perform time fulfilled 03-01 08:12"])
        night.becomes("2027-03-08 02:00")
        #expect(try night.run().said == ["withdraw ahead entered-in-error 03-04 08:00"], "told once, and it stays")
        #expect(night.shown("time")?.status == .fulfilled)
    }

    @Test("R6 A9 a notice that is older than the cancellation is not told for it") func cancelledSince() throws {
        var night = try told()
        night.becomes("2027-03-04 02:00")
        try night.run()
        night.push(at: "2027-03-01 10:00", .performed("gone", "2027-03-01 08:30"))
        #expect(try night.plan().appointments.isEmpty)
        night.push(at: "2027-03-03 10:00", .performed("gone", "2027-03-01 08:30"))
        #expect(try night.plan().said == ["perform gone fulfilled 03-01 08:30"])
    }

    @Test("R8 an entry that an operator ordered off the portal is taken back once, by the order")
    func ordered() throws {
        var night = try told()
        night.citizen.keptOff = [TestDigests().entryKey("time")]
        night.becomes("2027-03-04 02:00")
        let plan = try night.run()
        #expect(plan.said.filter { $0.contains("time") } == ["withdraw time entered-in-error 03-01 08:00"])
        #expect(plan.notes[.withdrawn] == 1)
    }

    @Test("R11 A9 of a dead citizen too; R3 of an inactive one nothing") func silenced() throws {
        var night = try told()
        night.becomes("2027-03-04 12:00")
        night.citizen.isDead = true
        #expect(
            try night.plan().said == [
                "withdraw gone entered-in-error 03-01 14:00", "withdraw time entered-in-error 03-01 08:00",
                "withdraw window entered-in-error 03-01 08:00",
            ])
        night.citizen.activation = .inactive
        #expect(try night.plan().isEmpty)
    }

    @Test("The guard counts none of it: none of it is shown ahead") func guarded() throws {
        var night = try told()
        night.becomes("2027-03-04 02:00")
        var tally = PlanTally()
        tally.add(try night.plan(), of: night.citizen, now: night.now, today: night.planner.today)
        #expect(tally.shown == 1 && tally.withdrawn == 0 && tally.changed == 0)
    }
}
