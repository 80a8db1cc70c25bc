// R10 and R11: a citizen who is dead, or of whom an access limit or a reservation is in force, is told nothing more, and
// what lies ahead is taken back.

import SyncCore
import Testing

@Suite struct SilenceTests {
    private static let causes: [(PlanningNote, @Sendable (inout Night, Bool) -> Void)] = [
        (.deceased, { $0.citizen.isDead = $1 }), (.withheld, { $0.citizen.isWithheld = $1 }),
    ]

    /// On 1 March at 12: a visit past, one performed, and a window, a time and a cancelled visit to come; one contact.
    private func told(_ rules: SourceRules = .home) throws -> Night {
        var night = Night("2027-03-01 02:00", rules: rules)
        night.services(CareService(id: "9", unit: "95316", from: date(2027, 1, 1), through: nil))
        night.push(
            .assigned("past", "2027-03-01 08:00"), .assigned("done", "2027-03-01 09:00"),
            .assigned("time", "2027-03-02 08:00"), .planned("window", "2027-03-03 08:00"),
            .assigned("gone", "2027-03-04 08:00"))
        try night.run()
        night.becomes("2027-03-01 12:00")
        night.push(.performed("done", "2027-03-01 09:05"), .cancelled("gone", "2027-03-04 08:00", minutes: 30))
        try night.run()
        return night
    }

    private static let takenBack = [
        "withdraw gone entered-in-error 03-04 08:00", "withdraw time entered-in-error 03-02 08:00",
        "withdraw window entered-in-error 03-03 08:00",
    ]

    @Test("R11 a death withdraws what lies ahead and ends the contacts, in the next plan")
    func death() throws {
        var night = try told()
        night.citizen.isDead = true
        let plan = try night.run()
        #expect(plan.said == Self.takenBack)
        #expect(plan.saidOfMemberships == ["memberOut 9@95316 2027-01-01 2027-03-01"])
        #expect(plan.notes == [.deceased: 1])
        #expect(night.entry("past")?.status == .booked && night.entry("done")?.status == .fulfilled)
        #expect(try night.planClosed().isEmpty)
        #expect(try night.plan().notes == [.deceased: 1], "his visits are stated still, and kept silent")
        night.becomes("2027-03-02 02:00")
        #expect(try night.planClosed().isEmpty)
    }

    @Test("R11 nothing is created, moved, cancelled or told as performed", arguments: causes.map(\.0))
    func nothingNew(_ note: PlanningNote) throws {
        var night = try told()
        let silence = try #require(Self.causes.first { $0.0 == note }?.1)
        silence(&night, true)
        try night.run()
        night.becomes("2027-03-01 13:00")
        night.push(
            .assigned("new", "2027-03-02 10:00"), .assigned("time", "2027-03-02 11:00"),
            .cancelled("window", "2027-03-03 08:00"), .performed("past", "2027-03-01 08:05"),
            .performed("unplanned", "2027-03-01 12:10"), .performed("done", "2027-03-01 09:10"))
        night.services(
            CareService(id: "9", unit: "95316", from: date(2027, 1, 1), through: nil),
            CareService(id: "2", unit: "95316", from: date(2027, 1, 1), through: nil))
        let plan = try night.plan()
        #expect(plan.isEmpty)
        #expect(plan.notes == [note: 1])
    }

    @Test("R11 undone by its cancellation: everything stated is told again, under the same identifiers")
    func undone() throws {
        for (note, silence) in Self.causes {
            var night = try told()
            let before = night.citizen.told.map(\.key)
            silence(&night, true)
            #expect(try night.run().notes == [note: 1])
            night.becomes("2027-03-01 20:00")
            silence(&night, false)
            let plan = try night.run()
            #expect(plan.said == ["create time booked 03-02 08:00", "create window proposed 03-03 08:00"])
            #expect(plan.saidOfMemberships == ["memberIn 9@95316 2027-01-01 open"])
            #expect(plan.notes.isEmpty)
            #expect(night.citizen.told.map(\.key) == before)
            #expect(try night.plan().isEmpty)
        }
    }

    @Test("R11 a notice that came while silent is given after the death is cancelled, as far as it is news")
    func noticeAfterwards() throws {
        var night = try told()
        night.citizen.isDead = true
        try night.run()
        night.push(.performed("past", "2027-03-01 08:05"))
        try night.run()
        night.citizen.isDead = false
        night.becomes("2027-03-01 13:00")
        #expect(try night.run().said.contains("perform past fulfilled 03-01 08:05"))
    }

    @Test("R11 what was possibly told is withdrawn, and a withdrawal without outcome sent again")
    func possibly() throws {
        var night = try told()
        for value in ["past", "done", "time"] { night.losesOutcome(of: value) }
        night.citizen.memberships[0].told = .possibly
        night.citizen.isDead = true
        #expect(throws: NeedsContent.self) { try night.planClosed() }
        let plan = try night.run()
        #expect(plan.said == Self.takenBack)
        #expect(plan.saidOfMemberships == ["memberOut 9@95316 2027-01-01 2027-03-01"])
        night.losesOutcome(of: "time")
        night.becomes("2027-03-05 02:00")
        let sent = night.entry("time")?.content
        let again = try night.run()
        #expect(again.said == ["withdraw time entered-in-error 03-02 08:00"])
        #expect(again.appointments.map(\.content) == [sent], "byte by byte")
        #expect(again.memberships.isEmpty)
    }

    @Test("R11 R16 a coming visit possibly told as performed is withdrawn; a past one is not, nor a told notice")
    func possiblyPerformed() throws {
        for (isToCome, isDoubtful) in [(true, true), (true, false), (false, true)] {
            var night = try told()
            night.push(.performed(isToCome ? "time" : "past", "2027-03-01 11:30"))
            #expect(try night.run().said.contains { $0.hasPrefix("perform") })
            if isDoubtful { night.losesOutcome(of: isToCome ? "time" : "past") }
            night.citizen.isWithheld = true
            let withdrawn = try night.run().said
            #expect(withdrawn.contains("withdraw time entered-in-error 03-01 11:30") == (isToCome && isDoubtful))
            #expect(!withdrawn.contains { $0.hasPrefix("withdraw past") })
        }
    }

    @Test("R11 what was never told is not withdrawn")
    func neverTold() throws {
        var night = try told()
        for index in night.citizen.told.indices { night.citizen.told[index].told = .no }
        night.citizen.memberships[0].told = .no
        night.citizen.isDead = true
        #expect(try night.plan().isEmpty)
    }

    @Test("R11 of a dead citizen the portal does not call active nothing is sent, no ending either (R3)")
    func inactive() throws {
        var night = try told()
        night.citizen.isDead = true
        night.citizen.activation = .inactive
        let plan = try night.plan()
        #expect(plan.isEmpty && plan.notes.isEmpty)
    }

    @Test("R11 once nothing is said or shown of a dead citizen, he is not counted any more")
    func longDead() throws {
        var night = try told()
        night.citizen.isDead = true
        try night.run()
        night.citizen.visits = []
        night.citizen.services = nil
        #expect(try night.plan() == CitizenPlan())
    }

    @Test("R11 endings of the dead go first, like other endings")
    func urgency() throws {
        var night = try told()
        night.citizen.isDead = true
        let most = try night.plan().appointments.min { $0.urgency < $1.urgency }
        #expect(most?.content.value == "time" && most?.urgency == Urgency(.endingSoon, start: oslo("2027-03-02 08:00")))
    }

    @Test("R10 an access limit or reservation withholds until it is lifted")
    func withheld() throws {
        var night = try told()
        night.citizen.isWithheld = true
        let plan = try night.run()
        #expect(plan.said == Self.takenBack)
        #expect(plan.saidOfMemberships == ["memberOut 9@95316 2027-01-01 2027-03-01"])
        #expect(plan.notes == [.withheld: 1])
    }

    @Test("R10 a limit withholds a minor's visits too, whoever may see them otherwise")
    func minor() throws {
        var night = Night("2027-03-01 02:00", rules: .home { $0.minors = .parentsAndYouth })
        night.citizen.birthDate = date(2015, 1, 1)
        night.push(.assigned("A", "2027-03-02 08:00"))
        try night.run()
        night.citizen.isWithheld = true
        #expect(try night.run().said == ["withdraw A entered-in-error 03-02 08:00"])
    }

    @Test("R10 who is dead and withheld is counted once, as dead")
    func both() throws {
        var night = try told()
        night.citizen.isWithheld = true
        night.citizen.isDead = true
        #expect(try night.run().notes == [.deceased: 1])
        night.citizen.isDead = false
        let plan = try night.plan()
        #expect(plan.isEmpty && plan.notes == [.withheld: 1])
    }

    @Test(
        "R10 only a reservation and an access limit withhold",
        arguments: PrivacyStatus.allCases)
    func statuses(_ status: PrivacyStatus) {
        #expect(status.withholds == ["RES", "TBO"].contains(status.rawValue))
    }
}
