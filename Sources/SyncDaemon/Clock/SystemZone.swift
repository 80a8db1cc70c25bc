// Europe/Oslo from the system's time zone data, as the table the core works with.

import Foundation
import SyncCore

enum SystemZone {
    /// The zone of the EPJs' wall clocks (assumption A8), with its changes of clock from 1980 to 2080.
    ///
    /// - Returns: `nil` on a system without time zone data.
    static func europeOslo() -> TimeZoneTable? {
        guard let zone = TimeZone(identifier: "Europe/Oslo") else { return nil }
        var date = Date(timeIntervalSince1970: 315_532_800)
        let end = Date(timeIntervalSince1970: 3_471_292_800)
        let initial = zone.secondsFromGMT(for: date)
        var transitions: [TimeZoneTable.Transition] = []
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next < end, next > date {
            transitions.append(
                TimeZoneTable.Transition(
                    at: Int64(next.timeIntervalSince1970.rounded()),
                    offsetSeconds: zone.secondsFromGMT(for: next.addingTimeInterval(1))))
            date = next
        }
        return transitions.isEmpty ? nil : TimeZoneTable(initialOffsetSeconds: initial, transitions: transitions)
    }
}

extension Instant {
    /// The one place that reads the clock.
    static func current() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
