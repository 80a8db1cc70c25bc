// The loop's decisions with a clock that is the test's: one cycle a night whatever is restarted when, looks at every
// interval, and what comes of failures.

import SyncCore
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct ServiceScheduleTests {
    private static func at(_ text: String) -> Instant { Instant(iso8601WithOffset: text) ?? Instant(seconds: 0) }

    private func schedule(_ now: String) -> ServiceSchedule {
        ServiceSchedule(window: .standard, zone: .europeOslo, intervalSeconds: 30, now: Self.at(now))
    }

    private let night = Night(opens: at("2027-01-11T01:00:00+01:00"), closes: at("2027-01-11T05:30:00+01:00"))

    @Test func byDayItLooksAndWaits() {
        let noon = Self.at("2027-01-11T12:00:00+01:00")
        var schedule = schedule("2027-01-11T12:00:00+01:00")
        #expect(schedule.step(at: noon) == .look)
        schedule.looked(at: noon, jitter: 0)
        #expect(schedule.step(at: noon) == .wait(until: noon.adding(seconds: 30)))
        #expect(schedule.step(at: noon.adding(seconds: 29)) == .wait(until: noon.adding(seconds: 30)))
        #expect(schedule.step(at: noon.adding(seconds: 30)) == .look)
        // The jitter makes it earlier, never later.
        schedule.looked(at: noon, jitter: 1)
        #expect(schedule.step(at: noon) == .wait(until: noon.adding(seconds: 24)))
    }

    @Test func whatWasReadBeforeAndNotToldIsToldWithTheFirstLook() {
        let noon = Self.at("2027-01-11T12:00:00+01:00")
        var schedule = ServiceSchedule(
            window: .standard, zone: .europeOslo, intervalSeconds: 30, now: noon, isDayBehind: true)
        #expect(schedule.isDayDueAgain(at: noon))
        schedule.dayWasTold(true, at: noon)
        #expect(!schedule.isDayDueAgain(at: noon))
        #expect(!self.schedule("2027-01-11T12:00:00+01:00").isDayDueAgain(at: noon))
    }

    @Test func theNightBeginsOnTime() {
        let before = Self.at("2027-01-11T00:59:50+01:00")
        var schedule = schedule("2027-01-11T00:59:50+01:00")
        schedule.looked(at: before, jitter: 0)
        #expect(schedule.step(at: before) == .wait(until: night.opens))
        #expect(schedule.step(at: night.opens) == .night(night))
    }

    @Test func oneCycleANight() {
        var schedule = schedule("2027-01-11T01:00:00+01:00")
        #expect(schedule.step(at: night.opens) == .night(night))
        schedule.ended(night)
        var now = night.opens
        var nights: [Night] = []
        while now < night.opens.adding(days: 3) {
            switch schedule.step(at: now) {
            case .night(let next):
                nights.append(next)
                schedule.ended(next)
            case .look: schedule.looked(at: now, jitter: 0.5)
            case .wait(let until):
                #expect(until > now)
                now = until
            }
        }
        #expect(nights.map(\.opens) == [night.opens.adding(days: 1), night.opens.adding(days: 2)])
    }

    @Test func aStartInsideTheWindowIsANightAndOneAfterItIsNot() {
        let inside = Self.at("2027-01-11T05:29:00+01:00")
        #expect(schedule("2027-01-11T05:29:00+01:00").step(at: inside) == .night(night))
        let after = Self.at("2027-01-11T05:30:00+01:00")
        #expect(schedule("2027-01-11T05:30:00+01:00").step(at: after) == .look)
    }

    @Test func aCycleThatFailsIsTriedAgainLessAndLessOften() {
        var schedule = schedule("2027-01-11T01:00:00+01:00")
        var now = night.opens
        schedule.looked(at: now.adding(days: 1), jitter: 0)
        var waits: [Int64] = []
        for _ in 0..<7 {
            #expect(schedule.step(at: now) == .night(night))
            schedule.failed(at: now)
            let begun = now
            while schedule.step(at: now) != .night(night) {
                guard case .wait(let until) = schedule.step(at: now) else {
                    schedule.looked(at: now, jitter: 0)
                    continue
                }
                now = until
            }
            waits.append(now.seconds - begun.seconds)
        }
        #expect(waits == [60, 120, 240, 480, 900, 900, 900])
        schedule.failed(at: night.closes.adding(seconds: -10))
        // The window closes over it, and the next night begins anew.
        let next = Night(opens: night.opens.adding(days: 1), closes: night.closes.adding(days: 1))
        #expect(schedule.step(at: next.opens) == .night(next))
    }

    @Test func aLockThatIsHeldIsAskedForAtTheNextInterval() {
        var schedule = schedule("2027-01-11T01:00:00+01:00")
        schedule.looked(at: night.opens, jitter: 0)
        for _ in 0..<3 { schedule.wasLocked(at: night.opens) }
        #expect(schedule.step(at: night.opens) == .wait(until: night.opens.adding(seconds: 30)))
        #expect(schedule.step(at: night.opens.adding(seconds: 30)) == .night(night))
    }

    @Test func aClockThatIsSetBackMakesNothingWaitLonger() {
        let noon = Self.at("2027-01-11T12:00:00+01:00")
        var schedule = schedule("2027-01-11T12:00:00+01:00")
        schedule.looked(at: noon, jitter: 0)
        #expect(schedule.step(at: noon.adding(hours: -5)) == .look)
    }

    @Test("what the day could not tell is tried again by itself, ever more seldom, until it arrived")
    func dayTriesAgain() {
        let noon = Self.at("2027-01-11T12:00:00+01:00")
        var schedule = schedule("2027-01-11T12:00:00+01:00")
        #expect(!schedule.isDayDueAgain(at: noon))
        var now = noon
        var waits: [Int64] = []
        for _ in 0..<7 {
            schedule.dayWasTold(false, at: now)
            let begun = now
            while !schedule.isDayDueAgain(at: now) { now = now.adding(seconds: 30) }
            waits.append(now.seconds - begun.seconds)
        }
        #expect(waits == [60, 120, 240, 480, 900, 900, 900])
        // A clock that is set back makes nothing wait longer.
        schedule.dayWasTold(false, at: now)
        #expect(schedule.isDayDueAgain(at: now.adding(hours: -5)))
        schedule.dayWasTold(true, at: now)
        #expect(!schedule.isDayDueAgain(at: now.adding(days: 1)))
        schedule.dayWasTold(false, at: now)
        #expect(schedule.isDayDueAgain(at: now.adding(seconds: 60)))
    }

    @Test func whichEndsNeedNoOtherCycle() {
        #expect(ExitCode.allCases.filter(\.endsTheNight) == [.done, .leftOver, .held])
    }
}
