// How a cycle ends before it is done: the night is over, or it is told to stop. Nothing new is intended then,
// what is in flight is awaited and its outcomes recorded, and the rest is as it was.

import SyncCore

/// Until when a cycle may go on.
struct CycleLimit: Sendable {
    /// When the window closes; `nil` for a run by hand, which has the time it takes.
    var closes: Instant?
    /// It is to stop: also what was begun and can be read again is left.
    var isStopping: @Sendable () -> Bool = { false }

    static let none = CycleLimit()

    func isOver(at now: Instant) -> Bool { isStopping() || closes.map { $0 <= now } ?? false }

    /// At most that long, and not beyond the end.
    func shortened(_ seconds: Double, at now: Instant) -> Double {
        guard let closes else { return seconds }
        return min(seconds, Double(closes.nanoseconds - now.nanoseconds) / 1e9)
    }
}

extension Cycle {
    /// Nothing new is begun any more.
    var isOver: Bool { limit.isOver(at: clock.current()) }

    /// Says in the report why not everything was done.
    func tellEarlyEnd(in report: inout RunReport) {
        let left = report.sources.reduce(0) { $0 + $1.left }
        let rest =
            left == 1
            ? "1 operation was left" : "\(left) operations were left"
        report.codes.insert(.windowClosed)
        report.problems.append(
            limit.isStopping()
                ? "It was stopped before the cycle was done: \(rest). What was in flight was awaited or is in doubt; the next "
                    + "cycle goes on from here."
                : "The night's window closed before the cycle was done: \(rest). The next night goes on from here. If it "
                    + "happens again, open the window earlier (night.start), or raise portal.requests_per_second_max if "
                    + "the portal's operator allows it.")
    }
}
