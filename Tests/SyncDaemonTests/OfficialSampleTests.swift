// The official sample of planned visits, through the whole program: one uid twice with TjenesteId 2 and 12, P30M, a contact
// that is not the sender's unit. The sample is not ours to keep: it is read from the folder EPJ_STANDARDS names, and a
// fixture of our own of the same shape runs always.

import Foundation
import SyncCore
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct OfficialSampleTests {
    static var standards: String? { ProcessInfo.processInfo.environment["EPJ_STANDARDS"] }

    private static let services = ["9", "2", "12"].map {
        "[[service]]\nid = \"\($0)\"\nher_ids = [\"95316\"]\nname = \"Tjeneste \($0)\"\n"
    }.joined()

    /// Two nights: the message as it is, and the next night's answer with DTSTART moved to that day.
    private func twoNights(_ message: String, day: (String, String), sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        let night = try NightHarness(services: Self.services)
        await night.portal.setEverybodyActive()
        try night.deliver([("000001.xml", message)])
        let first = try await night.run("\(day.0)T08:00:00+02:00")
        #expect(first.exitCode == .done, "\(ReportText.text(first))", sourceLocation: sourceLocation)
        let before = await night.portal.entries
        let compact = day.0.replacing("-", with: "")
        // The confirmed visit, and both series on the first day, told apart by their service.
        #expect(before["6363052200000000001"]?.shown.status == .booked, sourceLocation: sourceLocation)
        let plain = before["6363052200000000002/\(compact)T090000"]
        let other = before["6363052200000000002/2/\(compact)T090000"]
        #expect(plain?.shown.pair == ServiceUnit(service: "12", unit: "95316"), sourceLocation: sourceLocation)
        #expect(plain?.shown.status == .booked, sourceLocation: sourceLocation)
        #expect(other?.shown.pair == ServiceUnit(service: "2", unit: "95316"), sourceLocation: sourceLocation)
        #expect(other?.shown.status == .proposed, sourceLocation: sourceLocation)
        // Monday to Saturday within 15 days, less the two excluded dates, twice, and the confirmed visit.
        #expect(before.count == 1 + 2 * 11, sourceLocation: sourceLocation)

        let next = message.replacing("<date-time>\(day.0)T", with: "<date-time>\(day.1)T")
            .replacing("<GenDate>\(day.0)", with: "<GenDate>\(day.1)").replacing("bf-429f-a849", with: "bf-429f-a850")
            .replacing(GericaMessage.id(1), with: GericaMessage.id(2))
        try night.deliver([("000001.xml", next)])
        _ = try await night.run("\(day.1)T08:00:00+02:00")
        let after = await night.portal.entries
        for (value, entry) in before where value != "6363052200000000001" {
            #expect(after[value]?.shown == entry.shown, sourceLocation: sourceLocation)
        }
        // One more day has come within the horizon, for both series.
        #expect(after.count == before.count + 2, sourceLocation: sourceLocation)
    }

    @Test(.enabled(if: standards != nil)) func theOfficialSample() async throws {
        let path =
            (Self.standards ?? "") + "/samples/digital-dialog/timereservasjon_1.2/"
            + "Planlagte_timer_-_Svar_helsepersonell_-_Bestilte_timer.xml"
        try await twoNights(String(contentsOfFile: path, encoding: .utf8), day: ("2017-05-16", "2017-05-17"))
    }

    @Test func aFixtureOfTheSameShape() async throws {
        let series = { (service: String, more: String) in
            GericaMessage.event(
                uid: "6363052200000000002", start: "2027-05-18T09:00:00", end: "2027-05-18T12:00:00",
                status: "TENTATIVE", categories: (service == "2" ? ["Tidsvindu"] : []) + ["TjenesteId: \(service)"],
                more: "<exdate><date-time>2027-05-28T09:00:00</date-time></exdate>"
                    + "<exdate><date-time>2027-05-29T09:00:00</date-time></exdate>"
                    + "<x-expected-duration><duration>P30M</duration></x-expected-duration>"
                    + "<rrule><recur><freq>WEEKLY</freq><interval/><byday>MO,TU,WE,TH,FR,SA</byday></recur></rrule>\(more)"
            )
        }
        let message = GericaMessage.snapshot(
            NightHarness.anna, id: GericaMessage.id(1), generated: "2027-05-18T05:17:11.3398449+02:00",
            events: [
                GericaMessage.event(
                    uid: "6363052200000000001", start: "2027-05-18T09:00:00", end: "2027-05-18T09:30:00",
                    status: "CONFIRMED", categories: ["TjenesteId: 9"]),
                series("2", ""), series("12", ""),
            ])
        try await twoNights(message.xml, day: ("2027-05-18", "2027-05-19"))
    }

    @Test(.enabled(if: standards == nil)) func theOfficialSampleWasSkipped() {
        // A suite that did not run must say so where people look: in the test's output.
        print("SKIPPED: the official sample, because EPJ_STANDARDS names no folder.")
    }
}
