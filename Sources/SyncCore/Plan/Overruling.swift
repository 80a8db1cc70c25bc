// R14: a later GenDate may plan a cancelled visit again, or say anew when a visit is, and then what a push said of it is over
// for good. Pushes lie side by side for as long as they may matter, while a unit's newer snapshot takes the place of its
// older one: once the snapshot that said otherwise is itself replaced, nothing would remember that it did, and the old push
// would cancel the visit anew, or move it. So whoever keeps statements drops what is overruled while the statement that
// does it is at hand.
//
// Only what is said decides, not what was told: a visit is known by its uid and occurrence and by what it goes back to.
// A push names one occurrence and a snapshot the whole series, so the series is asked about that one day.

/// What a statement says of visits, against older pushes.
public struct Overruling {
    private let generated: Instant
    private let planned: [VisitEvent]
    /// What a snapshot names.
    private let listed: [VisitEvent]
    private let said: [VisitEvent]
    private let kept: [VisitStatement]
    private let relations: Relations
    private let rememberedPhase: (String) -> Recurrence.Phase?

    /// - Parameters:
    ///   - statement: the later one.
    ///   - kept: what else is kept of the citizen's visits.
    ///   - rememberedPhase: by name, for series whose DTSTART does not state its phase.
    public init(
        _ statement: VisitStatement, beside kept: [VisitStatement],
        rememberedPhase: @escaping (String) -> Recurrence.Phase?
    ) {
        generated = statement.generated
        planned = statement.events.filter { $0.state == .planned || $0.state == .assigned }
        listed = statement.kind == .snapshot ? statement.events : []
        said = statement.events
        self.kept = kept
        relations = Relations(kept + [statement])
        self.rememberedPhase = rememberedPhase
    }

    /// A push without the cancellations that the later statement takes back, and without the visits that it lists anew.
    public func remainder(of push: VisitStatement) -> VisitStatement {
        guard push.kind != .snapshot, push.generated < generated else { return push }
        var remainder = push
        remainder.events.removeAll { event in
            switch event.state {
            case .planned, .assigned: listed.contains { isSame($0, event) }
            case .cancelled: planned.contains { takesBack($0, event) } && !endsPerformed(event, of: push)
            case .performed: false
            }
        }
        return remainder
    }

    /// When the last visit ends that this statement speaks of and that the older one takes to be coming: until then this
    /// one counts, whenever it says that the visit was or will be. Once it is forgotten the older one would count again.
    public func lastEnd(in older: VisitStatement) -> WallClock? {
        guard older.generated < generated else { return nil }
        var ends: [WallClock] = []
        for event in older.events where event.state == .planned || event.state == .assigned {
            let length = event.end.map { max(0, $0.seconds - event.start.seconds) } ?? 0
            for later in said where takesBack(event, later) {
                let start = event.isSeries ? later.recurrenceID ?? later.start : event.start
                ends.append(start.adding(seconds: length))
            }
        }
        return ends.max()
    }

    /// What leads to the visit is the same as well, so nothing of its identity is lost.
    private func isSame(_ listed: VisitEvent, _ pushed: VisitEvent) -> Bool {
        guard !pushed.isSeries, listed.uid == pushed.uid, listed.relatedTo == pushed.relatedTo,
            listed.serviceID == pushed.serviceID
        else { return false }
        if listed.isSeries { return pushed.recurrenceID.map { occurs(listed, at: $0) } ?? false }
        return listed.recurrenceID == pushed.recurrenceID
    }

    /// Whether the visit that is gone is one of those that are planned.
    private func takesBack(_ planned: VisitEvent, _ gone: VisitEvent) -> Bool {
        // Identity rule 4: one uid with two services may be two visits.
        if let service = planned.serviceID, let other = gone.serviceID, service != other { return false }
        // A cancelled series ends as many visits as it has days; one of them planned again says nothing of the others.
        guard !gone.isSeries else { return false }
        if planned.isSeries { return planned.uid == gone.uid && occurs(planned, at: gone.recurrenceID ?? gone.start) }
        switch (planned.recurrenceID, gone.recurrenceID) {
        case (nil, nil):
            // An event that names a series and no occurrence means the one that starts when it does.
            if relations.isSeries(gone.uid) { return planned.uid == gone.uid && planned.start == gone.start }
            return origin(planned) == origin(gone)
        case (let occurrence?, nil): return planned.uid == gone.uid && occurrence == gone.start
        case (nil, let occurrence?): return planned.uid == gone.uid && planned.start == occurrence
        case (let occurrence?, let other?): return planned.uid == gone.uid && occurrence == other
        }
    }

    private func occurs(_ series: VisitEvent, at start: WallClock) -> Bool {
        guard let recurrence = series.recurrence, start.secondOfDay == series.start.secondOfDay,
            !series.excluded.contains(start)
        else { return false }
        return !recurrence.occurrences(
            from: series.start, in: start.date...start.date, remembered: series.rememberedPhase(rememberedPhase),
            limit: 1
        ).isEmpty
    }

    /// R6: what a cancellation takes back of a performed visit, no plan brings again.
    private func endsPerformed(_ gone: VisitEvent, of push: VisitStatement) -> Bool {
        kept.contains { statement in
            statement.generated < push.generated
                && statement.events.contains {
                    $0.state == .performed && origin($0) == origin(gone) && isSameDay($0, gone)
                }
        }
    }

    /// Of a series another day is another visit.
    private func isSameDay(_ performed: VisitEvent, _ gone: VisitEvent) -> Bool {
        guard relations.isSeries(gone.uid) || gone.recurrenceID != nil else { return true }
        return (performed.recurrenceID ?? performed.start).date == (gone.recurrenceID ?? gone.start).date
    }

    private func origin(_ event: VisitEvent) -> String { relations.origin(of: event.uid, relatedTo: event.relatedTo) }
}

extension VisitEvent {
    fileprivate var isSeries: Bool { recurrence != nil && recurrenceID == nil }
}
