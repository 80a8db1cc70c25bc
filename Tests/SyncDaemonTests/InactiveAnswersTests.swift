// R17's brake: a few refusals as "not active" are news about a few citizens, many are news about the portal.

import PortalClient
import SyncCore
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct InactiveAnswersTests {
    /// Citizens refused, citizens accepted before them, whether the source is held.
    static let table: [(refused: Int, accepted: Int, isHeld: Bool)] = [
        (0, 1_000, false), (20, 0, false), (21, 0, true), (20, 379, false), (21, 398, true), (21, 399, false),
        (51, 950, true), (50, 950, false),
    ]

    @Test(
        "R17 more than 20 that are also more than 5 % of the citizens sent to stop the source",
        arguments: table.indices)
    func limits(_ index: Int) {
        let row = Self.table[index]
        var answers = InactiveAnswers()
        for n in 0..<row.accepted { answers.sent(to: Digest128(high: 1, low: UInt64(n)), isRefused: false) }
        // Each twice: an answer more about the same citizen is no citizen more.
        for n in 0..<2 * row.refused { answers.sent(to: Digest128(high: 2, low: UInt64(n / 2)), isRefused: true) }
        #expect(answers.isHeld == row.isHeld)
    }

    @Test("R17 a source once stopped stays stopped for the run") func staysHeld() {
        var answers = InactiveAnswers()
        for n in 0..<21 { answers.sent(to: Digest128(high: 2, low: UInt64(n)), isRefused: true) }
        for n in 0..<1_000 { answers.sent(to: Digest128(high: 1, low: UInt64(n)), isRefused: false) }
        #expect(answers.isHeld && answers.sentTo.count == 1_021)
    }

    @Test("R17 a stopped source leaves the rest for the next run, asks about the refused first, and says why")
    func aNight() async throws {
        let town = (0..<30).map(SyntheticPerson.number)
        let night = try NightHarness(active: Set(town), portalKeys: "max_in_flight = 1")
        try night.deliver(
            town.enumerated().map { n, number in
                .snapshot(
                    number, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                    events: [
                        GericaMessage.event(
                            uid: "u\(n)", start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED")
                    ])
            })
        for n in town.indices { await night.portal.answer("u\(n)", with: .notActive) }
        let report = try await night.run("2027-01-11T01:15:00+01:00")
        #expect(report.exitCode == .held)
        #expect(await night.portal.puts == 21)
        #expect(report.sources[0].stopped?.refused.count == 21 && report.sources[0].left == 9)
        #expect(
            report.problems == [
                "Source 9901-gerica is held: the portal called 21 of 21 citizens not digitally active (2118) whom its "
                    + "active check had called active; more than 20 and more than 5 % stop a source. Nobody was made "
                    + "inactive by it. 9 of its operations wait for the next run, which asks about these citizens first. "
                    + "If it happens again, ask the portal's operator with this code whether check and calendar know the "
                    + "same citizens, and look whether portal.base_url and the token belong to one environment."
            ])
        #expect(ReportJSON.text(report).contains("\"held\":[{\"count\":21,\"kind\":\"not-active\",\"of\":21}]"))

        for n in town.indices { await night.portal.answer("u\(n)", with: nil) }
        let next = try await night.run("2027-01-11T02:15:00+01:00")
        #expect(next.askedBecause == [.again: 21] && next.becameInactive == 0)
        #expect(next.sources[0].accepted == 30 && next.exitCode == .done)
    }
}
