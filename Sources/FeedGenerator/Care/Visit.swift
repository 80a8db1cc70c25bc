// One visit, from the plan to the notice that somebody was there.

/// Why a visit was called off: the four texts of the municipal calendar extension, in the order of the codes "1" to
/// "4" the generated configuration maps them to.
enum CancellationReason: String, CaseIterable, Sendable {
    case byService = "Avlyst av tjeneste"
    case notAtHome = "Avlyst - ikke hjemme"
    case byRecipient = "Avlyst av tjenestemottaker selv"
    case onBehalf = "Avlyst på vegne av tjenestemottaker"

    /// The code the configuration maps the text to.
    var code: String {
        switch self {
        case .byService: "1"
        case .notAtHome: "2"
        case .byRecipient: "3"
        case .onBehalf: "4"
        }
    }
}

/// What an event says of a visit besides when and how it stands.
struct VisitSubject: Equatable, Sendable {
    let service: Service
    /// Its events carry the category `TjenesteId:…`.
    let namesService: Bool
    let description: String
    /// One of `DaySlot.bounds`.
    var slot: Int
}

/// A visit and its life. The visit itself never forgets what it was; what the citizen sees of it is `shown`.
struct Visit: Sendable {
    enum Standing: Equatable, Sendable {
        case planned
        case assigned
        case cancelled(CancellationReason)
        case performed
        /// No longer stated, though its time may still lie ahead.
        case gone
    }

    var subject: VisitSubject
    /// Part of a series while it is planned.
    let isOccurrence: Bool
    var standing = Standing.planned
    /// The time as last stated.
    var frame: TimeFrame
    /// What the visit returns to when its cancellation is taken back: planned or assigned.
    var standingBeforeCancellation = Standing.planned
    /// A cancelled occurrence is stated by the series' `uid` and its date, even if it was assigned under its own.
    var isCancelledByDate = true
    /// A cancelled visit the record system no longer lists.
    var isDropped = false
    /// The `uid` under which the visit is stated: a single visit's newest, an assigned occurrence's own.
    var uid: String
    /// The `uid` a single visit had before this one.
    var relatedTo: String?
    var employees: [String] = []
    var performance: Performance?
    /// What the portal holds; nil until the citizen was shown the visit.
    var shown: ShownAppointment?

    /// Stated as planned, assigned or cancelled: something may still happen to it.
    var isOpen: Bool {
        switch standing {
        case .planned, .assigned, .cancelled: true
        case .performed, .gone: false
        }
    }

    /// Cancelled, whatever for.
    var isCancelled: Bool {
        if case .cancelled = standing { true } else { false }
    }
}

/// The notice that a visit took place ("Melding om avtale").
struct Performance: Equatable, Sendable {
    /// The night before which it was sent, counted from 1.
    let night: Int
    let frame: TimeFrame
    let uid: String
    /// The `uid` of the visit as it was planned; nil when the event keeps that `uid`, or names nothing.
    let relatedTo: String?
    let employees: [String]
    let namesService: Bool
}
