// One source's citizens and what happens to them, day by day. The world knows nothing of the daemon: what it changes is
// true, and what it says of it may be late, twice, out of order or unreadable.

import TestSupport

struct World: Sendable {
    let source: SourceSetup
    var citizens: [Resident]
    private var chance: Chance
    /// Of what happens by day, where histories live by day.
    var byDay: Chance
    private var ids: Int
    /// What became different since each was last told of: pushes to come.
    var news: [(citizen: Int, visit: Int, isChange: Bool)] = []
    var servicesChanged: Set<Int> = []
    var personNews: [(citizen: Int, kind: Parcel.Kind)] = []

    init(_ source: SourceSetup, seed: UInt64, day: Int, firstPerson: Int, shared: [String]) {
        self.source = source
        var chance = Chance(seed, 1, UInt64(source.index))
        byDay = Chance(seed, 4, UInt64(source.index))
        ids = (source.index + 1) * 1_000_000
        let count = chance.within(5...8)
        citizens = (0..<count).map { n in
            let number = n < shared.count ? shared[n] : SyntheticPerson.number(firstPerson + n)
            return Resident(
                number: number, isMinor: n >= 2 && chance.happens(8), isActive: chance.happens(75))
        }
        self.chance = chance
        for index in citizens.indices { begin(index, day: day) }
        servicesChanged = Set(citizens.indices)
    }

    mutating func id() -> String {
        ids += 1
        return GericaMessage.id(ids)
    }

    // MARK: A day

    private mutating func begin(_ index: Int, day: Int) {
        for unit in source.units {
            let pair = chance.pick(source.services(of: unit)) + "@" + unit
            if chance.happens(80) { citizens[index].services[pair] = day - chance.within(1...300) }
        }
        for _ in 0..<chance.within(1...4) { addVisit(index, day: day) }
        if chance.happens(50) { addSeries(index, day: day) }
    }

    /// What happens between two nights.
    ///
    /// - Parameter day: that begins with the night.
    mutating func live(until day: Int) {
        news = []
        personNews = []
        for index in citizens.indices {
            guard citizens[index].death == nil || chance.happens(10) else { continue }
            perform(index, before: day)
            for _ in 0..<chance.within(0...3) { changeCare(index, day: day) }
            changePerson(index, day: day)
        }
        forget(before: day - 20)
    }

    private mutating func forget(before day: Int) {
        // Indices stay, for there is news by index.
        for index in citizens.indices where news.allSatisfy({ $0.citizen != index }) {
            citizens[index].visits.removeAll { $0.start.day < day }
        }
    }

    private mutating func addVisit(_ index: Int, day: Int) {
        let unit = chance.pick(source.units)
        let isAssigned = chance.happens(60)
        let service = chance.pick(source.services(of: unit))
        let visit = Visit(
            uid: uid(), unit: unit, service: service,
            // At the second unit only one service is opened, so an event without one means that.
            namesService: unit == source.units[0] || service != "12" || chance.happens(70),
            start: Wall(day: day + chance.within(0...17), minute: chance.within(54...76) * 15),
            minutes: chance.within(1...6) * 15, state: isAssigned ? .assigned : .planned,
            isWindow: !isAssigned && chance.happens(60), hasEmployee: isAssigned && chance.happens(50))
        citizens[index].visits.append(visit)
        news.append((index, citizens[index].visits.count - 1, false))
    }

    private mutating func uid() -> String {
        "v\(source.index)-" + String(chance.next() >> 16, radix: 16)
    }

    /// In the morning, and single visits after it: none of these stands for an excluded day of a series (identity rule 6).
    private mutating func addSeries(_ index: Int, day: Int) {
        guard citizens[index].series.filter({ !$0.isEnded }).count < 2 else { return }
        let unit = chance.pick(source.units)
        citizens[index].series.append(
            Series(
                uid: "s" + uid(), unit: unit, service: chance.pick(source.services(of: unit)),
                minuteOfDay: chance.within(24...44) * 15, minutes: 30, isWindow: chance.happens(60),
                weekdays: Set((0..<chance.within(1...3)).map { _ in chance.below(7) }), firstDay: day))
    }

    private mutating func perform(_ index: Int, before day: Int) {
        for v in citizens[index].visits.indices {
            let visit = citizens[index].visits[v]
            guard visit.start.day < day, visit.start.day >= day - 2 else { continue }
            switch visit.state {
            case .planned, .assigned: break
            default: continue
            }
            guard chance.happens(60) else { continue }
            citizens[index].visits[v].state = .performed
            citizens[index].visits[v].start = visit.start.adding(minutes: chance.within(-5...20))
            citizens[index].visits[v].hasEmployee = chance.happens(70)
            news.append((index, v, true))
        }
    }

    private mutating func changeCare(_ index: Int, day: Int) {
        let upcoming = citizens[index].visits.indices.filter {
            let visit = citizens[index].visits[$0]
            return visit.start.day >= day && (visit.state == .planned || visit.state == .assigned)
        }
        guard chance.happens(70), !upcoming.isEmpty else {
            return chance.happens(85) ? addVisit(index, day: day) : addSeries(index, day: day)
        }
        let v = chance.pick(upcoming)
        switch chance.below(10) {
        case 0...2:
            citizens[index].visits[v].start = Wall(
                day: day + chance.within(0...16), minute: chance.within(54...76) * 15)
        case 3...4:
            citizens[index].visits[v].state = .assigned
            citizens[index].visits[v].hasEmployee = chance.happens(60)
        case 5...6: citizens[index].visits[v].state = .cancelled(reason: chance.below(4))
        case 7: citizens[index].visits[v].state = .gone
        case 8: return changeSeries(index, day: day)
        default: return reinstate(index, day: day)
        }
        news.append((index, v, true))
    }

    private mutating func reinstate(_ index: Int, day: Int) {
        let cancelled = citizens[index].visits.indices.first {
            let visit = citizens[index].visits[$0]
            if case .cancelled = visit.state { return visit.start.day >= day }
            return false
        }
        guard let v = cancelled else { return }
        citizens[index].visits[v].state = .assigned
        news.append((index, v, true))
    }

    /// An occurrence is assigned, called off or left out; or the series ends.
    private mutating func changeSeries(_ index: Int, day: Int) {
        guard let s = citizens[index].series.indices.first(where: { !citizens[index].series[$0].isEnded }) else {
            return
        }
        if chance.happens(10) {
            citizens[index].series[s].isEnded = true
            return
        }
        let series = citizens[index].series[s]
        guard let date = (day..<day + 12).filter({ series.occurs(on: $0) }).randomElement(by: &chance) else { return }
        citizens[index].series[s].excluded.insert(date)
        guard chance.happens(70) else { return }
        let start = Wall(day: date, minute: series.minuteOfDay)
        citizens[index].visits.append(
            Visit(
                uid: series.uid, unit: series.unit, service: series.service, namesService: true,
                start: start.adding(minutes: chance.within(0...4) * 15), minutes: 30,
                state: chance.happens(70) ? .assigned : .cancelled(reason: 0), isWindow: false, occurrence: start,
                hasEmployee: chance.happens(50)))
        news.append((index, citizens[index].visits.count - 1, true))
    }

    private mutating func changePerson(_ index: Int, day: Int) {
        switch chance.below(100) {
        case 0...4:
            let unit = chance.pick(source.units)
            let pair = chance.pick(source.services(of: unit)) + "@" + unit
            if citizens[index].services.removeValue(forKey: pair) == nil { citizens[index].services[pair] = day }
            servicesChanged.insert(index)
        case 5:
            personNews.append((index, .death))
        case 6...7:
            citizens[index].isWithheld.toggle()
            citizens[index].privacyVersion += 1
            personNews.append((index, .privacy))
        default: break
        }
    }

    // MARK: Chance, for whoever speaks

    mutating func happens(_ percent: Int) -> Bool { chance.happens(percent) }
    mutating func within(_ range: ClosedRange<Int>) -> Int { chance.within(range) }
    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] { chance.shuffled(elements) }
}

extension [Int] {
    fileprivate func randomElement(by chance: inout Chance) -> Int? { isEmpty ? nil : chance.pick(self) }
}
