// The portal's clock: the machine's, until `PUT /clock` stops it at a time.

import Foundation
import Synchronization

/// Tells the time to everything in the simulator.
final class SimulatorClock: Sendable {
    private let fixed = Mutex<Instant?>(nil)

    /// The set time, or the machine's in whole milliseconds.
    var now: Instant {
        fixed.withLock { $0 } ?? Self.machineTime
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
