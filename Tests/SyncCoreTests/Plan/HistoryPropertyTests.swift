// Ten nights of two citizens nobody invented: series that start, move, change their time and end, visits that are
// assigned, moved, cancelled, performed and forgotten. Whatever happens, a few things hold; a failure names the seed
// and the command that brings it back.

import SyncCore
import TestSupport
import Testing

@Suite struct HistoryPropertyTests {
    @Test func whatHoldsInEveryHistory() throws {
        let seed = Seed.draw(for: "HistoryPropertyTests")
        for history in 0..<150 {
            // Each history can be had alone: its seed is the one said plus its number.
            let own = seed &+ UInt64(history)
            var random = SeededGenerator(seed: own)
            let replay = Comment(rawValue: "\(Seed.replay(own, "HistoryPropertyTests")) (night history \(history))")
            try Self.live(&random, replay)
        }
    }

    private static func live(_ random: inout SeededGenerator, _ replay: Comment) throws {
        var people = [Night("2027-03-24 02:00"), Night("2027-03-24 02:00")]
        people[1].citizen.citizenKey = TestDigests().entryKey("another")
        var feeds = [RandomFeed(name: "a"), RandomFeed(name: "b")]
        var holder: [Digest128: Int] = [:]
        for number in 0..<10 {
            for person in people.indices {
                people[person].now = oslo("2027-03-24 02:00").adding(days: number)
                    .adding(seconds: Int64.random(in: 0...20_000, using: &random))
                feeds[person].speak(to: &people[person], &random)
                // Now and then somebody is said to be dead, or sets a limit, and it is taken back.
                people[person].citizen.isDead = random.chance(people[person].citizen.isDead ? 2 : 12)
                people[person].citizen.isWithheld = random.chance(people[person].citizen.isWithheld ? 2 : 12)
                people[person].citizen.heldByOthers = Set(holder.filter { $0.value != person }.keys)
                let before = people[person]
                let plan = try people[person].run()
                try checkPlan(plan, before, person, &holder, replay)
                checkSilence(plan, people[person], replay)
                checkSettled(people[person], replay)
            }
        }
    }

    private static func checkPlan(
        _ plan: CitizenPlan, _ before: Night, _ person: Int, _ holder: inout [Digest128: Int], _ replay: Comment
    ) throws {
        let told = Dictionary(uniqueKeysWithValues: before.citizen.told.map { ($0.key, $0) })
        #expect(Set(plan.appointments.map(\.key)).count == plan.appointments.count, replay)
        for operation in plan.appointments {
            #expect(operation.key == TestDigests().entryKey(operation.content.value), replay)
            #expect(
                operation.fingerprint == TestDigests().fingerprint(operation.content.shown.canonicalBytes), replay)
            #expect(operation.isNewEntry == (told[operation.key] == nil), replay)
            #expect(holder[operation.key, default: person] == person, replay)
            holder[operation.key] = person
            #expect(operation.content.shown.end >= operation.content.shown.start, replay)
            guard let entry = told[operation.key] else {
                #expect(operation.kind == .create || operation.kind == .perform, replay)
                continue
            }
            let content = try #require(entry.content)
            #expect(operation.content.stated >= content.stated, replay)
            #expect(operation.content.value == content.value, replay)
            if entry.start < before.now && operation.content.shown.start < before.now {
                #expect(operation.kind == .perform || entry.status == .fulfilled, replay)
            }
            if entry.status == .fulfilled { #expect([.perform, .cancel].contains(operation.kind), replay) }
        }
    }

    /// R10, R11: nothing but withdrawals, and nothing to come is left to be seen.
    private static func checkSilence(_ plan: CitizenPlan, _ night: Night, _ replay: Comment) {
        guard night.citizen.isDead || night.citizen.isWithheld else { return }
        #expect(plan.appointments.allSatisfy { $0.kind == .withdraw }, replay)
        #expect(
            night.citizen.told.allSatisfy {
                $0.start < night.now || $0.status == .enteredInError || $0.status == .fulfilled
            }, replay)
    }

    /// The plan was carried out: planned again, there is nothing to do.
    private static func checkSettled(_ night: Night, _ replay: Comment) {
        #expect(throws: Never.self, replay) {
            let again = try night.plan()
            #expect(again.isEmpty, replay)
        }
    }
}

/// An EPJ that speaks of one citizen.
private struct RandomFeed {
    let name: String
    private var series: [VisitEvent] = []
    private var visits: [VisitEvent] = []
    private var counter = 0

    init(name: String) { self.name = name }

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
            night.push(kind: event.reason == .notAtHome && random.chance(2) ? .notMet : .push, event)
        }
        if random.chance(5) {
            if let visit = visits.randomElement(using: &random) { night.push(visit) }
            return
        }
        let list = VisitStatement(
            unit: "95316", kind: .snapshot, generated: night.now.adding(hours: random.chance(8) ? -60 : -1),
            events: series + visits)
        // Such a message is set aside, and what was stated before stays.
        guard !list.hasAmbiguousIdentity else { return }
        night.receive(list)
    }

    private mutating func change(_ today: CivilDate, _ random: inout SeededGenerator) {
        switch Int.random(in: 0..<9, using: &random) {
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
        default: break
        }
    }

    /// The two citizens share half of their uids (identity rule 5).
    private mutating func uid(_ random: inout SeededGenerator) -> String {
        counter += 1
        return random.chance(2) ? "shared-\(counter)" : "\(name)-\(counter)"
    }

    private mutating func newSeries(_ today: CivilDate, _ random: inout SeededGenerator) -> VisitEvent {
        let start = WallClock(date: today, secondOfDay: Int.random(in: 0..<48, using: &random) * 1_800)
        return VisitEvent(
            uid: uid(&random), serviceID: random.pick(["9", "2", "12", "77"]), state: .planned, start: start,
            end: start.adding(seconds: 7_200), isWindow: random.chance(2),
            recurrence: Recurrence(
                frequency: random.pick([.daily, .weekly]), interval: random.pick([1, 1, 1, 2]),
                byDay: WeekdaySet(bits: UInt8.random(in: 0...127, using: &random))))
    }

    private mutating func newVisit(_ today: CivilDate, _ random: inout SeededGenerator) -> VisitEvent {
        let start = WallClock(date: today, secondOfDay: 0).adding(
            seconds: Int64.random(in: 0..<(20 * 48), using: &random) * 1_800)
        let service = random.pick([nil, "9", "2"])
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
            uid: uid(&random), serviceID: event.serviceID, state: .assigned,
            start: start.adding(seconds: 900), end: start.adding(seconds: 2_700))
        if random.chance(2) {
            series[index].excluded.append(start)
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
