// The rules of the profile as a table: each has a name, the element it is about, a text, and a question with yes or no.
//
// The rules stand as `hn-basis-appointment` 2.5.5 states them, under its own constraint keys. Where the published
// expression is void by a slip (`partOf` and `postponementReason` are extensions, not elements; `meta.profile != …` is
// empty without a profile), the rule is enforced as its text means it. Where no constraint is published, the code
// names element and fault.

/// One named rule about an Appointment.
struct AppointmentRule: Sendable {
    /// Stable, and unique in `all`.
    let code: String
    let kind: Issue.Kind
    let severity: Issue.Severity
    /// FHIRPath of the element the rule is about.
    let element: String
    /// Norwegian; what the rule demands.
    let text: String
    /// Whether the Appointment keeps the rule.
    let holds: @Sendable (AppointmentResource) -> Bool

    init(
        _ code: String, _ element: String, _ text: String, kind: Issue.Kind = .invariant,
        severity: Issue.Severity = .error, holds: @escaping @Sendable (AppointmentResource) -> Bool
    ) {
        self.code = code
        self.kind = kind
        self.severity = severity
        self.element = element
        self.text = text
        self.holds = holds
    }

    var issue: Issue { Issue(code: code, kind: kind, severity: severity, element: element, text: text) }

    /// Every rule, in the order in which they are told.
    static let all: [AppointmentRule] =
        resourceRules + metaRules + forbiddenElements + containedRules + identifierRules + statusRules + timeRules
        + cancelationRules + categoryRules + typeRules + organizationRules + locationRules + flagRules + textRules
        + extensionRules + participantRules + patientRules
}

/// The judgement of an Appointment by itself, without the portal's memory.
enum AppointmentValidation {
    /// Everything wrong with the resource; warnings only together with errors. Empty when it is accepted.
    static func issues(_ json: JSONObject) -> [Issue] {
        guard json.string("resourceType") == "Appointment" else { return [wrongResource] }
        let misfits = ShapeCheck.issues(json, type: "Appointment", path: "Appointment")
        guard misfits.isEmpty else { return misfits }
        let resource = AppointmentResource(json)
        let broken = AppointmentRule.all.filter { !$0.holds(resource) }.map(\.issue)
        return broken.contains { $0.severity == .error } ? broken : []
    }

    private static let wrongResource = Issue(
        code: "resourceType", kind: .structure, element: "Appointment",
        text: "resourceType skal være Appointment.")
}
