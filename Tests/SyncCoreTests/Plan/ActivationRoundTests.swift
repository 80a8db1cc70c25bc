// Whom a cycle asks about: one reason each, the first that holds.

import Testing

@testable import SyncCore

@Suite struct ActivationRoundTests {
    private static let now = Instant(seconds: 1_800_000_000)
    private static let named = Digest128(high: 0, low: 1)
    private static let other = Digest128(high: 0, low: 2)

    /// Days since asked (`nil`: never), named by the list (`nil`: there is none), to be asked again, the reason.
    static let table: [(days: Int?, isNamed: Bool?, isAgain: Bool, reason: AskingReason?)] = [
        (1, false, false, nil), (7, false, false, nil), (8, false, false, .aged), (1, true, false, .changed),
        (8, true, false, .changed), (nil, false, false, .new), (nil, true, false, .new), (nil, nil, false, .new),
        (1, nil, false, .sweep), (8, nil, false, .sweep), (0, false, true, .again), (8, true, true, .again),
        (1, nil, true, .again), (nil, nil, true, .again),
    ]

    @Test(arguments: table.indices) func reason(_ index: Int) {
        let row = Self.table[index]
        let round = ActivationRound(changed: row.isNamed.map { _ in [Self.named] }, now: Self.now, recheckDays: 7)
        let reason = round.reason(
            of: row.isNamed == true ? Self.named : Self.other, asked: row.days.map { Self.now.adding(days: -$0) },
            isToBeAskedAgain: row.isAgain)
        #expect(reason == row.reason)
    }

    @Test func anAnswerFromTheFutureIsNoAnswer() {
        let round = ActivationRound(changed: [], now: Self.now, recheckDays: 7)
        #expect(round.reason(of: Self.other, asked: Self.now, isToBeAskedAgain: false) == nil)
        #expect(round.reason(of: Self.other, asked: Self.now.adding(seconds: 1), isToBeAskedAgain: false) == .aged)
    }

    @Test func aSecondMoreThanTheRecheckIsEnough() {
        let round = ActivationRound(changed: [], now: Self.now, recheckDays: 3)
        let asked = Self.now.adding(days: -3)
        #expect(round.reason(of: Self.other, asked: asked, isToBeAskedAgain: false) == nil)
        #expect(round.reason(of: Self.other, asked: asked.adding(seconds: -1), isToBeAskedAgain: false) == .aged)
    }
}
