// From a planned occurrence to the assigned visit that takes its place (identity rule 6), under whatever uid and relation,
// in whatever order, by list or by push, and over many nights.

import SyncCore
import Testing

@Suite struct AssignedVisitTests {
    private let daily = Weekday.allCases

    private func series(_ start: String, excluded: [String] = [], service: String? = "9") -> VisitEvent {
        .planned("S", start, service: service, days: daily, excluded: excluded)
    }

    /// S daily 08:00–10:00, told from 1 to 3 March.
    private func told() throws -> Night {
        var night = Night("2027-03-01 02:00")
        night.rules.horizonDays = 2
        night.snapshot(series("2027-03-01 08:00"))
        try night.run()
        night.becomes("2027-03-01 03:00")
        return night
    }

    @Test(
        "Identity 6 comes before 3: a related-to that leads nowhere does not keep the visit from the occurrence",
        arguments: [true, false], [nil, "X", "S"])
    func withRelation(_ visitFirst: Bool, _ relation: String?) throws {
        var night = try told()
        let gap = series("2027-03-01 08:00", excluded: ["2027-03-02 08:00"])
        let visit = VisitEvent.assigned("B", "2027-03-02 09:15", relatedTo: relation)
        if visitFirst { night.snapshot(visit, gap) } else { night.snapshot(gap, visit) }
        #expect(try night.run().said == ["update S/20270302T080000 booked 03-02 09:15"])
        #expect(try night.planClosed().isEmpty)
    }

    @Test(
        "Identity 6 1 an assigned visit that moves to another date leaves the occurrence that is stated again its entry",
        arguments: [true, false], [nil, "B0"])
    func movedToAnotherDate(_ visitFirst: Bool, _ relation: String?) throws {
        var night = try told()
        func states(_ excluded: [String], _ visit: String) {
            let gap = series("2027-03-01 08:00", excluded: excluded)
            let visit = VisitEvent.assigned("B", visit, relatedTo: relation)
            if visitFirst { night.snapshot(visit, gap) } else { night.snapshot(gap, visit) }
        }
        states(["2027-03-02 08:00"], "2027-03-02 09:15")
        #expect(try night.run().said == ["update S/20270302T080000 booked 03-02 09:15"])
        night.becomes("2027-03-01 04:00")
        states(["2027-03-03 08:00"], "2027-03-03 09:15")
        #expect(
            try night.run().said == [
                "update S/20270302T080000 proposed 03-02 08:00", "update S/20270303T080000 booked 03-03 09:15",
            ])
        #expect(try night.planClosed().isEmpty)
        // Nothing is excluded for it: a visit of its own.
        night.becomes("2027-03-01 05:00")
        states([], "2027-03-02 18:30")
        let own = relation ?? "B"
        #expect(
            try night.run().said.sorted() == [
                "create \(own) booked 03-02 18:30", "update S/20270303T080000 proposed 03-03 08:00",
            ])
        #expect(try night.planClosed().isEmpty)
        night.becomes("2027-03-01 06:00")
        states([], "2027-03-02 19:30")
        #expect(try night.run().said == ["update \(own) booked 03-02 19:30"])
    }

    @Test("Identity 6 2 a new uid every night that always names the first one is one visit (CosDoc)")
    func newUIDEveryNight() throws {
        var night = try told()
        let gap = series("2027-03-01 08:00", excluded: ["2027-03-02 08:00"])
        // Inside the window, outside of it, the series gone, performed: the same entry.
        night.snapshot(gap, .assigned("B1", "2027-03-02 09:15", relatedTo: "B0"))
        #expect(try night.run().said == ["update S/20270302T080000 booked 03-02 09:15"])
        night.becomes("2027-03-01 04:00")
        night.snapshot(gap, .assigned("B2", "2027-03-02 14:00", relatedTo: "B0"))
        #expect(try night.run().said == ["update S/20270302T080000 booked 03-02 14:00"])
        night.becomes("2027-03-02 02:00")
        night.snapshot(.assigned("B3", "2027-03-02 15:00", relatedTo: "B0"))
        #expect(try night.run().said.contains("update S/20270302T080000 booked 03-02 15:00"))
        night.becomes("2027-03-02 18:00")
        night.push(.performed("B4", "2027-03-02 15:05", relatedTo: "B0"))
        #expect(try night.run().said == ["perform S/20270302T080000 fulfilled 03-02 15:05"])
        night.becomes("2027-03-02 19:00")
        night.push(.performed("B5", "2027-03-02 15:05", relatedTo: "B0"))
        #expect(try night.run().said.isEmpty)
    }

    @Test("Identity 7 2 a performed visit repeated under a new uid that names the same one is told once")
    func performedTwice() throws {
        var night = try told()
        night.becomes("2027-03-01 12:00")
        night.push(at: "2027-03-01 10:00", .performed("M1", "2027-03-01 08:30", relatedTo: "M0"))
        #expect(try night.run().said == ["perform S/20270301T080000 fulfilled 03-01 08:30"])
        night.push(at: "2027-03-01 11:00", .performed("M2", "2027-03-01 08:30", relatedTo: "M0"))
        let plan = try night.run()
        #expect(plan.appointments.isEmpty && plan.notes.isEmpty)
    }

    @Test("Identity 6 3 what goes back to a visit that is stated itself is that visit, told or not")
    func relationIsStated() throws {
        var night = try told()
        // X lies beyond the horizon, and no list of its unit speaks of it; B is what became of it.
        night.push(at: "2027-03-01 02:10", unit: "95317", .assigned("X", "2027-03-20 08:00"))
        night.snapshot(
            at: "2027-03-01 02:20", series("2027-03-01 08:00", excluded: ["2027-03-02 08:00"]),
            .assigned("B", "2027-03-02 09:15", relatedTo: "X"))
        #expect(
            try night.run().said == [
                "create X booked 03-02 09:15", "withdraw S/20270302T080000 entered-in-error 03-02 08:00",
            ])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 6 several candidates on either side: none is guessed, and none is shown twice")
    func severalCandidates() throws {
        let withTwo = try told()
        let gap = series("2027-03-01 08:00", excluded: ["2027-03-02 08:00"])
        let cases: [([VisitEvent], [String])] = [
            (
                [.assigned("B", "2027-03-02 08:15", relatedTo: "X"), gap, .assigned("C", "2027-03-02 09:15")],
                [
                    "create C booked 03-02 09:15", "create X booked 03-02 08:15",
                    "withdraw S/20270302T080000 entered-in-error 03-02 08:00",
                ]
            ),
            (
                [
                    gap, .planned("T", "2027-03-01 09:00", days: daily, excluded: ["2027-03-02 09:00"]),
                    .assigned("B", "2027-03-02 09:15"),
                ],
                [
                    "create B booked 03-02 09:15", "create T/20270301T090000 proposed 03-01 09:00",
                    "create T/20270303T090000 proposed 03-03 09:00",
                    "withdraw S/20270302T080000 entered-in-error 03-02 08:00",
                ]
            ),
        ]
        for (events, said) in cases {
            for order in [events, events.reversed()] {
                var night = withTwo
                night.receive(
                    VisitStatement(unit: "95316", kind: .snapshot, generated: oslo("2027-03-01 02:30"), events: order))
                #expect(try night.run().said == said)
                #expect(try night.planClosed().isEmpty)
            }
        }
    }

    @Test("Identity 6 a visit assigned by push is its own until a list names it; the occurrence is then withdrawn")
    func byPush() throws {
        var night = try told()
        // R12: a push speaks only of what it names, so the occurrence stands beside it.
        night.push(at: "2027-03-01 02:30", .assigned("B", "2027-03-02 09:15"))
        #expect(try night.run().said == ["create B booked 03-02 09:15"])
        night.becomes("2027-03-02 02:00")
        night.snapshot(series("2027-03-02 08:00", excluded: ["2027-03-02 08:00"]), .assigned("B", "2027-03-02 09:15"))
        #expect(
            try night.run().said == [
                "create S/20270304T080000 proposed 03-04 08:00",
                "withdraw S/20270302T080000 entered-in-error 03-02 08:00",
            ])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 2 a push that names the series is the occurrence at once, and so is the list's visit after it")
    func byPushWithRelation() throws {
        var night = try told()
        night.push(at: "2027-03-01 02:30", .assigned("B", "2027-03-02 09:15", relatedTo: "S"))
        #expect(try night.run().said == ["update S/20270302T080000 booked 03-02 09:15"])
        night.becomes("2027-03-02 02:00")
        night.snapshot(
            .assigned("B", "2027-03-02 09:30"), series("2027-03-02 08:00", excluded: ["2027-03-02 08:00"]))
        #expect(
            try night.run().said == [
                "create S/20270304T080000 proposed 03-04 08:00", "update S/20270302T080000 booked 03-02 09:30",
            ])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("Identity 6 push and list in one night, whichever came first, are one visit in the occurrence's place")
    func pushAndListTogether() throws {
        for pushFirst in [true, false] {
            var night = try told()
            let push = { (night: inout Night) in
                night.push(at: "2027-03-01 02:40", .assigned("B", "2027-03-02 09:20"))
            }
            if pushFirst { push(&night) }
            night.snapshot(
                at: "2027-03-01 02:30", .assigned("B", "2027-03-02 09:15"),
                series("2027-03-01 08:00", excluded: ["2027-03-02 08:00"]))
            if !pushFirst { push(&night) }
            #expect(try night.run().said == ["update S/20270302T080000 booked 03-02 09:20"])
            #expect(try night.planClosed().isEmpty)
        }
    }

    @Test("Identity 6 an exdate that is added and removed again is one entry, withdrawn and shown again")
    func exdateRemovedAgain() throws {
        var night = try told()
        night.snapshot(at: "2027-03-01 02:30", series("2027-03-01 08:00", excluded: ["2027-03-02 08:00"]))
        #expect(try night.run().said == ["withdraw S/20270302T080000 entered-in-error 03-02 08:00"])
        night.becomes("2027-03-01 04:00")
        night.snapshot(series("2027-03-01 08:00"))
        let back = try night.run()
        #expect(back.said == ["create S/20270302T080000 proposed 03-02 08:00"])
        #expect(back.appointments.map(\.isNewEntry) == [false])
        // Assigned, and assigned no longer: the occurrence is a window again.
        night.becomes("2027-03-01 05:00")
        night.snapshot(
            series("2027-03-01 08:00", excluded: ["2027-03-02 08:00"]), .assigned("B", "2027-03-02 09:15"))
        #expect(try night.run().said == ["update S/20270302T080000 booked 03-02 09:15"])
        night.becomes("2027-03-01 06:00")
        night.snapshot(series("2027-03-01 08:00"))
        #expect(try night.run().said == ["update S/20270302T080000 proposed 03-02 08:00"])
        #expect(try night.planClosed().isEmpty)
        #expect(night.citizen.told.count == 3)
    }

    @Test(
        "Identity 6 over both changes of clock, in the hour that does not exist and the hour that occurs twice",
        arguments: [("2027-03-27", "2027-03-28"), ("2027-10-30", "2027-10-31")])
    func changesOfClock(_ before: String, _ day: String) throws {
        let name = "S/\(day.replacing("-", with: ""))T020000"
        let said = day.dropFirst(5)
        var night = Night("\(before) 01:00")
        night.rules.horizonDays = 1
        func series(_ start: String, _ excluded: [String] = []) -> VisitEvent {
            .planned("S", start, minutes: 90, days: daily, excluded: excluded)
        }
        night.snapshot(series("\(before) 02:00"))
        try night.run()
        night.becomes("\(before) 03:00")
        night.snapshot(.assigned("B", "\(day) 02:45"), series("\(before) 02:00", ["\(day) 02:00"]))
        // RFC 5545 §3.3.5: 02:45 is 03:45 where the clock has leapt.
        let shown = day.hasPrefix("2027-03") ? "03:45" : "02:45"
        #expect(try night.run().said == ["update \(name) booked \(said) \(shown)"])
        #expect(
            night.shown(name)?.end == night.shown(name)?.start.adding(seconds: 1_800 + (shown == "02:45" ? 3_600 : 0)))
        #expect(try night.planClosed().isEmpty)
        // The night itself, and the visit moved to the hour after.
        night.becomes("\(day) 00:30")
        night.snapshot(series("\(day) 02:00", ["\(day) 02:00"]), .assigned("B", "\(day) 04:10"))
        #expect(try night.run().said.contains("update \(name) booked \(said) 04:10"))
    }
}
