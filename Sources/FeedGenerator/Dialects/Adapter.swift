// The three record systems, by what each is assumed to send. All of them write the national messages; they differ in
// which messages they choose, in how they travel, and in the oddities a reader has to bear.

/// A record system's dialect.
enum Adapter: String, CaseIterable, Sendable {
    case gerica
    case profil
    case cosdoc

    var transport: Transport {
        switch self {
        case .gerica: .directory
        case .profil: .bundle
        case .cosdoc: .outbox
        }
    }

    var encoding: TextEncoding { self == .cosdoc ? .latin1 : .utf8 }

    /// The kinds of messages it writes, in the order a night's summary counts them.
    var kinds: [MessageKind] {
        switch self {
        case .gerica: [.tjenesteoversikt, .bestilteTimer, .ingenBestilteTimer, .meldingOmAvtale]
        case .profil: [.tjenesteoversikt, .bestilteTimer, .ingenBestilteTimer, .avtaleutsending, .meldingOmAvtale]
        case .cosdoc: [.orientering, .bestilteTimer, .ingenBestilteTimer, .meldingOmAvtale, .sidab]
        }
    }

    /// How long a snapshot counts. One that comes at least every seventh night must last longer than that.
    var statementMaxAgeHours: Int { self == .profil ? 8 * 24 : 48 }

    /// The most services it can tell apart.
    var servicesMax: Int { self == .cosdoc ? Service.iplosCodes.count : FeedGenerator.servicesMax }

    /// What share of messages is odd when nothing is asked for. Gerica's oddities have rates of their own.
    var oddities: Double? { self == .gerica ? nil : 0.2 }
}

/// Whether one message has its dialect's oddities.
///
/// They are drawn from a stream of their own: what is said, and what citizens must see, does not depend on them.
struct Oddity: Sendable {
    let adapter: Adapter
    /// Nil when each of Gerica's keeps to its usual rate.
    let isOdd: Bool?
    /// Blanks around ids and codes.
    var hasBlanks = false
    /// Bytes of windows-1252 under the label ISO-8859-1.
    var isWindows1252 = false

    /// A duration of thirty minutes written as thirty months, as the official sample has it.
    var monthsForMinutes: Double { adapter == .gerica ? rate(0.1) : 0 }
    /// `TjenesteId: 9`
    var blankBeforeService: Double { adapter == .gerica ? rate(0.25) : 0 }
    /// A receipt asked for on an answer that takes none.
    var receiptOnAnswer: Double { adapter == .gerica ? rate(0.2) : 0 }

    /// Which zones `GenDate` may have. No zone is an oddity of Profil's alone.
    var zones: GenDate.Zones { adapter == .profil && isOdd == true ? .none : .stated }

    /// The code list `MOA` stands under. Under 7601 beside 05 and 07 under 7602 it is an oddity of Profil's alone.
    var listOfNotice: String { adapter == .profil && isOdd != true ? "7602" : "7601" }

    private func rate(_ usual: Double) -> Double { isOdd.map { $0 ? 1 : 0 } ?? usual }
}
