// What happens between the morning and an hour of the same day, and what an EPJ says of it at once.

import TestSupport

extension World {
    /// What changes today up to a minute of the day, in pushes; now and then a list or the services with them.
    ///
    /// - Parameter time: of that minute, in seconds since 1970.
    mutating func liveByDay(_ day: Int, minute: Int, at time: Int64) -> [Parcel] {
        var changed: [(citizen: Int, visit: Int)] = []
        for index in citizens.indices where citizens[index].death == nil {
            for visit in citizens[index].visits.indices where changeToday(index, visit, day, minute) {
                changed.append((index, visit))
            }
            if visitToday(index, day, minute) { changed.append((index, citizens[index].visits.count - 1)) }
        }
        return speakByDay(changed, at: time - 1_200)
    }

    private mutating func changeToday(_ index: Int, _ v: Int, _ day: Int, _ minute: Int) -> Bool {
        let visit = citizens[index].visits[v]
        guard visit.start.day == day, visit.state == .planned || visit.state == .assigned else { return false }
        if visit.start.minuteOfDay <= minute {
            guard byDay.happens(60) else { return false }
            // Nobody was home, or it took place.
            citizens[index].visits[v].state = byDay.happens(15) ? .cancelled(reason: 1) : .performed
            if citizens[index].visits[v].state == .performed {
                citizens[index].visits[v].start = visit.start.adding(
                    minutes: min(byDay.within(-5...20), minute - visit.start.minuteOfDay))
                citizens[index].visits[v].hasEmployee = byDay.happens(70)
            }
            return true
        }
        switch byDay.below(10) {
        case 0...1: citizens[index].visits[v].state = .cancelled(reason: byDay.below(4))
        case 2:
            // A push says exact times only.
            citizens[index].visits[v].state = .assigned
            citizens[index].visits[v].start = Wall(
                day: day + byDay.pick([0, 0, 1]), minute: byDay.within(54...76) * 15)
        case 3:
            citizens[index].visits[v].state = .assigned
            citizens[index].visits[v].hasEmployee = byDay.happens(60)
        default: return false
        }
        return true
    }

    /// One more, or one of a series that took place in the morning.
    private mutating func visitToday(_ index: Int, _ day: Int, _ minute: Int) -> Bool {
        if let s = citizens[index].series.indices.first(where: { citizens[index].series[$0].occurs(on: day) }) {
            let series = citizens[index].series[s]
            guard series.minuteOfDay < minute, byDay.happens(40) else { return false }
            citizens[index].series[s].excluded.insert(day)
            let start = Wall(day: day, minute: series.minuteOfDay)
            citizens[index].visits.append(
                Visit(
                    uid: series.uid, unit: series.unit, service: series.service, namesService: true,
                    start: start.adding(minutes: byDay.within(0...15)), minutes: 30, state: .performed, isWindow: false,
                    occurrence: start, hasEmployee: byDay.happens(50)))
            return true
        }
        guard byDay.happens(15) else { return false }
        let unit = byDay.pick(source.units)
        citizens[index].visits.append(
            Visit(
                uid: "d\(source.index)-" + String(byDay.next() >> 16, radix: 16), unit: unit,
                service: byDay.pick(source.services(of: unit)), namesService: true,
                start: Wall(day: day + byDay.pick([0, 0, 0, 1]), minute: byDay.within(54...76) * 15),
                minutes: byDay.within(1...6) * 15, state: .assigned, isWindow: false, hasEmployee: byDay.happens(50)))
        return true
    }

    private mutating func speakByDay(_ changed: [(citizen: Int, visit: Int)], at begin: Int64) -> [Parcel] {
        var moment = begin
        func now() -> Int64 {
            moment += 1
            return moment
        }
        let next = (0..<changed.count * 2 + 2).map { _ in id() }
        var used = 0
        let speech = Speech(
            source: source,
            nextID: {
                used += 1
                return next[used - 1]
            })
        var parcels = changed.map { citizen, visit in
            speech.push(
                citizens[citizen].visits[visit], of: citizens[citizen], at: now(), isChange: byDay.happens(50))
        }
        for (citizen, visit) in changed where byDay.happens(15) {
            let unit = citizens[citizen].visits[visit].unit
            parcels.append(speech.snapshot(of: citizens[citizen], unit: unit, at: now()))
        }
        if byDay.happens(30), source.adapter != "cosdoc", let index = citizens.indices.randomElement(by: &byDay) {
            parcels.append(speech.services(of: citizens[index], at: now()))
        }
        return parcels
    }
}

extension Range<Int> {
    fileprivate func randomElement(by chance: inout Chance) -> Int? { isEmpty ? nil : chance.pick(Array(self)) }
}
