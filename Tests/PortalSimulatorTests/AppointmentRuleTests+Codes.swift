// The wrong visits, continued: codes, contained resources, participants, and what is no FHIR at all.

@testable import PortalSimulator

// MARK: - Codes: reasons, categories, types

extension AppointmentRuleTests {
    static let wrongCodes: [WrongAppointment] = [
        WrongAppointment("cancelled without reason", "cancelationReason-inv", from: cancelled) {
            $0.set("cancelationReason", nil)
        },
        WrongAppointment("booked with reason", "app-4") {
            $0.set("cancelationReason", SampleAppointment.reason(CodeSystems.cancelationReasonCommunity))
        },
        WrongAppointment("fulfilled with reason", "app-4", from: fulfilled) {
            $0.set("cancelationReason", SampleAppointment.reason(CodeSystems.cancelationReasonCommunity))
        },
        WrongAppointment("home care with the hospitals' reason", "hn-app-community-cancelation-reason", from: cancelled)
        {
            $0.set("cancelationReason", SampleAppointment.reason(CodeSystems.cancelationReasonSpecialist[0]))
        },
        WrongAppointment("home care with a reason in words", "hn-app-community-cancelation-reason", from: cancelled) {
            $0.set("cancelationReason", ["text": "Avlyst"])
        },
        WrongAppointment(
            "hospital with home care's reason", "hn-app-specialist-cancelation-reason",
            from: SampleAppointment.specialist()
        ) {
            $0.set("status", "cancelled")
            $0.set("cancelationReason", SampleAppointment.reason(CodeSystems.cancelationReasonCommunity))
        },
        WrongAppointment("noshow with an unknown reason", "cancelationReason-binding", from: noshow) {
            $0.set("cancelationReason", SampleAppointment.reason("urn:oid:1.2.3"))
        },
        WrongAppointment("a reason without system beside", "inv-4-cancelationReason", from: cancelled) {
            $0.append("cancelationReason.coding", ["code": "2"])
        },
        WrongAppointment("no category", "serviceCategory-cardinality") { $0.set("serviceCategory", nil) },
        WrongAppointment("two categories", "serviceCategory-cardinality") {
            $0.append("serviceCategory", $0["serviceCategory.0"] ?? .null)
        },
        WrongAppointment("category without system", "inv-4-serviceCategory", "serviceCategory-binding") {
            $0.set("serviceCategory.0.coding.0.system", nil)
        },
        WrongAppointment("unknown category", "serviceCategory-binding") {
            $0.set("serviceCategory.0.coding.0.code", "11")
        },
        WrongAppointment("category of another list", "serviceCategory-binding") {
            $0.set("serviceCategory.0.coding.0.system", "urn:oid:2.16.578.1.12.4.1.1.7618")
        },
        WrongAppointment("no type", "appointmentType-required") { $0.set("appointmentType", nil) },
        WrongAppointment("type without system", "inv-4-appointmentType") {
            $0.set("appointmentType.coding.0.system", nil)
        },
        WrongAppointment("two types of one list", "appointmentType-slice-max-1") {
            $0.append(
                "appointmentType.coding", ["system": "urn:oid:2.16.578.1.12.4.1.1.7617", "code": "Konsultasjon"])
        },
        WrongAppointment("unknown type", "appointmentType-innbygger") {
            $0.set("appointmentType.coding.0.code", "Tidsvindu")
        },
        WrongAppointment("misspelt type", "appointmentType-innbygger") {
            $0.set("appointmentType.coding.0.code", "Hjemmebesøk")
        },
        WrongAppointment("unknown kind of contact", "appointmentType-kontaktType") {
            $0.append("appointmentType.coding", ["system": "urn:oid:2.16.578.1.12.4.1.1.8432", "code": "15"])
        },
        WrongAppointment("unknown level of care", "appointmentType-omsorgsNiva") {
            $0.append(
                "appointmentType.coding",
                [
                    "system": "http://helsenorge.no/fhir/CodeSystem/Hn-AppointmentTypeProposed-New-Codes-cs",
                    "code": "Hjemmebesok",
                ])
        },
    ]
}

// MARK: - Contained resources, organisations, places, flags, participants

extension AppointmentRuleTests {
    static let wrongParts: [WrongAppointment] = wrongContained + wrongOrganizations + wrongFlags + wrongParticipants

    private static let wrongContained: [WrongAppointment] = [
        WrongAppointment("contained without id", "contained-id") {
            $0.append("contained", ["resourceType": "Practitioner", "name": [["text": "Ansatt To"]]])
        },
        WrongAppointment("two contained of one id", "contained-id") {
            $0.append("contained", ["resourceType": "Practitioner", "id": "p1", "name": [["text": "Ansatt To"]]])
        },
        WrongAppointment("contained within contained", "dom-2") {
            $0.set("contained.4.contained", [["resourceType": "Location", "id": "x"]])
        },
        WrongAppointment("contained nobody refers to", "dom-3") { $0.set("participant.2", nil) },
        WrongAppointment("contained with a version", "dom-4") { $0.set("contained.4.meta", ["versionId": "1"]) },
        WrongAppointment("contained with a label", "dom-5") {
            $0.set("contained.4.meta", ["security": [["system": "urn:x", "code": "y"]]])
        },
        WrongAppointment("reference to nothing", "ref-1") {
            $0.append("participant", ["actor": ["reference": "#p2"], "status": "accepted"])
        },
    ]

    private static let wrongOrganizations: [WrongAppointment] = [
        WrongAppointment("no communication party", "dom-3", "kommunikasjonspart-cardinality") {
            $0.set("supportingInformation.0", nil)
        },
        WrongAppointment("two communication parties", "kommunikasjonspart-cardinality") {
            $0.append("contained", $0["contained.0"] ?? .null)
            $0.set("contained.5.id", "n3")
            $0.append("supportingInformation", ["reference": "#n3"])
        },
        WrongAppointment("nameless communication party", "kommunikasjonspart-name") {
            $0.set("contained.0.name", nil)
        },
        WrongAppointment("no level 2", "community-services-requires-kommunikasjonspart-organization") {
            $0.set("contained.0.identifier.0", nil)
        },
        WrongAppointment("no level 1", "supportinginformation-organization-partof") {
            $0.set("contained.0.partOf", nil)
        },
        WrongAppointment("level 1 without organisation number", "supportinginformation-organization-partof") {
            $0.set("contained.1.identifier.0", nil)
        },
        WrongAppointment("level 1 a place", "supportinginformation-organization-partof") {
            $0.set("contained.0.partOf.reference", "#l1")
        },
        WrongAppointment("two documents", "documentReference-max-1") {
            for id in ["d1", "d2"] {
                $0.append("contained", ["resourceType": "DocumentReference", "id": .string(id)])
                $0.append("supportingInformation", ["reference": .string("#" + id)])
            }
        },
        WrongAppointment("basedOn", "hn-app-primary-2") { $0.set("basedOn", [["display": "Henvisning"]]) },
        WrongAppointment("no place", "virtualservice-or-location-required") {
            $0.set("contained.2", nil)
            $0.set("participant.1", nil)
        },
        WrongAppointment("place in a hospital", "community-services-location-requires-ptres-or-of") {
            $0.set("contained.2.type.0", SampleAppointment.role("HOSP"))
        },
        WrongAppointment("place without type", "community-services-location-requires-ptres-or-of") {
            $0.set("contained.2.type", nil)
        },
        WrongAppointment("at home and elsewhere", "community-services-location-not-both-ptres-and-of") {
            $0.append("contained.2.type", SampleAppointment.role("OF"))
        },
        WrongAppointment(
            "hospital place without organisation", "contained-location-must-have-managingorganization",
            from: SampleAppointment.specialist()
        ) { $0.set("contained.2.managingOrganization", nil) },
        WrongAppointment(
            "hospital without HOSP", "serviceCategory-location-type", from: SampleAppointment.specialist()
        ) { $0.set("contained.5.type.0", SampleAppointment.role("HU")) },
    ]

    private static let wrongFlags: [WrongAppointment] = [
        WrongAppointment("unknown flag", "contained-flag-allowed-codes") {
            $0.set("contained.3.code", SampleAppointment.flag("canUseShortNotice"))
        },
        WrongAppointment("one flag twice", "contained-flag-allowed-codes") {
            addFlags(["cancel"], &$0)
        },
        WrongAppointment("dialog flag", "community-services-no-dialog-flags") {
            $0.set("contained.3.code", SampleAppointment.flag("canInitiateDialog"))
        },
        WrongAppointment("five flags", "flag-max-4", from: SampleAppointment.specialist()) {
            addFlags(["cancelWithComment", "canAcknowledge", "canInitiateDialog", "canChangeAppointment"], &$0)
        },
        WrongAppointment("flag without status", "flag-status") { $0.set("contained.3.status", nil) },
        WrongAppointment("flag without code", "flag-code") { $0.set("contained.3.code", nil) },
        WrongAppointment("flag code without system", "inv-4-flag") {
            $0.set("contained.3.code.coding.0.system", nil)
        },
        WrongAppointment("flag about nobody", "flag-subject") { $0.set("contained.3.subject", nil) },
        WrongAppointment("flag about another", "flag-subject-is-patient") {
            $0.set("contained.3.subject.identifier.value", .string(TestPerson.another))
        },
        WrongAppointment("long description", "must-be-max-1000-chars-description") {
            $0.set("description", .string(String(repeating: "å", count: 1001)))
        },
        WrongAppointment("long description of few characters", "must-be-max-1000-chars-description") {
            $0.set("description", .string(String(repeating: "🚀", count: 501)))
        },
        WrongAppointment("long instruction", "must-be-max-1000-chars-patientInstruction") {
            $0.set("patientInstruction", .string(String(repeating: "x", count: 1001)))
        },
        WrongAppointment("recurring twice", "recurring-max-1") { $0.append("extension", $0["extension.0"] ?? .null) },
        WrongAppointment("recurring in words", "recurring-valueBoolean") {
            $0.set("extension.0", ["url": .string(AppointmentRule.recurringURL), "valueString": "ja"])
        },
        WrongAppointment("consultation type", "forbidden-consultationType") {
            $0.append(
                "extension", `extension`("http://helsenorge.no/fhir/StructureDefinition/hn-basis-consultationType"))
        },
        WrongAppointment("postponed home visit", "hn-app-primary-5") {
            $0.append("extension", `extension`(postponementReason))
        },
        WrongAppointment("two postponements", "postponementReason-max-1", from: SampleAppointment.specialist()) {
            $0.append("extension", `extension`(postponementReason))
            $0.append("extension", `extension`(postponementReason))
        },
        WrongAppointment("part of another", "hn-app-primary-4") {
            $0.append("extension", `extension`("http://hl7.no/fhir/StructureDefinition/no-basis-partOf"))
        },
    ]

    private static let wrongParticipants: [WrongAppointment] = [
        WrongAppointment("nobody", "dom-3", "participant-required", "patient-cardinality") {
            $0.set("participant", nil)
        },
        WrongAppointment("participant without actor", "participant-actor") {
            $0.append("participant", ["status": "accepted", "required": "optional"])
        },
        WrongAppointment("participant without status", "participant-status") {
            $0.set("participant.1.status", nil)
        },
        WrongAppointment("participant of unknown status", "participant-status") {
            $0.set("participant.1.status", "maybe")
        },
        WrongAppointment("an organisation takes part", "participant-actor-type") {
            $0.append("participant", ["actor": ["reference": "#n2"], "status": "accepted"])
        },
        WrongAppointment("participant type without system", "inv-4-participant-type") {
            $0.set("participant.1.type", [["coding": [["code": "ATND"]]]])
        },
        WrongAppointment("no patient", "patient-cardinality") { $0.set("participant.0", nil) },
        WrongAppointment("a patient without type", "patient-cardinality") { $0.set("participant.0.actor.type", nil) },
        WrongAppointment("two patients", "patient-cardinality") {
            $0.append("participant", SampleAppointment.with(patient: TestPerson.another)["participant.0"] ?? .null)
        },
        WrongAppointment(
            "a patient by reference", "appointment-participant-actor-patient-reference-identifier",
            "appointment-participant-actor-patient-reference-reference"
        ) { $0.set("participant.0.actor", ["type": "Patient", "reference": "Patient/1"]) },
        WrongAppointment("a number of another register", "inv-a") {
            $0.set("participant.0.actor.identifier.system", "urn:oid:2.16.578.1.12.4.1.4.3")
        },
        WrongAppointment("a number without system", "inv-a") {
            $0.set("participant.0.actor.identifier.system", nil)
        },
        WrongAppointment("wrong control digit", "patient-number") {
            $0.set("participant.0.actor.identifier.value", .string(TestPerson.wrongControlDigit))
        },
        WrongAppointment("no number", "patient-number") { $0.set("participant.0.actor.identifier.value", nil) },
        WrongAppointment("D-number as fødselsnummer", "patient-number-system") {
            $0.set("participant.0.actor.identifier.value", .string(TestPerson.dnummer))
        },
        WrongAppointment("fødselsnummer as D-number", "patient-number-system") {
            $0.set("participant.0.actor.identifier.system", .string(CodeSystems.dnummer))
        },
    ]

    private static let postponementReason =
        "http://helsenorge.no/fhir/StructureDefinition/hn-basis-postponementreason"

    private static func `extension`(_ url: String) -> JSONValue { ["url": .string(url), "valueString": "x"] }

    /// Adds a contained Flag per code, each referred to.
    private static func addFlags(_ codes: [String], _ visit: inout JSONValue) {
        for (index, code) in codes.enumerated() {
            var flag = visit["contained.3"] ?? .null
            flag.set("id", .string("flag\(index)"))
            flag.set("code", SampleAppointment.flag(code))
            visit.append("contained", flag)
            visit.append("supportingInformation", ["reference": .string("#flag\(index)")])
        }
    }
}

// MARK: - Not FHIR at all

extension AppointmentRuleTests {
    static let misshapen: [WrongAppointment] = [
        WrongAppointment("misspelt element", "fhir-unknown-element") {
            $0.set("cancellationReason", SampleAppointment.reason(CodeSystems.cancelationReasonCommunity))
        },
        WrongAppointment("unknown element below", "fhir-unknown-element") { $0.set("participant.0.role", "x") },
        WrongAppointment("unknown element of a contained", "fhir-unknown-element") { $0.set("contained.0.navn", "x") },
        WrongAppointment("one where many are", "fhir-cardinality") { $0.set("identifier", $0["identifier.0"]) },
        WrongAppointment("many where one is", "fhir-cardinality") { $0.set("status", ["booked"]) },
        WrongAppointment("start without zone", "fhir-type") { $0.set("start", "2026-09-02T08:00:00") },
        WrongAppointment("start without seconds", "fhir-type") { $0.set("start", "2026-09-02T08:00+02:00") },
        WrongAppointment("start on a day that is not", "fhir-type") { $0.set("start", "2026-02-30T08:00:00Z") },
        WrongAppointment("lastUpdated a date", "fhir-type") { $0.set("meta.lastUpdated", "2026-09-01") },
        WrongAppointment("status a number", "fhir-type") { $0.set("status", 1) },
        WrongAppointment("status with a blank", "fhir-type") { $0.set("status", " booked") },
        WrongAppointment("recurring as text", "fhir-type") { $0.set("extension.0.valueBoolean", "true") },
        WrongAppointment("system with a blank", "fhir-type") { $0.set("identifier.0.system", "urn:x y") },
        WrongAppointment("contained id with a slash", "fhir-type") { $0.set("contained.4.id", "p/1") },
        WrongAppointment("contained without resourceType", "fhir-type") { $0.set("contained.4.resourceType", nil) },
        WrongAppointment("participant a text", "fhir-type") { $0.set("participant.1", "x") },
        WrongAppointment("empty text", "fhir-empty") { $0.set("description", "") },
        WrongAppointment("null", "fhir-empty") { $0.set("description", .null) },
        WrongAppointment("empty list", "fhir-empty") { $0.set("basedOn", []) },
        WrongAppointment("empty object", "fhir-empty") { $0.set("cancelationReason", .object(JSONObject())) },
        WrongAppointment("extension without url", "fhir-type") { $0.set("extension.0.url", nil) },
        WrongAppointment("extension without value", "ext-1") { $0.set("extension.0.valueBoolean", nil) },
        WrongAppointment("extension with two values", "ext-1") { $0.set("extension.0.valueString", "x") },
        WrongAppointment("two misfits", "fhir-empty", "fhir-type") {
            $0.set("start", "i morgen")
            $0.set("supportingInformation.0.reference", "")
        },
    ]
}
