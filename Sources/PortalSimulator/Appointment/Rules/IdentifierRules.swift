// Rules about the source system's identifier: exactly one, with system, value and the organisation that gave it.

extension AppointmentRule {
    static let identifierRules: [AppointmentRule] = [
        AppointmentRule(
            "identifier-cardinality", "Appointment.identifier", "Timen skal ha nøyaktig én identifier.",
            kind: .required
        ) { $0.json.objects("identifier").count == 1 },
        AppointmentRule(
            "identifier-system", "Appointment.identifier.system", "identifier.system skal være satt.",
            kind: .required
        ) { $0.json.objects("identifier").allSatisfy { $0["system"] != nil } },
        AppointmentRule(
            "identifier-system-absolute", "Appointment.identifier.system",
            "identifier.system skal være en absolutt URI.", kind: .value
        ) { $0.json.objects("identifier").allSatisfy { $0.string("system")?.contains(":") ?? true } },
        AppointmentRule(
            "identifier-value", "Appointment.identifier.value", "identifier.value skal være satt.", kind: .required
        ) { $0.json.objects("identifier").allSatisfy { $0["value"] != nil } },
        AppointmentRule(
            "identifier-assigner", "Appointment.identifier.assigner", "identifier.assigner skal være satt.",
            kind: .required
        ) { $0.json.objects("identifier").allSatisfy { $0["assigner"] != nil } },
        AppointmentRule(
            "identifier-assigner-organization", "Appointment.identifier.assigner",
            "identifier.assigner skal vise til en Organization."
        ) { appointment in
            appointment.json.objects("identifier").compactMap { $0.object("assigner") }.allSatisfy { assigner in
                guard let resource = appointment.resolve(assigner) else { return true }
                return resource.type == "Organization"
            }
        },
    ]
}
