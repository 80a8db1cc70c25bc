// The plan for one citizen of one source: a pure function of what is stated, what is told, who is active, the
// configuration and `now`. It reads like the rules because it is the rules; nothing else in the program decides what a
// citizen sees.

public struct Planner<Digests: KeyedDigests>: Sendable {
    public let rules: SourceRules
    public let zone: TimeZoneTable
    public let now: Instant
    public let limits: Limits
    let terms: PlanTerms

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

    /// - Throws: `NeedsContent` when the plan depends on a told entry's content that was left closed; call again with
    ///   the contents opened. An update only takes over from it (`AppointmentOperation.awaitsContent`).
    public func plan(_ situation: CitizenSituation) throws(NeedsContent) -> CitizenPlan {
        // R2, R3: only digitally active citizens get anything, endings included: of a dead one as well the portal takes
        // nothing once it no longer calls him active.
        guard situation.activation == .active else { return CitizenPlan() }
        let keptOff = KeptOff(situation, terms: terms)
        let past = PastTakenBack(situation, terms: terms)
        if let silence = Silence(situation, terms: terms) {
            return try keptOff.apply(to: past.apply(to: silence.plan()))
        }
        var work = try CitizenWork(situation, terms: terms)
        try work.planStated()
        try work.planAbsence()
        try work.settleUnknown()
        work.plan.memberships =
            situation.successor.hasContacts
            ? HealthContacts.endings(of: situation.memberships, on: terms.today)
            : HealthContacts(situation, terms: terms).operations()
        work.forgetAliasesOfNothing()
        return try keptOff.apply(to: past.apply(to: work.plan))
    }
}
