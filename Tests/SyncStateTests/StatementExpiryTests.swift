// How long statements are kept (A11): as long as they may matter and the configuration allows, and for an active citizen
// until what they led to is settled.

import Foundation
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct StatementExpiryTests {
    private let now = Installation.now
    private static let days = 30

    private func stated(_ installation: Installation, at now: Instant) throws -> Int {
        try installation.ledger.expireStatements(now: now)
        return try installation.count("stated")
    }

    @Test("R2 what is stated of inactive citizens is kept for stated_days_max") func inactive() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([Installation.event("a")]), installation.services(["9"])])
        try installation.answer(inactive: [0])
        #expect(try stated(installation, at: now.adding(days: 30)) == 2)
        #expect(try stated(installation, at: now.adding(days: 30).adding(seconds: 1)) == 0)
    }

    @Test func keepingCountsFromTheGenDate() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([], generated: now.adding(days: -29))])
        #expect(try stated(installation, at: now.adding(days: 1)) == 1)
        #expect(try stated(installation, at: now.adding(days: 2)) == 0)
    }

    @Test("A11 zero days keep nothing of whoever is not active") func zeroDays() throws {
        let installation = try Installation()
        let arrivals = (0...2).map {
            installation.snapshot([Installation.event("a")], of: $0, generated: now.adding(seconds: -1))
        }
        try installation.record(arrivals, statedDaysMax: 0)
        try installation.answer(active: [0], inactive: [1])
        #expect(try stated(installation, at: now) == 1, "the active citizen's is still to be planned")
        try installation.night()
        #expect(try stated(installation, at: now) == 0)
        #expect(try installation.count("entry WHERE told = 2") == 1)
    }

    @Test func aPushIsForgottenTwoDaysAfterItsLastVisit() throws {
        let installation = try Installation()
        try installation.record([
            installation.push([Installation.event("a", inHours: 1), Installation.event("b", inHours: 24)])
        ])
        let end = now.adding(hours: 25 + 48)
        #expect(try stated(installation, at: end) == 1)
        #expect(try stated(installation, at: end.adding(hours: 1).adding(seconds: 1)) == 0)
    }

    @Test func aPushThatRepeatsIsKeptAsLongAsAnything() throws {
        let installation = try Installation()
        var series = Installation.event("a", inHours: 1, state: .planned)
        series.recurrence = Recurrence(frequency: .daily)
        try installation.record([installation.push([series])])
        #expect(try stated(installation, at: now.adding(days: 30)) == 1)
        #expect(try stated(installation, at: now.adding(days: 31)) == 0)
    }

    // MARK: A push beside older ones

    @Test(
        "R14 a push is kept for as long as an older statement of its visit would count", arguments: [[0, 1], [1, 0]])
    func olderWord(order: [Int]) throws {
        for isListed in [false, true] {
            let installation = try Installation()
            let events = [Installation.event("a", inHours: 240), Installation.event("b", inHours: 360)]
            let older = now.adding(hours: -1)
            let arrivals = [
                isListed
                    ? installation.snapshot(events, generated: older) : installation.push(events, generated: older),
                installation.push([Installation.event("a", inHours: 24)]),
            ]
            for index in order { try installation.record([arrivals[index]]) }
            let rows = isListed ? 1 : 2
            #expect(try pushes(installation, at: now.adding(hours: 241 + 48)) == rows, "\(isListed)")
            let over = now.adding(hours: 241 + 48 + 1).adding(seconds: 1)
            #expect(try pushes(installation, at: over) == rows - 1, "what is said of another visit holds nothing")
        }
    }

    @Test("R14 the same of an occurrence of a series") func olderSeries() throws {
        let installation = try Installation()
        var series = Installation.event("a", inHours: 24, state: .planned)
        series.recurrence = Recurrence(frequency: .daily)
        var occurrence = Installation.event("a", inHours: 24)
        occurrence.recurrenceID = Installation.wall(hours: 240)
        try installation.record([installation.snapshot([series], generated: now.adding(hours: -1))])
        try installation.record([installation.push([occurrence])])
        #expect(try pushes(installation, at: now.adding(hours: 241 + 48)) == 1)
        #expect(try pushes(installation, at: now.adding(hours: 241 + 48 + 1).adding(seconds: 1)) == 0)
    }

    @Test("R14 a cancellation is kept for stated_days_max, whenever its visit was; a bomtur is not")
    func cancellation() throws {
        for (hours, reason, days) in [(24, nil, 30), (24, .notAtHome, 30), (-24, nil, 30), (-24, .notAtHome, 2)]
            as [(Int, CancellationReason?, Int)]
        {
            let installation = try Installation()
            var gone = Installation.event("a", inHours: hours, state: .cancelled)
            gone.reason = reason
            try installation.record([installation.push([gone])])
            #expect(try pushes(installation, at: now.adding(days: days - 1)) == 1)
            #expect(try pushes(installation, at: now.adding(days: days).adding(seconds: 1)) == 0)
        }
    }

    @Test(
        "R14 a visit moved to an earlier day, or cancelled there, is never shown where it was before",
        arguments: [VisitState.assigned, .cancelled], [[0, 1], [1, 0]])
    func movedAndOver(state: VisitState, order: [Int]) throws {
        let installation = try Installation()
        let arrivals = [
            installation.push([Installation.event("a", inHours: 480)], generated: now.adding(hours: -2)),
            installation.push([Installation.event("a", inHours: 72, state: state)], generated: now.adding(hours: -1)),
        ]
        for index in order { try installation.record([arrivals[index]]) }
        try installation.answer(inactive: [0])
        for day in [0, 4, 8] { try installation.ledger.expireStatements(now: now.adding(days: day)) }
        try installation.answer(active: [0], at: now.adding(days: 8))
        #expect(try installation.night(at: now.adding(days: 8)).isEmpty)
    }

    @Test("R14 a cancellation of one who was away is told when he returns, however long its visit is over")
    func cancelledWhileAway() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([Installation.event("a", inHours: 240)])])
        try installation.answer(active: [0])
        try installation.night()
        try installation.answer(inactive: [0], at: now.adding(hours: 1))
        let gone = Installation.event("a", inHours: 48, state: .cancelled)
        try installation.record([installation.push([gone], generated: now.adding(hours: 1))], at: now.adding(hours: 1))
        let late = now.adding(days: 6)
        try installation.record([installation.snapshot([], generated: late)], at: late)
        try installation.ledger.expireStatements(now: late)
        try installation.answer(active: [0], at: late)
        #expect(try installation.night(at: late).map(\.kind) == [.cancel])
    }

    // MARK: A performed visit that arrives late

    /// Shown, performed, and the message about it comes days afterwards.
    private func lateNotice(daysMax: Int = days) throws -> (Installation, Instant) {
        let installation = try Installation()
        try installation.record([installation.snapshot([Installation.event("a", inHours: 2)])])
        try installation.answer(active: [0])
        try installation.night()
        let late = now.adding(days: 5)
        let notice = installation.push(
            [Installation.event("a", inHours: 2, state: .performed)], generated: now.adding(hours: 4))
        try installation.record([notice], at: late, statedDaysMax: daysMax)
        return (installation, late)
    }

    private func pushes(_ installation: Installation, at now: Instant) throws -> Int {
        try installation.ledger.expireStatements(now: now)
        return try installation.count("stated WHERE kind = 2")
    }

    @Test("R18 a late notice is kept until it was planned", arguments: [0, 30]) func notYetPlanned(daysMax: Int) throws
    {
        let (installation, late) = try lateNotice(daysMax: daysMax)
        #expect(try pushes(installation, at: late) == 1, "no plan has known it")
        _ = try installation.plan(at: late)
        #expect(try pushes(installation, at: late) == 1, "the plan is not pushed")
        let sent = try installation.night(at: late)
        #expect(sent.map(\.kind) == [.perform])
        #expect(try pushes(installation, at: late) == 0)
    }

    @Test("R18 a late notice is kept until it is settled") func notYetSettled() throws {
        let (installation, late) = try lateNotice()
        let settled = late.adding(seconds: 60)
        try installation.push(try installation.plan(at: late), at: late) { _ in .left(answer: "not reached") }
        #expect(try pushes(installation, at: late) == 1)
        try installation.push(try installation.plan(at: late), at: late) { _ in
            .unknown(answer: "503", notBefore: settled)
        }
        #expect(try pushes(installation, at: late) == 1)
        #expect(try installation.night(at: settled).map(\.kind) == [.perform])
        #expect(try pushes(installation, at: settled) == 0)
        #expect(
            try installation.rows("SELECT told, status FROM entry") == [
                "[told:2 status:\(AppointmentStatus.fulfilled.rawValue)]"
            ])
    }

    @Test("R18 a late notice that the portal refuses is tried for two weeks after its time") func refused() throws {
        let (installation, late) = try lateNotice()
        for night in 0..<12 {
            let now = late.adding(days: night)
            let plan = try installation.plan(at: now)
            #expect(try installation.push(plan, at: now) { _ in .refused(answer: "http-422") }.count == 1)
            #expect(try pushes(installation, at: now) == 1)
        }
        #expect(try pushes(installation, at: late.adding(days: 15)) == 0)
    }

    @Test("R17 R18 a late notice of whom the portal calls inactive is kept until the check") func suspected() throws {
        let (installation, late) = try lateNotice()
        let plan = try installation.plan(at: late)
        try installation.ledger.suspectInactive([installation.key(0)])
        try installation.ledger.dropRest(of: plan, for: [installation.key(0)])
        try installation.ledger.end(plan)
        #expect(try pushes(installation, at: late) == 1)
        try installation.answer(active: [0], at: late)
        #expect(try installation.night(at: late).map(\.kind) == [.perform])
        #expect(try pushes(installation, at: late) == 0)
    }

    @Test func somebodyElsesOpenEndsKeepNothing() throws {
        let (installation, late) = try lateNotice()
        try installation.record(
            [installation.snapshot([Installation.event("b", inHours: 150)], of: 1, generated: late)], at: late)
        try installation.answer(active: [0, 1], at: late)
        let other = installation.key(1)
        try installation.push(try installation.plan(at: late), at: late) {
            $0.citizenKey == other ? .left(answer: "not reached") : .accepted(answer: "200")
        }
        #expect(try pushes(installation, at: late) == 0)
    }

    @Test func aNoticeAboutSomebodyInactiveIsNotKept() throws {
        let (installation, late) = try lateNotice()
        try installation.answer(inactive: [0], at: late)
        #expect(try pushes(installation, at: late) == 0)
    }
}
