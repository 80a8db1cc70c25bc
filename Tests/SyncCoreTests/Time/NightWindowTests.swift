// Nights as intervals: every kind of window on ordinary days and on both nights of the change of clock.

import TestSupport
import Testing

@testable import SyncCore

@Suite struct NightWindowTests {
    /// now, start, end, opens, closes; all but the window in UTC.
    static let nights: [(String, (Int, Int), String, String)] = [
        // Before, at the opening, inside, at the closing.
        ("2027-01-10T23:59:59Z", (100, 530), "2027-01-11T00:00:00Z", "2027-01-11T04:30:00Z"),
        ("2027-01-11T00:00:00Z", (100, 530), "2027-01-11T00:00:00Z", "2027-01-11T04:30:00Z"),
        ("2027-01-11T04:29:59Z", (100, 530), "2027-01-11T00:00:00Z", "2027-01-11T04:30:00Z"),
        ("2027-01-11T04:30:00Z", (100, 530), "2027-01-12T00:00:00Z", "2027-01-12T04:30:00Z"),
        ("2027-07-01T12:00:00Z", (100, 530), "2027-07-01T23:00:00Z", "2027-07-02T03:30:00Z"),
        // Across midnight: before it, after it, at its end.
        ("2027-01-11T22:30:00Z", (2_300, 400), "2027-01-11T22:00:00Z", "2027-01-12T03:00:00Z"),
        ("2027-01-12T02:59:59Z", (2_300, 400), "2027-01-11T22:00:00Z", "2027-01-12T03:00:00Z"),
        ("2027-01-12T03:00:00Z", (2_300, 400), "2027-01-12T22:00:00Z", "2027-01-13T03:00:00Z"),
        // Nearly the whole day.
        ("2027-01-11T12:00:00Z", (100, 59), "2027-01-11T00:00:00Z", "2027-01-11T23:59:00Z"),
        // The night with 23 hours in its day: an hour shorter.
        ("2027-03-28T00:30:00Z", (100, 530), "2027-03-28T00:00:00Z", "2027-03-28T03:30:00Z"),
        // A start that does not exist is the jump; an end that does not exist comes as long after as on any day.
        ("2027-03-27T12:00:00Z", (230, 530), "2027-03-28T01:00:00Z", "2027-03-28T03:30:00Z"),
        ("2027-03-27T12:00:00Z", (230, 315), "2027-03-28T01:00:00Z", "2027-03-28T01:15:00Z"),
        ("2027-03-27T12:00:00Z", (210, 250), "2027-03-28T01:00:00Z", "2027-03-28T01:50:00Z"),
        ("2027-03-27T12:00:00Z", (200, 300), "2027-03-28T01:00:00Z", "2027-03-28T02:00:00Z"),
        ("2027-03-28T00:30:00Z", (2_300, 230), "2027-03-27T22:00:00Z", "2027-03-28T01:30:00Z"),
        // The night with 25: an hour longer, and the hour that comes twice opens it once.
        ("2027-10-31T00:30:00Z", (100, 530), "2027-10-30T23:00:00Z", "2027-10-31T04:30:00Z"),
        ("2027-10-31T00:20:00Z", (215, 245), "2027-10-31T00:15:00Z", "2027-10-31T00:45:00Z"),
        ("2027-10-31T01:20:00Z", (215, 245), "2027-11-01T01:15:00Z", "2027-11-01T01:45:00Z"),
        ("2027-10-31T01:20:00Z", (230, 330), "2027-10-31T00:30:00Z", "2027-10-31T02:30:00Z"),
    ]

    private static func seconds(_ clock: Int) -> Int { clock / 100 * 3_600 + clock % 100 * 60 }

    @Test(arguments: nights.indices)
    func theNightThatIsOrComesNext(_ index: Int) throws {
        let (now, (start, end), opens, closes) = Self.nights[index]
        let window = try #require(NightWindow(start: Self.seconds(start), end: Self.seconds(end)))
        let night = window.night(at: try #require(Instant(iso8601WithOffset: now)), in: .europeOslo)
        #expect(night.opens.iso8601UTC == opens)
        #expect(night.closes.iso8601UTC == closes)
    }

    @Test func everySecondOfTwoYearsIsInOneNightOrBeforeOne() throws {
        // Every quarter of an hour; windows of every shape.
        for (start, end) in [(100, 530), (2_300, 400), (230, 300), (200, 300), (0, 2_359), (1_200, 1_159)] {
            let window = try #require(NightWindow(start: Self.seconds(start), end: Self.seconds(end)))
            var earlier = SyncCore.Night(opens: Instant(seconds: 0), closes: Instant(seconds: 0))
            for quarter in 0..<(731 * 96) {
                let now = Instant(seconds: 1_798_761_600 + Int64(quarter) * 900)
                let night = window.night(at: now, in: .europeOslo)
                #expect(night.closes > now)
                guard night != earlier else { continue }
                #expect(night.opens >= earlier.closes)
                #expect(night.opens.seconds - now.seconds <= 25 * 3_600)
                earlier = night
            }
        }
    }

    @Test func whatIsNoWindow() {
        #expect(NightWindow(start: 3_600, end: 3_600) == nil)
        #expect(NightWindow(start: -1, end: 3_600) == nil)
        #expect(NightWindow(start: 0, end: 86_400) == nil)
    }
}
