// A claim is one visit as one statement describes it: a single event, or one occurrence of a series unrolled over the
// days the plan looks at. Several claims may speak of the same entry; which one counts is decided later.

struct Claim {
    enum Role {
        case stated
        /// An occurrence an EXDATE took out. It states nothing, but it may be what an assigned visit replaces.
        case excluded
    }

    let statement: Int
    let event: Int
    let start: WallClock
    let end: WallClock?
    /// Which occurrence of the series `uid`; `nil` for a single visit.
    let occurrence: WallClock?
    let role: Role
}

/// The statements about one citizen with their series unrolled.
struct Claims {
    let statements: [VisitStatement]
    /// The local dates over which series are unrolled.
    let days: ClosedRange<CivilDate>
    private(set) var all: [Claim] = []
    /// Phases that DTSTART stated tonight, by `uid`.
    private(set) var statedPhases: [String: Recurrence.Phase] = [:]

    /// - Parameters:
    ///   - days: local dates to unroll series over; single events are claims whatever their date.
    ///   - rememberedPhase: by `uid`, for series whose DTSTART does not state its phase.
    init(
        _ statements: [VisitStatement], days: ClosedRange<CivilDate>, limits: Limits,
        rememberedPhase: (String) -> Recurrence.Phase?
    ) {
        self.statements = statements
        self.days = days
        for (s, statement) in statements.enumerated() {
            for (e, event) in statement.events.enumerated() {
                guard let recurrence = event.recurrence, event.recurrenceID == nil else {
                    all.append(
                        Claim(
                            statement: s, event: e, start: event.start, end: event.end,
                            occurrence: event.recurrenceID, role: .stated))
                    continue
                }
                var remembered: Recurrence.Phase?
                if recurrence.interval > 1 {
                    if let stated = recurrence.phase(statedBy: event.start) {
                        statedPhases[event.uid] = stated
                    } else {
                        remembered = rememberedPhase(event.uid)
                    }
                }
                unroll(event, recurrence, at: (s, e), days: days, remembered: remembered, limits: limits)
            }
        }
    }

    private mutating func unroll(
        _ event: VisitEvent, _ recurrence: Recurrence, at index: (Int, Int), days: ClosedRange<CivilDate>,
        remembered: Recurrence.Phase?, limits: Limits
    ) {
        let length = event.end.map { $0.seconds - event.start.seconds }
        let starts = recurrence.occurrences(
            from: event.start, in: days, remembered: remembered, limit: limits.occurrencesPerSeriesMax)
        for start in starts {
            all.append(
                Claim(
                    statement: index.0, event: index.1, start: start,
                    end: length.map { start.adding(seconds: $0) }, occurrence: start,
                    role: event.excluded.contains(start) ? .excluded : .stated))
        }
    }

    mutating func remove(supersededBy coverage: SnapshotCoverage) {
        all.removeAll { coverage.supersedes($0, of: statements) }
    }

    func statement(of claim: Claim) -> VisitStatement { statements[claim.statement] }
    func event(of claim: Claim) -> VisitEvent { statements[claim.statement].events[claim.event] }

    /// An identifier's value (identity rule 3), with the service where two events of one message would otherwise give the
    /// same (rule 4).
    static func value(uid: String, service: String? = nil, occurrence: WallClock?) -> String {
        var value = uid
        if let service { value += "/" + service }
        if let occurrence { value += "/" + occurrence.basic }
        return value
    }
}
