// R1 to R5, R9 and R10: who is shown what, and in which words.

import SyncCore
import Testing

@Suite struct RulesShownTests {
    // MARK: R1

    @Test("R1 only opened pairs are shown")
    func onlyOpenedPairs() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-02 08:00"), .assigned("B", "2027-03-02 09:00", service: "77"))
        night.snapshot(unit: "99999", .assigned("C", "2027-03-02 10:00"))
        night.snapshot(unit: "95317", .assigned("D", "2027-03-02 11:00", service: "2"))
        #expect(try night.plan().said == ["create A booked 03-02 08:00"])
    }

    @Test("R1 a pair opened without appointments shows none")
    func withoutAppointments() throws {
        var night = Night("2027-03-01 02:00", rules: .home { $0.showAppointments = false })
        night.snapshot(.assigned("A", "2027-03-02 08:00"))
        #expect(try night.plan().isEmpty)
    }

    @Test("R1 every unit, when somebody wrote it out")
    func anyUnit() throws {
        var night = Night("2027-03-01 02:00", rules: .home { $0.units = .any })
        night.snapshot(unit: "1", .assigned("A", "2027-03-02 08:00"))
        #expect(try night.plan().said.count == 1)
    }

    @Test("R1 an event without service takes its unit's only opened one")
    func onlyServiceOfTheUnit() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(unit: "95317", .assigned("A", "2027-03-02 08:00", service: nil))
        let plan = try night.plan()
        #expect(plan.appointments.map(\.content.shown.pair) == [ServiceUnit(service: "9", unit: "95317")])
    }

    @Test("R1 an event without service where the unit has several is counted and not sent")
    func noService() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-02 08:00", service: nil))
        let plan = try night.plan()
        #expect(plan.appointments.isEmpty)
        #expect(plan.notes == [.noService: 1])
    }

    @Test("R1 of an entry that nobody was told of yet as well, whichever comes first", arguments: [true, false])
    func serviceOfAnUntoldEntry(_ isListFirst: Bool) throws {
        var night = Night("2027-03-01 02:00")
        let list = { (night: inout Night) in
            night.snapshot(at: "2027-03-01 00:30", .planned("X", "2027-03-02 08:00", service: "9"))
        }
        if isListFirst { list(&night) }
        night.push(at: "2027-03-01 01:00", .assigned("Y", "2027-03-02 08:15", service: nil, relatedTo: "X"))
        if !isListFirst { list(&night) }
        let plan = try night.run()
        #expect(plan.said == ["create X booked 03-02 08:15"] && plan.notes[.noService] == nil)
        #expect(night.shown("X")?.pair.service == "9")
        #expect(try night.plan().isEmpty)
    }

    @Test("R1 an event without service takes the service of the entry it joins")
    func serviceOfTheEntry() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-02 08:00", service: "12"))
        try night.run()
        night.becomes("2027-03-01 12:00")
        night.push(.assigned("A", "2027-03-02 09:00", service: nil))
        #expect(try night.run().said == ["update A booked 03-02 09:00"])
        #expect(night.shown("A")?.serviceName == "Renhold")
    }

    // MARK: R2, R3

    @Test("R2 only an active citizen gets anything", arguments: [ActivationState.unknown, .inactive])
    func notActive(_ state: ActivationState) throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-02 08:00"))
        night.services(CareService(id: "9", unit: "95316", from: date(2027, 1, 1), through: nil))
        night.citizen.activation = state
        #expect(try night.plan().isEmpty)
    }

    @Test("R2 the horizon rolls without a message, its first and last day included")
    func horizonRolls() throws {
        var night = Night("2027-03-01 02:00")
        night.rules.statementMaxAgeHours = 24 * 30
        night.snapshot(
            .assigned("today", "2027-03-01 02:00"), .assigned("gone", "2027-03-01 01:59"),
            .assigned("last", "2027-03-15 23:59"), .assigned("beyond", "2027-03-16 00:00"))
        #expect(try night.run().said == ["create last booked 03-15 23:59", "create today booked 03-01 02:00"])
        night.becomes("2027-03-02 02:00")
        #expect(try night.run().said == ["create beyond booked 03-16 00:00"])
    }

    @Test("R3 who is no longer active gets nothing more, no ending either")
    func noEndingForTheInactive() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-02 08:00"))
        try night.run()
        night.becomes("2027-03-01 12:00")
        night.snapshot()
        night.citizen.activation = .inactive
        #expect(try night.plan().isEmpty)
    }

    @Test("R3 who returns gets everything again, and what is gone is withdrawn")
    func returning() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-03 08:00"), .assigned("B", "2027-03-03 09:00"))
        try night.run()
        for index in night.citizen.told.indices {
            night.citizen.told[index].fingerprint = nil
            night.citizen.told[index].content?.shown.employees = []
        }
        night.becomes("2027-03-02 02:00")
        night.citizen.isNewlyActive = true
        night.snapshot(.assigned("A", "2027-03-03 08:00"))
        #expect(
            try night.run().said == ["update A booked 03-03 08:00", "withdraw B entered-in-error 03-03 09:00"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R3 what may be kept of an absent citizen's entry holds no name and no text")
    func reduced() {
        let shown = ShownAppointment(
            status: .booked, start: oslo("2027-03-02 08:00"), end: oslo("2027-03-02 09:00"),
            pair: ServiceUnit(service: "9", unit: "95316"), serviceName: "Hjemmesykepleie", employees: ["K"],
            details: "D")
        #expect(shown.reduced.employees.isEmpty)
        #expect(shown.reduced.details == nil)
        #expect(shown.reduced.start == shown.start)
    }

    // MARK: R4, R5

    @Test("R4 a planned window is proposed, a planned time booked, and only a series recurs")
    func planned() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(
            .planned("S", "2027-03-02 08:00", days: [.tuesday]), .planned("W", "2027-03-03 08:00"),
            .planned("T", "2027-03-04 08:00", window: false))
        try night.run()
        let series = night.shown("S/20270302T080000")
        #expect(series?.status == .proposed && series?.isWindow == true && series?.isRecurring == true)
        let window = night.shown("W")
        #expect(window?.status == .proposed && window?.isWindow == true && window?.isRecurring == false)
        let time = night.shown("T")
        #expect(time?.status == .booked && time?.isWindow == false)
    }

    @Test("R5 an assigned visit is booked at an exact time and recurs no longer")
    func assigned() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.planned("S", "2027-03-02 08:00", days: [.tuesday]))
        try night.run()
        night.becomes("2027-03-02 02:00")
        night.snapshot(
            .planned("S", "2027-03-02 08:00", days: [.tuesday]),
            .assigned("S", "2027-03-02 08:45", occurrence: "2027-03-02 08:00"))
        let said = try night.run().said
        #expect(said.contains("update S/20270302T080000 booked 03-02 08:45"))
        let shown = night.shown("S/20270302T080000")
        #expect(shown?.isWindow == false && shown?.isRecurring == false)
        #expect(shown?.end == oslo("2027-03-02 09:15"))
    }

    // MARK: R9

    @Test("R9 the citizen sees the configured name and nothing that was not opened")
    func namesAndTexts() throws {
        var night = Night("2027-03-01 02:00")
        night.snapshot(.assigned("A", "2027-03-02 08:00", employees: ["K"], details: "D"))
        let shown = try #require(try night.plan().appointments.first?.content.shown)
        #expect(shown.serviceName == "Hjemmesykepleie")
        #expect(shown.employees.isEmpty && shown.details == nil && !shown.mayCancel)
    }

    @Test("R9 employees of assigned and performed visits only, when opened")
    func employees() throws {
        var night = Night("2027-03-01 12:00", rules: .home { $0.showEmployeeName = true })
        var planned = VisitEvent.planned("P", "2027-03-02 08:00")
        planned.employees = ["K"]
        night.snapshot(planned, .assigned("A", "2027-03-02 09:00", employees: ["K"]))
        night.push(.performed("M", "2027-03-01 09:00", employees: ["K"]))
        try night.run()
        #expect(night.shown("P")?.employees == [])
        #expect(night.shown("A")?.employees == ["K"])
        #expect(night.shown("M")?.employees == ["K"])
    }

    @Test(
        "R9 a description is cut to 1000 of the portal's characters, never inside one",
        arguments: [
            (String(repeating: "å", count: 1_000), 1_000), (String(repeating: "å", count: 1_001), 1_000),
            (String(repeating: "👩‍⚕️", count: 300), 200 * 5),
            ("x" + String(repeating: "👩‍⚕️", count: 300), 1 + 199 * 5),
        ])
    func description(_ text: String, _ utf16: Int) throws {
        var night = Night("2027-03-01 02:00", rules: .home { $0.showDescription = true })
        night.snapshot(.assigned("A", "2027-03-02 08:00", details: text))
        let details = try #require(try night.plan().appointments.first?.content.shown.details)
        #expect(details.utf16.count == utf16)
        #expect(text.hasPrefix(details))
    }

    @Test("R9 an empty description is none")
    func emptyDescription() throws {
        var night = Night("2027-03-01 02:00", rules: .home { $0.showDescription = true })
        night.snapshot(.assigned("A", "2027-03-02 08:00", details: ""))
        #expect(try night.plan().appointments.first?.content.shown.details == nil)
    }

    @Test(
        "R9 a citizen may cancel only what the service opens and the EPJ hears of",
        arguments: [(false, false, false), (true, false, false), (false, true, false), (true, true, true)])
    func mayCancel(_ service: Bool, _ reaches: Bool, _ expected: Bool) throws {
        var night = Night("2027-03-01 02:00", rules: .home { $0.citizenMayCancel = service })
        night.rules.cancellationsReachEPJ = reaches
        night.snapshot(.assigned("A", "2027-03-02 08:00"), .planned("P", "2027-03-02 09:00"))
        #expect(try night.plan().appointments.map(\.content.shown.mayCancel) == [expected, expected])
    }

    // MARK: R10

    @Test(
        "R10 a minor is withheld unless the service names who may see",
        arguments: [nil, OpenedService.MinorAccess.youthOnly])
    func minors(_ access: OpenedService.MinorAccess?) throws {
        var night = Night("2027-03-01 02:00", rules: .home { $0.minors = access })
        night.citizen.birthDate = date(2009, 3, 2)
        night.snapshot(.assigned("A", "2027-03-02 08:00"))
        night.services(CareService(id: "9", unit: "95316", from: date(2027, 1, 1), through: nil))
        let plan = try night.plan()
        #expect(plan.appointments.map(\.content.shown.minors) == (access == nil ? [] : [access]))
        #expect(plan.memberships.count == (access == nil ? 0 : 1))
        #expect(plan.notes[.minorWithheld] == (access == nil ? 1 : nil))
    }

    @Test(
        "R10 on the eighteenth birthday nobody is a minor",
        arguments: [
            (date(2009, 3, 1), false), (date(2009, 3, 2), true), (date(2008, 2, 29), false),
        ])
    func eighteen(_ born: CivilDate, _ minor: Bool) throws {
        var night = Night("2027-03-01 02:00")
        night.citizen.birthDate = born
        night.snapshot(.assigned("A", "2027-03-02 08:00"))
        #expect(try night.plan().appointments.isEmpty == minor)
    }

    @Test("R10 born on 29 February, of age on 1 March of an ordinary year")
    func leapDay() {
        let citizen = CitizenSituation(
            citizenKey: Digest128(high: 0, low: 0), activation: .active, birthDate: date(2008, 2, 29))
        #expect(citizen.isMinor(on: date(2026, 2, 28)))
        #expect(!citizen.isMinor(on: date(2026, 3, 1)))
    }

    @Test("R10 a minor's future entries are withdrawn when the service names nobody any more")
    func minorsClosed() throws {
        var night = Night("2027-03-01 02:00", rules: .home { $0.minors = .parentsAndYouth })
        night.citizen.birthDate = date(2015, 1, 1)
        night.snapshot(.assigned("A", "2027-03-02 08:00"))
        night.push(.assigned("B", "2027-03-02 09:00"))
        try night.run()
        night.rules = .home
        night.citizen.visits.removeAll { $0.kind == .push }
        #expect(
            try night.run().said == [
                "withdraw A entered-in-error 03-02 08:00", "withdraw B entered-in-error 03-02 09:00",
            ])
        #expect(try night.plan().isEmpty)
    }
}
