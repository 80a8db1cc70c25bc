// Which events a unit's answer holds of a citizen tonight.
//
// A planned series comes with its beginning moved to today and an exception for every date that is stated otherwise or
// not at all; an assigned or called-off visit comes as an event of its own. What lies before today is never mentioned.

/// How a record system names what it states.
enum EventNaming {
    /// An assigned occurrence becomes an event with a `uid` of its own.
    case ownUID
    /// An assigned occurrence keeps the series' `uid` and names its date, unless two series share that `uid`.
    case byDate
}

extension Citizen {
    /// The events `unit` states of him on `today`.
    func events(of unit: Unit, today: CivilDay, naming: EventNaming = .ownUID) -> [CalendarEvent] {
        series.filter { $0.subject.service.unit == unit && !$0.isOver(on: today) }.flatMap { $0.events(today, naming) }
            + singles.map(\.visit)
            .filter { $0.subject.service.unit == unit && $0.frame.start.day >= today }
            .compactMap { $0.event(uid: $0.uid, recurrenceId: nil) }
    }
}

extension Series {
    /// The series' own event and one for each occurrence from `today` on that has become one.
    fileprivate func events(_ today: CivilDay, _ naming: EventNaming) -> [CalendarEvent] {
        let touched = visits.keys.filter { $0 >= today && visits[$0]?.standing != .planned }.sorted()
        let occurrences = touched.compactMap { day -> CalendarEvent? in
            let visit = visit(on: day)
            let byDate = naming == .byDate && !sharesUID || visit.isCancelled && visit.isCancelledByDate
            return visit.event(uid: byDate ? uid : visit.uid, recurrenceId: byDate ? frame(on: day).start : nil)
        }
        let exceptions = touched.map { frame(on: $0).start }
        let start = statedStart(today)
        let event = CalendarEvent(
            uid: uid, status: .tentative, frame: frame(on: start), subject: subject,
            namesService: subject.namesService, rule: ruleXML(from: start), exceptions: exceptions)
        return [event] + occurrences
    }

    /// Today, or the next occurrence where the rule counts from it: with a count, or every second week.
    private func statedStart(_ today: CivilDay) -> CivilDay {
        let earliest = max(today, firstDay)
        return rule.interval > 1 || lastDay != nil ? rule.next(onOrAfter: earliest) : earliest
    }

    /// The content of `recur`, in the order the schema asks for.
    private func ruleXML(from start: CivilDay) -> String {
        var text = "<freq>\(rule.frequency.rawValue)</freq>"
        if let lastDay {
            let count = (0...(lastDay - start)).reduce(0) { $0 + (rule.occurs(on: start + $1) ? 1 : 0) }
            text += "<count>\(count)</count>"
        }
        // An interval of one is written, left empty, or left out; each series keeps to its way.
        switch (rule.interval, uid.utf8.last.map { $0 % 3 } ?? 0) {
        case (1, 0): text += "<interval/>"
        case (1, 1): text += "<interval>1</interval>"
        case (1, _): break
        default: text += "<interval>\(rule.interval)</interval>"
        }
        return rule.byday.isEmpty ? text : text + "<byday>\(rule.byday)</byday>"
    }
}

extension Visit {
    /// The visit as an event of its own; nil when it is not stated, or only by its series.
    fileprivate func event(uid: String, recurrenceId: CivilTime?) -> CalendarEvent? {
        let status: CalendarEvent.Status
        var reason: CancellationReason?
        switch standing {
        case .planned: status = .tentative
        case .assigned: status = .confirmed
        case .cancelled(let stated):
            guard !isDropped else { return nil }
            status = .cancelled
            reason = stated
        case .performed, .gone: return nil
        }
        return CalendarEvent(
            uid: uid, relatedTo: isOccurrence ? nil : relatedTo, status: status, frame: frame, subject: subject,
            namesService: subject.namesService, attendees: status == .confirmed ? employees : [],
            recurrenceId: recurrenceId, reason: reason)
    }

    /// The notice that it took place.
    func completedEvent(_ performance: Performance) -> CalendarEvent {
        completedEvent(performance, uid: performance.uid, relatedTo: performance.relatedTo)
    }

    /// The notice under another name than the performance's own.
    func completedEvent(
        _ performance: Performance, uid: String, relatedTo: String? = nil, recurrenceId: CivilTime? = nil
    ) -> CalendarEvent {
        CalendarEvent(
            uid: uid, relatedTo: relatedTo, status: .completed, frame: performance.frame, subject: subject,
            namesService: performance.namesService, attendees: performance.employees, recurrenceId: recurrenceId)
    }
}
