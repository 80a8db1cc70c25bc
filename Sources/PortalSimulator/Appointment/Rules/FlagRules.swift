// Rules about Flags (what the citizen may do with the appointment), texts and extensions.

extension AppointmentRule {
    private static let dialogFlags: Set<String> = [
        "canAcknowledge", "canChangeAppointmentDialog", "canHaveAppointmentDetails", "canInitiateDialog",
    ]

    private static let allowedFlags = dialogFlags.union([
        "cancel", "cancelWithComment", "canCancelServiceRequest", "canChangeAppointment",
    ])

    static let flagRules: [AppointmentRule] = [
        AppointmentRule(
            "contained-flag-allowed-codes", "Appointment.contained",
            "Flag skal ha en av de tillatte kodene, og hver kode høyst én gang.", kind: .codeInvalid
        ) { appointment in
            let codes = appointment.flagCodes
            return codes.allSatisfy(allowedFlags.contains) && Set(codes).count == codes.count
        },
        AppointmentRule(
            "community-services-no-dialog-flags", "Appointment.contained",
            "Kommunale tjenester skal ikke bruke dialogflagg."
        ) { !$0.isCommunity || $0.flagCodes.allSatisfy { !dialogFlags.contains($0) } },
        AppointmentRule(
            "flag-status", "Appointment.contained", "Flag skal ha status active, inactive eller entered-in-error.",
            kind: .required
        ) { appointment in
            appointment.contained("Flag").allSatisfy {
                ["active", "inactive", "entered-in-error"].contains($0.string("status"))
            }
        },
        AppointmentRule(
            "flag-code", "Appointment.contained", "Flag skal ha code med en kode.", kind: .required
        ) { appointment in
            appointment.contained("Flag").allSatisfy {
                Coding.codings(of: $0.object("code")).contains { $0.code != nil }
            }
        },
        AppointmentRule(
            "inv-4-flag", "Appointment.contained", "En kode i Flag skal ha system."
        ) { appointment in
            appointment.contained("Flag").flatMap { Coding.codings(of: $0.object("code")) }
                .allSatisfy(\.hasSystemWhenCoded)
        },
        AppointmentRule(
            "flag-subject", "Appointment.contained", "Flag skal ha subject.", kind: .required
        ) { $0.contained("Flag").allSatisfy { $0["subject"] != nil } },
        AppointmentRule(
            "flag-subject-is-patient", "Appointment.contained", "Flag skal gjelde timens egen pasient.",
            kind: .businessRule
        ) { appointment in
            guard let patient = appointment.patient else { return true }
            return appointment.contained("Flag").compactMap { $0.object("subject")?.object("identifier") }
                .allSatisfy { $0.string("value") == patient.digits }
        },
    ]

    /// Longest `description` and `patientInstruction`, in UTF-16 units: the length FHIR's .NET and Java validators
    /// count.
    static let textLengthMax = 1000

    static let textRules: [AppointmentRule] = ["description", "patientInstruction"].map { element in
        AppointmentRule(
            "must-be-max-1000-chars-\(element)", "Appointment.\(element)", "\(element) skal ha høyst 1000 tegn.",
            kind: .tooLong
        ) { ($0.json.string(element)?.utf16.count ?? 0) <= textLengthMax }
    }

    static let recurringURL = "http://helsenorge.no/fhir/StructureDefinition/hn-basis-Recurring"

    static let extensionRules: [AppointmentRule] = [
        AppointmentRule(
            "recurring-max-1", "Appointment.extension", "hn-basis-Recurring skal være med høyst én gang."
        ) { $0.extensions(recurringURL).count <= 1 },
        AppointmentRule(
            "recurring-valueBoolean", "Appointment.extension", "hn-basis-Recurring skal ha valueBoolean.",
            kind: .value
        ) { $0.extensions(recurringURL).allSatisfy { $0["valueBoolean"] != nil } },
        AppointmentRule(
            "forbidden-consultationType", "Appointment.extension",
            "consultationType skal ikke være med i denne profilen."
        ) { $0.extensions("http://helsenorge.no/fhir/StructureDefinition/hn-basis-consultationType").isEmpty },
        AppointmentRule(
            "postponementReason-max-1", "Appointment.extension", "postponementReason skal være med høyst én gang."
        ) { $0.extensions(postponementReasonURL).count <= 1 },
        AppointmentRule(
            "hn-app-primary-5", "Appointment.extension",
            "postponementReason er bare tillatt for serviceCategory 27 og 30."
        ) { $0.extensions(postponementReasonURL).isEmpty || $0.isSpecialist },
        AppointmentRule(
            "hn-app-primary-4", "Appointment.extension", "partOf er bare tillatt for serviceCategory 27 og 30."
        ) { appointment in
            appointment.isSpecialist
                || !appointment.json.objects("extension").contains { isPartOf($0.string("url") ?? "") }
        },
    ]

    private static let postponementReasonURL =
        "http://helsenorge.no/fhir/StructureDefinition/hn-basis-postponementreason"

    private static func isPartOf(_ url: String) -> Bool {
        url.lowercased().hasSuffix("/no-basis-partof") || url.lowercased().hasSuffix("/hn-basis-partof")
    }
}
