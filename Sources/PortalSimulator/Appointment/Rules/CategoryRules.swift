// Rules about codes: the service category, the type of appointment, and the reason of a cancellation.

extension AppointmentRule {
    static let cancelationRules: [AppointmentRule] = [
        AppointmentRule(
            "cancelationReason-inv", "Appointment.cancelationReason",
            "cancelationReason skal være satt når status er cancelled."
        ) { $0.status != "cancelled" || $0.has("cancelationReason") },
        AppointmentRule(
            "app-4", "Appointment.cancelationReason",
            "cancelationReason er bare tillatt når status er cancelled eller noshow."
        ) { !$0.has("cancelationReason") || $0.status == "cancelled" || $0.status == "noshow" },
        AppointmentRule(
            "hn-app-specialist-cancelation-reason", "Appointment.cancelationReason",
            "serviceCategory 27 og 30 skal bruke avlysningsårsak fra Volven 8445 eller 9179."
        ) { appointment in
            guard appointment.isSpecialist, appointment.status == "cancelled" else { return true }
            return reasonSystems(appointment).contains { CodeSystems.cancelationReasonSpecialist.contains($0) }
        },
        AppointmentRule(
            "hn-app-community-cancelation-reason", "Appointment.cancelationReason",
            "Kommunale tjenester skal bruke avlysningsårsak fra Volven 7621."
        ) { appointment in
            guard !appointment.isSpecialist, appointment.status == "cancelled" else { return true }
            return !appointment.has("cancelationReason")
                || reasonSystems(appointment).contains(CodeSystems.cancelationReasonCommunity)
        },
        AppointmentRule(
            "cancelationReason-binding", "Appointment.cancelationReason",
            "cancelationReason skal ha en kode fra Volven 7621, 8445 eller 9179.", kind: .codeInvalid
        ) { appointment in
            // For a cancelled appointment the two rules above say it more narrowly.
            guard appointment.has("cancelationReason"), appointment.status == "noshow" else { return true }
            let systems = CodeSystems.cancelationReasonSpecialist + [CodeSystems.cancelationReasonCommunity]
            return reasonSystems(appointment).contains { systems.contains($0) }
        },
        AppointmentRule(
            "inv-4-cancelationReason", "Appointment.cancelationReason.coding",
            "En kode i cancelationReason skal ha system."
        ) { $0.cancelationReasonCodings.allSatisfy(\.hasSystemWhenCoded) },
    ]

    private static func reasonSystems(_ appointment: AppointmentResource) -> [String] {
        appointment.cancelationReasonCodings.filter { $0.code != nil }.compactMap(\.system)
    }

    /// `hn-appointment-ServiceCategory-code-vs` 1.0.3.
    private static let categories: [String: Set<String>] = [
        "http://terminology.hl7.org/CodeSystem/service-category": AppointmentResource.specialistCategories,
        "urn:oid:2.16.578.1.12.4.1.1.7619": AppointmentResource.communityCategories,
    ]

    static let categoryRules: [AppointmentRule] = [
        AppointmentRule(
            "serviceCategory-cardinality", "Appointment.serviceCategory",
            "Timen skal ha nøyaktig én serviceCategory.", kind: .required
        ) { $0.json.objects("serviceCategory").count == 1 },
        AppointmentRule(
            "inv-4-serviceCategory", "Appointment.serviceCategory.coding",
            "En kode i serviceCategory skal ha system."
        ) { $0.serviceCategoryCodings.allSatisfy(\.hasSystemWhenCoded) },
        AppointmentRule(
            "serviceCategory-binding", "Appointment.serviceCategory",
            "serviceCategory skal ha en kode fra hn-appointment-ServiceCategory-code-vs.", kind: .codeInvalid
        ) { appointment in
            !appointment.has("serviceCategory")
                || appointment.serviceCategoryCodings.contains { coding in
                    guard let system = coding.system, let code = coding.code else { return false }
                    return categories[system]?.contains(code) ?? false
                }
        },
    ]

    /// `no-kodeverk-7617` 1.3.2. The value set names the code system by its URL, the code system itself also by its
    /// OID; both are in use.
    private static let innbygger: Set<String> = [
        "http://helsenorge.no/fhir/CodeSystem/no-kodeverk-7617.codesystem", "urn:oid:2.16.578.1.12.4.1.1.7617",
    ]

    private static let innbyggerCodes: Set<String> = [
        "Ordinær", "Hastetime", "Vaksine", "Lab", "Hjemmebesok", "Dagbehandling", "Innleggelse", "Konsultasjon",
        "Poliklinisk",
    ]

    private static let kontaktType: Set<String> = ["urn:oid:2.16.578.1.12.4.1.1.8432"]

    private static let omsorgsNivaCodes =
        "http://helsenorge.no/fhir/CodeSystem/Hn-AppointmentTypeProposed-New-Codes-cs"

    private static let omsorgsNiva: Set<String> = ["urn:oid:2.16.578.1.12.4.1.1.8406", omsorgsNivaCodes]

    static let typeRules: [AppointmentRule] = [
        AppointmentRule(
            "appointmentType-required", "Appointment.appointmentType", "appointmentType skal være satt.",
            kind: .required
        ) { $0.has("appointmentType") },
        AppointmentRule(
            "inv-4-appointmentType", "Appointment.appointmentType.coding",
            "En kode i appointmentType skal ha system."
        ) { $0.appointmentTypeCodings.allSatisfy(\.hasSystemWhenCoded) },
        AppointmentRule(
            "appointmentType-slice-max-1", "Appointment.appointmentType.coding",
            "appointmentType skal ha høyst én kode hver av innbygger, kontaktType og omsorgsNiva."
        ) { appointment in
            [innbygger, kontaktType, omsorgsNiva].allSatisfy { systems in
                appointment.appointmentTypeCodings.count { $0.system.map(systems.contains) ?? false } <= 1
            }
        },
        AppointmentRule(
            "appointmentType-innbygger", "Appointment.appointmentType.coding",
            "Koden finnes ikke i Volven 7617.", kind: .codeInvalid
        ) { typeCodes($0, innbygger).allSatisfy(innbyggerCodes.contains) },
        AppointmentRule(
            "appointmentType-kontaktType", "Appointment.appointmentType.coding",
            "Koden finnes ikke i Volven 8432.", kind: .codeInvalid
        ) { typeCodes($0, kontaktType).allSatisfy { (1...14).map(String.init).contains($0) } },
        AppointmentRule(
            "appointmentType-omsorgsNiva", "Appointment.appointmentType.coding",
            "Koden finnes ikke blant omsorgsnivåene.", kind: .codeInvalid
        ) { appointment in
            let allowed = ["Poliklinisktime", "Innleggelse", "Dagbehandling", "Konsultasjon", "Bildediagnostikk"]
            return typeCodes(appointment, [omsorgsNivaCodes]).allSatisfy(allowed.contains)
        },
    ]

    private static func typeCodes(_ appointment: AppointmentResource, _ systems: Set<String>) -> [String] {
        appointment.appointmentTypeCodings.filter { $0.system.map(systems.contains) ?? false }.map { $0.code ?? "" }
    }
}
