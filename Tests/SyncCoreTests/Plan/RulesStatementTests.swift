// R6, R7, R8 and R14: performed, cancelled, past, and which statement counts when several speak of one visit.

import SyncCore
import Testing

@Suite struct RulesStatementTests {
    /// One visit A tomorrow at eight, told.
    private func told(_ event: VisitEvent = .assigned("A", "2027-03-02 08:00")) throws -> Night {
        var night = Night("2027-03-01 02:00")
        night.push(event)
        try night.run()
        return night
    }

    // MARK: R6

    @Test("R6 performed is fulfilled, and starts when the visit began")
    func performed() throws {
        var night = try told()
        night.becomes("2027-03-02 10:00")
        night.push(.performed("A", "2027-03-02 08:10", minutes: 25))
        #expect(try night.run().said == ["perform A fulfilled 03-02 08:10"])
        #expect(night.shown("A")?.end == oslo("2027-03-02 08:35"))
        #expect(try night.planClosed().isEmpty)
    }

    @Test("R6 performed is final for everything but a later COMPLETED or CANCELLED")
    func final() throws {
        var night = try told()
        night.becomes("2027-03-02 10:00")
        night.push(at: "2027-03-02 09:00", .performed("A", "2027-03-02 08:10"))
        try night.run()
        night.becomes("2027-03-02 12:00")
        night.snapshot(at: "2027-03-02 11:00", .assigned("A", "2027-03-03 08:00"))
        #expect(try night.plan().isEmpty)
        night.push(at: "2027-03-02 08:59", .cancelled("A", "2027-03-02 08:00"))
        #expect(try night.plan().isEmpty)
        night.push(at: "2027-03-02 08:58", .performed("A", "2027-03-02 08:20"))
        #expect(try night.plan().isEmpty)
    }

    @Test("R6 a visit that a later list still names is told as performed")
    func performedAndListed() throws {
        var night = try told()
        night.becomes("2027-03-02 12:00")
        night.push(at: "2027-03-02 09:00", .performed("A", "2027-03-02 08:10"))
        night.snapshot(at: "2027-03-02 11:00", .assigned("A", "2027-03-02 08:00"))
        #expect(try night.run().said == ["perform A fulfilled 03-02 08:10"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R6 a later COMPLETED changes a performed visit")
    func performedAgain() throws {
        var night = try told()
        night.becomes("2027-03-02 10:00")
        night.push(at: "2027-03-02 09:00", .performed("A", "2027-03-02 08:10"))
        try night.run()
        night.push(at: "2027-03-02 09:30", .performed("A", "2027-03-02 08:20"))
        #expect(try night.run().said == ["perform A fulfilled 03-02 08:20"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R6 a later CANCELLED takes a performed visit back, though it is past")
    func performedTakenBack() throws {
        var night = try told()
        night.becomes("2027-03-02 10:00")
        night.push(at: "2027-03-02 09:00", .performed("A", "2027-03-02 08:10"))
        try night.run()
        night.push(at: "2027-03-02 09:30", .cancelled("A", "2027-03-02 08:00"))
        #expect(try night.run().said == ["cancel A cancelled 03-02 08:00"])
        #expect(try night.plan().isEmpty)
        #expect(try night.planClosed().isEmpty)
    }

    // MARK: R7

    @Test("R7 cancelled with a reason and without an employee's name")
    func cancelled() throws {
        var night = try told(.assigned("A", "2027-03-02 08:00", employees: ["K"]))
        night.rules.services[0].showEmployeeName = true
        night.push(.cancelled("A", "2027-03-02 08:00", minutes: 30, reason: .byRecipient, employees: ["K"]))
        #expect(try night.run().said == ["cancel A cancelled 03-02 08:00"])
        #expect(night.shown("A")?.cancellationCode == "R")
        #expect(night.shown("A")?.employees == [])
        #expect(try night.planClosed().isEmpty)
    }

    @Test(
        "R7 a reason that is not mapped, or none, has the default code", arguments: [nil, CancellationReason.notAtHome])
    func defaultReason(_ reason: CancellationReason?) throws {
        var night = try told()
        night.push(.cancelled("A", "2027-03-02 08:00", reason: reason))
        try night.run()
        #expect(night.shown("A")?.cancellationCode == "D")
    }

    @Test("R7 only what was shown before is cancelled")
    func neverShown() throws {
        var night = Night("2027-03-01 02:00")
        night.push(.cancelled("A", "2027-03-02 08:00"))
        night.push(unit: "95317", .cancelled("B", "2027-03-02 08:00"))
        #expect(try night.plan().appointments.isEmpty)
    }

    @Test("R7 an entry that was planned and never sent is not cancelled, but created when it is stated again")
    func plannedNeverSent() throws {
        var night = try told()
        night.citizen.told[0].told = .no
        night.citizen.told[0].fingerprint = nil
        #expect(try night.plan().said == ["create A booked 03-02 08:00"])
        night.push(.cancelled("A", "2027-03-02 08:00"))
        #expect(try night.plan().isEmpty)
    }

    @Test("R7 only the future is cancelled")
    func pastIsNotCancelled() throws {
        var night = try told()
        night.becomes("2027-03-02 08:01")
        night.push(.cancelled("A", "2027-03-02 08:00"))
        #expect(try night.plan().isEmpty)
    }

    @Test("R7 a window cancelled stays a window, and needs no content the night after")
    func cancelledWindow() throws {
        var night = try told(.planned("A", "2027-03-02 08:00"))
        night.push(.cancelled("A", "2027-03-02 08:00"))
        try night.run()
        #expect(night.shown("A")?.isWindow == true)
        #expect(try night.planClosed().isEmpty)
    }

    @Test(
        "R7 not at home is a bomtur when the visit had begun, else a cancellation",
        arguments: [
            ("2027-03-02 08:00", true), ("2027-03-02 08:20", true), ("2027-03-02 07:59", false),
        ])
    func notAtHome(_ generated: String, _ bomtur: Bool) throws {
        for kind in [VisitStatement.Kind.push, .notMet] {
            var night = try told()
            // The message came late, so that only its GenDate can decide.
            night.becomes("2027-03-02 07:59")
            night.push(
                at: generated, kind: kind, .cancelled("A", "2027-03-02 08:00", reason: kind == .push ? .notAtHome : nil)
            )
            let plan = try night.plan()
            #expect(plan.said == (bomtur ? [] : ["cancel A cancelled 03-02 08:00"]))
            #expect(plan.notes[.notAtHome] == (bomtur ? 1 : nil))
        }
    }

    @Test(
        "R7 nobody at home for a visit that was moved ahead untold ends it where it is shown, and only ahead of the GenDate"
    )
    func notAtHomeElsewhere() throws {
        for kind in [VisitStatement.Kind.push, .notMet] {
            for (generated, said) in [
                ("2027-03-02 07:59", ["cancel A cancelled 03-01 08:00"]), ("2027-03-02 08:00", []),
            ] {
                var night = try told()
                night.becomes("2027-03-02 07:59")
                night.push(
                    at: generated, kind: kind,
                    .cancelled("A", "2027-03-01 08:00", reason: kind == .push ? .notAtHome : nil))
                #expect(try night.plan().said == said)
                try night.run()
                #expect(try night.plan().isEmpty)
            }
        }
    }

    // MARK: R8

    @Test("R8 what lies in the past is not changed")
    func pastIsNotChanged() throws {
        var night = try told()
        night.becomes("2027-03-03 02:00")
        night.push(.assigned("A", "2027-03-02 09:00"))
        night.rules.services[0].name = "Nytt navn"
        #expect(try night.planClosed().isEmpty)
        night.rules.services.removeAll()
        #expect(try night.planClosed().isEmpty)
    }

    @Test("R8 a visit moved out of the past is one the citizen still waits for")
    func movedOutOfThePast() throws {
        var night = try told()
        night.becomes("2027-03-02 09:00")
        night.push(.assigned("A", "2027-03-02 14:00"))
        #expect(try night.plan().said == ["update A booked 03-02 14:00"])
    }

    // MARK: R14

    @Test("R14 the later GenDate counts, whatever came last")
    func laterGenDate() throws {
        var night = Night("2027-03-01 02:00")
        night.push(at: "2027-03-01 01:30", .assigned("A", "2027-03-02 09:00"))
        night.push(at: "2027-03-01 01:00", .assigned("A", "2027-03-02 08:00"))
        #expect(try night.plan().said == ["create A booked 03-02 09:00"])
    }

    @Test("R14 at one GenDate planned < assigned < cancelled < performed, then arrival")
    func sameGenDate() throws {
        var night = try told(.planned("A", "2027-03-01 08:00"))
        night.becomes("2027-03-01 07:00")
        let moment = "2027-03-01 06:30"
        night.push(at: moment, .assigned("A", "2027-03-01 08:10"))
        night.push(at: moment, .planned("A", "2027-03-01 09:00"))
        #expect(try night.plan().said == ["update A booked 03-01 08:10"])
        night.push(at: moment, .assigned("A", "2027-03-01 08:20"))
        #expect(try night.plan().said == ["update A booked 03-01 08:20"])
        night.push(at: moment, .cancelled("A", "2027-03-01 08:00"))
        #expect(try night.plan().said == ["cancel A cancelled 03-01 08:00"])
        night.push(at: moment, .performed("A", "2027-03-01 06:10"))
        #expect(try night.plan().said == ["perform A fulfilled 03-01 06:10"])
    }

    @Test("R14 only a later GenDate reinstates a cancelled visit")
    func reinstated() throws {
        var night = try told()
        night.push(at: "2027-03-01 10:00", .cancelled("A", "2027-03-02 08:00"))
        try night.run()
        night.becomes("2027-03-01 12:00")
        night.push(at: "2027-03-01 10:00", .assigned("A", "2027-03-02 08:00"))
        night.push(at: "2027-03-01 09:00", .assigned("A", "2027-03-02 08:30"))
        #expect(try night.plan().isEmpty)
        // Even when the cancellation itself is no longer kept.
        night.citizen.visits.removeAll { $0.events[0].state == .cancelled }
        #expect(try night.plan().isEmpty)
        night.push(at: "2027-03-01 10:01", .assigned("A", "2027-03-02 09:00"))
        #expect(try night.run().said == ["update A booked 03-02 09:00"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R14 a cancellation that arrives before its original ends cancelled")
    func cancellationFirst() throws {
        var night = Night("2027-03-01 02:00")
        night.push(at: "2027-03-01 01:30", .cancelled("A", "2027-03-02 08:00"))
        try night.run()
        night.push(at: "2027-03-01 01:00", .assigned("A", "2027-03-02 08:00"))
        #expect(try night.plan().appointments.isEmpty)
    }

    @Test("13.12 the end state is cancelled whatever the order of arrival", arguments: [true, false])
    func cancelledInEitherOrder(originalFirst: Bool) throws {
        for runsBetween in [true, false] {
            var night = Night("2027-03-01 02:00")
            for isOriginal in [originalFirst, !originalFirst] {
                if isOriginal {
                    night.push(at: "2027-03-01 01:00", .assigned("A", "2027-03-02 08:00"))
                } else {
                    night.push(at: "2027-03-01 01:30", .cancelled("A", "2027-03-02 08:00"))
                }
                if runsBetween { try night.run() }
            }
            try night.run()
            // What was never shown need not be cancelled.
            #expect(night.shown("A")?.status == (originalFirst && runsBetween ? .cancelled : nil))
            #expect(try night.plan().isEmpty)
        }
    }

    @Test("R14 equal content twice has no second effect")
    func twice() throws {
        var night = try told()
        night.becomes("2027-03-01 12:00")
        night.push(.assigned("A", "2027-03-02 08:00"))
        #expect(try night.planClosed().isEmpty)
    }
}
