// How far this machine's clock is from a server's, by the `Date` of an answer (RFC 9110 §6.6.1). Tokens and proofs live for
// seconds, so a clock that is off makes them invalid; the servers only say that they are.

import Foundation
import SyncCore

enum ClockSkew {
    /// What servers of NHN allow. Less is never told.
    static let toleratedSeconds: Int64 = 5

    /// Seconds by which the server's clock is ahead of ours, as far as the answer proves it: its date was written somewhere
    /// between sending and receiving, and is cut to whole seconds.
    ///
    /// - Returns: `nil` without a readable date, and for what is tolerated.
    static func seconds(date: String?, sent: Instant, received: Instant) -> Int64? {
        guard let date = date.flatMap(parse) else { return nil }
        let skew: Int64
        if date > received.seconds {
            skew = date - received.seconds
        } else if date + 1 < sent.seconds {
            skew = date + 1 - sent.seconds
        } else {
            skew = 0
        }
        return abs(skew) > toleratedSeconds ? skew : nil
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` as seconds since 1970 (RFC 9110 §5.6.7).
    static func parse(_ text: String) -> Int64? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let form = /[A-Z][a-z]{2}, ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT/
        guard let match = text.wholeMatch(of: form), let month = months.firstIndex(of: String(match.2)),
            let day = Int(match.1), let year = Int(match.3), let hour = Int(match.4), let minute = Int(match.5),
            let second = Int(match.6), hour < 24, minute < 60, second <= 60,
            let date = CivilDate(year: year, month: month + 1, day: day)
        else { return nil }
        return WallClock(date: date, secondOfDay: 0).seconds + Int64(hour * 3_600 + minute * 60 + second)
    }
}
