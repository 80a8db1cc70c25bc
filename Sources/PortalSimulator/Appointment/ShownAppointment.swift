// An Appointment as the citizen sees it, and as `/state` tells it.
//
// Read from the resource by the portal itself, so that a wrong mapping on the sender's side shows as a wrong entry.

/// What the portal keeps of an accepted Appointment.
struct ShownAppointment: Equatable, Sendable {
    var system: String
    var value: String
    /// Eleven digits.
    var patient: String
    var status: String
    var start: Instant?
    var end: Instant?
    var periodStart: Instant?
    var periodEnd: Instant?
    /// Name of the kommunikasjonspart: the service as the citizen reads it.
    var service: String
    /// HER-id of the kommunikasjonspart (the RESH-id system's value where it has no other).
    var unit: String
    var recurring: Bool
    /// Names of the practitioners, joined by ", ".
    var employee: String?
    var description: String?
    /// The first code of the reason, or its text.
    var cancellationReason: String?
    /// Codes of the Flags, sorted.
    var flags: [String]

    /// Whether the citizen sees the entry at all: what was entered in error he does not.
    var isShown: Bool { status != "entered-in-error" }

    func isInSight(at now: Instant, hidesPast: Bool) -> Bool {
        Self.isInSight(status: status, end: end ?? periodEnd, at: now, hidesPast: hidesPast)
    }

    /// Whether the citizen sees an entry at that time: a portal that hides the past shows planned, booked and cancelled
    /// visits until they end.
    static func isInSight(status: String, end: Instant?, at now: Instant, hidesPast: Bool) -> Bool {
        guard status != "entered-in-error" else { return false }
        guard hidesPast, ["proposed", "booked", "cancelled"].contains(status), let end else { return true }
        return end >= now
    }

    /// Whether going from `earlier` (`nil`: nothing) to this changes anything the citizen sees: status, times,
    /// service, description, employee or reason.
    func changesWhatIsShown(since earlier: ShownAppointment?) -> Bool {
        guard let earlier, earlier.isShown else { return isShown }
        guard isShown else { return true }
        return status != earlier.status || start != earlier.start || end != earlier.end
            || periodStart != earlier.periodStart || periodEnd != earlier.periodEnd || service != earlier.service
            || description != earlier.description || employee != earlier.employee
            || cancellationReason != earlier.cancellationReason
    }
}

extension ShownAppointment {
    /// Reads a resource that broke no rule. `nil` when it lacks what every accepted resource has.
    init?(_ resource: AppointmentResource) {
        guard let identifier = resource.json.objects("identifier").first,
            let system = identifier.string("system"), let value = identifier.string("value"),
            let patient = resource.patient, let status = resource.status,
            let organization = resource.communicationParty
        else { return nil }
        self.system = system
        self.value = value
        self.patient = patient.digits
        self.status = status
        start = resource.start
        end = resource.end
        periodStart = resource.requestedPeriods.first?.string("start").flatMap(Instant.init)
        periodEnd = resource.requestedPeriods.first?.string("end").flatMap(Instant.init)
        service = organization.string("name") ?? ""
        unit =
            AppointmentResource.identifier(CodeSystems.herID, of: organization)
            ?? AppointmentResource.identifier(CodeSystems.reshID, of: organization) ?? ""
        recurring = resource.extensions(AppointmentRule.recurringURL).contains { $0["valueBoolean"]?.bool == true }
        let names = resource.participating("Practitioner").compactMap(Self.name)
        employee = names.isEmpty ? nil : names.joined(separator: ", ")
        description = resource.json.string("description")
        cancellationReason =
            resource.cancelationReasonCodings.compactMap(\.code).first
            ?? resource.json.object("cancelationReason")?.string("text")
        flags = resource.flagCodes.sorted()
    }

    /// The name as text, or given names and family name.
    private static func name(of practitioner: JSONObject) -> String? {
        guard let name = practitioner.objects("name").first else { return nil }
        if let text = name.string("text") { return text }
        let parts = name.strings("given") + [name.string("family")].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}

/// An accepted Appointment on its way into the portal's memory.
struct IncomingAppointment: Sendable {
    var shown: ShownAppointment
    var lastUpdated: Instant
    /// The id the sender gave, when he gave one.
    var id: String?
    /// Canonical text of the resource without `id` and `meta.lastUpdated`: equal texts are the same content.
    var content: String

    /// Reads a resource that broke no rule.
    init?(_ json: JSONObject) {
        let resource = AppointmentResource(json)
        guard let shown = ShownAppointment(resource),
            var meta = json.object("meta"),
            let lastUpdated = meta.string("lastUpdated").flatMap(Instant.init)
        else { return nil }
        self.shown = shown
        self.lastUpdated = lastUpdated
        id = json.string("id")
        meta["lastUpdated"] = nil
        var content = json
        content["id"] = nil
        content["meta"] = .object(meta)
        self.content = JSONWriter.canonical(.object(content))
    }
}
