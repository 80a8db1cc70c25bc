// The changes an office makes in a day, by chance and in moderation.
//
// Rates are low on purpose: a municipality in which a tenth of everything vanishes overnight is one whose run should
// be stopped by a guard, not one to test ordinary nights with. A citizen who is away from the portal and will be back
// is spared the changes whose meaning on return the rules leave open.

extension Citizen {
    /// A few services end, with everything planned of them; a few begin.
    mutating func changeServices(_ night: CareNight, _ municipality: Municipality) {
        if life.happens(0.004), !activity.isReturner,
            let index = memberships.firstIndex(where: { mayEnd($0, municipality) })
        {
            end(index, night)
        }
        guard life.happens(0.006) else { return }
        let received = memberships.map(\.service)
        let offered = municipality.services.filter { service in !received.contains(service) }
        guard !offered.isEmpty else { return }
        let service = life.pick(offered)
        receive(service, since: night.today - life.below(3))
        let rule = someDays(from: night.today)
        addSeries(service, rule: rule, firstDay: rule.anchor, night: night)
    }

    /// Running, and not half of a pair that shares a `uid`; nor its unit's last where lists of services cannot be empty.
    private func mayEnd(_ membership: Membership, _ municipality: Municipality) -> Bool {
        let isLast = currentServices.count { $0.unit == membership.service.unit } == 1
        if isLast, municipality.keepsLastServices { return false }
        return !membership.isEnded && !series.contains { $0.sharesUID && $0.subject.service == membership.service }
    }

    /// The service with `index` ends tonight: it is no longer listed, and neither are its visits.
    mutating func end(_ index: Int, _ night: CareNight) {
        let service = memberships[index].service
        memberships[index].isEnded = true
        overviewChanged = true
        for index in series.indices where series[index].subject.service == service {
            series[index].end(night.today)
        }
        for index in singles.indices
        where singles[index].visit.subject.service == service && singles[index].visit.frame.start.day >= night.today {
            switch singles[index].visit.standing {
            case .planned, .assigned: singles[index].vanish()
            case .cancelled: singles[index].visit.isDropped = true
            case .performed, .gone: break
            }
        }
    }

    /// Series move to another time of day, end or begin.
    mutating func changeSeries(_ night: CareNight) {
        for index in series.indices where series[index].mayChange && !series[index].isOver(on: night.today) {
            let current = series[index]
            let hasCancelled = current.visits.values.contains { $0.isCancelled && $0.frame.start.day >= night.today }
            if life.happens(0.02), !hasCancelled, !activity.isAway(night: night.number) {
                let frame = drawAgain(current, night)
                series[index].move(toMinute: frame.start.minute, from: night.today)
            } else if life.happens(0.006), !hasCancelled || !activity.isReturner {
                series[index].end(night.today)
            }
        }
        if life.happens(0.015), let service = currentServices.randomly(&life) {
            let rule = someDays(from: night.today + life.below(4))
            addSeries(service, rule: rule, firstDay: rule.anchor, night: night)
        }
    }

    /// Another place within the series' slot for the same length.
    private mutating func drawAgain(_ series: Series, _ night: CareNight) -> TimeFrame {
        let bounds = DaySlot.bounds[series.subject.slot]
        let latest = min(bounds.upperBound - series.minutes, DaySlot.latestStart)
        let places = (latest - bounds.lowerBound) / 15 + 1
        let start = bounds.lowerBound + life.below(places) * 15
        return TimeFrame(
            start: CivilTime(night.today, minute: start), minutes: series.minutes, isWindow: series.isWindow)
    }

    /// Occurrences are left out, called off, or take place after all.
    mutating func changeOccurrences(_ night: CareNight) {
        for index in series.indices where series[index].mayChange && !series[index].isOver(on: night.today) {
            for day in series[index].visits.keys.sorted() where day >= night.today {
                changeKnownOccurrence(index, day, night)
            }
            if life.happens(0.02) {
                let day = series[index].rule.next(onOrAfter: night.today + life.below(14))
                let visit = series[index].visit(on: day)
                guard series[index].occurs(on: day), visit.standing == .planned else { continue }
                series[index].cancel(day, life.pick(CancellationReason.allCases))
            }
        }
    }

    private mutating func changeKnownOccurrence(_ index: Int, _ day: CivilDay, _ night: CareNight) {
        let visit = series[index].visit(on: day)
        let isAway = activity.isAway(night: night.number)
        switch visit.standing {
        case .planned where life.happens(0.003):
            series[index].skip(day)
        case .assigned where life.happens(0.02) && !(isAway && differsFromShown(visit)):
            // Under its own identifier only when the portal has seen it assigned.
            let byDate = life.happens(0.5) || visit.shown?.status != .booked || visit.shown?.isRecurring == true
            series[index].cancel(day, life.pick(CancellationReason.allCases), byDate: byDate || isAway)
        case .assigned where life.happens(0.1):
            let employees = drawEmployees()
            series[index].change(day) { $0.employees = employees }
        case .gone where life.happens(0.15):
            series[index].restore(day)
        case .cancelled where !visit.isDropped:
            if life.happens(0.25) {
                series[index].reinstate(day)
            } else if life.happens(0.1), !activity.isReturner {
                series[index].change(day) { $0.isDropped = true }
            }
        default: break
        }
    }
}

extension Array {
    /// One of the elements, nil when there is none.
    func randomly(_ random: inout SplitMix64) -> Element? {
        isEmpty ? nil : random.pick(self)
    }
}
