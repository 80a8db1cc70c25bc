// The calendar by itself: every day of two centuries there and back, and the days that do not exist.

import SyncCore
import TestSupport
import Testing

@Suite struct CivilDateTests {
    @Test func everyDayFrom1900To2100GoesThereAndBack() {
        var expected = (year: 1900, month: 1, day: 1)
        var weekday = 0  // 1900-01-01 was a Monday.
        for number in date(1900, 1, 1).dayNumber...date(2100, 12, 31).dayNumber {
            let day = CivilDate(dayNumber: number)
            let fits =
                day.components == expected
                && CivilDate(year: expected.year, month: expected.month, day: expected.day) == day
                && CivilDate(iso8601: day.iso8601) == day && Int(day.weekday.rawValue) == weekday
            guard fits else {
                Issue.record("day \(number) is not \(expected)")
                return
            }
            weekday = (weekday + 1) % 7
            expected = Self.dayAfter(expected)
        }
        #expect(expected == (2101, 1, 1))
    }

    /// Counted on fingers, as a second opinion.
    private static func dayAfter(_ day: (year: Int, month: Int, day: Int)) -> (year: Int, month: Int, day: Int) {
        let leap = day.year % 400 == 0 || (day.year % 4 == 0 && day.year % 100 != 0)
        let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if day.day < lengths[day.month - 1] { return (day.year, day.month, day.day + 1) }
        return day.month < 12 ? (day.year, day.month + 1, 1) : (day.year + 1, 1, 1)
    }

    @Test(arguments: [
        "2027-02-29", "2100-02-29", "1900-02-29", "2027-04-31", "2027-13-01", "2027-00-10", "2027-01-00", "1799-12-31",
        "2027-1-01", "27-01-01", "2027/01/01", "20270101", "", "2027-01-01x", "2027-01-01+25:00", "２027-01-01",
    ])
    func refuses(_ text: String) { #expect(CivilDate(iso8601: text) == nil) }

    @Test(arguments: ["2028-02-29", "2000-02-29", "2027-02-28Z", "2027-02-28+01:00", "9999-12-31"])
    func reads(_ text: String) { #expect(CivilDate(iso8601: text)?.iso8601 == String(text.prefix(10))) }

    @Test func theEndOfTimeIsTheLastDayOf9999() { #expect(CivilDate.never.iso8601 == "9999-12-31") }

    @Test func weeksBeginOnMonday() {
        #expect(date(2027, 3, 1).weekday == .monday)
        #expect(date(2027, 3, 1).weekNumber == date(2027, 3, 7).weekNumber)
        #expect(date(2027, 3, 8).weekNumber == date(2027, 3, 7).weekNumber + 1)
        #expect(date(1969, 12, 28).weekNumber == date(1969, 12, 29).weekNumber - 1)
    }

    @Test func aYearNobodyMeantStopsNothing() {
        let far = WallClock(date: .never, secondOfDay: 0)
        #expect(TimeZoneTable.europeOslo.instant(of: far) > oslo("2199-12-31 23:59"))
        #expect(Instant(seconds: .min) < Instant(seconds: 0))
        #expect(Instant(seconds: .max).adding(seconds: .max) == Instant(seconds: .max))
        #expect(Instant(seconds: .min).adding(days: -1) == Instant(seconds: .min))
    }
}
