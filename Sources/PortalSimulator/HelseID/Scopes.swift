// What a token must be for at each interface. The names of three are documented by their display names only ("Avtaler",
// "helsenorgeaktivsjekken", "Helsekontakter"); written like those seen verbatim (`…/oppgave`) they are assumed.

extension PortalEndpoint {
    private static let prefix = "nhn:helsenorge.eksternapi/"

    /// `nil` where no token is asked for.
    var scope: String? {
        switch self {
        case .activeCheck, .activationChanges: Self.prefix + "helsenorgeaktivsjekken"
        case .healthContacts: Self.prefix + "helsekontakter"
        case .appointment: Self.prefix + "avtaler"
        case .token: nil
        }
    }

    static let scopes: [String] = {
        var seen: Set<String> = []
        return allCases.compactMap(\.scope).filter { seen.insert($0).inserted }
    }()
}
