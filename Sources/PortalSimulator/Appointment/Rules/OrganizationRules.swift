// Rules about who speaks (the kommunikasjonspart), what lies beside, and where the visit is.

extension AppointmentRule {
    private static let communicationPartyProfile =
        "http://helsenorge.no/fhir/StructureDefinition/kommunikasjonspart-Organization"

    static let organizationRules: [AppointmentRule] = [
        AppointmentRule(
            "kommunikasjonspart-cardinality", "Appointment.supportingInformation",
            "supportingInformation skal vise til nøyaktig én Organization (kommunikasjonspart).", kind: .required
        ) { $0.supporting("Organization").count == 1 },
        AppointmentRule(
            "kommunikasjonspart-name", "Appointment.supportingInformation",
            "Kommunikasjonsparten skal ha et navn som innbyggeren ser.", kind: .required
        ) { $0.supporting("Organization").allSatisfy { $0["name"] != nil } },
        AppointmentRule(
            "community-services-requires-kommunikasjonspart-organization", "Appointment.supportingInformation",
            "Kommunikasjonsparten skal ha identifier med HER-id nivå 2 (4.1.4.102)."
        ) { appointment in
            appointment.isSpecialist || appointment.supporting("Organization").isEmpty
                || appointment.supporting("Organization").contains {
                    AppointmentResource.identifier(CodeSystems.reshID, of: $0) != nil
                }
        },
        AppointmentRule(
            "supportinginformation-organization-partof", "Appointment.supportingInformation",
            "Kommunikasjonsparten skal ha partOf som viser til en Organization med HER-id nivå 1 (4.1.4.101)."
        ) { appointment in
            appointment.supporting("Organization").filter { !hasProfile($0) }.allSatisfy { organization in
                guard let parent = appointment.resolve(organization.object("partOf")),
                    parent.type == "Organization"
                else { return false }
                return AppointmentResource.identifier(CodeSystems.organisationNumber, of: parent.json) != nil
            }
        },
        AppointmentRule(
            "documentReference-max-1", "Appointment.supportingInformation",
            "supportingInformation skal vise til høyst én DocumentReference."
        ) { $0.supporting("DocumentReference").count <= 1 },
        AppointmentRule(
            "flag-max-4", "Appointment.supportingInformation", "supportingInformation skal vise til høyst fire Flag."
        ) { $0.supporting("Flag").count <= 4 },
        AppointmentRule(
            "hn-app-primary-2", "Appointment.basedOn", "basedOn er bare tillatt for serviceCategory 27 og 30."
        ) { !$0.has("basedOn") || $0.isSpecialist },
    ]

    private static func hasProfile(_ organization: JSONObject) -> Bool {
        organization.object("meta")?.strings("profile").contains(communicationPartyProfile) ?? false
    }

    static let locationRules: [AppointmentRule] = [
        AppointmentRule(
            "virtualservice-or-location-required", "Appointment.contained",
            "Timen skal ha minst én innlagt Location."
        ) { hasVirtualService($0) || !$0.contained("Location").isEmpty },
        AppointmentRule(
            "community-services-location-requires-ptres-or-of", "Appointment.contained",
            "Kommunale tjenester skal ha innlagt Location av type PTRES eller OF."
        ) { appointment in
            // Without any Location the rule above says it.
            !appointment.isCommunity || hasVirtualService(appointment) || appointment.contained("Location").isEmpty
                || appointment.hasLocation(role: "PTRES") || appointment.hasLocation(role: "OF")
        },
        AppointmentRule(
            "community-services-location-not-both-ptres-and-of", "Appointment.contained",
            "Kommunale tjenester skal ikke ha både PTRES og OF."
        ) { appointment in
            !appointment.isCommunity || hasVirtualService(appointment)
                || !(appointment.hasLocation(role: "PTRES") && appointment.hasLocation(role: "OF"))
        },
        AppointmentRule(
            "contained-location-must-have-managingorganization", "Appointment.contained",
            "For serviceCategory 27 og 30 skal hver innlagt Location ha managingOrganization."
        ) { appointment in
            !appointment.isSpecialist
                || appointment.contained("Location").allSatisfy { $0["managingOrganization"] != nil }
        },
        AppointmentRule(
            "serviceCategory-location-type", "Appointment.contained",
            "For serviceCategory 27 og 30 skal hver Location være HU eller HOSP, og begge skal finnes."
        ) { appointment in
            !appointment.isSpecialist
                || appointment.hasLocation(role: "HU") && appointment.hasLocation(role: "HOSP")
                    && appointment.contained("Location").allSatisfy {
                        AppointmentResource.hasRole(["HU", "HOSP"], $0)
                    }
        },
    ]

    /// The published rules test this URL, while the profile slices `no-basis-virtual-service`: a virtual service
    /// written as the profile says does not lift them.
    private static func hasVirtualService(_ appointment: AppointmentResource) -> Bool {
        !appointment.extensions("http://helsenorge.no/fhir/StructureDefinition/hn-basis-virtual-service").isEmpty
    }
}
