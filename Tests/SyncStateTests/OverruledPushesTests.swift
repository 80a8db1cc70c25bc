// What becomes of a push in the ledger once a later statement says otherwise of its visit (R14), although of each unit's
// snapshots only the newest is kept.

import Foundation
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct OverruledPushesTests {
    private let now = Installation.now

    /// Told one visit in four days.
    private func told() throws -> Installation {
        let installation = try Installation()
        try installation.record([installation.snapshot([visit], generated: now.adding(hours: -1))])
        try installation.answer(active: [0])
        try installation.night()
        return installation
    }

    private var visit: VisitEvent { Installation.event("a", inHours: 96) }
    private var gone: VisitEvent { Installation.event("a", inHours: 96, state: .cancelled) }

    private func at(_ hours: Int) -> Instant { now.adding(hours: hours) }

    @Test("R14 cancelled, planned again and absent ends withdrawn, in whichever order the messages come")
    func everyOrder() throws {
        // Only a cancellation that comes when the snapshot that took it back is already replaced is not known to be.
        for (order, planned) in [
            ([0, 1, 2], false), ([0, 1, 2], true), ([1, 0, 2], false), ([1, 0, 2], true), ([0, 2, 1], false),
            ([2, 0, 1], false), ([2, 0, 1], true), ([1, 2, 0], true), ([2, 1, 0], true),
        ] {
            let installation = try told()
            let messages = [
                installation.push([gone], generated: at(1)), installation.snapshot([visit], generated: at(2)),
                installation.snapshot([], generated: at(3)),
            ]
            for index in order {
                try installation.record([messages[index]], at: at(4))
                if planned { try installation.night(at: at(4)) }
            }
            try installation.night(at: at(5))
            #expect(try installation.opened().map(\.status) == [.enteredInError], "\(order) \(planned)")
        }
    }

    @Test("R14 where a later list says when a visit is, an older push no longer does", arguments: [[0, 1], [1, 0]])
    func listedAnew(order: [Int]) throws {
        let installation = try told()
        let messages = [
            installation.push(
                [Installation.event("a", inHours: 20), Installation.event("b", inHours: 40)], generated: at(1)),
            installation.snapshot([visit], generated: at(2)),
        ]
        for index in order { try installation.record([messages[index]], at: at(4)) }
        let pushes = try installation.situation()?.visits.filter { $0.kind == .push }
        #expect(pushes?.flatMap(\.events).map(\.uid) == ["b"])
    }

    @Test("R12 what was told as cancelled stays so when the snapshot that took it back comes after the next")
    func takenBackTooLate() throws {
        let installation = try told()
        for message in [
            installation.push([gone], generated: at(1)), installation.snapshot([], generated: at(3)),
            installation.snapshot([visit], generated: at(2)),
        ] {
            try installation.record([message], at: at(4))
            try installation.night(at: at(4))
        }
        #expect(try installation.opened().map(\.status) == [.cancelled])
        #expect(try installation.count("stated WHERE kind = 2") == 0)
    }

    @Test("R12 cancelled and absent stays cancelled") func staysCancelled() throws {
        let installation = try told()
        try installation.record([installation.push([gone], generated: at(1))], at: at(2))
        try installation.record([installation.snapshot([], generated: at(2))], at: at(2))
        try installation.night(at: at(3))
        try installation.record([installation.snapshot([], generated: at(4))], at: at(4))
        #expect(try installation.night(at: at(5)).isEmpty)
        #expect(try installation.opened().map(\.status) == [.cancelled])
        #expect(try installation.count("stated WHERE kind = 2") == 1)
    }

    @Test func whatElseThePushSaysIsKept() throws {
        let installation = try told()
        let other = Installation.event("b", inHours: 97, state: .cancelled)
        try installation.record([installation.push([gone, other], generated: at(1))], at: at(1))
        try installation.record([installation.snapshot([visit], generated: at(2))], at: at(2))
        let visits = try #require(try installation.situation()).visits
        #expect(visits.filter { $0.kind == .push }.map(\.events) == [[other]])
        #expect(try installation.night(at: at(3)).isEmpty)
    }

    @Test("R14 a push overtaken by what came before it is superseded") func lateCancellation() throws {
        let installation = try told()
        try installation.record([installation.snapshot([visit], generated: at(2))], at: at(2))
        #expect(try installation.record([installation.push([gone], generated: at(1))], at: at(3)) == [.superseded])
    }

    @Test func anotherCitizensCancellationIsLeftAlone() throws {
        let installation = try told()
        try installation.record([installation.push([gone], of: 1, generated: at(1))], at: at(1))
        try installation.record([installation.snapshot([visit], generated: at(2))], at: at(2))
        #expect(try installation.count("stated WHERE kind = 2") == 1)
    }

    @Test("R14 the phase of a series is remembered when its dtstart no longer states it", arguments: [0, 7])
    func everyOtherWeek(_ later: Int) throws {
        let installation = try Installation()
        let first = Installation.wall(hours: 24)
        func series(from start: WallClock) -> VisitEvent {
            VisitEvent(
                uid: "s", serviceID: "9", state: .planned, start: start, end: start.adding(seconds: 3_600),
                recurrence: Recurrence(
                    frequency: .weekly, interval: 2, byDay: WeekdaySet([first.date.weekday])))
        }
        try installation.record([installation.snapshot([series(from: first)], generated: at(-1))])
        try installation.answer(active: [0])
        try installation.night()
        var occurrence = series(from: first.adding(seconds: Int64(14 + later) * 86_400))
        occurrence.recurrence = nil
        occurrence.recurrenceID = occurrence.start
        occurrence.state = .cancelled
        try installation.record([installation.push([occurrence], generated: at(1))], at: at(1))
        // A start that is no day of the series states no phase.
        try installation.record(
            [installation.snapshot([series(from: first.adding(seconds: 86_400))], generated: at(2))], at: at(2))
        #expect(try installation.count("stated WHERE kind = 2") == (later == 0 ? 0 : 1))
    }

    @Test("R2 the phase of a series is remembered of whoever is not active as well", arguments: [true, false])
    func everyOtherWeekOfTheInactive(_ isActive: Bool) throws {
        let installation = try Installation()
        let first = Installation.wall(hours: 24)
        func series(from start: WallClock) -> VisitEvent {
            VisitEvent(
                uid: "s", serviceID: "9", state: .planned, start: start, end: start.adding(seconds: 3_600),
                recurrence: Recurrence(frequency: .weekly, interval: 2, byDay: WeekdaySet([first.date.weekday])))
        }
        try installation.record([installation.snapshot([series(from: first)], generated: at(-1))])
        if isActive {
            try installation.answer(active: [0])
            try installation.night()
        }
        // A start that is no day of the series states no phase.
        try installation.record(
            [installation.snapshot([series(from: first.adding(seconds: 8 * 86_400))], generated: at(2))], at: at(2))
        try installation.answer(active: [0])
        let phases = try #require(try installation.situation()).phases
        let stated = try #require(series(from: first).recurrence?.phase(statedBy: first))
        #expect(phases == [installation.ledger.keys.entryKey("s"): stated])
    }
}
