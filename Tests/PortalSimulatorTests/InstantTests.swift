// FHIR instants and dates: read strictly, compared as points in time.

import Testing

@testable import PortalSimulator

@Suite struct InstantTests {
    @Test(arguments: [
        ("2026-09-02T08:00:00+02:00", "2026-09-02T06:00:00Z"), ("2026-09-02T06:00:00Z", "2026-09-02T06:00:00Z"),
        ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"), ("2024-02-29T23:59:59-14:00", "2024-03-01T13:59:59Z"),
        ("2026-09-01T02:10:00.000Z", "2026-09-01T02:10:00Z"), ("2026-09-01T02:10:00.120Z", "2026-09-01T02:10:00.12Z"),
        ("2026-09-01T02:10:00.1234567894Z", "2026-09-01T02:10:00.123456789Z"),
        ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"), ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"), ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"),
    ])
    func isTheSamePointInTime(text: String, utc: String) {
        #expect(Instant(text)?.text == utc)
    }

    @Test(arguments: [
        "", "2026-09-02", "2026-09-02T08:00:00", "2026-09-02T08:00Z", "2026-09-02T08:00:00+0200",
        "2026-09-02T08:00:00+14:01", "2026-09-02T08:00:00+15:00", "2026-09-02T24:00:00Z", "2026-09-02T08:60:00Z",
        "2026-09-02T08:00:61Z", "2026-02-29T08:00:00Z", "1900-02-29T00:00:00Z", "2026-13-01T08:00:00Z",
        "2026-04-31T08:00:00Z", "2026-09-02t08:00:00z", "2026-09-02 08:00:00Z", "2026-09-02T08:00:00.Z",
        "2026-09-02T08:00:00Z ", " 2026-09-02T08:00:00Z", "0000-01-01T00:00:00Z", "+2026-09-02T08:00:00Z",
        "2026-09-02T08:00:00 Z", "２０２６-09-02T08:00:00Z",
    ])
    func refuses(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test func isComparedByTimeNotByText() throws {
        let early = try #require(Instant("2026-09-02T08:00:00+02:00"))
        let late = try #require(Instant("2026-09-02T07:00:00.5Z"))
        #expect(early < late)
        #expect(Instant("2026-09-02T07:00:00Z") == Instant("2026-09-02T09:00:00+02:00"))
    }

    @Test func datesMayBePartialButNotImpossible() {
        #expect(FHIRDate("2026-09-02")?.day == "2026-09-02")
        #expect(FHIRDate("2026-09-02T23:30:00-05:00")?.day == "2026-09-02")
        #expect(FHIRDate("2026-09").map { $0.day == nil } == true)
        #expect(FHIRDate("2026").map { $0.instant == nil } == true)
        for wrong in ["2026-02-30", "2026-9-2", "26", "2026-09-02T08:00", "2026-13", "9999-12-32"] {
            #expect(FHIRDate(wrong) == nil, "\(wrong)")
        }
    }
}
