// Europe/Oslo by the European Union's rule, so that no test depends on the machine's time zone data: summer time from the
// last Sunday of March to the last Sunday of October, both at 01:00 UTC.

import SyncCore

extension TimeZoneTable {
    public static let europeOslo: TimeZoneTable = {
        var transitions: [Transition] = []
        for year in 1996...2099 {
            transitions.append(Transition(at: lastSunday(year, 3), offsetSeconds: 7_200))
            transitions.append(Transition(at: lastSunday(year, 10), offsetSeconds: 3_600))
        }
        return TimeZoneTable(initialOffsetSeconds: 3_600, transitions: transitions)
    }()

    /// 01:00 UTC on the last Sunday of a month of 31 days.
    private static func lastSunday(_ year: Int, _ month: Int) -> Int64 {
        guard let last = CivilDate(year: year, month: month, day: 31) else { return 0 }
        let back = (Int(last.weekday.rawValue) + 1) % 7
        return Int64(last.adding(days: -back).dayNumber) * 86_400 + 3_600
    }
}
