// A pushed cancellation and the snapshots after it, over several nights: which of the two still counts when a newer
// snapshot has taken the place of the one that planned the visit again (R7, R12, R14).

import SyncCore
import TestSupport
import Testing

@Suite struct CancellationNightsTests {
    /// Visit A on 5 March at eight, told on the first; the next night is the second.
    private func told() throws -> Night {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-05 08:00"))
        try night.run()
        return night
    }

    /// A daily visit at eight, three days of it told.
    private func toldSeries() throws -> Night {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 2
        night.snapshot(series("2027-03-01 08:00"))
        try night.run()
        return night
    }

    private func series(_ start: String, excluded: [String] = []) -> VisitEvent {
        .planned("S", start, days: Weekday.allCases, excluded: excluded)
    }

    @Test(
        "R14 cancelled, planned again and then no longer listed is withdrawn, told night by night or at once",
        arguments: [true, false])
    func plannedAgainThenAbsent(_ everyNight: Bool) throws {
        var night = try told()
        night.becomes("2027-03-02 02:00")
        night.push(at: "2027-03-01 12:00", .cancelled("A", "2027-03-05 08:00"))
        if everyNight { #expect(try night.run().said == ["cancel A cancelled 03-05 08:00"]) }
        night.becomes("2027-03-02 03:00")
        night.snapshot(at: "2027-03-02 02:30", .assigned("A", "2027-03-05 08:00"))
        if everyNight { #expect(try night.run().said == ["update A booked 03-05 08:00"]) }
        night.becomes("2027-03-03 02:00")
        night.snapshot()
        #expect(try night.run().said == ["withdraw A entered-in-error 03-05 08:00"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R14 what changed nothing that is told still took the cancellation back")
    func nothingToTell() throws {
        var night = try told()
        night.becomes("2027-03-02 02:00")
        night.push(at: "2027-03-01 12:00", .cancelled("A", "2027-03-05 08:00"))
        night.snapshot(at: "2027-03-02 01:00", .assigned("A", "2027-03-05 08:00"))
        #expect(try night.run().isEmpty)
        night.becomes("2027-03-03 02:00")
        night.snapshot()
        #expect(try night.run().said == ["withdraw A entered-in-error 03-05 08:00"])
    }

    @Test("R14 a cancellation that comes after the snapshot that took it back has no effect")
    func lateCancellation() throws {
        var night = try told()
        night.becomes("2027-03-02 02:00")
        night.snapshot(at: "2027-03-02 01:00", .assigned("A", "2027-03-05 08:00"))
        night.push(at: "2027-03-01 12:00", .cancelled("A", "2027-03-05 08:00"))
        #expect(try night.run().isEmpty)
        night.becomes("2027-03-03 02:00")
        night.snapshot()
        #expect(try night.run().said == ["withdraw A entered-in-error 03-05 08:00"])
    }

    @Test("R14 a snapshot that comes too late to count has taken the cancellation back all the same")
    func lateSnapshot() throws {
        var night = try told()
        night.push(at: "2027-03-01 12:00", .cancelled("A", "2027-03-05 08:00"))
        night.becomes("2027-03-03 02:00")
        night.snapshot()
        night.snapshot(at: "2027-03-02 01:00", .assigned("A", "2027-03-05 08:00"))
        #expect(try night.run().said == ["withdraw A entered-in-error 03-05 08:00"])
    }

    @Test("R14 a push takes a cancellation back as a snapshot does")
    func pushedAgain() throws {
        var night = try told()
        night.becomes("2027-03-02 02:00")
        night.push(at: "2027-03-01 12:00", .cancelled("A", "2027-03-05 08:00"))
        night.push(at: "2027-03-01 13:00", .assigned("A", "2027-03-05 09:00"))
        #expect(try night.run().said == ["update A booked 03-05 09:00"])
        night.becomes("2027-03-03 02:00")
        night.snapshot()
        #expect(try night.run().said == ["withdraw A entered-in-error 03-05 09:00"])
    }

    @Test("R12 a cancelled visit that no later statement plans stays cancelled")
    func neverPlannedAgain() throws {
        var night = try told()
        night.becomes("2027-03-02 02:00")
        night.push(at: "2027-03-01 12:00", .cancelled("A", "2027-03-05 08:00"))
        night.snapshot(.assigned("B", "2027-03-05 08:00"))
        #expect(try night.run().said == ["cancel A cancelled 03-05 08:00", "create B booked 03-05 08:00"])
        night.becomes("2027-03-03 02:00")
        night.snapshot(.assigned("B", "2027-03-05 08:00"))
        #expect(try night.run().isEmpty)
    }

    @Test("R12 a cancellation younger than the snapshot that plans the visit stays in force")
    func youngerCancellation() throws {
        var night = try told()
        night.becomes("2027-03-02 02:00")
        night.snapshot(at: "2027-03-01 12:00", .assigned("A", "2027-03-05 08:00"))
        night.push(at: "2027-03-01 12:00", .cancelled("A", "2027-03-05 08:00"))
        #expect(try night.run().said == ["cancel A cancelled 03-05 08:00"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R14 an occurrence that its series plans again is withdrawn when the series ends")
    func occurrencePlannedAgain() throws {
        var night = try toldSeries()
        night.push(
            at: "2027-03-01 12:00", .cancelled("S", "2027-03-03 08:00", occurrence: "2027-03-03 08:00"))
        night.becomes("2027-03-02 02:00")
        night.snapshot(series("2027-03-02 08:00"))
        #expect(try night.run().said == ["create S/20270304T080000 proposed 03-04 08:00"])
        night.becomes("2027-03-02 03:00")
        night.snapshot(at: "2027-03-02 02:30")
        #expect(
            try night.run().said == [
                "withdraw S/20270302T080000 entered-in-error 03-02 08:00",
                "withdraw S/20270303T080000 entered-in-error 03-03 08:00",
                "withdraw S/20270304T080000 entered-in-error 03-04 08:00",
            ])
    }

    @Test("R12 an occurrence that its series leaves out stays cancelled")
    func occurrenceLeftOut() throws {
        var night = try toldSeries()
        night.push(
            at: "2027-03-01 12:00", .cancelled("S", "2027-03-03 08:00", occurrence: "2027-03-03 08:00"))
        night.becomes("2027-03-02 02:00")
        night.snapshot(series("2027-03-02 08:00", excluded: ["2027-03-03 08:00"]))
        #expect(
            try night.run().said == [
                "cancel S/20270303T080000 cancelled 03-03 08:00", "create S/20270304T080000 proposed 03-04 08:00",
            ])
        night.becomes("2027-03-02 03:00")
        night.snapshot(at: "2027-03-02 02:30", series("2027-03-02 09:00", excluded: ["2027-03-03 09:00"]))
        #expect(
            try night.run().said == [
                "update S/20270302T080000 proposed 03-02 09:00", "update S/20270304T080000 proposed 03-04 09:00",
            ])
    }

    @Test(
        "Identity 6 a cancelled occurrence that is planned again and then moved is one entry", arguments: [true, false])
    func occurrenceMoved(_ inBetween: Bool) throws {
        var night = try toldSeries()
        night.push(
            at: "2027-03-01 12:00", .cancelled("S", "2027-03-03 08:00", occurrence: "2027-03-03 08:00"))
        night.becomes("2027-03-01 13:00")
        try night.run()
        if inBetween {
            night.becomes("2027-03-01 22:00")
            night.snapshot(series("2027-03-01 08:00"))
            #expect(try night.run().said == ["update S/20270303T080000 proposed 03-03 08:00"])
        }
        night.becomes("2027-03-01 23:00")
        night.snapshot(at: "2027-03-01 22:30", series("2027-03-01 09:00"))
        #expect(
            try night.run().said == [
                "update S/20270302T080000 proposed 03-02 09:00", "update S/20270303T080000 proposed 03-03 09:00",
            ])
        #expect(try night.plan().isEmpty)
        night.becomes("2027-03-01 23:30")
        night.snapshot(at: "2027-03-01 23:10")
        #expect(
            try night.run().said == [
                "withdraw S/20270302T080000 entered-in-error 03-02 09:00",
                "withdraw S/20270303T080000 entered-in-error 03-03 09:00",
            ])
    }

    @Test("Identity 6 an occurrence cancelled and moved with its series is cancelled at its new time")
    func cancelledAndMoved() throws {
        var night = try toldSeries()
        night.push(
            at: "2027-03-01 12:00", .cancelled("S", "2027-03-02 08:00", occurrence: "2027-03-02 08:00"))
        night.becomes("2027-03-01 13:00")
        try night.run()
        night.becomes("2027-03-01 23:00")
        night.snapshot(
            at: "2027-03-01 22:30", series("2027-03-01 09:00", excluded: ["2027-03-02 09:00"]),
            .cancelled("S", "2027-03-02 09:00", occurrence: "2027-03-02 09:00"))
        #expect(
            try night.run().said == [
                "cancel S/20270302T080000 cancelled 03-02 09:00", "update S/20270303T080000 proposed 03-03 09:00",
            ])
        night.becomes("2027-03-01 23:30")
        night.snapshot(at: "2027-03-01 23:10", series("2027-03-01 09:00", excluded: ["2027-03-02 09:00"]))
        #expect(try night.run().isEmpty)
    }

    @Test("R14 a visit planned again under the uid that took its place is the same visit")
    func plannedAgainUnderItsNewName() throws {
        var night = try told()
        night.push(at: "2027-03-01 12:00", .cancelled("A", "2027-03-05 08:00"))
        night.becomes("2027-03-02 02:00")
        night.snapshot(.assigned("B", "2027-03-05 09:00", relatedTo: "A"))
        #expect(try night.run().said == ["update A booked 03-05 09:00"])
        night.becomes("2027-03-03 02:00")
        night.snapshot()
        #expect(try night.run().said == ["withdraw A entered-in-error 03-05 09:00"])
    }

    @Test("R14 a cancellation of one service's visit is not taken back by another's of the same uid")
    func otherService() throws {
        var night = Night("2027-03-01 02:00")
        let two = VisitEvent.assigned("A", "2027-03-05 08:00", service: "2")
        night.snapshot(two, .assigned("A", "2027-03-05 09:00", service: "12"))
        try night.run()
        night.push(at: "2027-03-01 12:00", .cancelled("A", "2027-03-05 09:00", service: "12"))
        night.becomes("2027-03-02 02:00")
        night.snapshot(two)
        #expect(try night.run().said == ["cancel A cancelled 03-05 09:00"])
        night.becomes("2027-03-03 02:00")
        night.snapshot()
        #expect(try night.run().said == ["withdraw A/2 entered-in-error 03-05 08:00"])
    }

    @Test("R6 a performed visit that was taken back is not told again when the plan names it")
    func performedTakenBack() throws {
        var night = try told()
        night.becomes("2027-03-05 10:00")
        night.push(at: "2027-03-05 08:40", .performed("A", "2027-03-05 08:00"))
        try night.run()
        night.push(at: "2027-03-05 09:00", .cancelled("A", "2027-03-05 08:00"))
        #expect(try night.run().said == ["cancel A cancelled 03-05 08:00"])
        night.snapshot(at: "2027-03-05 09:30", .assigned("A", "2027-03-05 18:00"))
        #expect(try night.run().isEmpty)
        // Nor when the cancellation is no longer kept.
        night.citizen.visits.removeAll { $0.events.contains { $0.state == .cancelled } }
        #expect(try night.run().isEmpty)
    }
}
