// A claim is one visit as one statement describes it: a single event, or one occurrence of a series unrolled over the
// days the plan looks at. Several claims may speak of the same entry; which one counts is decided later.

struct Claim {
    enum Role {
        case stated
        /// An occurrence an EXDATE took out. It states nothing, but it may be what an assigned visit replaces.
        case excluded
    }

    /// What the occurrences of one event have in common; held once, because a night makes ten million claims.
    final class Event: Sendable {
        /// Counted over all statements of the citizen.
        let number: Int
        let uid: String
        let relatedTo: String?
        let namedService: String?
        let service: String?
        let state: VisitState

        init(_ event: VisitEvent, number: Int, onlyService: String?) {
            self.number = number
            uid = event.uid
            relatedTo = event.relatedTo
            namedService = event.serviceID
            service = event.serviceID ?? onlyService
            state = event.state
        }
    }

    let statement: Int
    let event: Int
    let common: Event
    let start: WallClock
    let end: WallClock?
    /// Which occurrence of the series `uid`; `nil` for a single visit.
    let occurrence: WallClock?
    /// One of a series, as against an event of its own that names an occurrence.
    let isUnrolled: Bool
    let role: Role

    var uid: String { common.uid }
    var relatedTo: String? { common.relatedTo }
    /// The service the event names.
    var namedService: String? { common.namedService }
    /// R1's service of an event that joins no entry.
    var service: String? { common.service }
    var state: VisitState { common.state }
}

/// The statements about one citizen with their series unrolled.
struct Claims {
    let statements: [VisitStatement]
    /// The local dates over which series are unrolled.
    let days: ClosedRange<CivilDate>
    private(set) var all: [Claim] = []
    private(set) var eventCount = 0
    /// Phases to go by from now on.
    private(set) var phases: SeriesPhases

    /// - Parameters:
    ///   - days: local dates to unroll series over; single events are claims whatever their date.
    ///   - rememberedPhase: by name, for series whose DTSTART does not state its phase.
    init(
        _ statements: [VisitStatement], days: ClosedRange<CivilDate>, terms: PlanTerms,
        rememberedPhase: @escaping (String) -> Recurrence.Phase?
    ) {
        self.statements = statements
        phases = SeriesPhases(statements, rememberedPhase)
        self.days = days
        all.reserveCapacity(64)
        for (s, statement) in statements.enumerated() {
            let onlyService = terms.rules.onlyService(of: statement.unit)
            for (e, event) in statement.events.enumerated() {
                let common = Claim.Event(event, number: eventCount, onlyService: onlyService)
                eventCount += 1
                func claim(_ start: WallClock, _ end: WallClock?, of occurrence: WallClock?, _ isUnrolled: Bool)
                    -> Claim
                {
                    Claim(
                        statement: s, event: e, common: common, start: start, end: end, occurrence: occurrence,
                        isUnrolled: isUnrolled,
                        role: isUnrolled && event.excluded.contains(start) ? .excluded : .stated)
                }
                guard let recurrence = event.recurrence, event.recurrenceID == nil else {
                    all.append(claim(event.start, event.end, of: event.recurrenceID, false))
                    continue
                }
                let remembered = phases.take(event, recurrence)
                let length = event.end.map { $0.seconds - event.start.seconds }
                let starts = recurrence.occurrences(
                    from: event.start, in: days, remembered: remembered, limit: terms.limits.occurrencesPerSeriesMax)
                for start in starts {
                    all.append(claim(start, length.map { start.adding(seconds: $0) }, of: start, true))
                }
            }
        }
    }

    /// Takes out of force what a snapshot overrules, and with a push the older pushes about its visit: it overruled them
    /// before (R14), wherever they put the visit, and they do not count again because it is gone.
    mutating func remove(supersededBy coverage: SnapshotCoverage) {
        guard coverage.mayOverrule else { return }
        let gone = all.filter { coverage.supersedes($0, of: statements) }
        guard !gone.isEmpty else { return }
        let visits = GoneVisits(gone, of: statements)
        all.removeAll { coverage.supersedes($0, of: statements) || visits.overrule($0, of: statements) }
    }

    /// An identifier's value (identity rule 3), with the service where two events of one message would otherwise give
    /// the same (rule 4).
    static func value(uid: String, service: String? = nil, occurrence: WallClock?) -> String {
        if service == nil, occurrence == nil { return uid }
        var value = ""
        value.reserveCapacity(uid.utf8.count + (service.map { $0.utf8.count + 1 } ?? 0) + 16)
        value += uid
        if let service {
            value += "/"
            value += service
        }
        if let occurrence {
            value += "/"
            value += occurrence.basic
        }
        return value
    }
}
