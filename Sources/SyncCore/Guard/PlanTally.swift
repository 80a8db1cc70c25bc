// What a source's plan would change of what its citizens see, counted citizen by citizen as the plan is made, so that the
// guard judges a whole country's plan without holding it.

/// *Shown* is what is proposed, booked or cancelled, possibly told included, and ends after `now`; as it was before the plan.
public struct PlanTally: Equatable, Sendable {
    public struct Unit: Equatable, Sendable {
        public var shown = 0
        public var citizens = 0
        public var withdrawn = 0
    }

    public private(set) var shown = 0
    public private(set) var units: [String: Unit] = [:]
    /// By absence, or because a service was closed; deaths (R11) and orders are outside all counts.
    public private(set) var withdrawn = 0
    public private(set) var cancelled = 0
    public private(set) var moved = 0
    /// Withdrawn, cancelled, moved, or anything else about a shown entry.
    public private(set) var changed = 0
    public private(set) var created = 0
    public private(set) var performed = 0
    public private(set) var contacts = 0
    public private(set) var contactsOpened = 0
    public private(set) var contactsEnded = 0
    /// Citizens of the source who were active before the night's check, and those of them it calls inactive.
    public var active = 0
    public var goneInactive = 0

    public init() {}

    public mutating func add(_ plan: CitizenPlan, of situation: CitizenSituation, now: Instant, today: CivilDate) {
        for (unit, count) in Self.shown(of: situation, now: now) {
            shown += count
            units[unit, default: Unit()].shown += count
            units[unit, default: Unit()].citizens += 1
        }
        let open = situation.memberships.filter { $0.told != .no && $0.until.map { $0 >= today } ?? true }
        contacts += open.count
        // R11: a death asks nobody; nor does what an operator ordered.
        guard !situation.isDead, !situation.isRetired, !situation.isWithheldByOrder else { return }
        for operation in plan.appointments where !situation.keptOff.contains(operation.key) {
            count(operation, of: situation.told.first { $0.key == operation.key && Self.isShown($0, now: now) })
        }
        for operation in plan.memberships {
            if operation.kind == .memberIn {
                contactsOpened += 1
            } else if open.contains(where: { $0.pair == operation.pair }) {
                contactsEnded += 1
            }
        }
    }

    /// What was told by day; whether an update moved its visit is not remembered, so each counts as if it did.
    mutating func countDay(_ day: DayCounts, shown: Int) {
        self.shown = shown
        created = day.created
        cancelled = day.cancelled
        moved = day.updated
        changed = day.updated + day.cancelled
    }

    /// How many entries of which units: of a citizen one or two.
    private static func shown(of situation: CitizenSituation, now: Instant) -> [(unit: String, count: Int)] {
        var shown: [(unit: String, count: Int)] = []
        for entry in situation.told where isShown(entry, now: now) {
            if let index = shown.firstIndex(where: { $0.unit == entry.pair.unit }) {
                shown[index].count += 1
            } else {
                shown.append((entry.pair.unit, 1))
            }
        }
        return shown
    }

    private static func isShown(_ entry: ToldEntry, now: Instant) -> Bool {
        switch entry.status {
        case .proposed, .booked, .cancelled: entry.told != .no && entry.end > now
        case .fulfilled, .enteredInError: false
        }
    }

    private mutating func count(_ operation: AppointmentOperation, of entry: ToldEntry?) {
        if operation.kind == .create { created += 1 }
        if operation.kind == .perform { performed += 1 }
        // What is sent again as it was told, in doubt or on purpose, changes nothing.
        guard let entry, entry.fingerprint != operation.fingerprint else { return }
        let shown = operation.content.shown
        switch operation.kind {
        case .withdraw:
            withdrawn += 1
            units[entry.pair.unit, default: Unit()].withdrawn += 1
            changed += 1
        case .cancel:
            if entry.status != .cancelled { cancelled += 1 }
            changed += 1
        case .update:
            let isMoved = entry.start != shown.start || entry.end != shown.end
            if isMoved { moved += 1 }
            // An entry in doubt is told again whatever it says; only a change of its time is seen as one.
            if isMoved || entry.told == .yes { changed += 1 }
        case .create, .perform, .memberIn, .memberOut: break
        }
    }
}
