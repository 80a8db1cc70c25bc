// New, changed, identical or refused, and what of it the citizen sees.

import Testing

@testable import PortalSimulator

@Suite struct AppointmentDecisionTests {
    private let citizen = Citizen(
        fnr: TestPerson.foedselsnummer, active: true, viaOthers: false, assignedProxy: false)

    private func incoming(_ json: JSONValue) throws -> IncomingAppointment {
        try #require(json.object.flatMap(IncomingAppointment.init))
    }

    private func stored(_ json: JSONValue) throws -> StoredAppointment {
        let appointment = try incoming(json)
        return StoredAppointment(
            id: "1", shown: appointment.shown, lastUpdated: appointment.lastUpdated, content: appointment.content)
    }

    private func decide(_ json: JSONValue, after earlier: JSONValue? = nil) throws -> AppointmentDecision {
        AppointmentDecision.decide(
            try incoming(json), stored: try earlier.map(stored), citizen: citizen)
    }

    @Test func theFirstIsNewAndShown() throws {
        #expect(try decide(SampleAppointment.with()) == .new(changesShown: true))
        #expect(try decide(SampleAppointment.with(status: "entered-in-error")) == .new(changesShown: false))
    }

    @Test func theSameIsIdenticalInAnyOrderOfMembersAndWithALaterLastUpdated() throws {
        let first = SampleAppointment.with()
        var later = JSONValue.object(JSONObject(first.object?.members.reversed() ?? []))
        later.set("meta.lastUpdated", "2026-09-01T05:00:00+02:00")
        #expect(try decide(later, after: first) == .identical)
    }

    @Test(
        arguments: [
            ("status", "fulfilled"), ("start", "2026-09-02T07:59:00+02:00"), ("end", "2026-09-02T08:31:00+02:00"),
            ("contained.0.name", "Praktisk bistand"), ("description", "Ta med nøkkel"),
            ("contained.4.name.0.text", "Ansatt To"),
        ] as [(String, JSONValue)])
    func whatTheCitizenSeesCounts(path: String, value: JSONValue) throws {
        var changed = SampleAppointment.with()
        changed.set(path, value)
        #expect(try decide(changed, after: SampleAppointment.with()) == .changed(changesShown: true))
    }

    @Test func aChangedReasonAndAChangedWindowCount() throws {
        let cancelled = SampleAppointment.with(status: "cancelled")
        var otherReason = cancelled
        otherReason.set("cancelationReason.coding.0.code", "2")
        #expect(try decide(otherReason, after: cancelled) == .changed(changesShown: true))

        let proposed = SampleAppointment.with(status: "proposed")
        var otherWindow = proposed
        otherWindow.set("requestedPeriod.0.end", "2026-09-02T11:00:00+02:00")
        #expect(try decide(otherWindow, after: proposed) == .changed(changesShown: true))
    }

    @Test func whatTheCitizenDoesNotSeeIsAChangeThatDoesNotCount() throws {
        var changed = SampleAppointment.with()
        changed.set("start", "2026-09-02T06:00:00Z")
        changed.set("extension.0.valueBoolean", true)
        changed.set("contained.3.code", SampleAppointment.flag("cancelWithComment"))
        #expect(try decide(changed, after: SampleAppointment.with()) == .changed(changesShown: false))
    }

    @Test func withdrawalCountsWhenTheEntryWasShownAndReappearanceCountsAgain() throws {
        let shown = SampleAppointment.with()
        let withdrawn = SampleAppointment.with(status: "entered-in-error")
        #expect(try decide(withdrawn, after: shown) == .changed(changesShown: true))
        #expect(try decide(shown, after: withdrawn) == .changed(changesShown: true))
        var withdrawnElsewise = withdrawn
        withdrawnElsewise.set("description", "x")
        #expect(try decide(withdrawnElsewise, after: withdrawn) == .changed(changesShown: false))
    }

    @Test func anOlderLastUpdatedIsRefusedEvenWithTheSameContent() throws {
        var older = SampleAppointment.with()
        older.set("meta.lastUpdated", "2026-09-01T02:09:59.999Z")
        #expect(try decide(older, after: SampleAppointment.with()) == .refused([.lastUpdatedBackwards]))
    }

    @Test func anIdentifierStaysWithItsPatient() throws {
        let other = SampleAppointment.with(patient: TestPerson.another)
        #expect(try decide(SampleAppointment.with(), after: other) == .refused([.identifierOfAnotherPatient]))
    }

    @Test func onlyReachableCitizensGetAnything() throws {
        let visit = try incoming(SampleAppointment.with())
        #expect(AppointmentDecision.decide(visit, stored: nil, citizen: nil) == .refused([.citizenNotActive]))
        var citizen = citizen
        citizen.active = false
        citizen.assignedProxy = true
        #expect(AppointmentDecision.decide(visit, stored: nil, citizen: citizen) == .refused([.citizenNotActive]))
        citizen.viaOthers = true
        #expect(AppointmentDecision.decide(visit, stored: nil, citizen: citizen) == .new(changesShown: true))
    }

    @Test func namesOfSeveralEmployeesAreJoined() throws {
        var visit = SampleAppointment.with()
        visit.append(
            "contained",
            ["resourceType": "Practitioner", "id": "p2", "name": [["given": ["Ansatt"], "family": "To"]]])
        visit.append("participant", ["actor": ["reference": "#p2"], "status": "accepted"])
        #expect(try incoming(visit).shown.employee == "Ansatt En, Ansatt To")
    }
}
