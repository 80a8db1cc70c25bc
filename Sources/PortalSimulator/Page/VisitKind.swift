// The four kinds of visits as Helsenorge draws them: a repeat sign for what is planned, and dots: green for what is
// assigned, white for what is performed, red for what is cancelled. Each has its word beside it: nobody has to tell colours.

/// What a visit is to the citizen.
enum VisitKind: String, CaseIterable, Sendable {
    case planned
    case assigned
    case performed
    case cancelled

    /// Planned and assigned are one status when the planned one has a time; a planned one is said to repeat.
    init(_ shown: ShownAppointment) {
        switch shown.status {
        case "fulfilled": self = .performed
        case "cancelled", "noshow": self = .cancelled
        case "booked" where !shown.recurring: self = .assigned
        default: self = .planned
        }
    }

    var word: String {
        switch self {
        case .planned: "Planlagt"
        case .assigned: "Tildelt"
        case .performed: "Utført"
        case .cancelled: "Avlyst"
        }
    }

    var explanation: String {
        switch self {
        case .planned: "gjentas, og ingen ansatt er satt opp ennå"
        case .assigned: "en ansatt er satt opp, med klokkeslett"
        case .performed: "besøket har vært"
        case .cancelled: "besøket blir ikke noe av"
        }
    }

    /// The sign, and its word for those who do not see it.
    private func sign(saying word: String) -> Markup {
        .tag(
            "svg",
            [
                "class": "sign sign-\(rawValue)", "role": "img", "aria-label": word, "viewBox": "0 0 20 20",
                "width": "18", "height": "18",
            ], drawing)
    }

    private var drawing: Markup {
        switch self {
        case .planned:
            Markup(
                verbatim: """
                    <g fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">\
                    <path d="M4 8.5V8a3 3 0 0 1 3-3h9"/><path d="M13.5 2.5 16 5l-2.5 2.5"/>\
                    <path d="M16 11.5v.5a3 3 0 0 1-3 3H4"/><path d="M6.5 17.5 4 15l2.5-2.5"/></g>
                    """)
        case .assigned, .cancelled: Markup(verbatim: #"<circle cx="10" cy="10" r="7" fill="currentColor"/>"#)
        case .performed:
            Markup(
                verbatim:
                    #"<circle cx="10" cy="10" r="6.5" fill="white" stroke="currentColor" stroke-width="2"/>"#)
        }
    }

    /// Sign and word. The word is read once: by the sign.
    func label(saying word: String? = nil) -> Markup {
        let word = word ?? self.word
        return .tag(
            "span", ["class": "kind"], [sign(saying: word), .tag("span", ["aria-hidden": "true"], Markup(word))])
    }
}
