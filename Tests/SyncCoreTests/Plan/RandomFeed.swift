// An EPJ's unit that speaks of one citizen: series that start, move, change their time and end, visits that are assigned,
// renamed, moved, handed over, cancelled, performed and forgotten, told by lists and pushes that come early and late.

import SyncCore
import TestSupport

struct RandomFeed {
    let name: String
    let unit: String
    private let services: [String?]
    private var series: [VisitEvent] = []
    private var visits: [VisitEvent] = []
    private var counter = 0

    init(name: String, unit: String, services: [String?]) {
        self.name = name
        self.unit = unit
        self.services = services
    }

    mutating func speak(to night: inout Night, _ random: inout SeededGenerator) {
        let today = TimeZoneTable.europeOslo.wallClock(at: night.now).date
        for _ in 0..<Int.random(in: 0...3, using: &random) { change(today, &random) }
        moveStarts(to: today)
        if random.chance(4) { return }
        var pushed: [VisitEvent] = []
        let yesterday = night.now.adding(hours: -24)
        let begun = visits.filter { (yesterday..<night.now).contains(TimeZoneTable.europeOslo.instant(of: $0.start)) }
        if random.chance(2), let visit = begun.randomElement(using: &random) {
            pushed.append(performed(visit, &random))
            if random.chance(2) { visits.removeAll { $0.uid == visit.uid } }
        }
        if random.chance(3), let visit = visits.randomElement(using: &random) {
            var gone = visit
            gone.state = .cancelled
            gone.reason = random.chance(2) ? .notAtHome : .byService
            pushed.append(gone)
        }
        for event in pushed {
            night.push(unit: unit, kind: event.reason == .notAtHome && random.chance(2) ? .notMet : .push, event)
        }
        if random.chance(5) {
            // A push comes a little late or is overtaken by a list that was made before it.
            guard let visit = visits.randomElement(using: &random) else { return }
            night.receive(
                VisitStatement(
                    unit: unit, kind: .push,
                    generated: night.now.adding(seconds: -Int64.random(in: 60...90_000, using: &random)),
                    events: [visit]))
            return
        }
        let list = VisitStatement(
            unit: unit, kind: .snapshot, generated: night.now.adding(hours: random.chance(8) ? -60 : -1),
            events: (series + visits).shuffled(using: &random))
        // Such a message is set aside, and what was stated before stays.
        guard !list.hasAmbiguousIdentity else { return }
        night.receive(list)
    }

    private mutating func change(_ today: CivilDate, _ random: inout SeededGenerator) {
        switch Int.random(in: 0..<11, using: &random) {
        case 0, 1: series.append(newSeries(today, &random))
        case 2 where !series.isEmpty: series.remove(at: Int.random(in: 0..<series.count, using: &random))
        case 3 where !series.isEmpty:
            let index = Int.random(in: 0..<series.count, using: &random)
            let time = Int.random(in: 0..<48, using: &random) * 1_800
            series[index].start = WallClock(date: today, secondOfDay: time)
            series[index].end = series[index].start.adding(seconds: 3_600)
        case 4 where !series.isEmpty: replaceOccurrence(today, &random)
        case 5, 6: visits.append(newVisit(today, &random))
        case 7 where !visits.isEmpty:
            let index = Int.random(in: 0..<visits.count, using: &random)
            let moved = Int64.random(in: -20...60, using: &random) * 3_600
            visits[index].start = visits[index].start.adding(seconds: moved)
            visits[index].end = visits[index].start.adding(seconds: 1_800)
        case 8 where !visits.isEmpty: visits.remove(at: Int.random(in: 0..<visits.count, using: &random))
        case 9 where !visits.isEmpty: rename(Int.random(in: 0..<visits.count, using: &random), &random)
        case 10 where !series.isEmpty:
            // What was excluded is planned again.
            let index = Int.random(in: 0..<series.count, using: &random)
            series[index].excluded.removeAll { _ in random.chance(2) }
        default: break
        }
    }

    /// One of the visits, under a uid of its own from now on.
    private mutating func rename(_ index: Int, _ random: inout SeededGenerator) {
        guard visits[index].recurrenceID == nil, !visits.contains(where: { $0.relatedTo == visits[index].uid })
        else { return }
        visits[index].relatedTo = random.chance(2) ? visits[index].uid : visits[index].relatedTo ?? visits[index].uid
        visits[index].uid = uid(&random)
    }

    /// A visit that another unit delivers from now on.
    mutating func handOver(_ random: inout SeededGenerator) -> VisitEvent? {
        guard let index = visits.indices.randomElement(using: &random), visits[index].recurrenceID == nil
        else { return nil }
        return visits.remove(at: index)
    }

    /// Under the uid it had, or one that goes back to it.
    mutating func take(over visit: VisitEvent, _ random: inout SeededGenerator) {
        var visit = visit
        visit.serviceID = visit.serviceID.map { services.contains($0) ? $0 : "9" }
        visits.append(visit)
        if random.chance(2) { rename(visits.count - 1, &random) }
    }

    /// The two citizens share half of their uids (identity rule 5).
    private mutating func uid(_ random: inout SeededGenerator) -> String {
        counter += 1
        return random.chance(2) ? "shared-\(unit)-\(counter)" : "\(name)-\(counter)"
    }

    private mutating func newSeries(_ today: CivilDate, _ random: inout SeededGenerator) -> VisitEvent {
        let start = WallClock(date: today, secondOfDay: Int.random(in: 0..<48, using: &random) * 1_800)
        return VisitEvent(
            uid: uid(&random), serviceID: random.pick(services + ["77"]) ?? "9", state: .planned, start: start,
            end: start.adding(seconds: 7_200), isWindow: random.chance(2),
            recurrence: Recurrence(
                frequency: random.pick([.daily, .weekly]), interval: random.pick([1, 1, 1, 2]),
                byDay: WeekdaySet(bits: UInt8.random(in: 0...127, using: &random))))
    }

    private mutating func newVisit(_ today: CivilDate, _ random: inout SeededGenerator) -> VisitEvent {
        let start = WallClock(date: today, secondOfDay: 0).adding(
            seconds: Int64.random(in: 0..<(20 * 48), using: &random) * 1_800)
        let service = random.pick(services)
        // A chain of relations stays within one service; the first step may change it.
        let origins = visits.filter { $0.relatedTo == nil || $0.serviceID == service }
        return VisitEvent(
            uid: uid(&random), relatedTo: random.chance(3) ? origins.randomElement(using: &random)?.uid : nil,
            serviceID: service, state: .assigned, start: start, end: start.adding(seconds: 1_800))
    }

    /// An occurrence is excluded, and a single visit comes in its place, under a uid of its own or the series'.
    private mutating func replaceOccurrence(_ today: CivilDate, _ random: inout SeededGenerator) {
        let index = Int.random(in: 0..<series.count, using: &random)
        let event = series[index]
        guard let recurrence = event.recurrence else { return }
        let starts = recurrence.occurrences(
            from: event.start, in: today...today.adding(days: 10), remembered: nil, limit: 50)
        guard let start = starts.randomElement(using: &random) else { return }
        var visit = VisitEvent(
            uid: uid(&random), serviceID: event.serviceID, state: random.chance(4) ? .planned : .assigned,
            start: start.adding(seconds: 900), end: start.adding(seconds: 2_700))
        if random.chance(2) {
            series[index].excluded.append(start)
            // A relation to the series, or to something nobody has heard of.
            if random.chance(2) { visit.relatedTo = random.chance(2) ? event.uid : visit.uid + "-slot" }
        } else {
            visit.uid = event.uid
            visit.recurrenceID = start
        }
        visits.append(visit)
    }

    private func performed(_ visit: VisitEvent, _ random: inout SeededGenerator) -> VisitEvent {
        var done = visit
        done.state = .performed
        done.serviceID = visit.serviceID ?? "9"
        done.start = visit.start.adding(seconds: Int64.random(in: -12...0, using: &random) * 300)
        done.end = random.chance(4) ? nil : done.start.adding(seconds: 1_500)
        if random.chance(2) {
            done.uid += "-done"
            if random.chance(2) { done.relatedTo = visit.uid }
            done.recurrenceID = nil
        }
        return done
    }

    private mutating func moveStarts(to today: CivilDate) {
        for index in series.indices where series[index].start.date < today {
            let length = (series[index].end?.seconds ?? 0) - series[index].start.seconds
            series[index].start = WallClock(date: today, secondOfDay: series[index].start.secondOfDay)
            series[index].end = series[index].start.adding(seconds: length)
        }
    }
}
