// The portal's addresses, and which question each is.

/// What a request to the portal is about. The raw value is its kind in `GET /state`.
enum PortalEndpoint: String, CaseIterable, Sendable {
    case activeCheck
    case activationChanges
    case appointment
    case healthContacts
    case token

    var path: String {
        switch self {
        case .activeCheck: "/digitaltaktiv/helsenorgeaktivsjekken/v1"
        case .activationChanges: "/digitaltaktiv/v1/DigitaltAktivStatusEndringer"
        case .appointment: "/timeavtaler/api/v1/Appointment"
        case .healthContacts: "/helsekontakter/api/v1"
        case .token: "/connect/token"
        }
    }

    /// The only method served.
    var method: String {
        switch self {
        case .activationChanges: "GET"
        case .appointment: "PUT"
        case .activeCheck, .healthContacts, .token: "POST"
        }
    }

    init?(path: String) {
        guard let endpoint = Self.allCases.first(where: { $0.path == path }) else { return nil }
        self = endpoint
    }
}
