// Dates, clocks and instants as tests write them: by the wall clock in Norway.

import SyncCore
import TestSupport

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
func oslo(_ text: String) -> Instant { TimeZoneTable.europeOslo.instant(of: clock(text)) }
