// From the wall clock in Norway to instants.
//
// The zone's rules are Foundation's. Looking them up for each of millions of times would cost more than everything
// else together, so the offset of every day of the run that has only one is read once; the two days a year on which
// the clock changes are worked out time by time.

import Foundation

/// Europe/Oslo, for the days of one run.
struct OsloClock: Sendable {
    private let zone: TimeZone
    private let firstDay: CivilDay
    /// Seconds east of Greenwich for each day from `firstDay`; nil on a day on which the clock changes.
    private let offsets: [Int?]

    /// A clock that is quick for the days of `days`, and right for all others too.
    init(days: ClosedRange<CivilDay>) {
        guard let oslo = TimeZone(identifier: "Europe/Oslo") else {
            preconditionFailure("the system's time zone data lacks Europe/Oslo; install the package tzdata")
        }
        zone = oslo
        firstDay = days.lowerBound
        offsets = (days.lowerBound.number...days.upperBound.number).map { number in
            let midnight = Double(number) * 86_400
            // A day starts up to two hours before midnight UTC; 12 hours of margin hold for any offset.
            let before = oslo.secondsFromGMT(for: Date(timeIntervalSince1970: midnight - 43_200))
            let after = oslo.secondsFromGMT(for: Date(timeIntervalSince1970: midnight + 129_600))
            return before == after ? before : nil
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z. An hour that does not exist is read with the offset before the gap, an hour
    /// that occurs twice is its first occurrence (RFC 5545 §3.3.5).
    func instant(_ time: CivilTime) -> Int {
        let wall = time.day.number * 86_400 + time.minute * 60
        let index = time.day - firstDay
        if offsets.indices.contains(index), let offset = offsets[index] {
            return wall - offset
        }
        let before = offset(at: wall - 86_400)
        let after = offset(at: wall + 86_400)
        let early = wall - before
        if offset(at: early) == before { return early }
        let late = wall - after
        return offset(at: late) == after ? late : early
    }

    /// `yyyy-MM-ddTHH:mm:ssZ`
    func utc(_ time: CivilTime) -> String {
        let seconds = instant(time)
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        return CivilTime(CivilDay(number: day), minute: (seconds - day * 86_400) / 60).iso + "Z"
    }

    /// The offset of the wall clock at `time`, as `+01:00`.
    func offsetText(_ time: CivilTime) -> String {
        let minutes = (time.day.number * 86_400 + time.minute * 60 - instant(time)) / 60
        return "\(minutes < 0 ? "-" : "+")\(padded(abs(minutes) / 60, 2)):\(padded(abs(minutes) % 60, 2))"
    }

    private func offset(at instant: Int) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
    }
}
