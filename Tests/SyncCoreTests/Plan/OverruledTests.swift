// What was overruled stays overruled: pushes that lie beside a unit's lists for weeks (R12, R14), lists too old to prove
// anything (R13), and what is told of whom nothing is said any more: closed services, consent away and back, intents
// without outcome (R3, R15, R16).

import SyncCore
import Testing

@Suite struct OverruledTests {
    @Test("R14 an older push outside the newest list's coverage does not count again once a list that moved it is gone")
    func olderPush() throws {
        var night = Night("2027-03-01 02:00")
        night.push(at: "2027-03-01 01:00", .assigned("A", "2027-04-15 08:00"))
        night.snapshot(at: "2027-03-01 01:30", .assigned("A", "2027-03-05 08:00"))
        #expect(try night.run().said == ["create A booked 03-05 08:00"])
        night.becomes("2027-03-02 02:00")
        night.snapshot()
        #expect(try night.run().said == ["withdraw A entered-in-error 03-05 08:00"])
        // When its day comes into the horizon it is still overruled.
        for day in ["2027-03-03", "2027-03-20", "2027-04-10"] {
            night.becomes("\(day) 02:00")
            #expect(try night.plan().appointments.isEmpty, "\(day)")
        }
        // A later word is one.
        night.push(.assigned("A", "2027-04-15 08:00"))
        #expect(try night.run().said == ["create A booked 04-15 08:00"])
    }

    @Test(
        "R6, R14 a day of a series that was called off and planned again is not called off anew, though another was performed"
    )
    func performedOnAnotherDay() throws {
        func series(_ excluded: String...) -> VisitEvent {
            .planned("S", "2027-03-01 11:00", days: [.monday], excluded: excluded)
        }
        func ofTheEighth(_ plan: CitizenPlan) -> [String] {
            plan.said.filter { $0.contains(" 03-08 ") }.map { String($0.prefix { $0 != " " }) }
        }
        var night = Night("2027-03-01 02:00")
        night.snapshot(series())
        #expect(ofTheEighth(try night.run()) == ["create"])
        night.becomes("2027-03-02 02:00")
        night.push(at: "2027-03-01 12:00", .performed("S", "2027-03-01 11:00"))
        night.push(
            at: "2027-03-01 21:00", .cancelled("S", "2027-03-08 11:00", occurrence: "2027-03-08 11:00"))
        #expect(ofTheEighth(try night.run()) == ["cancel"])
        night.becomes("2027-03-03 02:00")
        night.snapshot(
            series("2027-03-08 11:00"), .assigned("S", "2027-03-08 11:00", occurrence: "2027-03-08 11:00"))
        #expect(ofTheEighth(try night.run()) == ["update"])
        night.becomes("2027-03-04 02:00")
        night.snapshot(series("2027-03-08 11:00"))
        #expect(ofTheEighth(try night.run()) == ["withdraw"])
    }

    @Test("R14 a push that outlives the one that overruled it does not bring the visit back")
    func outlivedPush() throws {
        var night = Night("2027-03-01 02:00")
        night.push(at: "2027-03-01 00:30", .assigned("A", "2027-03-10 08:00"))
        night.push(at: "2027-03-01 01:00", .assigned("A", "2027-03-02 08:00"))
        try night.run()
        // The later one's visit is long over, and its statement forgotten.
        night.becomes("2027-03-05 02:00")
        night.citizen.visits.removeLast()
        #expect(try night.plan().isEmpty)
    }

    @Test("R12 a push younger than the list stays until a younger list leaves it out")
    func youngerPush() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(at: "2027-03-01 01:00")
        night.push(at: "2027-03-01 01:30", .assigned("A", "2027-03-10 08:00"))
        #expect(try night.run().said == ["create A booked 03-10 08:00"])
        night.becomes("2027-03-02 02:00")
        // An older list that comes late proves nothing.
        night.snapshot(at: "2027-03-01 01:10")
        #expect(try night.plan().isEmpty)
        night.snapshot(at: "2027-03-02 01:00")
        #expect(try night.run().said == ["withdraw A entered-in-error 03-10 08:00"])
        night.becomes("2027-03-03 02:00")
        night.snapshot()
        #expect(try night.plan().isEmpty)
    }

    @Test("R12 what one list called off stays cancelled when the list after it passes over its day as past")
    func calledOffByAListThatIsGone() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-10 08:00"))
        try night.run()
        night.becomes("2027-03-02 02:00")
        night.snapshot(.cancelled("A", "2027-03-10 08:00"))
        #expect(try night.run().said == ["cancel A cancelled 03-10 08:00"])
        // Planned again for an earlier day, and left out by the list after that.
        night.becomes("2027-03-05 02:00")
        night.push(at: "2027-03-04 21:00", .assigned("A", "2027-03-05 16:30"))
        night.snapshot(at: "2027-03-04 22:00")
        #expect(try night.plan().isEmpty)
        night.becomes("2027-03-06 02:00")
        night.snapshot(at: "2027-03-05 21:00")
        #expect(try night.plan().isEmpty)
    }

    @Test("R13 another unit's old list does not hold what the unit it went to has let go")
    func oldListOfAnotherUnit() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-10 08:00"))
        try night.run()
        night.becomes("2027-03-02 02:00")
        night.snapshot(unit: "95317", .assigned("A", "2027-03-10 09:00"))
        try night.run()
        night.becomes("2027-03-02 12:00")
        night.snapshot(unit: "95317")
        // R12: the first unit's list is in force, and names it.
        #expect(try night.run().said == ["update A booked 03-10 08:00"])
        night.becomes("2027-03-04 02:00")
        night.snapshot(unit: "95317", .assigned("A", "2027-03-10 09:00"))
        try night.run()
        night.becomes("2027-03-04 12:00")
        night.snapshot(unit: "95317")
        #expect(try night.run().said == ["withdraw A entered-in-error 03-10 09:00"])
        #expect(try night.plan().appointments.isEmpty)
    }

    @Test(
        "R14 where a later list says anew when an occurrence is, an older push no longer does, for a notice's visit either",
        arguments: [false, true])
    func occurrenceListedAnew(isInItsSeries: Bool) throws {
        let list: [VisitEvent] =
            isInItsSeries
            ? [.planned("S", "2027-03-07 07:00", days: [.sunday])]
            : [
                .planned("S", "2027-03-07 07:00", days: [.sunday], excluded: ["2027-03-07 07:00"]),
                .assigned("S", "2027-03-09 15:00", occurrence: "2027-03-07 07:00"),
            ]
        var night = Night("2027-03-01 02:00")
        night.goesAway()
        night.push(at: "2027-03-01 01:00", .assigned("S", "2027-03-04 18:00", occurrence: "2027-03-07 07:00"))
        night.snapshot(at: "2027-03-01 12:00", list[0], list[list.count - 1])
        // Of a visit that nobody was told of.
        night.push(at: "2027-03-04 22:00", .performed("other", "2027-03-04 18:05"))
        night.snapshot(at: "2027-03-04 23:00", list[0], list[list.count - 1])
        night.becomes("2027-03-05 02:00")
        night.returns()
        let shown = isInItsSeries ? "proposed 03-07 07:00" : "booked 03-09 15:00"
        #expect(try night.run().said.contains("create S/20270307T070000 " + shown))
    }

    // MARK: Possibly told

    private static let ways: [(String, @Sendable (inout Night) -> Void)] = [
        ("vanished from the list", { $0.snapshot(.assigned("other", "2027-03-20 08:00")) }),
        ("all vanished", { $0.snapshot() }),
        ("its pair closed, still stated", { $0.rules.services.removeAll() }),
        (
            "its pair closed and vanished",
            {
                $0.rules.services.removeAll()
                $0.snapshot()
            }
        ),
        (
            "its pair closed and nothing stated any more",
            {
                $0.rules.services.removeAll()
                $0.citizen.visits.removeAll()
            }
        ),
        (
            "handed to a closed unit",
            {
                $0.snapshot()
                $0.snapshot(unit: "99999", .assigned("A", "2027-03-04 09:00"))
            }
        ),
        ("the citizen dead", { $0.citizen.isDead = true }),
        ("the number replaced", { $0.citizen.isReplaced = true }),
    ]

    @Test("R16 an intent without outcome is withdrawn, however its visit went", arguments: ways.map(\.0))
    func possiblyTold(_ way: String) throws {
        let change = try #require(Self.ways.first { $0.0 == way }?.1)
        for isMoved in [false, true] {
            var night = Night("2027-03-01 02:00")
            night.snapshot(at: "2027-03-01 01:00", .assigned("A", "2027-03-03 08:00"))
            try night.run()
            if isMoved {
                night.becomes("2027-03-01 03:00")
                night.snapshot(.assigned("A", "2027-03-04 08:00"))
                try night.run()
            }
            night.losesOutcome(of: "A")
            night.becomes("2027-03-02 02:00")
            change(&night)
            let day = isMoved ? "03-04" : "03-03"
            let said = try night.run().said.filter { $0.contains(" A ") }
            #expect(said == ["withdraw A entered-in-error \(day) 08:00"])
            #expect(try night.plan().appointments.isEmpty)
            // Without outcome again: the withdrawal is sent again, and nothing else.
            night.losesOutcome(of: "A")
            #expect(try night.run().said == ["withdraw A entered-in-error \(day) 08:00"])
        }
    }

    // MARK: Nobody to be told

    @Test("R14 a push that a list overruled while nobody could be told does not count again", arguments: [false, true])
    func overruledUnseen(arrivesLate: Bool) throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(at: "2027-03-01 01:00", .assigned("A", "2027-03-10 08:00"))
        try night.run()
        night.goesAway()
        let moves = { (night: inout Night) in night.push(at: "2027-03-01 10:00", .assigned("A", "2027-03-02 08:00")) }
        if !arrivesLate { moves(&night) }
        night.snapshot(at: "2027-03-01 12:00", .assigned("A", "2027-03-10 09:00"))
        if arrivesLate { moves(&night) }
        night.snapshot(at: "2027-03-02 12:00")
        night.becomes("2027-03-03 02:00")
        night.returns()
        #expect(try night.run().said == ["withdraw A entered-in-error 03-10 08:00"])
    }

    // MARK: Closed and opened again

    @Test("R1 R15 a pair closed for some nights and opened again: withdrawn, silent, shown as it is by then")
    func closedAndOpened() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(
            .assigned("A", "2027-03-10 08:00"), .assigned("B", "2027-03-11 08:00"), .assigned("C", "2027-03-12 08:00"))
        try night.run()
        night.push(.cancelled("C", "2027-03-12 08:00", minutes: 30))
        try night.run()
        let opened = night.rules
        night.rules.services.removeFirst()
        night.becomes("2027-03-02 02:00")
        // A cancelled visit is shown too, and only opened pairs are shown.
        #expect(
            try night.run().said == [
                "withdraw A entered-in-error 03-10 08:00", "withdraw B entered-in-error 03-11 08:00",
                "withdraw C entered-in-error 03-12 08:00",
            ])
        night.becomes("2027-03-03 02:00")
        night.snapshot(.assigned("A", "2027-03-10 09:00"), .assigned("D", "2027-03-13 08:00"))
        night.push(.cancelled("D", "2027-03-13 08:00"))
        #expect(try night.run().said.isEmpty)
        night.rules = opened
        night.becomes("2027-03-04 02:00")
        night.snapshot(.assigned("A", "2027-03-10 09:00"))
        // R7: what was not shown is not cancelled; B is gone, C was withdrawn.
        #expect(try night.run().said == ["create A booked 03-10 09:00"])
        #expect(try night.planClosed().isEmpty)
    }

    // MARK: Consent

    @Test("R3 who returns gets what is stated by then; what is told and not stated is withdrawn, by whomever stated")
    func consentAwayAndBack() throws {
        var night = Night("2027-03-01 02:00", rules: .home { $0.showDescription = true })
        night.snapshot(
            .assigned("A", "2027-03-10 08:00", details: "tekst"), .assigned("B", "2027-03-11 08:00"),
            .assigned("done", "2027-03-01 08:00"))
        night.push(.assigned("P", "2027-03-12 08:00"))
        night.push(unit: "95317", .assigned("Q", "2027-03-13 08:00"))
        try night.run()
        night.becomes("2027-03-01 12:00")
        night.push(.performed("done", "2027-03-01 08:10"))
        try night.run()
        night.losesOutcome(of: "B")
        night.goesAway()
        #expect(try night.plan().isEmpty)
        // While away: lists go on, and the pushes are forgotten.
        night.becomes("2027-03-04 02:00")
        night.citizen.visits.removeAll { $0.kind == .push }
        night.snapshot(.assigned("A", "2027-03-10 08:00", details: "tekst"), .assigned("N", "2027-03-14 08:00"))
        #expect(try night.plan().isEmpty)
        night.returns()
        #expect(
            try night.run().said == [
                "create N booked 03-14 08:00", "update A booked 03-10 08:00",
                "withdraw B entered-in-error 03-11 08:00", "withdraw P entered-in-error 03-12 08:00",
                "withdraw Q entered-in-error 03-13 08:00",
            ])
        #expect(night.shown("A")?.details == "tekst")
        #expect(try night.planClosed().isEmpty)
    }

    @Test("R3 R13 on return a list too old withdraws nothing and shows nothing new")
    func returnToAnOldList() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-10 08:00"), .assigned("B", "2027-03-11 08:00"))
        try night.run()
        night.goesAway()
        night.becomes("2027-03-02 02:00")
        night.snapshot(.assigned("A", "2027-03-10 08:00"), .assigned("N", "2027-03-12 08:00"))
        night.becomes("2027-03-06 02:00")
        night.returns()
        #expect(try night.run().said == ["update A booked 03-10 08:00"])
        #expect(try night.plan().appointments.isEmpty)
    }

    @Test("Identity 8 of a number another took the place of everything ahead is taken back first, and nothing is told")
    func replaced() throws {
        var night = Night("2027-03-01 02:00")
        night.services(CareService(id: "9", unit: "95316", from: date(2027, 1, 1), through: nil))
        night.snapshot(
            .assigned("past", "2027-03-01 08:00"), .assigned("A", "2027-03-10 08:00"),
            .assigned("C", "2027-03-11 08:00"))
        try night.run()
        night.becomes("2027-03-01 12:00")
        night.push(.cancelled("C", "2027-03-11 08:00", minutes: 30), .performed("past", "2027-03-01 08:05"))
        try night.run()
        night.citizen.isReplaced = true
        night.becomes("2027-03-02 02:00")
        var inactive = night
        inactive.citizen.activation = .inactive
        #expect(try inactive.plan().isEmpty, "R3: the portal takes nothing of it any more")
        let plan = try night.run()
        #expect(plan.said == ["withdraw A entered-in-error 03-10 08:00", "withdraw C entered-in-error 03-11 08:00"])
        #expect(plan.saidOfMemberships == ["memberOut 9@95316 2027-01-01 2027-03-02"])
        #expect(plan.notes == [.numberReplaced: 1])
        let soonest = Urgency(.newlyActive, start: oslo("1970-01-01 00:00"))
        #expect(plan.appointments.allSatisfy { $0.urgency < soonest }, "before anything is shown under the new number")
        #expect(night.entry("past")?.status == .fulfilled)
        #expect(try night.planClosed().isEmpty)
    }
}
