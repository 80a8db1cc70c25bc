// The profile's rules: right visits of every status, and one wrong visit per way of being wrong.

import Testing

@testable import PortalSimulator

/// An Appointment with one thing wrong, and the codes it must be refused with.
struct WrongAppointment: Sendable, CustomTestStringConvertible {
    let name: String
    let codes: [String]
    let json: JSONValue

    init(
        _ name: String, _ codes: String..., from base: JSONValue = SampleAppointment.with(),
        _ spoil: (inout JSONValue) -> Void
    ) {
        self.name = name
        self.codes = codes
        var json = base
        spoil(&json)
        self.json = json
    }

    var testDescription: String { name }
}

private func codes(_ json: JSONValue) -> [String] {
    AppointmentValidation.issues(json.object ?? JSONObject()).map(\.code)
}

@Suite struct AppointmentRuleTests {
    @Test(arguments: ["proposed", "booked", "fulfilled", "noshow", "cancelled", "entered-in-error"])
    func aRightVisitOfEachStatusIsAccepted(status: String) {
        #expect(codes(SampleAppointment.with(status: status)) == [])
    }

    @Test func rightVariantsAreAccepted() {
        var windowCancelled = SampleAppointment.with(status: "proposed")
        windowCancelled.set("status", "cancelled")
        windowCancelled.set("cancelationReason", SampleAppointment.reason(CodeSystems.cancelationReasonCommunity))
        #expect(codes(windowCancelled) == [])

        var withdrawnWindow = SampleAppointment.with(status: "proposed")
        withdrawnWindow.set("status", "entered-in-error")
        withdrawnWindow.set("start", "2026-09-02T08:00:00+02:00")
        withdrawnWindow.set("end", "2026-09-02T08:00:00Z")
        #expect(codes(withdrawnWindow) == [])

        let dnummer = SampleAppointment.with(patient: TestPerson.dnummer, patientSystem: CodeSystems.dnummer)
        #expect(codes(dnummer) == [])
        #expect(codes(SampleAppointment.with(patient: TestPerson.of2032)) == [])
        #expect(codes(SampleAppointment.specialist()) == [])

        var elsewhere = SampleAppointment.with()
        elsewhere.set("contained.2.type.0", SampleAppointment.role("OF"))
        elsewhere.set("meta.tag", [["system": .string(CodeSystems.varsling), "code": "1"]])
        elsewhere.set("meta.security", [["system": .string(CodeSystems.tilgangsbegrensning), "code": "N"]])
        #expect(codes(elsewhere) == [])

        var longest = SampleAppointment.with()
        longest.set("description", .string(String(repeating: "å", count: 1000)))
        longest.set("id", "0f8fad5b-d9cb-469f-a165-70867728950e")
        longest.set("end", longest["start"])
        #expect(codes(longest) == [])
    }

    @Test func aWarningIsToldOnlyTogetherWithAnError() {
        var visit = SampleAppointment.with()
        visit.set("participant.0.actor.reference", "Patient/1")
        #expect(codes(visit) == [])
        visit.set("comment", "x")
        #expect(
            codes(visit) == ["forbidden-comment", "appointment-participant-actor-patient-reference-reference"])
    }

    @Test func everyRuleBrokenIsTold() {
        var visit = SampleAppointment.with(status: "proposed")
        visit.set("requestedPeriod", nil)
        visit.set("meta.lastUpdated", nil)
        visit.set("meta.profile", ["http://helsenorge.no/fhir/StructureDefinition/hn-basis-appointment"])
        visit.set("priority", 1)
        #expect(
            codes(visit) == [
                "meta-lastUpdated-required", "forbidden-priority", "start-required-inv", "hn-app-reqperiod-1",
            ])
    }

    @Test func codesAreUniqueAndTextsTellNoValue() {
        let rules = AppointmentRule.all
        #expect(Set(rules.map(\.code)).count == rules.count)
        #expect(rules.allSatisfy { $0.element.hasPrefix("Appointment") && $0.text.hasSuffix(".") })
    }

    @Test func everyRuleHasAWrongAppointment() {
        let tested = Set((Self.wrong + Self.wrongCodes + Self.wrongParts).flatMap(\.codes))
        #expect(Set(AppointmentRule.all.map(\.code)).subtracting(tested) == [])
    }

    @Test(arguments: wrong + wrongCodes + wrongParts + misshapen)
    func isRefusedWithItsCode(wrong: WrongAppointment) {
        #expect(codes(wrong.json) == wrong.codes)
    }

    @Test func aMisfitIsToldWithItsPath() {
        var visit = SampleAppointment.with()
        visit.set("cancellationReason", "x")
        visit.set("participant.1.actor.reference", .null)
        visit.set("meta.12", 1)
        let elements = AppointmentValidation.issues(visit.object ?? JSONObject()).compactMap(\.element)
        #expect(
            elements == [
                "Appointment.meta", "Appointment.participant[1].actor.reference", "Appointment.cancellationReason",
            ])
    }

    @Test func theOutcomeNamesCodeElementAndText() throws {
        let issue = try #require(AppointmentRule.all.first { $0.code == "app-2" }?.issue)
        let expected = """
            {"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invariant","details":{"coding":\
            [{"system":"http://helsenorge.no/fhir/CodeSystem/feilkode","code":"app-2"}],"text":"Enten skal både start \
            og end være satt, eller ingen av dem."},"expression":["Appointment.end"]}]}
            """
        #expect(String(decoding: JSONWriter.write(OperationOutcome(issues: [issue]).json), as: UTF8.self) == expected)
    }
}

// MARK: - Times, identifiers, metadata, closed elements

extension AppointmentRuleTests {
    static let wrong: [WrongAppointment] =
        wrongTimes + [
            WrongAppointment("no resourceType", "resourceType") { $0.set("resourceType", nil) },
            WrongAppointment("another resource", "resourceType") { $0.set("resourceType", "Task") },
            WrongAppointment("id no UUID", "id-uuid") { $0.set("id", "besok-1") },
            WrongAppointment("no lastUpdated", "meta-lastUpdated-required") {
                $0.set("meta", ["profile": ["http://helsenorge.no/x"]])
            },
            WrongAppointment("two access limits", "tilgangsbegrensning-max-1") {
                $0.set(
                    "meta.security",
                    [
                        ["system": .string(CodeSystems.tilgangsbegrensning), "code": "N"],
                        ["system": .string(CodeSystems.tilgangsbegrensning), "code": "NORN_FORANS"],
                    ])
            },
            WrongAppointment("unknown access limit", "tilgangsbegrensning-code") {
                $0.set("meta.security", [["system": .string(CodeSystems.tilgangsbegrensning), "code": "R"]])
            },
            WrongAppointment("unknown notification", "varsling-code", from: elsewhere) {
                $0.set("meta.tag", [["system": .string(CodeSystems.varsling), "code": "2"]])
            },
            WrongAppointment("two reminders", "paminnelse-max-1", from: elsewhere) {
                $0.set(
                    "meta.tag",
                    [
                        ["system": .string(CodeSystems.paminnelse), "code": "1"],
                        ["system": .string(CodeSystems.paminnelse), "code": "9"],
                    ])
            },
            WrongAppointment("unknown reminder", "paminnelse-code", from: elsewhere) {
                $0.set("meta.tag", [["system": .string(CodeSystems.paminnelse), "code": "2"]])
            },
            WrongAppointment("home visit notified", "serviceCategory-7-ptres-no-varsling-or-paminnelse") {
                $0.set("meta.tag", [["system": .string(CodeSystems.varsling), "code": "1"]])
            },
            WrongAppointment("home visit reminded", "serviceCategory-7-ptres-no-varsling-or-paminnelse") {
                $0.set("meta.tag", [["system": .string(CodeSystems.paminnelse), "code": "9"]])
            },
            WrongAppointment("no identifier", "identifier-cardinality") { $0.set("identifier", nil) },
            WrongAppointment("two identifiers", "identifier-cardinality") {
                $0.append("identifier", $0["identifier.0"] ?? .null)
            },
            WrongAppointment("no identifier system", "identifier-system") { $0.set("identifier.0.system", nil) },
            WrongAppointment("bare identifier system", "identifier-system-absolute") {
                $0.set("identifier.0.system", "gerica")
            },
            WrongAppointment("no identifier value", "identifier-value") { $0.set("identifier.0.value", nil) },
            WrongAppointment("no assigner", "identifier-assigner") { $0.set("identifier.0.assigner", nil) },
            WrongAppointment("assigner a place", "identifier-assigner-organization") {
                $0.set("identifier.0.assigner.reference", "#l1")
            },
        ] + closed

    private static let wrongTimes: [WrongAppointment] = [
        WrongAppointment("booked without times", "start-required-inv", "app-3") {
            $0.set("start", nil)
            $0.set("end", nil)
        },
        WrongAppointment("fulfilled without times", "start-required-inv", "app-3", from: fulfilled) {
            $0.set("start", nil)
            $0.set("end", nil)
        },
        WrongAppointment("booked without end", "app-2", "app-3") { $0.set("end", nil) },
        WrongAppointment("noshow without start", "start-required-inv", "app-2", "app-3", from: noshow) {
            $0.set("start", nil)
        },
        WrongAppointment("proposed with start alone", "app-2", from: proposed) {
            $0.set("start", "2026-09-02T08:00:00Z")
        },
        WrongAppointment("cancelled without any time", "start-required-inv", from: cancelled) {
            $0.set("start", nil)
            $0.set("end", nil)
        },
        WrongAppointment("end before start", "start-not-after-end") { $0.set("end", "2026-09-02T07:59:59+02:00") },
        WrongAppointment("end before start by its zone only", "start-not-after-end") {
            $0.set("end", "2026-09-02T08:30:00+03:00")
        },
        WrongAppointment("proposed without window", "start-required-inv", "hn-app-reqperiod-1", from: proposed) {
            $0.set("requestedPeriod", nil)
        },
        WrongAppointment("window without end", "hn-app-reqperiod-1", from: proposed) {
            $0.set("requestedPeriod.0.end", nil)
        },
        WrongAppointment("window without start", "hn-app-reqperiod-1", from: proposed) {
            $0.set("requestedPeriod.0.start", nil)
        },
        WrongAppointment("booked with window", "hn-app-reqperiod-2") {
            $0.set("requestedPeriod", proposed["requestedPeriod"])
        },
        WrongAppointment("fulfilled with window", "hn-app-reqperiod-2", from: fulfilled) {
            $0.set("requestedPeriod", proposed["requestedPeriod"])
        },
        WrongAppointment("two windows", "requestedPeriod-max-1", from: proposed) {
            $0.append("requestedPeriod", $0["requestedPeriod.0"] ?? .null)
        },
        WrongAppointment("window of a day", "requestedPeriod-instant", from: proposed) {
            $0.set("requestedPeriod.0.start", "2026-09-02")
        },
        WrongAppointment("window backwards", "per-1", from: proposed) {
            $0.set("requestedPeriod.0.end", "2026-09-02T05:59:00Z")
        },
        WrongAppointment(
            "withdrawn with window only", "hn-app-entered-in-error-requires-start-and-end", from: proposed
        ) { $0.set("status", "entered-in-error") },
        WrongAppointment("no status", "status-required") { $0.set("status", nil) },
        WrongAppointment("status pending", "status-code") { $0.set("status", "pending") },
        WrongAppointment("status arrived", "status-code") { $0.set("status", "arrived") },
        WrongAppointment("school nurse proposes", "hn-app-proposed-only-servicecategory-7", from: proposed) {
            $0.set("serviceCategory.0.coding.0.code", "4")
        },
    ]

    private static let closed: [WrongAppointment] = [
        WrongAppointment("implicitRules", "forbidden-implicitRules") { $0.set("implicitRules", "http://x.no/r") },
        WrongAppointment("language", "forbidden-language") { $0.set("language", "nb") },
        WrongAppointment("text", "forbidden-text") { $0.set("text", ["status": "empty", "div": "<div/>"]) },
        WrongAppointment("serviceType", "forbidden-serviceType") { $0.set("serviceType", [["text": "x"]]) },
        WrongAppointment("specialty", "forbidden-specialty") { $0.set("specialty", [["text": "x"]]) },
        WrongAppointment("reasonCode", "forbidden-reasonCode") { $0.set("reasonCode", [["text": "x"]]) },
        WrongAppointment("reasonReference", "forbidden-reasonReference") {
            $0.set("reasonReference", [["display": "x"]])
        },
        WrongAppointment("priority", "forbidden-priority") { $0.set("priority", 0) },
        WrongAppointment("slot", "forbidden-slot") { $0.set("slot", [["display": "x"]]) },
        WrongAppointment("comment", "forbidden-comment") { $0.set("comment", "x") },
    ]

    static let proposed = SampleAppointment.with(status: "proposed")
    static let fulfilled = SampleAppointment.with(status: "fulfilled")
    static let cancelled = SampleAppointment.with(status: "cancelled")
    static let noshow = SampleAppointment.with(status: "noshow")

    /// At the provider's place, where notifications are allowed.
    static var elsewhere: JSONValue {
        var visit = SampleAppointment.with()
        visit.set("contained.2.type.0", SampleAppointment.role("OF"))
        return visit
    }
}
