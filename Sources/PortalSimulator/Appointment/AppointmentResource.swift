// An Appointment that has the shape of one, as the profile's rules look at it.
//
// Only reading: what the elements are, which contained resource a reference means. Whether that is right is said by
// the rules.

/// A FHIR R4 Appointment read through its JSON.
struct AppointmentResource: Sendable {
    /// A contained resource with its position in `contained`.
    struct Contained: Sendable {
        var type: String
        var id: String?
        var json: JSONObject
    }

    let json: JSONObject
    let contained: [Contained]
    let status: String?
    let serviceCategoryCodings: [Coding]
    let start: Instant?
    let end: Instant?
    let participants: [JSONObject]

    /// `json` must have passed `ShapeCheck`; elements of a wrong type count as absent.
    init(_ json: JSONObject) {
        self.json = json
        contained = json.objects("contained").map {
            Contained(type: $0.string("resourceType") ?? "", id: $0.string("id"), json: $0)
        }
        status = json.string("status")
        serviceCategoryCodings = json.objects("serviceCategory").flatMap(Coding.codings)
        start = json.string("start").flatMap(Instant.init)
        end = json.string("end").flatMap(Instant.init)
        participants = json.objects("participant")
    }

    func has(_ element: String) -> Bool { json[element] != nil }

    var requestedPeriods: [JSONObject] { json.objects("requestedPeriod") }

    var cancelationReasonCodings: [Coding] { Coding.codings(of: json.object("cancelationReason")) }

    var appointmentTypeCodings: [Coding] { Coding.codings(of: json.object("appointmentType")) }

    var securityLabels: [Coding] { json.object("meta")?.objects("security").map(Coding.init) ?? [] }

    var tags: [Coding] { json.object("meta")?.objects("tag").map(Coding.init) ?? [] }

    func extensions(_ url: String) -> [JSONObject] {
        json.objects("extension").filter { $0.string("url") == url }
    }
}

// MARK: - Service category

extension AppointmentResource {
    /// Volven 7619, municipal services.
    static let communityCategories: Set<String> =
        ["3", "4", "5", "6", "7", "8", "9", "10", "16", "17", "18", "19"]

    /// HL7 service-category, specialist services.
    static let specialistCategories: Set<String> = ["27", "30"]

    func isCategory(_ codes: Set<String>) -> Bool {
        serviceCategoryCodings.contains { $0.code.map(codes.contains) ?? false }
    }

    var isCommunity: Bool { isCategory(Self.communityCategories) }

    var isSpecialist: Bool { isCategory(Self.specialistCategories) }

    /// Category 7, Hjemmetjenester.
    var isHomeCare: Bool { isCategory(["7"]) }
}

// MARK: - References

extension AppointmentResource {
    func contained(_ type: String) -> [JSONObject] {
        contained.lazy.filter { $0.type == type }.map(\.json)
    }

    /// The contained resource a Reference means; only `#id` can be followed.
    func resolve(_ reference: JSONObject?) -> Contained? {
        guard let text = reference?.string("reference"), text.hasPrefix("#") else { return nil }
        let id = String(text.dropFirst())
        return contained.first { $0.id == id }
    }

    /// The contained resources of that type which `supportingInformation` refers to.
    func supporting(_ type: String) -> [JSONObject] {
        json.objects("supportingInformation").compactMap(resolve).filter { $0.type == type }.map(\.json)
    }

    /// The kommunikasjonspart: the organisation that speaks to the citizen.
    var communicationParty: JSONObject? { supporting("Organization").first }

    var flagCodes: [String] {
        contained("Flag").flatMap { Coding.codings(of: $0.object("code")) }.compactMap(\.code)
    }

    func hasLocation(role: String) -> Bool {
        contained("Location").contains { Self.hasRole([role], $0) }
    }

    /// Whether the Location has one of the v3-RoleCodes.
    static func hasRole(_ roles: Set<String>, _ location: JSONObject) -> Bool {
        location.objects("type").flatMap(Coding.codings).contains {
            $0.system == CodeSystems.roleCode && $0.code.map(roles.contains) ?? false
        }
    }

    /// The value of the first identifier of that system.
    static func identifier(_ system: String, of resource: JSONObject?) -> String? {
        resource?.objects("identifier").first { $0.string("system") == system }?.string("value")
    }
}

// MARK: - Participants

extension AppointmentResource {
    /// The identifiers of the patients, `nil` for a patient without one.
    var patientIdentifiers: [JSONObject?] {
        participants.compactMap { $0.object("actor") }.filter { $0.string("type") == "Patient" }
            .map { $0.object("identifier") }
    }

    /// The patient, when there is one with a valid number under its own system.
    var patient: NationalIdentityNumber? {
        guard let identifier = patientIdentifiers.first ?? nil,
            let number = identifier.string("value").flatMap(NationalIdentityNumber.init),
            identifier.string("system") == CodeSystems.system(of: number.kind)
        else { return nil }
        return number
    }

    /// Contained resources that take part.
    func participating(_ type: String) -> [JSONObject] {
        participants.compactMap { resolve($0.object("actor")) }.filter { $0.type == type }.map(\.json)
    }
}
