// The table of Pace, line by line, and what holds whatever a portal answers.

import SyncCore
import TestSupport
import Testing

@testable import PortalClient

@Suite struct PaceTests {
    private static let fast: Int64 = 10_000_000

    /// Begins as many as may be, all answered so; how many that were.
    @discardableResult
    private func round(_ pace: inout Pace, _ echo: Pace.Echo = .clear, after nanoseconds: Int64 = fast) -> Int {
        var starts: [Pace.Start] = []
        while pace.mayBegin { starts.append(pace.begin(at: Instant(seconds: 0))) }
        for start in starts { pace.end(start, echo, after: nanoseconds) }
        return starts.count
    }

    @Test(arguments: [(1, 1), (3, 1), (4, 1), (8, 2), (16, 4), (1_000, 250)])
    func itBeginsWithAQuarterOfTheMost(_ most: Int, _ limit: Int) {
        var pace = Pace(inFlightMax: most, perSecondMax: 100_000)
        #expect(pace.limit == limit)
        let begun = round(&pace)
        #expect(begun == limit)
    }

    @Test func oneMoreAfterARoundOfClearAnswersUpToTheMost() {
        var pace = Pace(inFlightMax: 16, perSecondMax: 100_000)
        let rounds = (0..<15).map { _ in round(&pace) }
        #expect(rounds == [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 16, 16])
    }

    @Test func halfAfterARoundThatWasPushedBackAndNeverLessThanOne() {
        var pace = Pace(inFlightMax: 16, perSecondMax: 100_000)
        for _ in 0..<12 { round(&pace) }
        let lessening = (0..<6).map { _ in round(&pace, .pushedBack) }
        #expect(lessening == [16, 8, 4, 2, 1, 1])
        let growing = (0..<4).map { _ in round(&pace) }
        #expect(growing == [1, 2, 3, 4])
    }

    @Test func oneAfterNothingWasReached() {
        var pace = Pace(inFlightMax: 16, perSecondMax: 100_000)
        for _ in 0..<12 { round(&pace) }
        round(&pace, .none)
        #expect(pace.limit == 1)
    }

    @Test func answersToRequestsBegunBeforeItBecameLessSayNothingNew() {
        var pace = Pace(inFlightMax: 16, perSecondMax: 100_000)
        for _ in 0..<12 { round(&pace) }
        var starts = (0..<16).map { _ in pace.begin(at: Instant(seconds: 0)) }
        pace.end(starts.removeFirst(), .pushedBack, after: Self.fast)
        #expect(pace.limit == 8)
        for start in starts.dropLast() { pace.end(start, .pushedBack, after: Self.fast) }
        #expect(pace.limit == 8 && pace.inFlight == 1)
        let later = pace.begin(at: Instant(seconds: 0))
        pace.end(later, .pushedBack, after: Self.fast)
        #expect(pace.limit == 4)
    }

    @Test func threeQuartersWhenThePortalBecomesSlow() {
        var pace = Pace(inFlightMax: 16, perSecondMax: 100_000)
        for _ in 0..<12 { round(&pace) }
        // From 10 ms to 2 s: a mean of eighths is above 0.22 s at the first of them.
        round(&pace, after: 2_000_000_000)
        #expect(pace.limit == 12)
        round(&pace, after: 2_000_000_000)
        #expect(pace.limit == 9)
    }

    @Test(arguments: [10_000_000, 190_000_000, 200_000_000] as [Int64])
    func littleMoreThanUsualIsNotSlow(_ nanoseconds: Int64) {
        var pace = Pace(inFlightMax: 16, perSecondMax: 100_000)
        for _ in 0..<12 { round(&pace) }
        for _ in 0..<20 { round(&pace, after: nanoseconds) }
        #expect(pace.limit == 16)
    }

    @Test func aPortalThatStaysSlowBecomesUsual() {
        var pace = Pace(inFlightMax: 16, perSecondMax: 100_000)
        for _ in 0..<12 { round(&pace) }
        for _ in 0..<40 { round(&pace, after: 1_000_000_000) }
        #expect(pace.limit < 4)
        for _ in 0..<400 { round(&pace, after: 1_000_000_000) }
        #expect(pace.limit == 16)
    }

    @Test(arguments: [.min, -1, .max] as [Int64]) func aClockThatJumpsIsNoSlowPortal(_ nanoseconds: Int64) {
        var pace = Pace(inFlightMax: 4, perSecondMax: 100_000)
        for _ in 0..<10 { round(&pace) }
        let start = pace.begin(at: Instant(seconds: 0))
        pace.end(start, .clear, after: nanoseconds)
        for _ in 0..<100 { round(&pace) }
        #expect(pace.limit == 4)
    }

    @Test(arguments: [(1, 1.0), (50, 0.02), (1_000, 0.001), (100_000, 0.00001)])
    func requestsAreEvenlySpaced(_ perSecond: Int, _ spacing: Double) {
        var pace = Pace(inFlightMax: 100, perSecondMax: perSecond)
        let waits = (0..<4).map { _ in pace.begin(at: Instant(seconds: 7)).waitSeconds }
        for (number, wait) in waits.enumerated() { #expect(abs(wait - Double(number) * spacing) < 1e-9) }
        // Nothing is saved up while nothing is sent.
        let later = (0..<2).map { _ in pace.begin(at: Instant(seconds: 1_000)).waitSeconds }
        #expect(later[0] == 0 && abs(later[1] - spacing) < 1e-9)
    }

    @Test func whatIsHeldIsWaitedOnceAndTheLongestCounts() {
        var pace = Pace(inFlightMax: 4, perSecondMax: 100)
        #expect(pace.mayBegin)
        pace.hold(seconds: 2)
        pace.hold(seconds: 0.5)
        #expect(!pace.mayBegin)
        let holds = (0..<2).map { _ in pace.takeHold() }
        #expect(holds == [2, 0] && pace.mayBegin)
    }

    /// SplitMix64; the seed is the test's argument.
    private struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    @Test("whatever is answered, there is a place for one and never for more than the most", arguments: 0..<20)
    func bounds(_ seed: Int) {
        var chance = Chance(state: UInt64(seed))
        let most = Int.random(in: 1...40, using: &chance)
        var pace = Pace(inFlightMax: most, perSecondMax: 100_000)
        var starts: [Pace.Start] = []
        for _ in 0..<2_000 {
            if pace.mayBegin, Bool.random(using: &chance) || starts.isEmpty {
                starts.append(pace.begin(at: Instant(seconds: 0)))
            } else {
                let echoes: [Pace.Echo] = [.clear, .clear, .clear, .pushedBack, .none]
                let echo = echoes.randomElement(using: &chance) ?? .clear
                pace.end(starts.removeFirst(), echo, after: Int64.random(in: 0...2_000_000_000, using: &chance))
            }
            #expect((1...most).contains(pace.limit) && pace.inFlight == starts.count && starts.count <= most)
        }
    }
}

@Suite struct RetryBudgetTests {
    @Test func soManyAndNoMore() {
        var budget = RetryBudget()
        let takes = (0..<40).map { _ in budget.take() }
        #expect(takes == Array(repeating: true, count: 32) + Array(repeating: false, count: 8))
    }

    @Test func tenSettledAnswersEarnOne() {
        var budget = RetryBudget()
        while budget.take() {}
        for _ in 0..<9 { budget.settled() }
        let early = budget.take()
        budget.settled()
        let takes = (0..<2).map { _ in budget.take() }
        #expect(!early && takes == [true, false])
    }

    @Test func nothingIsSavedUpBeyondTheMost() {
        var budget = RetryBudget()
        for _ in 0..<10_000 { budget.settled() }
        let takes = (0..<40).map { _ in budget.take() }
        #expect(takes == Array(repeating: true, count: 32) + Array(repeating: false, count: 8))
    }
}

@Suite struct DispositionTests {
    static let table: [(PortalVerdict, Disposition, Pace.Echo)] = [
        (.accepted(status: 200), .settled, .clear),
        (.accepted(status: 201), .settled, .clear),
        (.notActive, .settled, .clear),
        (.tooMany(retryAfterSeconds: nil), .retryNow(retryAfterSeconds: nil), .pushedBack),
        (.tooMany(retryAfterSeconds: 7), .retryNow(retryAfterSeconds: 7), .pushedBack),
        (.unreached(reason: "x"), .retryNow(retryAfterSeconds: nil), .none),
        (.refused(code: "2109"), .nextRun, .clear),
        (.unknown(reason: "answered 503", retryAfterSeconds: 7), .nextRun, .pushedBack),
        (.unauthorised(status: 403), .needsOperator, .clear),
        (.noToken(.cannotSign), .needsOperator, .clear),
        (.notServed(status: 404), .needsOperator, .clear),
    ]

    @Test(arguments: table.indices) func everyVerdictHasItsOwn(_ index: Int) {
        let (verdict, disposition, echo) = Self.table[index]
        #expect(verdict.disposition == disposition)
        #expect(verdict.echo == echo)
    }
}
