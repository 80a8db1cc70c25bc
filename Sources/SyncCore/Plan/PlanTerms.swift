// What every citizen's plan of a night has in common. It is no generic type, so that the plan is compiled once and runs
// as written, whoever brings the digests; and no structure, so that handing it on costs nothing.

final class PlanTerms: Sendable {
    let rules: SourceRules
    let zone: TimeZoneTable
    let now: Instant
    let limits: Limits
    let digests: any KeyedDigests
    let today: CivilDate
    /// Future entries are sent again although they were told as they are (R20: no past one is).
    let resends: Bool

    /// R20: how long after its start a performed visit that was never shown is still news.
    static let performedNewsHours = 48
    /// Endings this near go first.
    static let endingSoonHours = 36

    init(
        rules: SourceRules, zone: TimeZoneTable, now: Instant, limits: Limits, digests: any KeyedDigests,
        resends: Bool = false
    ) {
        self.rules = rules
        self.zone = zone
        self.now = now
        self.limits = limits
        self.digests = digests
        self.resends = resends
        today = zone.wallClock(at: now).date
    }

    /// The last day that is shown.
    var horizonEnd: CivilDate { today.adding(days: rules.horizonDays) }

    /// R13: a snapshot too old to show anything new or to prove an absence.
    func isStale(_ statement: VisitStatement) -> Bool {
        statement.kind == .snapshot && statement.generated.adding(hours: rules.statementMaxAgeHours) < now
    }

    func urgency(_ kind: OperationKind, start: Instant, in situation: CitizenSituation) -> Urgency {
        let soon = now.adding(hours: Self.endingSoonHours)
        if kind == .cancel || kind == .withdraw, start < soon { return Urgency(.endingSoon, start: start) }
        return Urgency(situation.isNewlyActive ? .newlyActive : .rest, start: start)
    }

    /// - Parameter message: the one that no longer names it, if that is why.
    func withdrawal(
        of entry: ToldEntry, in situation: CitizenSituation, message: Int64? = nil
    ) throws(NeedsContent) -> AppointmentOperation {
        guard let content = entry.content else { throw NeedsContent() }
        let shown = content.shown.withdrawn
        return AppointmentOperation(
            kind: .withdraw, key: entry.key,
            content: ToldEntry.Content(value: content.value, shown: shown, stated: content.stated),
            fingerprint: digests.fingerprint(of: shown, to: situation.citizenKey),
            urgency: urgency(.withdraw, start: shown.start, in: situation), isNewEntry: false,
            message: message)
    }
}
