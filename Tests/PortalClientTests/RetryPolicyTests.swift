import Testing

@testable import PortalClient

@Suite struct RetryPolicyTests {
    static let table: [(attempt: Int, retryAfter: Int?, jitter: Double, delay: Double?)] = [
        (1, nil, 0, 0.5), (2, nil, 0, 2), (3, nil, 0, 8), (4, nil, 0, nil),
        (1, nil, 1, 0.625), (3, nil, 0.5, 9),
        (1, 7, 1, 7), (1, 0, 0, 0), (2, 3_600, 0, 30), (1, -5, 0, 0), (4, 1, 0, nil),
    ]

    @Test(arguments: table.indices)
    func delay(_ index: Int) {
        let row = Self.table[index]
        let policy = RetryPolicy()
        #expect(
            policy.delay(afterAttempt: row.attempt, retryAfterSeconds: row.retryAfter, jitter: row.jitter) == row.delay)
    }

    @Test func noDelayPassesTheBound() {
        var policy = RetryPolicy()
        policy.attemptsMax = 100
        #expect(policy.delay(afterAttempt: 50, retryAfterSeconds: nil, jitter: 0) == policy.delaySecondsMax)
    }
}
