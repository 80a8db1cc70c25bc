// By day a citizen is told what cannot wait for the night: visits that were performed, and what an EPJ pushes of a visit
// that starts today. Everything else of the plan, and all that follows from absence, is the night's.

/// The part of a citizen's plan that is told by day.
public struct DayLane: Sendable {
    /// What a source may tell by day.
    public enum Allowance: Sendable {
        case everything
        /// Of a source that is held: what happened, and what will not happen.
        case performedAndCancelled
    }

    private let zone: TimeZoneTable
    private let now: Instant
    private let allowance: Allowance
    private let begun: Set<Digest128>

    /// - Parameter begun: what the day lane has meant to tell within 24 hours.
    public init(zone: TimeZoneTable, now: Instant, allowance: Allowance, begun: Set<Digest128> = []) {
        self.zone = zone
        self.now = now
        self.allowance = allowance
        self.begun = begun
    }

    public func part(of plan: CitizenPlan, in situation: CitizenSituation) -> CitizenPlan {
        var part = CitizenPlan()
        part.appointments = plan.appointments.filter { isToldByDay($0, situation) }
        let keys = Set(part.appointments.map(\.key))
        // What leads to an entry is remembered with it; what else a plan remembers is the night's.
        part.aliases = plan.aliases.filter { keys.contains($0.value) }
        return part
    }

    private func isToldByDay(_ operation: AppointmentOperation, _ situation: CitizenSituation) -> Bool {
        let start = operation.content.shown.start
        switch operation.kind {
        case .perform:
            // R20: older ones only at night.
            return start.adding(hours: PlanTerms.performedNewsHours) > now
        case .create, .update:
            return allowance == .everything && isPushed(operation, situation) && concernsToday(operation, situation)
        case .cancel:
            return isPushed(operation, situation) && concernsToday(operation, situation)
        case .withdraw, .memberIn, .memberOut:
            return false
        }
    }

    private func isPushed(_ operation: AppointmentOperation, _ situation: CitizenSituation) -> Bool {
        guard let message = operation.message else { return false }
        return situation.visits.contains { $0.arrival == message && $0.kind != .snapshot }
    }

    /// It starts today, or is shown as if it did; or that it no longer does was to be told today, and nobody knows whether it
    /// was (R16).
    private func concernsToday(_ operation: AppointmentOperation, _ situation: CitizenSituation) -> Bool {
        let today = zone.wallClock(at: now).date
        let told = situation.told.first { $0.key == operation.key && $0.told != .no }
        if told?.told == .possibly, begun.contains(operation.key) { return true }
        return [operation.content.shown.start, told?.start].contains { start in
            start.map { zone.wallClock(at: $0).date == today } ?? false
        }
    }
}

/// What a source was told by day within 24 hours, against what it shows.
public struct DayCounts: Equatable, Sendable {
    public var created: Int
    public var updated: Int
    public var cancelled: Int

    public init(created: Int = 0, updated: Int = 0, cancelled: Int = 0) {
        self.created = created
        self.updated = updated
        self.cancelled = cancelled
    }
}

extension PlanGuard {
    /// The night's limits, for what is told by day: every limit that 24 hours exceed.
    ///
    /// - Parameter shown: what the source's citizens see.
    public func judge(_ day: DayCounts, shown: Int, _ history: GuardHistory) -> [Exceeded] {
        var tally = PlanTally()
        tally.countDay(day, shown: shown)
        return judge(tally, history).filter { [.cancellations, .changedTimes, .changes, .creations].contains($0.kind) }
    }
}
