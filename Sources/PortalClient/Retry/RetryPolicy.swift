// When to try again, as a pure function. Only what is safe to repeat is repeated: questions, Bundles whose members are
// idempotent, and a PUT that certainly was not taken. A PUT that may have arrived is not repeated here: the next plan
// sends the newest state instead (R16).
//
//   attempt   delay before it (seconds, before jitter)
//   2         0.5
//   3         2
//   4         8       and so on, times four, never above 30; Retry-After counts instead, where stated, up to 30

public struct RetryPolicy: Sendable, Equatable {
    public var attemptsMax = 4
    public var firstDelaySeconds = 0.5
    public var delaySecondsMax = 30.0

    public init() {}

    /// - Parameters:
    ///   - attempt: the attempt that just failed, from 1.
    ///   - jitter: 0 to 1, drawn by the caller; stretches the delay by up to a quarter so that many clients that failed
    ///     together do not return together.
    /// - Returns: seconds to wait, or `nil` to give up.
    public func delay(afterAttempt attempt: Int, retryAfterSeconds: Int?, jitter: Double) -> Double? {
        guard attempt < attemptsMax else { return nil }
        if let retryAfterSeconds { return min(max(0, Double(retryAfterSeconds)), delaySecondsMax) }
        var delay = firstDelaySeconds
        for _ in 1..<max(1, attempt) { delay *= 4 }
        return min(delay, delaySecondsMax) * (1 + 0.25 * jitter)
    }
}
