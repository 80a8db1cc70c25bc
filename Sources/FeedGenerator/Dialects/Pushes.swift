// What Profil tells the moment it happens ("Avtaleutsending", HITS 1217:2018 §3.4): somebody was assigned, an assigned
// visit changed, a visit was called off. A push speaks only of the visit it names; all else stays as last stated.
//
// Only what a push can say is pushed. Its event carries no status, so 05 and 07 mean an assigned visit at an exact
// time. What is planned (windows, series, what is left out or no longer planned) is said by a snapshot, and so a night
// on which a unit's plan changed brings a snapshot from it: `needsSnapshot`.
//
// An occurrence of a series is named by the series' `uid` and `recurrence-id` (RFC 5545 §3.8.4.4), from its assignment
// on. A `uid` of its own could not be understood alone: the exception that says which occurrence it replaces stands
// only in a snapshot. Two series that share a `uid` cannot be named so, and their changes come by snapshot.

/// One pushed message.
struct Push {
    /// `TypeForesp`
    let code: Code
    let event: CalendarEvent

    enum Code: String {
        case confirmed = "05"
        case changed = "07"
        case cancelled = "08"
        case notMet = "11"

        /// `DN`, as the official samples have it.
        var name: String {
            switch self {
            case .confirmed: "Timereservasjon bekreftet"
            case .changed: "Endring av time bekreftet"
            case .cancelled: "Avbestilling av time bekreftet"
            case .notMet: "Pasient ikke møtt"
            }
        }
    }
}

/// What one unit has to tell of a citizen beyond what it told before.
struct UnitNews {
    private(set) var needsSnapshot = false
    private(set) var pushes: [Push] = []

    /// - Parameters:
    ///   - before: the citizen as he was the night before; nil on the first night, which begins with snapshots.
    init(of unit: Unit, about citizen: Citizen, since before: Citizen?, today: CivilDay) {
        guard let before, before.units.contains(unit) else {
            needsSnapshot = true
            return
        }
        for (index, series) in citizen.series.enumerated() where series.subject.service.unit == unit {
            compare(series, before.series.indices.contains(index) ? before.series[index] : nil, today)
        }
        for (index, single) in citizen.singles.enumerated() where single.visit.subject.service.unit == unit {
            let earlier = before.singles.indices.contains(index) ? before.singles[index].visit : nil
            compare(single.visit, earlier, today) { $0.pushed() }
        }
        // What vanished beyond the reach of one snapshot is withdrawn by a later one, so they go on until it is.
        needsSnapshot = needsSnapshot || citizen.knownVisits.contains { $0.isAwaitingWithdrawal(by: unit, today) }
    }

    private mutating func compare(_ series: Series, _ before: Series?, _ today: CivilDay) {
        guard let before, before.startMinute == series.startMinute, before.isEnded == series.isEnded else {
            // New, moved or ended; what is over by its count ends by itself.
            needsSnapshot = true
            return
        }
        for day in series.visits.keys.sorted() where day >= today {
            let start = series.frame(on: day).start
            let known = pushes.count
            compare(series.visit(on: day), before.visit(on: day), today) {
                $0.pushed(occurrence: start, of: series.uid)
            }
            if series.sharesUID, pushes.count > known {
                pushes.removeLast(pushes.count - known)
                needsSnapshot = true
            }
        }
    }

    private mutating func compare(
        _ visit: Visit, _ before: Visit?, _ today: CivilDay, event: (Visit) -> CalendarEvent
    ) {
        guard visit.frame.start.day >= today, visit.says != before?.says else { return }
        switch visit.standing {
        case .assigned:
            pushes.append(Push(code: before?.standing == .assigned ? .changed : .confirmed, event: event(visit)))
        case .cancelled(let reason):
            guard before?.isCancelled != true else { return }
            // 11 for a visit that has not begun is a cancellation like any other.
            pushes.append(Push(code: reason == .notAtHome ? .notMet : .cancelled, event: event(visit)))
        case .planned, .gone: needsSnapshot = true
        case .performed: break
        }
    }
}

extension Visit {
    /// The part of a visit that is told; `isDropped` is nothing a push could say.
    fileprivate struct Told: Equatable {
        let standing: Standing
        let frame: TimeFrame
        let uid: String
        let employees: [String]
    }

    fileprivate var says: Told { Told(standing: standing, frame: frame, uid: uid, employees: employees) }

    /// The event of a push: as in a snapshot, but without status.
    fileprivate func pushed(occurrence: CivilTime? = nil, of series: String? = nil) -> CalendarEvent {
        var reason: CancellationReason?
        // The official 08 names no reason, and the configuration's default is the service's own.
        if case .cancelled(let stated) = standing, stated != .byService { reason = stated }
        return CalendarEvent(
            uid: series ?? uid, relatedTo: series == nil ? relatedTo : nil, status: nil, frame: frame,
            subject: subject, namesService: subject.namesService, attendees: standing == .assigned ? employees : [],
            recurrenceId: occurrence, reason: reason)
    }

    fileprivate func isAwaitingWithdrawal(by unit: Unit, _ today: CivilDay) -> Bool {
        guard standing == .gone, subject.service.unit == unit, frame.start.day >= today, let shown else { return false }
        return shown.status == .proposed || shown.status == .booked
    }
}

extension Citizen {
    /// Yesterday's visits of `unit` that were never documented: 11 after a visit's time is a "bomtur", of which
    /// citizens are told nothing. None while he is away, as with everything else that was done.
    func missed(by unit: Unit, since before: Citizen?, on night: CareNight) -> [Push] {
        guard let before, !activity.isAway(night: night.number) else { return [] }
        func isMissed(_ visit: Visit) -> Bool {
            visit.standing == .assigned && visit.frame.start.day == night.yesterday
                && visit.subject.service.unit == unit
        }
        let occurrences = zip(series, before.series).compactMap { series, before -> Push? in
            guard !series.sharesUID, let visit = series.visits[night.yesterday], isMissed(visit) else { return nil }
            // As it was named before tonight's changes moved the series.
            let start = before.frame(on: night.yesterday).start
            return Push(code: .notMet, event: visit.pushed(occurrence: start, of: series.uid))
        }
        return occurrences
            + singles.map(\.visit).filter(isMissed).map { Push(code: .notMet, event: $0.pushed()) }
    }
}
