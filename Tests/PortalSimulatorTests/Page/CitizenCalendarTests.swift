// What a citizen sees, and what of it changed, as values.

import Testing

@testable import PortalSimulator

@Suite struct CitizenCalendarTests {
    private static func shown(
        _ status: String, _ start: String = "2027-01-14T09:00:00Z", recurring: Bool = false,
        service: String = "Hjemmesykepleie", employee: String? = nil
    ) -> ShownAppointment {
        let begins = Instant(start)
        let ends = begins.map { Instant(seconds: $0.seconds + 1800) }
        let isWindow = status == "proposed"
        return ShownAppointment(
            system: "s", value: "v", patient: TestPerson.foedselsnummer, status: status, start: isWindow ? nil : begins,
            end: isWindow ? nil : ends, periodStart: isWindow ? begins : nil, periodEnd: isWindow ? ends : nil,
            service: service, unit: "1", recurring: recurring, employee: employee, description: nil,
            cancellationReason: nil, flags: [])
    }

    private static func entry(_ versions: [(String, ShownAppointment)], number: Int64 = 1) -> CalendarEntry {
        var versions = versions.map {
            ShownVersion(since: Instant($0.0) ?? Instant(seconds: 0), shown: $0.1)
        }
        let current = versions.removeLast()
        return CalendarEntry(number: number, earlier: versions, current: current)
    }

    private static func calendar(
        _ entries: [CalendarEntry], now: String = "2027-01-14T08:20:00Z", proxy: Bool = false, hidesPast: Bool = true
    ) -> CitizenCalendar {
        CitizenCalendar(
            citizen: Citizen(
                fnr: TestPerson.foedselsnummer, active: true, viaOthers: false, assignedProxy: proxy),
            entries: entries, contacts: [], now: Instant(now) ?? Instant(seconds: 0), hidesPast: hidesPast)
    }

    static let statuses: [(String, Bool, VisitKind)] = [
        ("proposed", true, .planned), ("proposed", false, .planned), ("booked", true, .planned),
        ("booked", false, .assigned), ("fulfilled", false, .performed), ("cancelled", false, .cancelled),
        ("noshow", false, .cancelled),
    ]

    @Test("R4 R5 R6 R7 the four kinds", arguments: statuses)
    func kinds(_ status: String, _ recurring: Bool, _ kind: VisitKind) {
        #expect(VisitKind(Self.shown(status, recurring: recurring)) == kind)
    }

    @Test func thePastIsHiddenUntilItIsPerformed() {
        let statuses = ["proposed", "booked", "cancelled", "fulfilled", "entered-in-error"]
        for (hidesPast, expected) in [(true, ["fulfilled"]), (false, Array(statuses.prefix(4)))] {
            let calendar = Self.calendar(
                statuses.enumerated().map { index, status in
                    Self.entry(
                        [("2027-01-12T00:00:00Z", Self.shown(status, "2027-01-14T07:00:00Z"))],
                        number: Int64(index))
                }, hidesPast: hidesPast)
            #expect(calendar.inSight.map(\.shown.status) == expected)
            #expect(calendar.coming.isEmpty)
        }
    }

    /// Before midnight, after it, and what that is called.
    static let changes: [(ShownAppointment?, ShownAppointment, ShownChange.Kind?)] = [
        (nil, shown("booked"), .new), (shown("entered-in-error"), shown("booked"), .new),
        (shown("booked"), shown("entered-in-error"), .removed), (nil, shown("entered-in-error"), nil),
        (shown("proposed"), shown("booked"), .assigned), (shown("booked", recurring: true), shown("booked"), .assigned),
        (shown("booked"), shown("fulfilled"), .performed), (shown("proposed"), shown("cancelled"), .cancelled),
        (shown("cancelled"), shown("booked"), .assigned), (shown("cancelled"), shown("proposed"), .changed),
        (shown("booked"), shown("booked", "2027-01-15T09:00:00Z"), .moved),
        (shown("booked"), shown("booked", employee: "Ansatt En"), .changed),
        (shown("booked"), shown("booked", service: "Praktisk bistand"), .changed),
        (shown("booked"), shown("booked"), nil),
    ]

    @Test(arguments: changes.indices)
    func changesSinceYesterdayHaveTheirWord(_ index: Int) {
        let (before, after, kind) = Self.changes[index]
        // Midnight in Norway is 23:00 UTC: one second before it, and midnight itself.
        let versions = [before.map { ("2027-01-13T22:59:59Z", $0) }, ("2027-01-13T23:00:00Z", after)].compactMap { $0 }
        #expect(Self.calendar([Self.entry(versions)]).changes.map(\.kind) == [kind].compactMap { $0 })
    }

    @Test func whatChangedYesterdayOrIsOutOfSightIsNoChange() {
        let yesterday = Self.entry([
            ("2027-01-12T01:00:00Z", Self.shown("proposed")), ("2027-01-13T01:00:00Z", Self.shown("booked")),
        ])
        let past = Self.entry([("2027-01-14T01:00:00Z", Self.shown("booked", "2027-01-14T06:00:00Z"))], number: 2)
        #expect(Self.calendar([yesterday, past]).changes == [])
    }

    @Test("R20 someone with a given proxy is told of performed visits, once, and nobody else is")
    func proxy() throws {
        let performed = Self.entry([
            ("2027-01-12T01:00:00Z", Self.shown("booked")), ("2027-01-14T08:10:00Z", Self.shown("fulfilled")),
            ("2027-01-14T08:15:00Z", Self.shown("fulfilled", employee: "Ansatt En")),
        ])
        let others = ["proposed", "booked", "cancelled"].enumerated().map { index, status in
            Self.entry([("2027-01-12T01:00:00Z", Self.shown(status))], number: Int64(index + 2))
        }
        let takenBack = Self.entry(
            [
                ("2027-01-12T01:00:00Z", Self.shown("fulfilled")),
                ("2027-01-14T01:00:00Z", Self.shown("entered-in-error")),
            ], number: 9)
        let entries = [performed, takenBack] + others
        #expect(Self.calendar(entries).notices == [])
        let notice = try #require(Self.calendar(entries, proxy: true).notices.first)
        #expect(Self.calendar(entries, proxy: true).notices.count == 1)
        #expect(notice.told.text == "2027-01-14T08:10:00Z")
        #expect(notice.visit.employee == "Ansatt En")
    }

    static let times: [(ShownAppointment, String)] = [
        (shown("proposed"), "mellom kl.\u{A0}10.00 og 10.30"), (shown("booked"), "kl.\u{A0}10.00–10.30"),
        (shown("booked", "2027-01-14T22:45:00Z"), "kl.\u{A0}23.45 – fredag 15. januar kl.\u{A0}00.15"),
        (shown("proposed", "2027-07-14T08:00:00Z"), "mellom kl.\u{A0}10.00 og 10.30"),
    ]

    @Test(arguments: times.indices)
    func aWindowIsNoTime(_ index: Int) {
        #expect(Self.times[index].0.timeText == Self.times[index].1)
    }
}
