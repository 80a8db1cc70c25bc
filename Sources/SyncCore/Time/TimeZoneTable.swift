// Europe/Oslo as a value: the list of its changes of clock, filled by whoever may read the system's time zone data.
// The core reads no file and no clock, and a test can put the change of clock wherever it likes.

/// A time zone as the sorted list of its transitions.
public struct TimeZoneTable: Sendable, Equatable {
    public struct Transition: Sendable, Equatable {
        /// Seconds since 1970 (UTC) from which `offsetSeconds` counts.
        public let at: Int64
        /// East of Greenwich.
        public let offsetSeconds: Int

        public init(at: Int64, offsetSeconds: Int) {
            self.at = at
            self.offsetSeconds = offsetSeconds
        }
    }

    private let initialOffset: Int
    private let transitions: [Transition]

    /// - Parameter transitions: in any order; sorted here.
    public init(initialOffsetSeconds: Int, transitions: [Transition]) {
        initialOffset = initialOffsetSeconds
        self.transitions = transitions.sorted { $0.at < $1.at }
    }

    /// Seconds east of Greenwich at this instant.
    public func offset(at instant: Instant) -> Int {
        offset(beforeIndex: indexAfter(instant.seconds))
    }

    public func wallClock(at instant: Instant) -> WallClock {
        WallClock(seconds: instant.seconds + Int64(offset(at: instant)))
    }

    /// The instant a wall clock means.
    ///
    /// A time that occurs twice is its first occurrence, and a time that does not exist is read with the offset from
    /// before the gap (RFC 5545 §3.3.5), so 02:30 on the last Sunday of March is 03:30 summer time.
    public func instant(of clock: WallClock) -> Instant {
        // Only the transition nearest the clock can matter: offsets differ by hours, transitions lie months apart.
        let next = indexAfter(clock.seconds - Int64(offset(beforeIndex: 0)) - 86_400)
        var index = next
        var before = offset(beforeIndex: index)
        while index < transitions.count {
            let after = transitions[index].offsetSeconds
            let at = transitions[index].at
            if clock.seconds - Int64(before) < at { break }
            // Past the transition by the old offset: in the gap the old offset counts, after it the new one.
            if clock.seconds - Int64(after) < at { break }
            before = after
            index += 1
        }
        return Instant(seconds: clock.seconds - Int64(before))
    }

    /// The second occurrence of a time that occurs twice; `nil` for every other.
    public func secondInstant(of clock: WallClock) -> Instant? {
        let first = instant(of: clock)
        let next = indexAfter(first.seconds)
        guard next < transitions.count else { return nil }
        let again = first.adding(seconds: Int64(offset(at: first) - transitions[next].offsetSeconds))
        return again > first && wallClock(at: again) == clock ? again : nil
    }

    /// Index of the first transition later than `seconds`.
    private func indexAfter(_ seconds: Int64) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func offset(beforeIndex index: Int) -> Int {
        index == 0 ? initialOffset : transitions[index - 1].offsetSeconds
    }
}
