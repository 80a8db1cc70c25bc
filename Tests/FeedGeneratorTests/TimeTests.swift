import Foundation
import Testing

@testable import FeedGenerator

@Suite struct TimeTests {
    private func foundationCalendar(_ zone: String) throws -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: zone))
        return calendar
    }

    @Test func daysAgreeWithFoundationOverTwoCenturies() throws {
        let calendar = try foundationCalendar("UTC")
        for number in stride(from: -20_000, through: 55_000, by: 13) {
            let day = CivilDay(number: number)
            let date = Date(timeIntervalSince1970: Double(number) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: date)
            #expect(day.parts == (parts.year ?? 0, parts.month ?? 0, parts.day ?? 0))
            // Foundation counts from Sunday 1.
            #expect(day.weekday == ((parts.weekday ?? 0) + 5) % 7)
            #expect(CivilDay(day.parts.year, day.parts.month, day.parts.day) == day)
        }
    }

    @Test func writtenDaysAreReadStrictly() {
        #expect(CivilDay(iso: "2027-01-11") == monday)
        #expect(CivilDay(iso: "2028-02-29")?.iso == "2028-02-29")
        for text in ["2027-02-29", "2027-13-01", "2027-1-11", "20270111", "2027-01-11 ", "+027-01-11", ""] {
            #expect(CivilDay(iso: text) == nil, "\(text)")
        }
    }

    @Test func timesRunOverMidnight() {
        let late = time(monday, 23, 30)
        #expect(late.adding(minutes: 45).iso == "2027-01-12T00:15:00")
        #expect(CivilTime(monday, minute: -10).compact == "20270110T235000")
        #expect(late < late.adding(minutes: 45))
    }

    @Test func everyHourOfTheYearAgreesWithFoundation() throws {
        let calendar = try foundationCalendar("Europe/Oslo")
        let first = CivilDay(2027, 1, 1)
        let clock = OsloClock(days: first...(first + 364))
        for hour in 0..<(365 * 24) {
            let local = CivilTime(first, minute: hour * 60 + 30)
            let (year, month, day) = local.day.parts
            // The hour that does not exist has a rule of its own, tested below.
            if local.day == CivilDay(2027, 3, 28), local.minute / 60 == 2 { continue }
            let parts = DateComponents(
                year: year, month: month, day: day, hour: local.minute / 60, minute: local.minute % 60)
            let date = try #require(calendar.date(from: parts))
            #expect(clock.instant(local) == Int(date.timeIntervalSince1970), "\(local.iso)")
        }
    }

    @Test func theMissingHourIsReadWithTheOffsetBefore() {
        #expect(oslo.utc(time(CivilDay(2027, 3, 28), 1, 59)) == "2027-03-28T00:59:00Z")
        #expect(oslo.utc(time(CivilDay(2027, 3, 28), 2, 30)) == "2027-03-28T01:30:00Z")
        #expect(oslo.utc(time(CivilDay(2027, 3, 28), 3, 30)) == "2027-03-28T01:30:00Z")
    }

    @Test func theDoubledHourIsItsFirstOccurrence() {
        #expect(oslo.utc(time(CivilDay(2027, 10, 31), 2, 30)) == "2027-10-31T00:30:00Z")
        #expect(oslo.utc(time(CivilDay(2027, 10, 31), 3)) == "2027-10-31T02:00:00Z")
        #expect(oslo.offsetText(time(CivilDay(2027, 10, 31), 1, 15)) == "+02:00")
        #expect(oslo.offsetText(time(CivilDay(2027, 10, 31), 4)) == "+01:00")
    }

    @Test func daysOutsideTheTableAreRightToo() {
        let small = OsloClock(days: monday...monday)
        #expect(small.utc(time(CivilDay(2030, 7, 1), 12)) == "2030-07-01T10:00:00Z")
        #expect(small.utc(time(CivilDay(2001, 1, 1), 0, 30)) == "2000-12-31T23:30:00Z")
    }

    @Test func genDatesTakeEveryShapeAndMeanOneMoment() throws {
        var random = SplitMix64(seed: 9)
        let moment = GenDate(time: time(monday, 0, 20), second: 7)
        let texts = (0..<300).map { _ in moment.text(oslo, random: &random) }
        for text in texts {
            let local = text.hasPrefix("2027-01-11T00:20:07") && !text.hasSuffix("Z")
            let utc = text.hasPrefix("2027-01-10T23:20:07") && text.hasSuffix("Z")
            #expect(local || utc, "\(text)")
        }
        #expect(texts.contains("2027-01-11T00:20:07+01:00"))
        #expect(texts.contains("2027-01-11T00:20:07"))
        #expect(texts.contains("2027-01-10T23:20:07Z"))
        #expect(try texts.contains { try /.*\.[0-9]{9}.*/.wholeMatch(in: $0) != nil })
    }
}
