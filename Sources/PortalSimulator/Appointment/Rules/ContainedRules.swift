// Rules about contained resources and the references to them (FHIR R4 DomainResource dom-2 to dom-5, Reference ref-1).

extension AppointmentRule {
    static let containedRules: [AppointmentRule] = [
        AppointmentRule(
            "contained-id", "Appointment.contained", "Hver innlagt ressurs skal ha sin egen id, ulik de andre.",
            kind: .required
        ) { appointment in
            let ids = appointment.contained.compactMap(\.id)
            return ids.count == appointment.contained.count && Set(ids).count == ids.count
        },
        AppointmentRule(
            "dom-2", "Appointment.contained", "En innlagt ressurs skal ikke selv ha innlagte ressurser."
        ) { $0.contained.allSatisfy { $0.json["contained"] == nil } },
        AppointmentRule(
            "dom-3", "Appointment.contained", "Hver innlagt ressurs skal være referert til."
        ) { appointment in
            let references = localReferences(.object(appointment.json))
            return appointment.contained.allSatisfy { $0.id.map(references.contains) ?? true }
        },
        AppointmentRule(
            "dom-4", "Appointment.contained.meta", "En innlagt ressurs skal ikke ha versionId eller lastUpdated."
        ) { appointment in
            appointment.contained.allSatisfy {
                let meta = $0.json.object("meta")
                return meta?["versionId"] == nil && meta?["lastUpdated"] == nil
            }
        },
        AppointmentRule(
            "dom-5", "Appointment.contained.meta.security", "En innlagt ressurs skal ikke ha security."
        ) { $0.contained.allSatisfy { $0.json.object("meta")?["security"] == nil } },
        AppointmentRule(
            "ref-1", "Appointment.contained", "En referanse som begynner med # skal finnes blant de innlagte.",
            kind: .notFound
        ) { appointment in
            localReferences(.object(appointment.json)).isSubset(of: appointment.contained.compactMap(\.id))
        },
    ]

    /// The ids of all `#id` references anywhere below `value`. A bare `#` means the container itself.
    private static func localReferences(_ value: JSONValue) -> Set<String> {
        switch value {
        case .array(let values):
            return values.reduce(into: []) { $0.formUnion(localReferences($1)) }
        case .object(let object):
            return object.members.reduce(into: []) { references, member in
                if member.name == "reference", let text = member.value.string {
                    if text.hasPrefix("#"), text != "#" { references.insert(String(text.dropFirst())) }
                } else {
                    references.formUnion(localReferences(member.value))
                }
            }
        default:
            return []
        }
    }
}
