// A disk that is full from some write on, until somebody clears it; and the clock of the machine.

import Foundation
import SyncCore
import TestSupport

final class Disk: Sendable {
    /// How many writes still fit; `nil` for a disk with room.
    private let room = Guarded<Int?>(nil)
    private let met = Guarded(0)

    func fill(afterWrites count: Int?) { room.withLock { $0 = count } }

    /// How many writes found it full.
    var refusals: Int { met.withLock { $0 } }

    func use() throws {
        let isFull = room.withLock { room in
            guard let left = room else { return false }
            room = max(0, left - 1)
            return left == 0
        }
        guard isFull else { return }
        met.withLock { $0 += 1 }
        throw POSIXError(.ENOSPC)
    }
}

final class SimulatedClock: Sendable {
    private let nanoseconds: Guarded<Int64>

    init(_ start: Instant) { nanoseconds = Guarded(start.nanoseconds) }

    var now: Instant { Instant(nanoseconds: nanoseconds.withLock { $0 }) }

    /// The real one moves with every look at it.
    func look() -> Instant {
        Instant(
            nanoseconds: nanoseconds.withLock {
                $0 += 1_000_000
                return $0
            })
    }

    func pass(_ seconds: Double) { nanoseconds.withLock { $0 += Int64(seconds * 1e9) } }
    func set(_ instant: Instant) { nanoseconds.withLock { $0 = instant.nanoseconds } }
}
