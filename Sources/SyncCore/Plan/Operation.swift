// What the plan decides, as values. An operation says what is to be sent and why it is that urgent; sending is somebody
// else's work.

public enum OperationKind: UInt8, CaseIterable, Sendable {
    case create
    case update
    case cancel
    case withdraw
    case perform
    case memberIn
    case memberOut

    /// The name in reports and JSON.
    public var name: String {
        switch self {
        case .create: "create"
        case .update: "update"
        case .cancel: "cancel"
        case .withdraw: "withdraw"
        case .perform: "perform"
        case .memberIn: "memberIn"
        case .memberOut: "memberOut"
        }
    }

    public var concernsMembership: Bool { self == .memberIn || self == .memberOut }
}

/// The night's order: endings of the next 36 hours, the newly active, then by start.
public struct Urgency: Comparable, Sendable {
    public enum Class: UInt8, Sendable { case endingSoon, newlyActive, rest }

    public let value: Int64

    public init(_ urgencyClass: Class, start: Instant) {
        // Seconds of three centuries fit 34 bits.
        value = Int64(urgencyClass.rawValue) << 40 | max(0, start.seconds + 2_208_988_800)
    }

    public init(value: Int64) { self.value = value }

    public static func < (a: Urgency, b: Urgency) -> Bool { a.value < b.value }
}

public struct AppointmentOperation: Equatable, Sendable {
    public var kind: OperationKind
    public var key: Digest128
    /// The entry as it will be told.
    public var content: ToldEntry.Content
    public var fingerprint: Digest128
    public var urgency: Urgency
    /// The entry is not in the ledger yet.
    public var isNewEntry: Bool
    /// The message (`VisitStatement.arrival`) whose word this is; `nil` where no statement is behind it.
    public var message: Int64?
    /// What was told of the entry was left closed, and the plan did not depend on it: before the operation is kept, it has
    /// to take over what lasts of it.
    public var awaitsContent = false

    /// The identifier's value is for the entry's whole life, and the GenDate behind it never falls.
    public mutating func takeOver(_ told: ToldEntry.Content) {
        content.value = told.value
        content.stated = max(content.stated, told.stated)
        awaitsContent = false
    }
}

public struct MembershipOperation: Equatable, Sendable {
    public var kind: OperationKind
    public var pair: ServiceUnit
    public var since: CivilDate
    public var until: CivilDate?
}

/// Something the operator should hear about once, as a number.
public enum PlanningNote: String, CaseIterable, Sendable {
    /// An event named no service and none could be inferred (R1).
    case noService = "no-service"
    /// A snapshot too old to show anything new (R13).
    case staleStatement = "stale-statement"
    /// The phase of a series with an interval changed.
    case seriesPhase = "series-phase"
    /// A performed visit that no planned one answered to.
    case unpaired = "performed-unpaired"
    /// An identifier another citizen holds (identity rule 5).
    case identifierShared = "identifier-shared"
    /// A minor's visit that no service shows (R10).
    case minorWithheld = "minor-withheld"
    /// "Not at home" about a visit that had begun (R7).
    case notAtHome = "not-at-home"
    /// A dead citizen, of whom nothing is shown any more (R11). All a plan with this note does is his.
    case deceased = "deceased"
    /// A citizen of whom nothing is shown while an access limit or a reservation is in force (R10).
    case withheld = "withheld"
    /// A citizen of a source that is retired: what lies ahead is taken back.
    case retired = "retired"
    /// An entry an operator ordered off the portal.
    case withdrawn = "withdrawn-by-order"
    /// An entry two days past that nobody told was performed, of a portal that would go on showing it (A9).
    case longPast = "long-past"
    /// A number that another took the place of, of which nothing is shown any more (identity rule 8).
    case numberReplaced = "number-replaced"
}

/// Everything the plan decides for one citizen of one source.
public struct CitizenPlan: Equatable, Sendable {
    public var appointments: [AppointmentOperation] = []
    public var memberships: [MembershipOperation] = []
    /// Further `uid`s that lead to an entry, by the key of the identifier they would otherwise have become.
    public var aliases: [Digest128: Digest128] = [:]
    /// Phases to remember, by the key of the series' name (`SeriesPhases`), nearly always its `uid`.
    public var phases: [Digest128: Recurrence.Phase] = [:]
    public var notes: [PlanningNote: Int] = [:]

    public init() {}

    public var isEmpty: Bool { appointments.isEmpty && memberships.isEmpty && aliases.isEmpty && phases.isEmpty }
}
