// Everything the plan may know of one citizen of one source. The plan is a function of this, the source's rules, and
// `now`; nothing else.

/// What the source that replaces this one shows a citizen, or will once its plan is pushed: the two are sent together.
public struct SuccessorPresence: Equatable, Sendable {
    /// A visit that is or was to come.
    public var showsEntries: Bool
    /// A visit that was performed: by itself it is no plan, and takes none away.
    public var hasPerformed: Bool
    public var hasContacts: Bool

    public static let none = SuccessorPresence(showsEntries: false, hasContacts: false)

    public init(showsEntries: Bool, hasPerformed: Bool = false, hasContacts: Bool) {
        self.showsEntries = showsEntries
        self.hasPerformed = hasPerformed
        self.hasContacts = hasContacts
    }
}

public struct CitizenSituation: Equatable, Sendable {
    /// The keyed hash of the citizen; its first digits tell two citizens' entries apart when their `uid`s do not.
    public var citizenKey: Digest128
    public var activation: ActivationState
    /// Since when the portal has called the citizen active.
    public var activeSince: Instant?
    /// Became active since the last complete plan.
    public var isNewlyActive: Bool
    public var birthDate: CivilDate?
    public var services: ServiceStatement?
    /// The newest list of each unit whose dialogue is not cancelled; an empty one where every list was (R15).
    public var unitServices: [UnitServicesStatement]
    public var visits: [VisitStatement]
    /// Whichever source says so, the citizen is dead in all of them (R11).
    public var isDead: Bool
    /// An access limit or a reservation is in force (R10), or an operator withholds everything.
    public var isWithheld: Bool
    /// It is an operator who does.
    public var isWithheldByOrder = false
    /// An operator withholds the names of employees.
    public var withholdsNames = false
    /// The source is retired: what lies ahead is taken back, and nothing new is told.
    public var isRetired = false
    /// Entries an operator ordered off the portal, told or not: nothing of them is shown again, whatever is stated.
    public var keptOff: Set<Digest128> = []
    /// A message named another number as the one that took this one's place (identity rule 8).
    public var isReplaced: Bool
    public var told: [ToldEntry]
    public var memberships: [ToldMembership]
    /// Remembered `uid`s: the key of the identifier a `uid` would give, to the key of the entry it led to.
    public var aliases: [Digest128: Digest128]
    public var phases: [Digest128: Recurrence.Phase]
    /// Entry keys that belong to another citizen of the source (identity rule 5).
    public var heldByOthers: Set<Digest128>
    public var successor = SuccessorPresence.none

    public init(
        citizenKey: Digest128, activation: ActivationState, activeSince: Instant? = nil, isNewlyActive: Bool = false,
        birthDate: CivilDate? = nil, services: ServiceStatement? = nil, unitServices: [UnitServicesStatement] = [],
        visits: [VisitStatement] = [], isDead: Bool = false, isWithheld: Bool = false, isReplaced: Bool = false,
        told: [ToldEntry] = [], memberships: [ToldMembership] = [], aliases: [Digest128: Digest128] = [:],
        phases: [Digest128: Recurrence.Phase] = [:], heldByOthers: Set<Digest128> = []
    ) {
        self.citizenKey = citizenKey
        self.activation = activation
        self.activeSince = activeSince
        self.isNewlyActive = isNewlyActive
        self.birthDate = birthDate
        self.services = services
        self.unitServices = unitServices
        self.visits = visits
        self.isDead = isDead
        self.isWithheld = isWithheld
        self.isReplaced = isReplaced
        self.told = told
        self.memberships = memberships
        self.aliases = aliases
        self.phases = phases
        self.heldByOthers = heldByOthers
    }

    public func isMinor(on day: CivilDate) -> Bool {
        guard let birthDate else { return false }
        let (year, month, date) = birthDate.components
        // A birthday on 29 February is completed on 1 March of an ordinary year.
        let eighteenth =
            CivilDate(year: year + 18, month: month, day: date) ?? CivilDate(year: year + 18, month: 3, day: 1)
        return eighteenth.map { day < $0 } ?? false
    }
}
