// Series as the EPJs write them: unrolled by the wall clock, with a DTSTART that is moved to today in every answer.

import SyncCore
import TestSupport
import Testing

@Suite struct RecurrenceTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let rule: Recurrence
        var start = "2027-03-01 08:00"
        var first = date(2027, 3, 1)
        var last = date(2027, 3, 15)
        var remembered: Recurrence.Phase?
        /// Days of March 2027.
        let days: [Int]
    }

    static let weekdays: WeekdaySet = WeekdaySet([.monday, .wednesday, .friday])

    // 1 March 2027 is a Monday.
    static let cases = [
        Case(
            testDescription: "daily", rule: Recurrence(frequency: .daily), last: date(2027, 3, 4), days: [1, 2, 3, 4]),
        Case(
            testDescription: "daily, limited by BYDAY", rule: Recurrence(frequency: .daily, byDay: weekdays),
            days: [1, 3, 5, 8, 10, 12, 15]),
        Case(
            testDescription: "every third day", rule: Recurrence(frequency: .daily, interval: 3),
            days: [1, 4, 7, 10, 13]),
        Case(
            testDescription: "every third day, looked at from the middle",
            rule: Recurrence(frequency: .daily, interval: 3), first: date(2027, 3, 5), days: [7, 10, 13]),
        Case(
            testDescription: "weekly by BYDAY", rule: Recurrence(frequency: .weekly, byDay: weekdays),
            days: [1, 3, 5, 8, 10, 12, 15]),
        Case(
            testDescription: "weekly without BYDAY is DTSTART's weekday", rule: Recurrence(frequency: .weekly),
            start: "2027-03-02 08:00", days: [2, 9]),
        Case(
            testDescription: "DTSTART on a day that is not in BYDAY is no occurrence",
            rule: Recurrence(frequency: .weekly, byDay: weekdays), start: "2027-03-02 08:00",
            days: [3, 5, 8, 10, 12, 15]),
        Case(
            testDescription: "COUNT counts from DTSTART, before the range too",
            rule: Recurrence(frequency: .weekly, count: 4, byDay: weekdays), first: date(2027, 3, 4), days: [5, 8]),
        Case(
            testDescription: "COUNT used up", rule: Recurrence(frequency: .daily, count: 2), first: date(2027, 3, 4),
            days: []),
        Case(
            testDescription: "UNTIL is included to the second",
            rule: Recurrence(frequency: .daily, until: clock("2027-03-03 08:00")), days: [1, 2, 3]),
        Case(
            testDescription: "UNTIL a second earlier",
            rule: Recurrence(frequency: .daily, until: clock("2027-03-03 07:59:59")), days: [1, 2]),
        Case(
            testDescription: "every other week, phase stated by DTSTART",
            rule: Recurrence(frequency: .weekly, interval: 2, byDay: weekdays), last: date(2027, 3, 31),
            days: [1, 3, 5, 15, 17, 19, 29, 31]),
        Case(
            testDescription: "every other week, DTSTART moved to a day that states no phase, phase remembered",
            rule: Recurrence(frequency: .weekly, interval: 2, byDay: weekdays), start: "2027-03-09 08:00",
            first: date(2027, 3, 9), last: date(2027, 3, 31),
            remembered: Recurrence(frequency: .weekly, interval: 2).phase(statedBy: clock("2027-03-01 08:00")),
            days: [15, 17, 19, 29, 31]),
        Case(
            testDescription: "every other week, nothing stated and nothing remembered: DTSTART's week",
            rule: Recurrence(frequency: .weekly, interval: 2, byDay: weekdays), start: "2027-03-09 08:00",
            first: date(2027, 3, 9), last: date(2027, 3, 31), days: [10, 12, 22, 24, 26]),
        Case(
            testDescription: "a stated phase goes before a remembered one",
            rule: Recurrence(frequency: .weekly, interval: 2, byDay: weekdays), start: "2027-03-08 08:00",
            remembered: Recurrence.Phase(residue: 0), days: [8, 10, 12]),
        Case(
            testDescription: "a phase remembered from a longer interval is none",
            rule: Recurrence(frequency: .weekly, interval: 2, byDay: weekdays), start: "2027-03-02 08:00",
            remembered: Recurrence.Phase(residue: 2), days: [3, 5, 15]),
        Case(
            testDescription: "an interval of nothing is 1", rule: Recurrence(frequency: .daily, interval: 0),
            last: date(2027, 3, 2), days: [1, 2]),
        Case(
            testDescription: "a series that begins after the range", rule: Recurrence(frequency: .daily),
            start: "2027-04-01 08:00", days: []),
    ]

    @Test(arguments: cases)
    func occurrences(_ example: Case) {
        let found = example.rule.occurrences(
            from: clock(example.start), in: example.first...example.last, remembered: example.remembered, limit: 400)
        #expect(found.map(\.date.components.day) == example.days)
        #expect(found.allSatisfy { $0.secondOfDay == 8 * 3_600 })
    }

    @Test func aMovedDTSTARTChangesNoOccurrence() {
        let rule = Recurrence(frequency: .weekly, byDay: Self.weekdays)
        let range = date(2027, 3, 8)...date(2027, 3, 31)
        let all = (1...8).map { day in
            rule.occurrences(from: clock("2027-03-0\(day) 08:00"), in: range, remembered: nil, limit: 400)
        }
        #expect(all[0].count == 11)
        #expect(Set(all).count == 1)
    }

    @Test func noMoreThanTheLimit() {
        let found = Recurrence(frequency: .daily).occurrences(
            from: clock("2027-03-01 08:00"), in: date(2027, 3, 1)...date(2027, 12, 31), remembered: nil, limit: 5)
        #expect(found.count == 5)
    }

    @Test func theWallClockStaysAcrossTheChangeOfClock() {
        let found = Recurrence(frequency: .daily).occurrences(
            from: clock("2027-03-27 02:30"), in: date(2027, 3, 27)...date(2027, 3, 29), remembered: nil, limit: 9)
        #expect(found.map(\.basic) == ["20270327T023000", "20270328T023000", "20270329T023000"])
        #expect(
            found.map { TimeZoneTable.europeOslo.instant(of: $0).iso8601UTC } == [
                "2027-03-27T01:30:00Z", "2027-03-28T01:30:00Z", "2027-03-29T00:30:00Z",
            ])
    }

    @Test func onlyAStatedWeekdayStatesThePhase() {
        let rule = Recurrence(frequency: .weekly, interval: 2, byDay: Self.weekdays)
        #expect(rule.phase(statedBy: clock("2027-03-02 08:00")) == nil)
        #expect(rule.phase(statedBy: clock("2027-03-03 08:00")) != rule.phase(statedBy: clock("2027-03-10 08:00")))
        #expect(rule.phase(statedBy: clock("2027-03-01 08:00")) == rule.phase(statedBy: clock("2027-03-19 08:00")))
    }
}
