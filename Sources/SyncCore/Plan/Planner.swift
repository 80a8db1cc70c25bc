// The plan for one citizen of one source: a pure function of what is stated, what is told, who is active, the
// configuration and `now`. It reads like the rules because it is the rules; nothing else in the program decides what a
// citizen sees.

public struct Planner<Digests: KeyedDigests>: Sendable {
    public let rules: SourceRules
    public let zone: TimeZoneTable
    public let now: Instant
    public let limits: Limits
    private let terms: PlanTerms

    /// - Parameter resends: future entries and open contacts are told again although they were told as they are.
    public init(
        rules: SourceRules, zone: TimeZoneTable, now: Instant, limits: Limits, digests: Digests, resends: Bool = false
    ) {
        self.rules = rules
        self.zone = zone
        self.now = now
        self.limits = limits
        terms = PlanTerms(
            rules: rules, zone: zone, now: now, limits: limits, digests: digests, resends: resends)
    }

    public var today: CivilDate { terms.today }

    /// - Throws: `NeedsContent` when something about a told entry may change and its content was left closed; call
    ///   again with the contents opened.
    public func plan(_ situation: CitizenSituation) throws(NeedsContent) -> CitizenPlan {
        // R2, R3: only digitally active citizens get anything, endings included: of a dead one as well the portal takes
        // nothing once it no longer calls him active.
        guard situation.activation == .active else { return CitizenPlan() }
        if let silence = Silence(situation, terms: terms) { return try silence.plan() }
        var work = try CitizenWork(situation, terms: terms)
        try work.planStated()
        try work.planAbsence()
        try work.settleUnknown()
        work.plan.memberships =
            situation.successor.hasContacts
            ? HealthContacts.endings(of: situation.memberships, on: terms.today)
            : HealthContacts(situation, terms: terms).operations()
        work.forgetAliasesOfNothing()
        return work.plan
    }
}

/// The plan of one citizen in the making.
private struct CitizenWork {
    let situation: CitizenSituation
    let terms: PlanTerms
    let claims: Claims
    let targets: [EntryTarget]
    let claimsOfTarget: [[Int]]
    let isMinor: Bool
    /// R16: an intent without outcome to which tonight has nothing newer to say is settled by sending it again: of the
    /// past (R8) only what was performed or withdrawn.
    mutating func settleUnknown() throws(NeedsContent) {
        guard situation.told.contains(where: { $0.told == .possibly }) else { return }
        let planned = Set(plan.appointments.map(\.key))
        for (target, entry) in situation.told.enumerated() where entry.told == .possibly && !planned.contains(entry.key)
        {
            let isFinal = entry.status == .fulfilled || entry.status == .enteredInError
            guard isFinal || entry.start >= terms.now else { continue }
            guard let content = entry.content else { throw NeedsContent() }
            try tell(kind(of: content.shown.status), target, content.shown, stated: content.stated)
        }
    }

    /// R12, R13: inside what the unit's own snapshot covers, and that snapshot is neither older than what was stated
    /// nor too old to prove anything. Of a citizen who returns (R3) whatever is not stated is gone.
    private func isAbsent(_ entry: ToldEntry) throws(NeedsContent) -> Bool {
        let newest = situation.visits.filter { $0.kind == .snapshot && $0.unit == entry.pair.unit }
            .max { $0.generated < $1.generated }
        if let newest, terms.isStale(newest) { return false }
        if situation.isNewlyActive || entry.told == .yes && entry.fingerprint == nil { return true }
        guard let snapshot = newest, entry.start > snapshot.generated,
            entry.start < snapshot.generated.adding(days: terms.rules.snapshotDays)
        else { return false }
        guard let content = entry.content else { throw NeedsContent() }
        return content.stated < snapshot.generated
    }

    private func kind(of status: AppointmentStatus) -> OperationKind {
        switch status {
        case .proposed, .booked: .update
        case .fulfilled: .perform
        case .cancelled: .cancel
        case .enteredInError: .withdraw
        }
    }

    private mutating func withdraw(_ target: Int) throws(NeedsContent) {
        guard let entry = told(target) else { return }
        plan.appointments.append(try terms.withdrawal(of: entry, in: situation))
    }

    // MARK: Operations

    /// A uid is remembered per entry: one that leads to nothing the portal was or will be sent leads nowhere.
    mutating func forgetAliasesOfNothing() {
        guard !plan.aliases.isEmpty else { return }
        let known = Set(situation.told.map(\.key)).union(plan.appointments.map(\.key))
        plan.aliases = plan.aliases.filter { known.contains($0.value) }
    }

    /// The portal was told just this, and nobody asked to tell it again.
    private func isTold(_ shown: ShownAppointment, _ entry: ToldEntry) -> Bool {
        guard fingerprint(shown) == entry.fingerprint else { return false }
        return !terms.resends || shown.start < terms.now
    }

    private func fingerprint(_ shown: ShownAppointment) -> Digest128 { terms.digests.fingerprint(shown.canonicalBytes) }

    private mutating func tell(
        _ kind: OperationKind, _ target: Int, _ shown: ShownAppointment, stated: Instant
    ) throws(NeedsContent) {
        let entry = told(target)
        var value = targets[target].value ?? ""
        var lastUpdated = stated
        if let entry {
            guard let content = entry.content else { throw NeedsContent() }
            value = content.value
            lastUpdated = max(stated, content.stated)
        }
        plan.appointments.append(
            AppointmentOperation(
                kind: kind, key: targets[target].key,
                content: ToldEntry.Content(value: value, shown: shown, stated: lastUpdated),
                fingerprint: fingerprint(shown), urgency: terms.urgency(kind, start: shown.start, in: situation),
                isNewEntry: entry == nil))
    }
}
