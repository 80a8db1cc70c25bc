// The portal's clock: the machine's, until `PUT /clock` stops it at a time. Beside it HelseID's and the servers' own, which
// always runs: the machine's, shifted by as much as a test wants to have them apart.

import Foundation

/// Tells the time to everything in the simulator.
final class SimulatorClock: Sendable {
    private let fixed = Locked<Instant?>(nil)
    private let shift = Locked<Int64>(0)

    /// The set time, or the machine's in whole milliseconds.
    var now: Instant {
        fixed.withLock { $0 } ?? Self.machineTime
    }

    /// By which tokens and proofs are judged, and what `Date` says.
    var tokenTime: Instant {
        let machine = Self.machineTime
        return Instant(seconds: machine.seconds + shift.withLock { $0 }, nanoseconds: machine.nanoseconds)
    }

    /// How far the token time is ahead of the machine's, in seconds.
    func shiftTokenTime(by seconds: Int64) {
        shift.withLock { $0 = seconds }
    }

    /// Stops the clock at `instant`; `nil` lets it run with the machine again.
    func set(_ instant: Instant?) {
        fixed.withLock { $0 = instant }
    }

    private static var machineTime: Instant {
        let milliseconds = Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))
        return Instant(seconds: milliseconds / 1000, nanoseconds: Int32(milliseconds % 1000) * 1_000_000)
    }
}
