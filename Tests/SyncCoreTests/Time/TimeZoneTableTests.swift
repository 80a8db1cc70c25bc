// The two nights on which a wall clock does not name one instant, and all the others.

import SyncCore
import TestSupport
import Testing

@Suite struct TimeZoneTableTests {
    @Test(
        "A wall clock in Norway is this instant",
        arguments: [
            ("2027-01-15 12:00", "2027-01-15T11:00:00Z"),
            ("2027-07-15 12:00", "2027-07-15T10:00:00Z"),
            // The hour that does not exist is read with the offset before the gap (RFC 5545 §3.3.5).
            ("2027-03-28 01:59", "2027-03-28T00:59:00Z"),
            ("2027-03-28 02:00", "2027-03-28T01:00:00Z"),
            ("2027-03-28 02:30", "2027-03-28T01:30:00Z"),
            ("2027-03-28 02:59", "2027-03-28T01:59:00Z"),
            ("2027-03-28 03:00", "2027-03-28T01:00:00Z"),
            // The hour that occurs twice is its first occurrence.
            ("2027-10-31 01:59", "2027-10-30T23:59:00Z"),
            ("2027-10-31 02:00", "2027-10-31T00:00:00Z"),
            ("2027-10-31 02:30", "2027-10-31T00:30:00Z"),
            ("2027-10-31 02:59", "2027-10-31T00:59:00Z"),
            ("2027-10-31 03:00", "2027-10-31T02:00:00Z"),
        ])
    func instant(_ wall: String, _ expected: String) { #expect(oslo(wall).iso8601UTC == expected) }

    @Test func theHourThatDoesNotExistIsAnHourLater() {
        #expect(TimeZoneTable.europeOslo.wallClock(at: oslo("2027-03-28 02:30")) == clock("2027-03-28 03:30"))
    }

    @Test func bothOccurrencesOfAnHourShowTheSameClock() {
        let first = oslo("2027-10-31 02:30")
        #expect(
            TimeZoneTable.europeOslo.wallClock(at: first)
                == TimeZoneTable.europeOslo.wallClock(at: first.adding(hours: 1)))
        #expect(TimeZoneTable.europeOslo.offset(at: first) == 7_200)
        #expect(TimeZoneTable.europeOslo.offset(at: first.adding(hours: 1)) == 3_600)
    }

    @Test(
        "Only the hour that occurs twice has a second occurrence",
        arguments: [
            ("2027-10-31 01:59", nil), ("2027-10-31 02:00", "2027-10-31T01:00:00Z"),
            ("2027-10-31 02:59", "2027-10-31T01:59:00Z"), ("2027-10-31 03:00", nil), ("2027-03-28 02:30", nil),
            ("2027-03-28 03:00", nil), ("2027-07-15 12:00", nil),
        ])
    func second(_ wall: String, _ expected: String?) {
        #expect(TimeZoneTable.europeOslo.secondInstant(of: clock(wall))?.iso8601UTC == expected)
    }

    @Test func everyHourOfTenYearsComesBackOrIsTheGapOrTheFold() {
        var odd: [String] = []
        for hour in Int64(0)..<(10 * 366 * 24) {
            let wall = clock("2025-01-01 00:30").adding(seconds: hour * 3_600)
            let back = TimeZoneTable.europeOslo.wallClock(at: TimeZoneTable.europeOslo.instant(of: wall))
            if back != wall { odd.append(wall.iso8601) }
        }
        // One hour a year is missing; the hour that is there twice comes back as itself.
        #expect(odd.count == 10)
        #expect(odd.contains("2027-03-28T02:30:00"))
        #expect(odd.allSatisfy { $0.dropFirst(5).hasPrefix("03-") && $0.hasSuffix("T02:30:00") })
    }

    @Test func transitionsMayComeInAnyOrder() {
        let late = TimeZoneTable.Transition(at: 200, offsetSeconds: 60)
        let early = TimeZoneTable.Transition(at: 100, offsetSeconds: 120)
        let table = TimeZoneTable(initialOffsetSeconds: 0, transitions: [late, early])
        #expect([99, 100, 199, 200].map { table.offset(at: Instant(seconds: $0)) } == [0, 120, 120, 60])
    }

    @Test func aTableWithoutTransitionsIsAFixedOffset() {
        let table = TimeZoneTable(initialOffsetSeconds: 3_600, transitions: [])
        #expect(table.instant(of: clock("2027-07-01 12:00")).iso8601UTC == "2027-07-01T11:00:00Z")
    }
}
