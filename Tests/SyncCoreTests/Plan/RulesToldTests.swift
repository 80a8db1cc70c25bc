// R16 and R20, the night's order, and how little the plan needs to know of what was told.

import SyncCore
import Testing

@Suite struct RulesToldTests {
    private func told(_ events: VisitEvent...) throws -> Night {
        var night = Night("2027-03-01 02:00")
        for event in events { night.push(at: "2027-03-01 01:00", event) }
        try night.run()
        return night
    }

    // MARK: R16

    @Test("R16 a settled night is an empty plan that opens no content")
    func settled() throws {
        var night = try told(
            .assigned("A", "2027-03-02 08:00"), .planned("S", "2027-03-01 08:00", days: Weekday.allCases),
            .planned("W", "2027-03-04 08:00"), .performed("M", "2027-03-01 01:30", minutes: nil))
        night.push(at: "2027-03-01 01:30", .cancelled("A", "2027-03-02 08:00"), .cancelled("W", "2027-03-04 08:00"))
        try night.run()
        #expect(night.citizen.told.count == 18)
        #expect(try night.planClosed().isEmpty)
    }

    @Test("R16 possibly told differs from everything: the newest planned state is sent")
    func possiblyTold() throws {
        var night = try told(.assigned("A", "2027-03-02 08:00"))
        night.losesOutcome(of: "A")
        let plan = try night.run()
        #expect(plan.said == ["update A booked 03-02 08:00"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R16 R8 a visit moved back is still moved when its time has come, if it may still be shown ahead")
    func possiblyMovedBack() throws {
        var night = try told(.assigned("A", "2027-03-02 08:00"))
        night.becomes("2027-03-01 03:00")
        night.snapshot(at: "2027-03-01 02:30", .assigned("A", "2027-03-01 04:00"))
        try night.run()
        night.losesOutcome(of: "A")
        night.becomes("2027-03-01 05:00")
        #expect(try night.plan().said == ["update A booked 03-01 04:00"])
        var moved = night
        moved.push(at: "2027-03-01 03:00", .assigned("A", "2027-03-01 04:30"))
        #expect(try moved.run().said == ["update A booked 03-01 04:30"], "moved once more meanwhile")
        // The unit's next list need not speak of what is over: what is shown ahead is not to stay.
        night.snapshot(at: "2027-03-01 04:30")
        #expect(try night.run().said == ["update A booked 03-01 04:00"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R16 possibly told counts as told for cancellation and withdrawal")
    func possiblyToldIsWithdrawn() throws {
        var night = try told(.assigned("A", "2027-03-02 08:00"), .assigned("B", "2027-03-02 09:00"))
        night.losesOutcome(of: "A")
        night.losesOutcome(of: "B")
        night.becomes("2027-03-01 03:00")
        night.push(at: "2027-03-01 02:10", .cancelled("B", "2027-03-02 09:00"))
        night.snapshot(at: "2027-03-01 02:30")
        #expect(
            try night.run().said == ["cancel B cancelled 03-02 09:00", "withdraw A entered-in-error 03-02 08:00"])
    }

    @Test("R16 a possibly told entry nothing speaks of any more is sent again as it was, byte by byte")
    func possiblyToldUnstated() throws {
        var night = try told(.assigned("A", "2027-03-02 08:00"))
        let before = night.entry("A")?.content
        night.losesOutcome(of: "A")
        night.citizen.visits.removeAll()
        let plan = try night.run()
        #expect(plan.appointments.map(\.content) == [before])
    }

    @Test("R16 a withdrawal without outcome is sent again, though its pair is closed and its visit past")
    func possiblyWithdrawn() throws {
        var night = try told(.assigned("A", "2027-03-02 08:00"))
        night.rules.services.removeAll()
        try night.run()
        night.losesOutcome(of: "A")
        #expect(try night.plan().said == ["withdraw A entered-in-error 03-02 08:00"])
        night.becomes("2027-03-03 02:00")
        #expect(try night.run().said == ["withdraw A entered-in-error 03-02 08:00"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R7 what is possibly withdrawn may still be seen, and is cancelled; what is withdrawn is not")
    func possiblyWithdrawnAndCancelled() throws {
        var night = try told(.assigned("A", "2027-03-02 08:00"), .assigned("B", "2027-03-02 09:00"))
        let services = night.rules.services
        night.rules.services.removeAll()
        try night.run()
        night.rules.services = services
        night.losesOutcome(of: "A")
        night.becomes("2027-03-01 03:00")
        night.snapshot(
            at: "2027-03-01 02:30", .cancelled("A", "2027-03-02 08:00"), .cancelled("B", "2027-03-02 09:00"))
        #expect(try night.run().said == ["cancel A cancelled 03-02 08:00"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R16 a performed notice without outcome is sent again, a past visit is not")
    func possiblyPast() throws {
        var night = try told(.assigned("A", "2027-03-01 08:00"), .assigned("B", "2027-03-01 10:00"))
        night.becomes("2027-03-01 12:00")
        night.push(.performed("A", "2027-03-01 08:10"))
        try night.run()
        night.losesOutcome(of: "A")
        night.losesOutcome(of: "B")
        #expect(try night.run().said == ["perform A fulfilled 03-01 08:10"])
    }

    @Test("R16 meta.lastUpdated is the statement's GenDate and never falls")
    func lastUpdated() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(at: "2027-03-01 01:00", .assigned("A", "2027-03-02 08:00"))
        try night.run()
        #expect(night.entry("A")?.content?.stated == oslo("2027-03-01 01:00"))
        night.becomes("2027-03-01 12:00")
        night.push(at: "2027-03-01 11:00", .assigned("A", "2027-03-02 09:00"))
        try night.run()
        #expect(night.entry("A")?.content?.stated == oslo("2027-03-01 11:00"))
        // The later statement is gone, the configuration has changed: what is left to say is from before.
        night.citizen.visits.removeLast()
        night.rules.services[0].name = "Nytt navn"
        try night.run()
        #expect(night.shown("A")?.serviceName == "Nytt navn")
        #expect(night.entry("A")?.content?.stated == oslo("2027-03-01 11:00"))
        night.rules.services.removeAll()
        try night.run()
        #expect(night.entry("A")?.content?.stated == oslo("2027-03-01 11:00"))
    }

    @Test("R16 an update by a complete list takes its identifier and its GenDate over from what was told")
    func takesOver() throws {
        let changes: [(inout Night) -> Void] = [
            { $0.snapshot(at: "2027-03-01 02:30", .assigned("A", "2027-03-02 09:00")) },
            { $0.rules.services[0].name = "Nytt navn" },
            { $0.losesOutcome(of: "A") },
        ]
        for (index, change) in changes.enumerated() {
            var night = Night("2027-03-01 02:00")
            night.snapshot(at: "2027-03-01 01:00", .assigned("A", "2027-03-02 08:00"))
            try night.run()
            night.becomes("2027-03-01 03:00")
            change(&night)
            var closed = night.citizen
            for index in closed.told.indices { closed.told[index].content = nil }
            let update = try #require(try night.planner.plan(closed).appointments.first)
            #expect(update.awaitsContent && update.content.value.isEmpty, "change \(index)")
            #expect(try night.planClosed() == night.plan(), "change \(index)")
            #expect(try night.plan().appointments.map(\.content.value) == ["A"], "change \(index)")
        }
    }

    @Test("R16 every other change of a told entry asks for its content rather than guessing it")
    func needsContent() throws {
        let changes: [(inout Night) -> Void] = [
            { $0.push(at: "2027-03-01 02:30", .cancelled("A", "2027-03-02 08:00")) },
            { $0.push(at: "2027-03-01 02:30", .performed("A", "2027-03-01 02:30")) },
            { $0.push(at: "2027-03-01 02:30", .performed("M", "2027-03-01 02:30", relatedTo: "A")) },
            { $0.push(at: "2027-03-01 02:30", .assigned("A", "2027-03-02 08:00", service: "77")) },
            { $0.snapshot(at: "2027-03-01 02:30") },
            { $0.rules.services.removeAll() },
        ]
        for (index, change) in changes.enumerated() {
            var night = try told(.assigned("A", "2027-03-02 08:00"))
            night.becomes("2027-03-01 03:00")
            change(&night)
            #expect(throws: NeedsContent.self, "change \(index)") { try night.planClosed() }
            #expect(try !night.plan().isEmpty, "change \(index)")
        }
    }

    // MARK: R20

    @Test(
        "R20 a performed visit never shown is told while it is news and the citizen was there",
        arguments: [
            ("2027-03-01 10:01", "2026-01-01 00:00", true), ("2027-03-01 10:00", "2026-01-01 00:00", false),
            ("2027-03-01 12:00", "2027-03-01 12:00", true), ("2027-03-01 12:00", "2027-03-01 12:01", false),
        ])
    func news(_ began: String, _ activeSince: String, _ isTold: Bool) throws {
        var night = Night("2027-03-03 10:00")
        night.citizen.activeSince = oslo(activeSince)
        night.push(.performed("M", began))
        #expect(try night.run().appointments.count == (isTold ? 1 : 0))
    }

    @Test("R20 nobody knows since when the citizen is active: not told")
    func activeSinceUnknown() throws {
        var night = Night("2027-03-01 10:00")
        night.citizen.activeSince = nil
        night.push(.performed("M", "2027-03-01 09:00"))
        #expect(try night.plan().appointments.isEmpty)
    }

    @Test("R20 a shown visit's notice is told however late")
    func late() throws {
        var night = try told(.assigned("A", "2027-03-01 08:00"))
        night.becomes("2027-03-10 02:00")
        night.push(.performed("A", "2027-03-01 08:10"))
        #expect(try night.plan().said == ["perform A fulfilled 03-01 08:10"])
    }

    @Test("R20 an entry that was never sent, or withdrawn, was not shown")
    func notShown() throws {
        for told in [Told.no, .yes] {
            var night = try self.told(.assigned("A", "2027-03-01 08:00"))
            night.citizen.told[0].told = told
            if told == .yes { night.citizen.told[0].status = .enteredInError }
            night.becomes("2027-03-10 02:00")
            night.push(.performed("A", "2027-03-01 08:10"))
            #expect(try night.plan().appointments.isEmpty)
        }
    }

    @Test("R20 a citizen who returns is not told of a performed visit a second time")
    func notTwice() throws {
        var night = try told(.assigned("A", "2027-03-01 08:00"))
        night.becomes("2027-03-01 12:00")
        night.push(.performed("A", "2027-03-01 08:10"))
        try night.run()
        night.citizen.told[0].fingerprint = nil
        night.citizen.isNewlyActive = true
        #expect(try night.plan().isEmpty)
    }

    // MARK: The night's order

    @Test("R2 endings of the next 36 hours, then the newly active, then by start")
    func order() throws {
        var night = try told(
            .assigned("soon", "2027-03-02 13:59"), .assigned("later", "2027-03-02 14:00"),
            .assigned("moved", "2027-03-01 09:00"))
        night.push(
            at: "2027-03-01 01:30", .cancelled("soon", "2027-03-02 13:59"), .cancelled("later", "2027-03-02 14:00"),
            .assigned("moved", "2027-03-01 10:00"), .assigned("new", "2027-03-01 09:30"))
        let plan = try night.plan()
        let ordered = plan.appointments.sorted { $0.urgency < $1.urgency }.map(\.content.value)
        #expect(ordered == ["soon", "new", "moved", "later"])
        night.citizen.isNewlyActive = true
        let newly = try night.plan().appointments
        let slowest = try #require(newly.map(\.urgency).max())
        #expect(newly.min { $0.urgency < $1.urgency }?.content.value == "soon")
        #expect(slowest < Urgency(.rest, start: oslo("1970-01-02 00:00")))
    }

    @Test func urgencyComparesAsItsNumber() {
        let early = Urgency(.rest, start: oslo("1950-01-01 00:00"))
        let late = Urgency(.rest, start: oslo("2199-01-01 00:00"))
        #expect(early < late)
        #expect(
            Urgency(.endingSoon, start: oslo("2199-01-01 00:00"))
                < Urgency(.newlyActive, start: oslo("1950-01-01 00:00")))
        #expect(Urgency(value: late.value) == late)
    }
}
