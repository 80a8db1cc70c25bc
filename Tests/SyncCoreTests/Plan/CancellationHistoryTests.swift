// Cancelled, planned again, moved, forgotten: histories of a few visits, told by pushes and snapshots that come in any
// order, against a calendar that simply follows the GenDates. It knows no messages that lie side by side and no
// snapshot that takes another's place, so it cannot forget what a replaced one had said.

import SyncCore
import TestSupport
import Testing

@Suite struct CancellationHistoryTests {
    @Test("R12 R14 the plan shows what following the GenDates shows") func followsTheGenDates() throws {
        let seed = Seed.draw(for: "CancellationHistoryTests")
        for history in 0..<UInt64(150) {
            let own = seed &+ history
            var random = SeededGenerator(seed: own)
            let isSeries = random.chance(2)
            var calendar = Calendar(isSeries: isSeries)
            var night = Night("2027-03-01 02:00")
            night.receive(calendar.list(night.now.adding(hours: -1)))
            calendar.plan()
            try night.run()
            for number in 1..<8 {
                night.now = oslo("2027-03-01 02:00").adding(days: number)
                let messages = calendar.day(before: night.now, &random)
                for message in Self.delivered(messages, &random) { night.receive(message) }
                // A citizen who is away is not planned; of a series that moves meanwhile, only what was told is known.
                if !isSeries, random.chance(4) { continue }
                calendar.plan()
                try night.run()
                let replay = Comment(
                    rawValue: "\(Seed.replay(own, "CancellationHistoryTests")) (history \(history), night \(number))")
                #expect(Calendar.said(night) == calendar.said, replay)
                #expect(try night.plan().isEmpty, replay)
            }
        }
    }

    /// In any order but one: a push that comes when the snapshot after it is already replaced has missed it for ever.
    private static func delivered(
        _ messages: [VisitStatement], _ random: inout SeededGenerator
    ) -> [VisitStatement] {
        while true {
            let order = messages.shuffled(using: &random)
            let misses = order.indices.contains { (index: Int) in
                order[index].kind != .snapshot
                    && order[..<index].count(where: {
                        $0.kind == .snapshot && $0.generated > order[index].generated
                    }) > 1
            }
            if !misses { return order }
        }
    }
}

/// What is true of the visits, and what the citizen is shown of it.
private struct Calendar {
    private struct Shown {
        var status: AppointmentStatus
        var start: WallClock
    }

    private enum Standing: Equatable {
        case absent
        case planned
        case cancelled
    }

    private struct Visit {
        var standing = Standing.planned
        var start: WallClock
        /// As it was last said, which a cancelled visit that nobody names any more keeps.
        var said: WallClock
    }

    /// By the identifier.
    private var shown: [String: Shown] = [:]
    private var visits: [String: Visit] = [:]
    private let isSeries: Bool
    private var quietNights = 0
    private static let first = WallClock(date: CivilDate(year: 2027, month: 3, day: 9)!, secondOfDay: 8 * 3_600)

    init(isSeries: Bool) {
        self.isSeries = isSeries
        for number in 0..<3 {
            let start = Self.first.adding(seconds: Int64(number) * 86_400)
            visits[isSeries ? "S/" + start.basic : "V\(number)"] = Visit(start: start, said: start)
        }
    }

    /// What the citizen is shown, by identifier, as words.
    var said: [String] { shown.map { "\($0) \($1.status.code) \($1.start.basic)" }.sorted() }

    static func said(_ night: Night) -> [String] {
        night.citizen.told.map { entry in
            let start = TimeZoneTable.europeOslo.wallClock(at: entry.start).basic
            let status = entry.status == .proposed ? AppointmentStatus.booked : entry.status
            return "\(entry.content?.value ?? "") \(status.code) \(start)"
        }.sorted()
    }

    /// Changes as they happen, and the messages about them, in the order of their GenDates.
    mutating func day(before now: Instant, _ random: inout SeededGenerator) -> [VisitStatement] {
        var messages: [VisitStatement] = []
        var time = now.adding(hours: -20)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            time = time.adding(seconds: 3_600)
            let name = random.pick(visits.keys.sorted())
            switch visits[name]?.standing {
            case .planned?:
                visits[name]?.standing = .cancelled
                if let visit = visits[name] {
                    visits[name]?.said = visit.start
                    messages.append(push(name, visit, .cancelled, time))
                }
            case .cancelled?, .absent?:
                if random.chance(2) { continue }
                visits[name]?.standing = .planned
                if let visit = visits[name] { messages.append(push(name, visit, .assigned, time)) }
            case nil: break
            }
        }
        // R13: what is proved by a list shall not depend on its age.
        let isDue = quietNights >= 1
        let lists = Int.random(in: (isDue ? 1 : 0)...(isSeries ? 1 : 2), using: &random)
        quietNights = lists == 0 ? quietNights + 1 : 0
        for _ in 0..<lists {
            time = time.adding(seconds: 3_600)
            messages.append(changedList(time, &random))
        }
        return messages
    }

    /// What was told stays as it is, but for what is true now.
    mutating func plan() {
        for (name, visit) in visits {
            let isShown = shown[name].map { $0.status != .enteredInError } ?? false
            switch visit.standing {
            case .planned: shown[name] = Shown(status: .booked, start: visit.start)
            case .cancelled where isShown: shown[name] = Shown(status: .cancelled, start: visit.said)
            case .absent where shown[name]?.status == .booked: shown[name]?.status = .enteredInError
            default: break
            }
        }
    }

    // MARK: Messages

    private func push(_ name: String, _ visit: Visit, _ state: VisitState, _ time: Instant) -> VisitStatement {
        VisitStatement(unit: "95316", kind: .push, generated: time, events: [event(name, visit, state)])
    }

    private func event(_ name: String, _ visit: Visit, _ state: VisitState) -> VisitEvent {
        VisitEvent(
            uid: isSeries ? "S" : name, recurrenceID: isSeries ? visit.start : nil, serviceID: "9", state: state,
            start: visit.start, end: visit.start.adding(seconds: 1_800))
    }

    /// A complete list, before which visits are planned again, moved, or left out without a word.
    private mutating func changedList(_ time: Instant, _ random: inout SeededGenerator) -> VisitStatement {
        let seconds = random.chance(3) ? Int64.random(in: 1...4, using: &random) * 900 : 0
        let isEmpty = random.chance(5)
        for name in visits.keys.sorted() {
            guard var visit = visits[name] else { continue }
            let isPlannedAgain = !isEmpty && random.chance(4)
            if isPlannedAgain { visit.standing = .planned }
            if isSeries || isPlannedAgain { visit.start = visit.start.adding(seconds: seconds) }
            let isLeftOut = isEmpty || !isPlannedAgain && random.chance(6)
            if isLeftOut, visit.standing == .planned { visit.standing = .absent }
            visits[name] = visit
        }
        return list(time, isEmpty: isEmpty)
    }

    func list(_ time: Instant, isEmpty: Bool = false) -> VisitStatement {
        var events: [VisitEvent] = []
        if !isSeries {
            events = visits.sorted { $0.key < $1.key }.filter { $0.value.standing == .planned }
                .map { event($0.key, $0.value, .assigned) }
        } else if !isEmpty, let start = visits.values.map(\.start).min() {
            events = [
                VisitEvent(
                    uid: "S", serviceID: "9", state: .planned, start: start, end: start.adding(seconds: 1_800),
                    recurrence: Recurrence(frequency: .daily, count: visits.count),
                    excluded: visits.values.filter { $0.standing != .planned }.map(\.start))
            ]
        }
        return VisitStatement(unit: "95316", kind: .snapshot, generated: time, events: events)
    }
}
