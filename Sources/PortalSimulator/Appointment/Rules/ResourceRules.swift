// Rules about the resource as a whole: its id, its metadata, and the elements the profile closes (max 0).

extension AppointmentRule {
    static let resourceRules: [AppointmentRule] = [
        AppointmentRule(
            "id-uuid", "Appointment.id", "id skal være en UUID når den er satt.", kind: .value
        ) { appointment in
            appointment.json.string("id").map(isUUID) ?? true
        },
        AppointmentRule(
            "meta-lastUpdated-required", "Appointment.meta.lastUpdated", "meta.lastUpdated skal være satt.",
            kind: .required
        ) { $0.json.object("meta")?.string("lastUpdated") != nil },
    ]

    /// Tags and labels of Helsenorge (`hn-varsling`, `hn-paminnelse`, `hn-tilgangsbegrensning`).
    static let metaRules: [AppointmentRule] = [
        AppointmentRule(
            "tilgangsbegrensning-max-1", "Appointment.meta.security",
            "meta.security skal ha høyst én tilgangsbegrensning."
        ) { count($0.securityLabels, of: CodeSystems.tilgangsbegrensning) <= 1 },
        AppointmentRule(
            "tilgangsbegrensning-code", "Appointment.meta.security",
            "Tilgangsbegrensning skal være N, NORN_FORANS eller NORN_UNGDOM.", kind: .codeInvalid
        ) {
            codes($0.securityLabels, of: CodeSystems.tilgangsbegrensning, are: ["N", "NORN_FORANS", "NORN_UNGDOM"])
        },
        AppointmentRule(
            "varsling-code", "Appointment.meta.tag", "Varsling skal være 1 eller 9.", kind: .codeInvalid
        ) { codes($0.tags, of: CodeSystems.varsling, are: ["1", "9"]) },
        AppointmentRule(
            "paminnelse-max-1", "Appointment.meta.tag", "meta.tag skal ha høyst én påminnelse."
        ) { count($0.tags, of: CodeSystems.paminnelse) <= 1 },
        AppointmentRule(
            "paminnelse-code", "Appointment.meta.tag", "Påminnelse skal være 1 eller 9.", kind: .codeInvalid
        ) { codes($0.tags, of: CodeSystems.paminnelse, are: ["1", "9"]) },
        AppointmentRule(
            "serviceCategory-7-ptres-no-varsling-or-paminnelse", "Appointment.meta.tag",
            "Hjemmetjenester hjemme hos pasienten (PTRES) skal ikke ha varsling eller påminnelse."
        ) { appointment in
            !(appointment.isHomeCare && appointment.hasLocation(role: "PTRES"))
                || count(appointment.tags, of: CodeSystems.varsling, CodeSystems.paminnelse) == 0
        },
    ]

    /// Elements the profile gives the cardinality 0..0.
    static let forbiddenElements: [AppointmentRule] = [
        "implicitRules", "language", "text", "serviceType", "specialty", "reasonCode", "reasonReference", "priority",
        "slot", "comment",
    ].map { element in
        AppointmentRule(
            "forbidden-\(element)", "Appointment.\(element)", "\(element) skal ikke være med i denne profilen."
        ) { !$0.has(element) }
    }

    private static func count(_ codings: [Coding], of systems: String...) -> Int {
        codings.count { $0.system.map(systems.contains) ?? false }
    }

    private static func codes(_ codings: [Coding], of system: String, are allowed: Set<String>) -> Bool {
        codings.allSatisfy { $0.system != system || $0.code.map(allowed.contains) ?? false }
    }

    private static func isUUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12] && groups.allSatisfy { $0.allSatisfy(\.isHexDigit) }
    }
}
