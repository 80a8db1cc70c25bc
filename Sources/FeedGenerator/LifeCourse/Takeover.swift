// A citizen's care as a new record system takes it over: the same services and plans, under identifiers of its own.
//
// Nothing the portal was shown is known to it, and nothing of the past: what was done on the last day of the old one is
// documented nowhere. What is left out or called off stays so; a visit that was called off and never listed again is
// left out.

extension Citizen {
    /// He as `successor` states him from `today` on; the portal was told nothing of it yet.
    func takenOver(by successor: Municipality, uids: UIDSource, today: CivilDay) -> Citizen {
        var new = self
        new.uids = uids
        new.overviewChanged = true
        new.memberships = memberships.filter { !$0.isEnded }.map {
            Membership(service: successor.services[$0.service.index], since: $0.since)
        }
        new.units = units.filter { unit in new.currentServices.contains { $0.unit == unit } }
        // Two series that share a `uid` still do.
        var named: [String: String] = [:]
        new.series = series.filter { !$0.isOver(on: today) }.map { series in
            let uid = named[series.uid] ?? new.uids.next()
            named[series.uid] = uid
            return series.takenOver(by: successor, uid: uid, uids: &new.uids, today: today)
        }
        new.singles = singles.compactMap { single in
            guard single.visit.isListed, single.visit.frame.start.day >= today else { return nil }
            let uid = new.uids.next()
            return SingleVisit(
                firstUID: uid, visit: single.visit.takenOver(by: successor, uid: uid), renamedBefore: nil)
        }
        return new
    }
}

extension Series {
    fileprivate func takenOver(
        by successor: Municipality, uid: String, uids: inout UIDSource, today: CivilDay
    ) -> Series {
        var new = Series(
            uid: uid, sharedUIDTag: sharedUIDTag, subject: subject.takenOver(by: successor), rule: rule,
            firstDay: firstDay, lastDay: lastDay, startMinute: startMinute, minutes: minutes, isWindow: isWindow,
            sharesUID: sharesUID)
        for day in visits.keys.sorted() where day >= today {
            let visit = visit(on: day)
            guard visit.standing != .planned else { continue }
            var taken = visit.takenOver(by: successor, uid: uids.next())
            if !visit.isListed { taken.standing = .gone }
            new.visits[day] = taken
        }
        return new
    }
}

extension Visit {
    /// The record system lists it, as planned, assigned or called off.
    fileprivate var isListed: Bool { isOpen && !isDropped }

    fileprivate func takenOver(by successor: Municipality, uid: String) -> Visit {
        var new = Visit(
            subject: subject.takenOver(by: successor), isOccurrence: isOccurrence, standing: standing, frame: frame,
            uid: uid)
        new.standingBeforeCancellation = standingBeforeCancellation
        new.employees = employees
        return new
    }
}

extension VisitSubject {
    /// The service's description is in the new system's letters.
    fileprivate func takenOver(by successor: Municipality) -> VisitSubject {
        let service = successor.services[service.index]
        return VisitSubject(
            service: service, namesService: namesService, description: service.worded(description), slot: slot)
    }
}
