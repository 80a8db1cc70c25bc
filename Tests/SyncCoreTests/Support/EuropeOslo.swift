// Europe/Oslo by the rule of the European Union (Directive 2000/84/EC): summer time from 01:00 UTC on the last Sunday
// of March to 01:00 UTC on the last Sunday of October. The tests carry their own so that no time zone data of the
// machine can change what they prove.

import SyncCore

enum EuropeOslo {
    static let table = TimeZoneTable(
        initialOffsetSeconds: 3_600,
        transitions: (1996...2099).flatMap { year in
            [
                TimeZoneTable.Transition(at: lastSunday(of: 3, year), offsetSeconds: 7_200),
                TimeZoneTable.Transition(at: lastSunday(of: 10, year), offsetSeconds: 3_600),
            ]
        })

    /// 01:00 UTC on the last Sunday of a month with 31 days.
    private static func lastSunday(of month: Int, _ year: Int) -> Int64 {
        let last = date(year, month, 31)
        let sunday = last.adding(days: -((Int(last.weekday.rawValue) + 1) % 7))
        return Int64(sunday.dayNumber) * 86_400 + 3_600
    }
}

func date(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
    guard let date = CivilDate(year: year, month: month, day: day) else { preconditionFailure("no such day") }
    return date
}

/// `2027-03-02 08:00`, or with seconds, on the wall.
func clock(_ text: String) -> WallClock {
    var text = text.replacing(" ", with: "T")
    if text.count == 16 { text += ":00" }
    guard let clock = WallClock(iso8601: text) else { preconditionFailure("no such time: \(text)") }
    return clock
}

/// The same, as an instant in Norway.
func oslo(_ text: String) -> Instant { EuropeOslo.table.instant(of: clock(text)) }
