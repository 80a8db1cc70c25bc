// Many answers in a row that say nothing of their item stop the run; what the operator reads of answers.

import PortalClient
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct UnclearAnswersTests {
    private static let doubt = PortalVerdict.unknown(reason: "answered 503", retryAfterSeconds: nil)

    private func stop(_ verdicts: [PortalVerdict]) -> PortalFailure? {
        var unclear = UnclearAnswers()
        for verdict in verdicts { unclear.take(verdict) }
        return unclear.stop
    }

    @Test("R16 twenty answers in a row that say nothing of their item are too many") func twenty() {
        let many = Array(repeating: Self.doubt, count: 20)
        #expect(stop(Array(many.dropLast())) == nil)
        #expect(stop(many) == .unclear(requests: 20, last: "answered 503"))
        #expect(stop(many + many) == .unclear(requests: 40, last: "answered 503"))
        for other in [
            PortalVerdict.accepted(status: 200), .refused(code: "2109"), .notActive, .unauthorised(status: 403),
        ] { #expect(stop(many.dropLast() + [other, Self.doubt]) == nil) }
        let mixed = many.dropLast(2) + [.tooMany(retryAfterSeconds: 1), .refused(code: "http-400")]
        #expect(stop(Array(mixed)) == .unclear(requests: 20, last: "answered 400"))
        #expect(
            stop(Array(mixed.dropLast()) + [.tooMany(retryAfterSeconds: nil)])
                == .unclear(requests: 20, last: "answered 429"))
    }

    @Test("R16 a portal that answers nothing but 503 is left alone after twenty, and the next run goes on")
    func aNight() async throws {
        let night = try NightHarness(portalKeys: "max_in_flight = 1")
        let events = (10..<40).map { n in
            GericaMessage.event(
                uid: "u\(n)", start: "2027-01-13T10:\(n):00", end: "2027-01-13T11:30:00", status: "CONFIRMED")
        }
        try night.deliver([
            .snapshot(NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00", events: events)
        ])
        for n in 10..<40 { await night.portal.answer("u\(n)", with: Self.doubt) }
        let report = try await night.run("2027-01-11T01:15:00+01:00")
        #expect(await night.portal.puts == 20)
        #expect(report.exitCode == .portalUnreachable)
        #expect(report.sources[0].unknown == 20 && report.sources[0].left == 10)
        #expect(
            report.problems == [
                "The portal left 20 requests in a row without a clear answer; the last was: answered 503. Nothing more is "
                    + "sent in this run, and the next run sends what is in doubt again. Look at the portal's status page "
                    + "and at what lies between (proxy, maintenance)."
            ])
        for n in 10..<40 { await night.portal.answer("u\(n)", with: nil) }
        let next = try await night.run("2027-01-11T02:15:00+01:00")
        #expect(next.sources[0].accepted == 30 && next.exitCode == .done)
    }

    @Test func anAddressWhereNothingIsServedStopsAtTheFirst() async throws {
        let night = try NightHarness(portalKeys: "max_in_flight = 1")
        let events = (10..<13).map { n in
            GericaMessage.event(
                uid: "u\(n)", start: "2027-01-13T10:\(n):00", end: "2027-01-13T11:30:00", status: "CONFIRMED")
        }
        try night.deliver([
            .snapshot(NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00", events: events)
        ])
        for n in 10..<13 { await night.portal.answer("u\(n)", with: .notServed(status: 404)) }
        let report = try await night.run("2027-01-11T01:15:00+01:00")
        #expect(await night.portal.puts == 1)
        #expect(report.exitCode == .portalUnreachable && report.sources[0].left == 3)
        #expect(
            report.problems == [
                "The portal serves nothing at this address (404). Nothing was done there, and nothing more is sent in this "
                    + "run; the next run tries again. Check portal.base_url, and ask the portal's operator whether the "
                    + "interface has moved."
            ])
    }

    static let sentences: [(answer: String, text: String)] = [
        (
            "2118",
            "not digitally active. Nothing more was sent to these citizens; the next run asks about them first. Nothing to "
                + "do."
        ),
        (
            "429",
            "too many requests, also after waiting. Nothing was taken, and the next run sends it. If it happens every "
                + "night, lower portal.requests_per_second_max."
        ),
        (
            "http-409",
            "in conflict with what the portal has. Nothing was taken, and the next run tries again. 'epjsyncd why' tells "
                + "the entry's story; ask the portal's operator."
        ),
        (
            "http-413",
            "larger than the portal takes. Nothing was taken, and the next run tries again. Ask the portal's operator for "
                + "its limit, or leave out descriptions (show_description)."
        ),
        (
            "http-400",
            "refused without a code of the portal's, by a proxy perhaps. Nothing was taken, and the next run tries again. "
                + "Look at what lies between, and ask the portal's operator with the time."
        ),
        (
            "answered 503",
            "no answer to go by. The portal may have taken it; the next run sends the newest state again. Nothing to do "
                + "unless it lasts."
        ),
        (
            "2109",
            "refused by the portal with this code. Nothing was taken, and the next run tries again. Ask the portal's "
                + "operator what the code means."
        ),
    ]

    @Test(arguments: sentences.indices) func whatTheOperatorReads(_ index: Int) {
        #expect(AnswerText.sentence(Self.sentences[index].answer) == Self.sentences[index].text)
    }

    @Test func theReportSaysWhatAnAnswerMeans() async throws {
        let night = try NightHarness()
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [
                    GericaMessage.event(
                        uid: "u1", start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED")
                ])
        ])
        await night.portal.answer("u1", with: .refused(code: "http-413"))
        let text = ReportText.text(try await night.run("2027-01-11T01:15:00+01:00"))
        #expect(
            text.contains(
                "    answers     http-413 1\n      http-413: larger than the portal takes. Nothing was taken, and "),
            "\(text)")
    }
}
