// What goes back to what: the `related-to` of everything stated about a citizen, and which uids are series. A visit's
// value comes from the oldest visit it goes back to, so that the identifier does not depend on the night on which we
// were first allowed to show it.

/// The relations among some statements' events.
struct Relations {
    private var parents: [String: String] = [:]
    private var series: Set<String> = []

    init(_ statements: [VisitStatement]) {
        for statement in statements {
            var performed: [String: CivilDate] = [:]
            for event in statement.events {
                if event.recurrence != nil { series.insert(event.uid) }
                if let parent = event.relatedTo { parents[event.uid] = parent }
                guard event.state == .performed, event.recurrenceID == nil else { continue }
                // Performed on two days, so it is what recurs that has this uid.
                if let day = performed.updateValue(event.start.date, forKey: event.uid), day != event.start.date {
                    series.insert(event.uid)
                }
            }
        }
    }

    /// No event names another.
    var isEmpty: Bool { parents.isEmpty }

    func isSeries(_ uid: String) -> Bool { series.contains(uid) }
    func parent(of uid: String) -> String? { parents[uid] }

    /// The oldest `uid` an event goes back to by what is stated; a series is where visits come from, not what they are.
    /// Of visits that go back to each other it is the lowest uid by bytes, whichever of them is asked.
    func origin(of uid: String, relatedTo: String?) -> String {
        guard let relatedTo, !series.contains(relatedTo) else { return uid }
        var chain = [uid]
        var next: String? = relatedTo
        while let uid = next, !series.contains(uid) {
            if let start = chain.firstIndex(of: uid) {
                return chain[start...].min { $0.utf8.lexicographicallyPrecedes($1.utf8) } ?? uid
            }
            chain.append(uid)
            next = parents[uid]
        }
        return chain[chain.count - 1]
    }
}

extension VisitStatement {
    /// Two events of one message that give one identifier and name the same service (identity rule 4): nobody can say
    /// which one the citizen should see, so the message is set aside.
    public var hasAmbiguousIdentity: Bool {
        // Nearly every list: each event under a uid of its own, and none that names another's.
        if events.allSatisfy({ $0.relatedTo == nil }), Set(events.map(\.uid)).count == events.count { return false }
        let relations = Relations([self])
        var seen: [String: [VisitEvent]] = [:]
        for event in events where event.state != .cancelled {
            let name = event.identityName(relations)
            if seen[name, default: []].contains(where: { $0.mayMeet(event) }) { return true }
            seen[name, default: []].append(event)
        }
        return false
    }
}

extension VisitEvent {
    /// The value this event alone would give (identity rule 3).
    fileprivate func identityName(_ relations: Relations) -> String {
        var name = relations.origin(of: uid, relatedTo: relatedTo) + "\u{0}"
        if let recurrenceID {
            name += recurrenceID.basic
        } else if recurrence != nil {
            // Two series under one uid are told apart by their time of day.
            name += "series " + String(start.secondOfDay)
        }
        // A performed visit is the end of a planned one, and of what recurs there is one on each day.
        if state == .performed { name += "\u{0}performed" + (recurrenceID == nil ? start.date.iso8601 : "") }
        return name
    }

    /// Whether two events of one name can give one value: not when both name a service and not the same, and two series
    /// only on a weekday and in a period they share.
    fileprivate func mayMeet(_ other: VisitEvent) -> Bool {
        if let serviceID, let other = other.serviceID, serviceID != other { return false }
        guard recurrenceID == nil, other.recurrenceID == nil, let mine = recurrence, let theirs = other.recurrence
        else {
            return true
        }
        let days = mine.weekdays(from: start).bits & theirs.weekdays(from: other.start).bits
        return days != 0 && start.date <= (theirs.until?.date ?? .never)
            && other.start.date <= (mine.until?.date ?? .never)
    }
}

extension Recurrence {
    /// The weekdays an occurrence may fall on.
    fileprivate func weekdays(from start: WallClock) -> WeekdaySet {
        if !byDay.isEmpty { return byDay }
        return WeekdaySet(frequency == .daily ? Weekday.allCases : [start.date.weekday])
    }
}
