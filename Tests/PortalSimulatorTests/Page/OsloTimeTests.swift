// Days, weeks and clocks of Norway, the two odd days of the year among them.

import Testing

@testable import PortalSimulator

@Suite struct OsloTimeTests {
    static let moments = [
        ("2027-01-14T08:20:00Z", "torsdag 14. januar 2027 kl.\u{A0}09.20"),
        ("2027-07-01T22:30:00Z", "fredag 2. juli 2027 kl.\u{A0}00.30"),
        // The hour that does not exist, and the one that comes twice.
        ("2027-03-28T00:59:00Z", "søndag 28. mars 2027 kl.\u{A0}01.59"),
        ("2027-03-28T01:00:00Z", "søndag 28. mars 2027 kl.\u{A0}03.00"),
        ("2027-10-31T00:30:00Z", "søndag 31. oktober 2027 kl.\u{A0}02.30"),
        ("2027-10-31T01:30:00Z", "søndag 31. oktober 2027 kl.\u{A0}02.30"),
        ("1969-12-31T23:00:00Z", "torsdag 1. januar 1970 kl.\u{A0}00.00"),
    ]

    @Test(arguments: moments)
    func momentsAreSaidInNorwegian(_ text: String, _ said: String) throws {
        #expect(Norwegian.moment(try #require(Instant(text))) == said)
    }

    @Test(arguments: [
        ("2027-01-14", "2027-01-13T23:00:00Z"), ("2027-07-01", "2027-06-30T22:00:00Z"),
        ("2027-03-28", "2027-03-27T23:00:00Z"), ("2027-03-29", "2027-03-28T22:00:00Z"),
        ("2027-10-31", "2027-10-30T22:00:00Z"), ("2027-11-01", "2027-10-31T23:00:00Z"),
    ])
    func aDayBeginsAtMidnightInNorway(_ text: String, _ instant: String) throws {
        let noon = try #require(Instant(text + "T12:00:00Z"))
        #expect(OsloTime.midnight(beginning: OsloTime(noon).day).text == instant)
    }

    static let weeks = [
        ("2027-W12", "22.–28. mars 2027", "2027-03-22"),
        ("2026-W53", "28. desember 2026 – 3. januar 2027", "2026-12-28"),
        ("2027-W01", "4.–10. januar 2027", "2027-01-04"), ("2027-W13", "29. mars – 4. april 2027", "2027-03-29"),
        ("2025-W01", "30. desember 2024 – 5. januar 2025", "2024-12-30"),
    ]

    @Test(arguments: weeks)
    func weeksAreThoseOfTheISOCalendar(_ text: String, _ span: String, _ monday: String) throws {
        let week = try #require(Week(text))
        #expect(Norwegian.span(week) == span)
        #expect(week.monday.text == monday)
        #expect(week.text == text)
        #expect(week.days.map(\.weekday) == Array(0..<7))
        #expect(week.advanced(by: 1).advanced(by: -1) == week)
    }

    @Test(arguments: ["2027-W53", "2027-W00", "2027-12", "2027-W1", "0000-W01", "", "2027-W012", "x"])
    func whatIsNoWeekIsNone(_ text: String) {
        #expect(Week(text) == nil)
    }

    @Test(arguments: [
        ("Hverdagsrehabilitering, oppfølging", "Hverdags\u{AD}rehabilitering, oppfølging"),
        ("Hjemmesykepleie", "Hjemmesykepleie"),
        ("Brukerstyrt personlig assistanse", "Brukerstyrt personlig assistanse"),
        ("  Psykisk  helse ", "  Psykisk  helse "), ("", ""), ("rehabilitering", "rehabilitering"),
    ])
    func longCompoundsMayBreakWhereTheyFallApart(_ text: String, _ hyphenated: String) {
        #expect(Norwegian.hyphenated(text) == hyphenated)
    }
}
