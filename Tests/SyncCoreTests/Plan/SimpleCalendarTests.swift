// The simple case against a calendar that knows nothing of the plan: single visits of two units under uids of their own,
// that come, move, are dropped and handed over, while a service is closed and opened, consent goes and comes back, and
// answers get lost. What the citizen is shown is what following the lists shows.

import SyncCore
import TestSupport
import Testing

@Suite struct SimpleCalendarTests {
    @Test("R2 R3 R8 R12 R15 R16 what is shown is what an independent calendar shows") func followsTheLists() throws {
        let seed = Seed.draw(for: "SimpleCalendarTests")
        for history in 0..<UInt64(200) {
            let own = seed &+ history
            var random = SeededGenerator(seed: own)
            var calendar = Calendar()
            var night = Night("2027-03-20 02:00")
            for number in 0..<14 {
                night.now = oslo("2027-03-20 02:00").adding(days: number)
                    .adding(seconds: Int64.random(in: 0...10_000, using: &random))
                calendar.day(&night, &random)
                calendar.plan(night)
                let closed = try? night.planClosed()
                let plan = try night.run()
                let replay = Comment(
                    rawValue: "\(Seed.replay(own, "SimpleCalendarTests")) (history \(history), night \(number))")
                #expect(closed == nil || closed == plan, replay)
                #expect(Calendar.said(night) == calendar.said, replay)
                #expect(try night.plan().isEmpty, replay)
                for entry in night.citizen.told where random.chance(10) {
                    if let value = entry.content?.value { night.losesOutcome(of: value) }
                }
            }
        }
    }
}

private struct Calendar {
    private struct Visit {
        var unit: String
        var start: WallClock
    }

    private struct Shown {
        var unit: String
        var start: Instant
        var isWithdrawn = false
    }

    private struct List {
        var generated: Instant
        var starts: [String: WallClock]
    }

    private var visits: [String: Visit] = [:]
    private var lists: [String: List] = [:]
    private var shown: [String: Shown] = [:]
    private var isOpen = true
    private var isActive = true
    private var hasReturned = false
    private var counter = 0
    private static let units = ["95316", "95317"]
    private static let zone = TimeZoneTable.europeOslo

    var said: [String] {
        shown.map { "\($0) \($1.isWithdrawn ? "withdrawn" : $1.unit) \($1.start.iso8601UTC)" }.sorted()
    }

    static func said(_ night: Night) -> [String] {
        night.citizen.told.map { entry in
            let state = entry.status == .enteredInError ? "withdrawn" : entry.pair.unit
            return "\(entry.content?.value ?? "") \(state) \(entry.start.iso8601UTC)"
        }.sorted()
    }

    /// What happens until the night, and the lists about it. A unit is silent for one night at most.
    mutating func day(_ night: inout Night, _ random: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 0...4, using: &random) { change(night.now, &random) }
        for (number, unit) in Self.units.enumerated() {
            let isDue = lists[unit].map { $0.generated.adding(hours: 30) < night.now } ?? true
            if !isDue, random.chance(4) { continue }
            let list = List(
                generated: night.now.adding(seconds: -600 - Int64(number)),
                starts: visits.filter { $0.value.unit == unit }.mapValues(\.start))
            lists[unit] = list
            let events = list.starts.map { uid, start in
                VisitEvent(
                    uid: uid, serviceID: "9", state: .assigned, start: start, end: start.adding(seconds: 1_800))
            }
            night.receive(
                VisitStatement(
                    unit: unit, kind: .snapshot, generated: list.generated, events: events.shuffled(using: &random)))
        }
        if random.chance(7) { isOpen.toggle() }
        night.rules = .home { $0.showAppointments = isOpen }
        hasReturned = false
        if random.chance(6) {
            isActive.toggle()
            hasReturned = isActive
            if isActive { night.returns() } else { night.goesAway() }
        }
    }

    private mutating func change(_ now: Instant, _ random: inout SeededGenerator) {
        let today = Self.zone.wallClock(at: now).date
        func anyTime() -> WallClock {
            WallClock(date: today.adding(days: Int.random(in: 0...34, using: &random)), secondOfDay: 0)
                .adding(seconds: Int64.random(in: 0..<96, using: &random) * 900)
        }
        let name = visits.keys.sorted().randomElement(using: &random)
        switch (Int.random(in: 0..<6, using: &random), name) {
        case (0, let name?): visits[name]?.start = anyTime()
        case (1, let name?):
            // Over midnight, over a change of clock.
            let seconds = Int64.random(in: -48...48, using: &random) * 1_800
            if let start = visits[name]?.start { visits[name]?.start = start.adding(seconds: seconds) }
        case (2, let name?): visits[name] = nil
        case (3, let name?): visits[name]?.unit = random.pick(Self.units)
        default:
            counter += 1
            visits["v\(counter)"] = Visit(unit: random.pick(Self.units), start: anyTime())
        }
    }

    mutating func plan(_ night: Night) {
        guard isActive else { return }
        let last = Self.zone.wallClock(at: night.now).date.adding(days: 14)
        for uid in Set(shown.keys).union(lists.values.flatMap(\.starts.keys)) {
            let named = lists.filter { $0.value.starts[uid] != nil }.max { $0.value.generated < $1.value.generated }
            let start = named?.value.starts[uid].map(Self.zone.instant(of:))
            let before = shown[uid].flatMap { $0.isWithdrawn ? nil : $0 }
            // R16: of an answer that got lost nobody knows where the visit is shown.
            let latest = night.entry(uid)?.latestStart
            let isAhead = before.map { max($0.start, latest ?? $0.start) >= night.now } ?? false
            if !isOpen {
                if isAhead { shown[uid]?.isWithdrawn = true }
            } else if let start, let unit = named?.key {
                let isNear = start >= night.now && Self.zone.wallClock(at: start).date <= last
                // R8: a visit in the past stays as it is, unless it is ahead again.
                if before == nil ? isNear : isAhead || start >= night.now {
                    shown[uid] = Shown(unit: unit, start: start)
                }
            } else if let before, before.start > night.now, let list = lists[before.unit] {
                let isCovered = before.start > list.generated && before.start < list.generated.adding(days: 28)
                if isCovered || hasReturned { shown[uid]?.isWithdrawn = true }
            }
        }
    }
}
