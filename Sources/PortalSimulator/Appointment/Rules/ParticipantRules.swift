// Rules about who takes part, and above all about the patient: exactly one, by a logical reference with a valid number.

extension AppointmentRule {
    private static let participationStatuses: Set<String> = ["accepted", "declined", "tentative", "needs-action"]

    static let participantRules: [AppointmentRule] = [
        AppointmentRule(
            "participant-required", "Appointment.participant", "Timen skal ha minst én deltaker.", kind: .required
        ) { !$0.participants.isEmpty },
        AppointmentRule(
            "participant-actor", "Appointment.participant.actor", "Hver deltaker skal ha actor.", kind: .required
        ) { $0.participants.allSatisfy { $0["actor"] != nil } },
        AppointmentRule(
            "participant-status", "Appointment.participant.status",
            "Hver deltaker skal ha status accepted, declined, tentative eller needs-action.", kind: .codeInvalid
        ) { $0.participants.allSatisfy { $0.string("status").map(participationStatuses.contains) ?? false } },
        AppointmentRule(
            "participant-actor-type", "Appointment.participant.actor",
            "actor skal være Patient, Practitioner, PractitionerRole eller Location.", kind: .value
        ) { appointment in
            let allowed = ["Patient", "Practitioner", "PractitionerRole", "Location"]
            return appointment.participants.compactMap { $0.object("actor") }.allSatisfy { actor in
                (actor.string("type").map(allowed.contains) ?? true)
                    && (appointment.resolve(actor).map { allowed.contains($0.type) } ?? true)
            }
        },
        AppointmentRule(
            "inv-4-participant-type", "Appointment.participant.type", "En kode i participant.type skal ha system."
        ) { appointment in
            appointment.participants.flatMap { $0.objects("type") }.flatMap(Coding.codings)
                .allSatisfy(\.hasSystemWhenCoded)
        },
    ]

    static let patientRules: [AppointmentRule] = [
        AppointmentRule(
            "patient-cardinality", "Appointment.participant", "Timen skal ha nøyaktig én pasient blant deltakerne.",
            kind: .required
        ) { $0.patientIdentifiers.count == 1 },
        AppointmentRule(
            "appointment-participant-actor-patient-reference-identifier", "Appointment.participant.actor.identifier",
            "Pasienten skal være angitt med identifier."
        ) { $0.patientIdentifiers.allSatisfy { $0 != nil } },
        AppointmentRule(
            "appointment-participant-actor-patient-reference-reference", "Appointment.participant.actor.reference",
            "Pasienten skal ikke være angitt med reference.", severity: .warning
        ) { appointment in
            appointment.participants.compactMap { $0.object("actor") }
                .allSatisfy { $0.string("type") != "Patient" || $0["reference"] == nil }
        },
        AppointmentRule(
            "inv-a", "Appointment.participant.actor.identifier.system",
            "Pasientens identifier skal ha system for fødselsnummer eller D-nummer.", kind: .codeInvalid
        ) { appointment in
            identifiers(appointment).allSatisfy {
                [CodeSystems.foedselsnummer, CodeSystems.dnummer].contains($0.string("system"))
            }
        },
        AppointmentRule(
            "patient-number", "Appointment.participant.actor.identifier.value",
            "Pasientens identifier er ikke et gyldig fødselsnummer eller D-nummer.", kind: .value
        ) { identifiers($0).allSatisfy { $0.string("value").flatMap(NationalIdentityNumber.init) != nil } },
        AppointmentRule(
            "patient-number-system", "Appointment.participant.actor.identifier.system",
            "Fødselsnummer skal stå under 4.1.4.1 og D-nummer under 4.1.4.2.", kind: .value
        ) { appointment in
            identifiers(appointment).allSatisfy { identifier in
                guard let number = identifier.string("value").flatMap(NationalIdentityNumber.init),
                    let system = identifier.string("system"),
                    [CodeSystems.foedselsnummer, CodeSystems.dnummer].contains(system)
                else { return true }
                return system == CodeSystems.system(of: number.kind)
            }
        },
    ]

    private static func identifiers(_ appointment: AppointmentResource) -> [JSONObject] {
        appointment.patientIdentifiers.compactMap(\.self)
    }
}
