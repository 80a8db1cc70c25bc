// The wall clock of the world, in minutes; the EPJs write it, the portal shows the instant it means.

import SyncCore
import TestSupport

struct Wall: Hashable, Comparable, Sendable {
    /// Since 1970-01-01T00:00 by the wall.
    var minutes: Int

    init(day: Int, minute: Int) { minutes = day * 1_440 + minute }

    static func < (a: Wall, b: Wall) -> Bool { a.minutes < b.minutes }

    var day: Int { minutes / 1_440 }
    var minuteOfDay: Int { minutes % 1_440 }
    /// 0 is Monday.
    var weekday: Int { (day + 3) % 7 }

    func adding(minutes more: Int) -> Wall { Wall(day: 0, minute: minutes + more) }

    /// `2027-01-13T10:00:00`
    var text: String { Self.date(day) + "T" + Self.two(minuteOfDay / 60) + ":" + Self.two(minuteOfDay % 60) + ":00" }

    /// `20270113T100000`
    var basic: String { text.filter { $0 != "-" && $0 != ":" } }

    var seconds: Int64 {
        TimeZoneTable.europeOslo.instant(of: WallClock(seconds: Int64(minutes) * 60)).seconds
    }

    /// `2027-01-13`
    static func date(_ day: Int) -> String {
        let (year, month, date) = CivilDate(dayNumber: Int32(day)).components
        return "\(year)-\(two(Int(month)))-\(two(Int(date)))"
    }

    static func day(at seconds: Int64) -> Int {
        Int(TimeZoneTable.europeOslo.wallClock(at: Instant(seconds: seconds)).date.dayNumber)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
