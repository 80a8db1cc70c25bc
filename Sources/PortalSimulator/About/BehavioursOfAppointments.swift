// PUT Appointment, rule by rule.

extension Behaviour {
    private static let put = "PUT /timeavtaler/api/v1/Appointment"
    private static let profile = "hn-basis-appointment 2.5.5"
    private static let r4 = "FHIR R4"

    static let ofAppointments: [Behaviour] =
        ofTheInterface + ofConstraints + ofCardinalities + ofBindings + ofR4 + ofReadings

    private static let ofTheInterface: [Behaviour] = [
        .documented(
            put,
            "PUT without reading back; new (201), changed and identical (200) are told apart by identifier, and only "
                + "relevant changes are shown.", by: "Helsenorge, REST Timenotifikasjon"),
        .assumed(
            put, "The 2.5.x profile travels on exactly this path, without an id in it.",
            after: "REST Timenotifikasjon's PUT table cannot be read"),
        .documented(
            put,
            "A citizen who is not digitally active is refused: 2118, \"Pasienten er ikke digitalt aktiv for tjeneste: "
                + "OmradeHelsehjelp\".", by: "Helsenorge, FHIR-ressurser (observed for Task)", "2118"),
        .assumed(
            put, "An identifier stays with its patient, and an older meta.lastUpdated does not replace a newer.",
            after: "\"Sjekk av innhold\" exists and cannot be read", "identifier-other-patient", "lastUpdated-backwards"
        ),
    ]

    private static let ofConstraints: [Behaviour] = [
        .documented(
            put, "The profile's constraints, under their keys.", by: profile + ", constraint", "cancelationReason-inv",
            "contained-location-must-have-managingorganization", "hn-app-primary-2", "start-required-inv",
            "hn-app-reqperiod-1", "hn-app-reqperiod-2", "serviceCategory-location-type",
            "community-services-location-requires-ptres-or-of", "community-services-location-not-both-ptres-and-of",
            "community-services-no-dialog-flags", "contained-flag-allowed-codes",
            "serviceCategory-7-ptres-no-varsling-or-paminnelse",
            "community-services-requires-kommunikasjonspart-organization", "virtualservice-or-location-required",
            "hn-app-proposed-only-servicecategory-7", "hn-app-entered-in-error-requires-start-and-end",
            "hn-app-specialist-cancelation-reason", "hn-app-community-cancelation-reason", "inv-4-cancelationReason",
            "inv-4-serviceCategory", "inv-4-appointmentType", "inv-4-participant-type",
            "must-be-max-1000-chars-description", "must-be-max-1000-chars-patientInstruction",
            "appointment-participant-actor-patient-reference-identifier",
            "appointment-participant-actor-patient-reference-reference", "inv-a"),
        .assumed(
            put,
            "Where a published expression is void by a slip (partOf and postponementReason are no elements; "
                + "meta.profile != … is empty without a profile) the rule holds as its text means it.",
            after: profile + ", the rules' texts", "hn-app-primary-4", "hn-app-primary-5",
            "supportinginformation-organization-partof"),
    ]

    private static let ofCardinalities: [Behaviour] = [
        .documented(
            put, "Elements the profile demands, limits or closes.", by: profile + ", cardinality",
            "meta-lastUpdated-required", "forbidden-implicitRules", "forbidden-language", "forbidden-text",
            "forbidden-serviceType", "forbidden-specialty", "forbidden-reasonCode", "forbidden-reasonReference",
            "forbidden-priority", "forbidden-slot", "forbidden-comment", "forbidden-consultationType",
            "identifier-cardinality", "identifier-system", "identifier-value", "identifier-assigner",
            "serviceCategory-cardinality", "appointmentType-required", "appointmentType-slice-max-1",
            "kommunikasjonspart-cardinality", "documentReference-max-1", "flag-max-4", "requestedPeriod-max-1",
            "participant-actor", "recurring-max-1", "postponementReason-max-1", "tilgangsbegrensning-max-1",
            "paminnelse-max-1"),
        .documented(
            put, "The assigner is an Organization, and who takes part is of the profile's types.",
            by: profile + ", type",
            "identifier-assigner-organization", "participant-actor-type"),
    ]

    private static let ofBindings: [Behaviour] = [
        .documented(
            put, "Codes of the value sets that are bound as required.", by: profile + ", binding", "status-code",
            "serviceCategory-binding", "appointmentType-innbygger", "appointmentType-kontaktType",
            "appointmentType-omsorgsNiva", "cancelationReason-binding", "tilgangsbegrensning-code", "varsling-code",
            "paminnelse-code"),
        .assumed(
            put, "Of Volven 7621, 8445 and 9179 every code is taken; of 7617 both names of the system.",
            after: "the lists' codes are not public, and value set and code system name 7617 differently"),
    ]

    private static let ofR4: [Behaviour] = [
        .documented(
            put,
            "What is no FHIR R4 JSON is refused: unknown elements, wrong types, lists and single values, emptiness.",
            by: r4 + " §2.6, §2.24", "resourceType", "fhir-cardinality", "fhir-type", "fhir-unknown-element",
            "fhir-empty",
            "ext-1"),
        .documented(
            put, "R4's own constraints and cardinalities.", by: r4 + ", Appointment, DomainResource, Period, Reference",
            "app-2", "app-3", "app-4", "per-1", "dom-2", "dom-3", "dom-4", "dom-5", "ref-1", "contained-id",
            "status-required", "participant-required", "participant-status"),
        .documented(
            put, "A Flag has status, code with a system, and subject.", by: r4 + ", Flag; hn-basis-Flag", "flag-status",
            "flag-code", "flag-subject", "inv-4-flag"),
        .documented(
            put, "An id is a UUID when it is set.", by: "Helsenorge, FHIR-ressurser", "id-uuid"),
        .documented(
            put, "hn-basis-Recurring has a valueBoolean.", by: "hn-basis-Recurring", "recurring-valueBoolean"),
    ]

    private static let ofReadings: [Behaviour] = [
        .documented(
            put, "A patient's number stands under the system of its kind.",
            by: "no-basis NamingSystems 4.1.4.1 and 4.1.4.2",
            "patient-number-system"),
        .assumed(
            put,
            "A patient's number has right control digits, by the rule of today or of 2032; synthetic ones are taken.",
            after: "any register's practice", "patient-number"),
        .assumed(
            put, "Exactly one patient; a Flag is about him; the kommunikasjonspart has a name.",
            after: "an appointment is one citizen's, who reads the name", "patient-cardinality",
            "flag-subject-is-patient", "kommunikasjonspart-name"),
        .assumed(
            put, "start is not after end; a requestedPeriod has times of day; an identifier system is absolute.",
            after: "FHIR R4's comments on these elements", "start-not-after-end", "requestedPeriod-instant",
            "identifier-system-absolute"),
    ]
}
