// The forms in which messages write times, those we write, and those we refuse.

import SyncCore
import TestSupport
import Testing

@Suite struct TimeTextTests {
    @Test(
        "GenDate with 0 to 9 fraction digits, Z, an offset, or nothing",
        arguments: [
            ("2027-07-01T12:00:00", "2027-07-01T10:00:00.000Z"),
            ("2027-01-01T12:00:00", "2027-01-01T11:00:00.000Z"),
            ("2027-07-01T12:00:00Z", "2027-07-01T12:00:00.000Z"),
            ("2027-07-01T12:00:00+02:00", "2027-07-01T10:00:00.000Z"),
            ("2027-07-01T12:00:00-05:30", "2027-07-01T17:30:00.000Z"),
            ("2027-07-01T12:00:00+14:00", "2027-06-30T22:00:00.000Z"),
            ("2027-07-01T12:00:00.5", "2027-07-01T10:00:00.500Z"),
            ("2027-07-01T12:00:00.12Z", "2027-07-01T12:00:00.120Z"),
            ("2027-07-01T12:00:00.1239999Z", "2027-07-01T12:00:00.123Z"),
            ("2027-07-01T12:00:00.123456789+02:00", "2027-07-01T10:00:00.123Z"),
            ("2027-03-28T02:30:00", "2027-03-28T01:30:00.000Z"),
            ("2027-10-31T02:30:00", "2027-10-31T00:30:00.000Z"),
            ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"),
        ])
    func genDate(_ text: String, _ expected: String) {
        #expect(Instant(iso8601: text.utf8, zone: TimeZoneTable.europeOslo)?.fhirInstant == expected)
    }

    @Test func nineFractionDigitsAreKept() {
        let instant = Instant(iso8601: "2027-07-01T12:00:00.123456789Z".utf8, zone: TimeZoneTable.europeOslo)
        #expect(instant?.nanoseconds == oslo("2027-07-01 14:00").nanoseconds + 123_456_789)
    }

    @Test(
        "Almost a time is none",
        arguments: [
            "", "2027-07-01", "2027-07-01T12:00", "2027-07-01 12:00:00", "2027-07-01T24:00:00", "2027-07-01T12:60:00",
            "2027-07-01T12:00:60", "2027-07-01T12:00:00.", "2027-07-01T12:00:00.1234567890", "2027-07-01T12:00:00,5",
            "2027-07-01T12:00:00z", "2027-07-01T12:00:00+0200", "2027-07-01T12:00:00+2:00", "2027-07-01T12:00:00+15:00",
            "2027-07-01T12:00:00+02:60", "2027-07-01T12:00:00ZZ", "2027-02-30T12:00:00", " 2027-07-01T12:00:00",
            "2027-07-01T12:00:00 ", "2027-07-01t12:00:00", "20270701T120000", "1899-12-31T12:00:00",
            "2200-01-01T12:00:00",
            "2027-07-01T１2:00:00",
        ])
    func refuses(_ text: String) { #expect(Instant(iso8601: text.utf8, zone: TimeZoneTable.europeOslo) == nil) }

    @Test func xCalTimesHaveNoZone() {
        #expect(WallClock(iso8601: "2027-07-01T12:00:00.75")?.iso8601 == "2027-07-01T12:00:00")
        #expect(WallClock(iso8601: "2027-07-01T12:00:00Z") == nil)
        #expect(WallClock(iso8601: "2027-07-01T12:00:00+02:00") == nil)
    }

    @Test func aPersonMustWriteTheOffset() {
        #expect(Instant(iso8601WithOffset: "2027-07-01T12:00:00") == nil)
        #expect(Instant(iso8601WithOffset: "2027-07-01T12:00:00+02:00")?.iso8601UTC == "2027-07-01T10:00:00Z")
        #expect(Instant(iso8601WithOffset: "2027-07-01T12:00:00Z")?.iso8601UTC == "2027-07-01T12:00:00Z")
    }

    @Test func anOccurrenceIsNamedByTheBasicForm() {
        #expect(clock("2027-03-02 08:05").basic == "20270302T080500")
        #expect(clock("1969-12-31 23:59").iso8601 == "1969-12-31T23:59:00")
    }
}
