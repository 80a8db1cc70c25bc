// What was done yesterday.

extension Citizen {
    /// Yesterday's assigned visits took place; a few are never documented.
    mutating func performVisits(of yesterday: CivilDay, before night: CareNight) {
        // While he is away nothing is documented: whether an old promise is still remembered then is left open.
        guard !activity.isAway(night: night.number) else { return }
        for index in series.indices {
            guard let visit = series[index].visits[yesterday], visit.standing == .assigned else { continue }
            if let performance = drawPerformance(of: visit, isTwin: series[index].sharesUID, night) {
                series[index].change(yesterday) { $0.perform(performance) }
            }
        }
        for index in singles.indices {
            let visit = singles[index].visit
            guard visit.standing == .assigned, visit.frame.start.day == yesterday else { continue }
            if let performance = drawPerformance(of: visit, isTwin: false, night) {
                singles[index].visit.perform(performance)
            }
        }
    }

    private mutating func drawPerformance(of visit: Visit, isTwin: Bool, _ night: CareNight) -> Performance? {
        guard life.happens(0.97) else { return nil }
        let frame = DaySlot.performed(visit.frame, slot: visit.subject.slot, random: &life)
        // What the portal knows can be named in ways that only lead somewhere because it knows it.
        let isKnown = visit.shown?.status == .booked && visit.subject.service.isOpened
        let dice = life.below(100)
        let keepsUID = dice < 45
        let namesNothing = dice >= 93 && isKnown && !isTwin
        return Performance(
            night: night.number, frame: frame, uid: keepsUID ? visit.uid : uids.next(),
            relatedTo: keepsUID || namesNothing ? nil : visit.uid,
            employees: life.happens(0.9) ? visit.employees : drawEmployees(),
            namesService: visit.subject.namesService && !(isKnown && !namesNothing && life.happens(0.1)))
    }

    /// Now and then somebody came although nothing was planned, on a day on which that unit had nothing else planned:
    /// with anything else about, the notice would be taken for that.
    mutating func performUnplannedVisits(before night: CareNight) {
        guard !activity.isAway(night: night.number) else { return }
        for unit in units {
            let services = currentServices.filter { $0.unit == unit }
            guard life.happens(0.12), let service = services.randomly(&life), isFree(night.yesterday, of: unit),
                singleDays.insert(night.yesterday).inserted
            else { continue }
            let slot = life.pick(singleSlots)
            let planned = DaySlot.exact(slot, on: night.yesterday, random: &life)
            var single = SingleVisit(
                uid: uids.next(), subject: drawSubject(service, slot: slot), frame: planned)
            let frame = DaySlot.performed(planned, slot: slot, random: &life)
            single.visit.perform(
                Performance(
                    night: night.number, frame: frame, uid: single.firstUID, relatedTo: nil,
                    employees: drawEmployees(), namesService: single.visit.subject.namesService))
            singles.append(single)
        }
    }

    /// Neither planned nor shown, now or ever, is any visit of `unit` on `day`.
    private func isFree(_ day: CivilDay, of unit: Unit) -> Bool {
        let planned = series.contains { $0.subject.service.unit == unit && $0.occurs(on: day) }
        let shown = knownVisits.contains { visit in
            visit.subject.service.unit == unit
                && (visit.frame.start.day == day || visit.shown?.frame.start.day == day)
        }
        return !planned && !shown
    }
}
