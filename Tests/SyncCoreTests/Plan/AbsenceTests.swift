// R12 and R13: what is missing from a complete list is withdrawn, inside what the list can prove and nowhere else. And
// R15's other way out: a pair closed in the configuration.

import SyncCore
import Testing

@Suite struct AbsenceTests {
    private func told(_ events: VisitEvent...) throws -> Night {
        var night = Night("2027-03-01 02:00")
        for event in events { night.push(at: "2027-03-01 01:00", event) }
        try night.run()
        return night
    }

    @Test("R12 what a newer snapshot of the unit does not name is withdrawn, pushed before or not")
    func absent() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-03 08:00"), .assigned("B", "2027-03-03 09:00"))
        night.push(.assigned("C", "2027-03-03 10:00"))
        try night.run()
        night.becomes("2027-03-02 02:00")
        night.snapshot(.assigned("A", "2027-03-03 08:00"))
        #expect(
            try night.run().said == [
                "withdraw B entered-in-error 03-03 09:00", "withdraw C entered-in-error 03-03 10:00",
            ])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("13.26 absence is neither a cancellation nor a performed visit, but a withdrawal by a complete list")
    func neitherCancelledNorPerformed() throws {
        var night = try told(.assigned("A", "2027-03-01 08:00"), .assigned("B", "2027-03-03 09:00"))
        night.becomes("2027-03-01 12:00")
        // Nothing was heard of either, and the time of one is over.
        #expect(try night.plan().isEmpty)
        night.snapshot(at: "2027-03-01 11:30")
        #expect(try night.run().said == ["withdraw B entered-in-error 03-03 09:00"])
        #expect(night.shown("A")?.status == .booked)
        #expect(night.shown("B")?.status == .enteredInError)
    }

    @Test("R12 an empty answer (02) withdraws everything it covers")
    func noneBooked() throws {
        var night = try told(.assigned("A", "2027-03-03 08:00"))
        night.becomes("2027-03-01 03:00")
        night.snapshot(at: "2027-03-01 02:30")
        #expect(try night.run().said == ["withdraw A entered-in-error 03-03 08:00"])
        #expect(night.shown("A")?.details == nil)
        #expect(night.shown("A")?.cancellationCode == nil)
    }

    @Test(
        "R12 only after both now and the snapshot's GenDate, and before its end",
        arguments: [
            ("2027-03-01 11:00", false), ("2027-03-01 11:01", true), ("2027-03-03 09:59", true),
            ("2027-03-03 10:00", false),
        ])
    func coverage(_ start: String, _ gone: Bool) throws {
        var night = try told(.assigned("A", start))
        night.rules.snapshotDays = 2
        night.becomes("2027-03-01 11:00")
        night.snapshot(at: "2027-03-01 10:00")
        #expect(try night.plan().said.count == (gone ? 1 : 0))
    }

    @Test("R12 a visit between now and a snapshot from the future is left alone")
    func snapshotFromTheFuture() throws {
        var night = try told(.assigned("A", "2027-03-01 12:00"))
        night.becomes("2027-03-01 11:00")
        night.snapshot(at: "2027-03-01 12:00")
        #expect(try night.plan().appointments.isEmpty)
    }

    @Test("R12 a snapshot says nothing about what was stated after it")
    func olderSnapshot() throws {
        var night = try told(.assigned("A", "2027-03-03 08:00"))
        night.snapshot(at: "2027-03-01 00:59")
        #expect(try night.plan().isEmpty)
        // Neither when the later statement is no longer kept.
        night.citizen.visits.removeAll { $0.kind == .push }
        #expect(try night.plan().isEmpty)
        night.snapshot(at: "2027-03-01 01:00")
        #expect(try night.plan().isEmpty)
    }

    @Test("R12 never entries of another unit")
    func otherUnit() throws {
        var night = try told(.assigned("A", "2027-03-03 08:00"))
        night.becomes("2027-03-02 02:00")
        night.snapshot(unit: "95317")
        #expect(try night.plan().isEmpty)
    }

    @Test("R12 an entry that another unit's statement names stays")
    func namedByAnother() throws {
        var night = try told(.assigned("A", "2027-03-03 08:00"))
        night.becomes("2027-03-02 02:00")
        night.snapshot()
        night.snapshot(unit: "95317", .assigned("A", "2027-03-03 08:00"))
        #expect(try night.run().said == ["update A booked 03-03 08:00"])
        #expect(night.shown("A")?.pair.unit == "95317")
    }

    @Test("R12 pushes speak only of what they name")
    func pushes() throws {
        var night = try told(.assigned("A", "2027-03-03 08:00"), .assigned("B", "2027-03-03 09:00"))
        night.citizen.visits.removeAll()
        night.becomes("2027-03-02 02:00")
        night.push(.assigned("A", "2027-03-03 08:00"))
        #expect(try night.plan().isEmpty)
    }

    @Test("R12 a push after the snapshot is in force beside it")
    func laterPush() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(at: "2027-03-01 01:00", .assigned("A", "2027-03-03 08:00"))
        night.push(at: "2027-03-01 01:30", .assigned("B", "2027-03-03 09:00"))
        #expect(try night.run().said == ["create A booked 03-03 08:00", "create B booked 03-03 09:00"])
    }

    @Test("R12 what a snapshot no longer covers, an older push still states")
    func pushBeyondTheSnapshot() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.snapshotDays = 2
        night.push(at: "2027-03-01 01:00", .assigned("A", "2027-03-02 08:00"), .assigned("B", "2027-03-04 08:00"))
        night.snapshot(at: "2027-03-01 01:30")
        #expect(try night.plan().said == ["create B booked 03-04 08:00"])
    }

    @Test("R12 an entry already cancelled stays cancelled")
    func cancelledStays() throws {
        var night = try told(.assigned("A", "2027-03-03 08:00"))
        night.push(at: "2027-03-01 01:30", .cancelled("A", "2027-03-03 08:00"))
        // Cancelled and then no longer listed, both in one night: all messages are applied before absence is judged.
        night.snapshot(at: "2027-03-01 01:45")
        #expect(try night.run().said == ["cancel A cancelled 03-03 08:00"])
        night.citizen.visits.removeAll { $0.kind == .push }
        #expect(try night.plan().isEmpty)
    }

    @Test("R12 a performed visit that vanishes from the list stays performed")
    func performedStays() throws {
        var night = try told(.assigned("A", "2027-03-01 08:00"))
        night.becomes("2027-03-01 09:00")
        night.push(at: "2027-03-01 08:40", .performed("A", "2027-03-01 08:00"))
        night.snapshot(at: "2027-03-01 08:50")
        #expect(try night.run().said == ["perform A fulfilled 03-01 08:00"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R12 a shown entry moved beyond the horizon is updated, not withdrawn")
    func movedBeyond() throws {
        var night = try told(.assigned("A", "2027-03-03 08:00"))
        night.becomes("2027-03-02 02:00")
        night.snapshot(.assigned("A", "2027-03-25 08:00"))
        #expect(try night.run().said == ["update A booked 03-25 08:00"])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("R12 a withdrawn entry that is stated again is shown again under its identifier")
    func shownAgain() throws {
        var night = try told(.assigned("A", "2027-03-03 08:00"))
        night.becomes("2027-03-01 03:00")
        night.snapshot(at: "2027-03-01 02:30")
        try night.run()
        night.becomes("2027-03-01 04:00")
        night.snapshot(at: "2027-03-01 03:30", .assigned("A", "2027-03-03 08:00"))
        let plan = try night.run()
        #expect(plan.said == ["create A booked 03-03 08:00"])
        #expect(plan.appointments.map(\.isNewEntry) == [false])
    }

    // MARK: R13

    @Test("R13 a snapshot too old shows nothing new, to a newly active citizen either, and withdraws nothing")
    func stale() throws {
        var night = try told(.assigned("A", "2027-03-05 08:00"), .assigned("B", "2027-03-05 09:00"))
        night.snapshot(at: "2027-03-01 02:00", .assigned("A", "2027-03-05 08:30"), .assigned("C", "2027-03-05 10:00"))
        night.becomes("2027-03-03 02:01")
        night.citizen.isNewlyActive = true
        let plan = try night.run()
        #expect(plan.said == ["update A booked 03-05 08:30"])
        #expect(plan.notes == [.staleStatement: 1])
    }

    @Test("R13 at its very limit a snapshot still counts")
    func notYetStale() throws {
        var night = Night("2027-03-03 02:00")
        night.snapshot(at: "2027-03-01 02:00", .assigned("C", "2027-03-05 10:00"))
        #expect(try night.plan().said == ["create C booked 03-05 10:00"])
        #expect(try night.plan().notes.isEmpty)
    }

    @Test("R13 a push does not age")
    func oldPush() throws {
        var night = Night("2027-03-10 02:00")
        night.push(at: "2027-03-01 02:00", .assigned("C", "2027-03-12 10:00"))
        #expect(try night.plan().said == ["create C booked 03-12 10:00"])
    }

    // MARK: R15

    @Test("R15 closing a pair withdraws its future entries, stated or not, and not its past")
    func closed() throws {
        var night = Night("2027-03-01 02:00")
        night.push(.assigned("A", "2027-03-03 08:00"), .assigned("B", "2027-03-01 08:00"))
        night.push(.assigned("C", "2027-03-03 09:00"))
        try night.run()
        night.citizen.visits.removeLast()
        night.becomes("2027-03-01 09:00")
        night.rules = .home { $0.showAppointments = false }
        #expect(
            try night.run().said == [
                "withdraw A entered-in-error 03-03 08:00", "withdraw C entered-in-error 03-03 09:00",
            ])
        #expect(try night.plan().isEmpty)
        night.rules = .home
        #expect(try night.run().said == ["create A booked 03-03 08:00"])
    }

    @Test("R15 a visit that changes to a closed service is withdrawn")
    func closedService() throws {
        var night = try told(.assigned("A", "2027-03-03 08:00"))
        night.becomes("2027-03-01 03:00")
        night.push(.assigned("A", "2027-03-03 08:00", service: "77"))
        #expect(try night.run().said == ["withdraw A entered-in-error 03-03 08:00"])
    }

    @Test("R3 R12 whoever is newly active for more than one night keeps what a list does not reach")
    func newlyActiveForLong() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.snapshotDays = 7
        night.returns()
        night.snapshot(.assigned("near", "2027-03-04 08:00"), .assigned("far", "2027-03-11 08:00"))
        try night.run()
        // Another source waits for somebody, so nobody's first night is over.
        night.citizen.isNewlyActive = true
        night.becomes("2027-03-02 02:00")
        night.snapshot(.assigned("other", "2027-03-05 08:00"))
        #expect(
            try night.plan().said == [
                "create other booked 03-05 08:00", "withdraw near entered-in-error 03-04 08:00",
            ])
    }
}
