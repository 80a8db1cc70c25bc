// The guard between a plan and its first push: a feed that is truncated, strange or somebody else's must not empty a
// calendar, so what changes too much of what citizens see waits for a person. It judges counts and does nothing.

/// What a source is held for. The raw value is its name in reports, JSON and the ledger.
public enum HeldKind: String, CaseIterable, Sendable {
    case configuration
    case firstRun = "first-run"
    case withdrawals
    case cancellations
    case changedTimes = "changed-times"
    case changes
    case creations
    case contactsEnded = "contacts-ended"
    case goneInactive = "gone-inactive"
}

/// A limit that a plan exceeds.
public struct Exceeded: Equatable, Sendable {
    public var kind: HeldKind
    public var count: Int
    /// What there is of it; for creations, the median of what was created in a run.
    public var whole: Int
    /// The unit that loses half of what it has, when that is what holds.
    public var unit: String?

    public init(kind: HeldKind, count: Int, whole: Int, unit: String? = nil) {
        self.kind = kind
        self.count = count
        self.whole = whole
        self.unit = unit
    }
}

/// What the guard has to know of a source beside its plan.
public struct GuardHistory: Equatable, Sendable {
    /// What the last complete runs that created anything created, the newest first.
    public var creations: [Int]
    public var wasToldAnything: Bool
    /// Since the last plan that passed.
    public var isConfigurationChanged: Bool

    public init(creations: [Int], wasToldAnything: Bool, isConfigurationChanged: Bool) {
        self.creations = creations
        self.wasToldAnything = wasToldAnything
        self.isConfigurationChanged = isConfigurationChanged
    }
}

public struct PlanGuard: Sendable {
    public let limits: GuardLimits

    public init(_ limits: GuardLimits) { self.limits = limits }

    /// Every limit the plan exceeds, the gravest first.
    ///
    /// | kind | exceeded by |
    /// |---|---|
    /// | configuration | any change since the last plan that passed |
    /// | first-run | anything to tell, of a source of which nothing was ever told |
    /// | withdrawals | share and count; half of a unit's; half of all and at least `halfCountMin` |
    /// | cancellations, changed-times, changes | share and count |
    /// | creations | times the median of earlier runs, and count |
    /// | contacts-ended, gone-inactive | share and count; half of at least `halfOfMin`; half and `halfCountMin` |
    public func judge(_ tally: PlanTally, _ history: GuardHistory) -> [Exceeded] {
        let shares = [
            withdrawals(tally),
            share(.cancellations, tally.cancelled, of: tally.shown, limits.cancellations),
            share(.changedTimes, tally.moved, of: tally.shown, limits.moves),
            share(.changes, tally.changed, of: tally.shown, limits.changes),
            creations(tally, history),
            halves(.contactsEnded, tally.contactsEnded, of: tally.contacts, limits.contactsEnded),
            goneInactive(tally.goneInactive, of: tally.active),
        ]
        let asked = [configuration(history), firstRun(tally, history)]
        return (asked + shares).compactMap { $0 }
    }

    /// Judged before the plan is made: whom the check calls inactive is planned as active until somebody agreed.
    public func goneInactive(_ count: Int, of active: Int) -> Exceeded? {
        halves(.goneInactive, count, of: active, limits.goneInactive)
    }

    private func configuration(_ history: GuardHistory) -> Exceeded? {
        history.isConfigurationChanged ? Exceeded(kind: .configuration, count: 1, whole: 1) : nil
    }

    private func firstRun(_ tally: PlanTally, _ history: GuardHistory) -> Exceeded? {
        let first = tally.created + tally.performed + tally.contactsOpened
        guard !history.wasToldAnything, first > 0 else { return nil }
        return Exceeded(kind: .firstRun, count: first, whole: 0)
    }

    private func withdrawals(_ tally: PlanTally) -> Exceeded? {
        if let exceeded = share(.withdrawals, tally.withdrawn, of: tally.shown, limits.withdrawals) { return exceeded }
        if isHalf(tally.withdrawn, of: tally.shown), tally.withdrawn >= limits.halfCountMin {
            return Exceeded(kind: .withdrawals, count: tally.withdrawn, whole: tally.shown)
        }
        let emptied = tally.units.filter { _, unit in
            unit.shown >= limits.unitEntriesMin && unit.citizens >= limits.unitCitizensMin
                && isHalf(unit.withdrawn, of: unit.shown)
        }
        return emptied.keys.min().map { unit in
            Exceeded(kind: .withdrawals, count: tally.withdrawn, whole: tally.shown, unit: unit)
        }
    }

    private func creations(_ tally: PlanTally, _ history: GuardHistory) -> Exceeded? {
        guard let twiceMedian = twiceMedian(history), tally.created > limits.creationsCountMax,
            tally.created * 2 > twiceMedian * limits.creationsTimesMedianMax
        else { return nil }
        return Exceeded(kind: .creations, count: tally.created, whole: twiceMedian / 2)
    }

    /// Of what earlier runs created; the median itself need not be a whole number. `nil` with too few runs behind.
    public func twiceMedian(_ history: GuardHistory) -> Int? {
        let runs = history.creations.prefix(limits.creationsRuns).sorted()
        guard runs.count >= max(1, limits.creationsRunsMin) else { return nil }
        return runs[(runs.count - 1) / 2] + runs[runs.count / 2]
    }

    private func share(_ kind: HeldKind, _ count: Int, of whole: Int, _ limit: GuardLimits.Share) -> Exceeded? {
        limit.isExceeded(by: count, of: whole) ? Exceeded(kind: kind, count: count, whole: whole) : nil
    }

    private func halves(_ kind: HeldKind, _ count: Int, of whole: Int, _ limit: GuardLimits.Share) -> Exceeded? {
        let isHalfTooMuch =
            isHalf(count, of: whole) && (whole >= limits.halfOfMin || count >= limits.halfCountMin)
        guard limit.isExceeded(by: count, of: whole) || isHalfTooMuch else { return nil }
        return Exceeded(kind: kind, count: count, whole: whole)
    }

    private func isHalf(_ count: Int, of whole: Int) -> Bool { count > 0 && count * 2 >= whole }
}
