// What a run owes the portal: a pace it can follow, and no more repetitions than there is reason for. One value for all
// sources of a run.

import PortalClient
import SyncState

/// One sending and what came of it.
struct Answered: Sendable {
    var operation: IntendedOperation
    var verdict: PortalVerdict
    var start: Pace.Start
    /// From sending to answer.
    var nanoseconds: Int64
}

struct Manners: Sendable {
    var pace: Pace
    private var budget = RetryBudget()
    private let policy = RetryPolicy()
    /// How often each was sent that is to be sent again, by the operation's id.
    private var attempts: [Int64: Int] = [:]

    init(_ portal: DaemonConfiguration.PortalSettings) {
        pace = Pace(inFlightMax: portal.maxInFlight, perSecondMax: portal.requestsPerSecondMax)
    }

    /// Takes an answer into account.
    ///
    /// - Parameter mayRepeat: the run goes on.
    /// - Returns: whether the same is to be sent again, once what is held has been waited out.
    mutating func repeats(_ answered: Answered, mayRepeat: Bool, jitter: () -> Double) -> Bool {
        let verdict = answered.verdict
        pace.end(answered.start, verdict.echo, after: answered.nanoseconds)
        guard case .retryNow(let seconds) = verdict.disposition else {
            attempts[answered.operation.id] = nil
            if verdict.echo == .clear { budget.settled() }
            if let seconds = verdict.retryAfterSeconds {
                pace.hold(seconds: min(Double(max(0, seconds)), policy.delaySecondsMax))
            }
            return false
        }
        let attempt = attempts[answered.operation.id, default: 0] + 1
        let delay = policy.delay(afterAttempt: attempt, retryAfterSeconds: seconds, jitter: jitter())
        guard mayRepeat, let delay, budget.take() else {
            attempts[answered.operation.id] = nil
            return false
        }
        attempts[answered.operation.id] = attempt
        pace.hold(seconds: delay)
        return true
    }
}
