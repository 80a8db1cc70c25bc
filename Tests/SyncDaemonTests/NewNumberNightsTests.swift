// A D-number that became a fødselsnummer, and a portal that does not take back what it shows under the old one.

import SyncCore
import TestSupport
import Testing

@testable import PortalClient
@testable import SyncDaemon

@Suite struct NewNumberNightsTests: OrderNights {
    private static let old = NightHarness.birger
    private static let new = NightHarness.anna

    /// Two visits told under the old number; the next list is of the new one and says that they are one person.
    private func night() async throws -> NightHarness {
        let night = try NightHarness()
        await night.portal.setActive([Self.old, Self.new])
        let visits = [visit("v13", day: 13, hour: 10), visit("v14", day: 14, hour: 10)]
        try night.deliver([
            .snapshot(Self.old, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00", events: visits)
        ])
        let report = try await night.run("2027-01-11T01:15:00+01:00", clockStands: true)
        #expect(report.sources[0].accepted == 2)
        var list = GericaMessage.snapshot(
            Self.new, id: night.nextID(), generated: "2027-01-11T12:30:00+01:00", events: visits)
        let former = GericaMessage.patient(Self.old)
        let ident = try #require(former.range(of: "<Ident>").map { former[$0.lowerBound...] })
        list.patient = list.patient.replacing("</Patient>", with: ident)
        try night.deliver([list])
        return night
    }

    /// Whose visits are booked.
    private func shown(_ night: NightHarness) async -> [String] {
        await night.portal.entries.values.filter { $0.shown.status == .booked }.map(\.citizen.digits).sorted()
    }

    @Test("Identity 8 what the portal does not take back under the old number keeps the new one waiting")
    func refused() async throws {
        let night = try await night()
        await night.portal.answer("v14", with: .refused(code: "422"))
        let report = try await night.run("2027-01-12T01:15:00+01:00", clockStands: true)
        #expect(await shown(night) == [Self.old])
        #expect(report.exitCode == .leftOver && report.sources[0].left == 2)
        #expect(
            report.problems == [
                "1 citizen of source 9901-gerica may still be shown visits under a former number, which the portal did not take "
                    + "back. What is to be shown under the new one waits for the next run, so that nobody sees a visit twice."
            ])
        await night.portal.answer("v14", with: nil)
        let next = try await night.run("2027-01-12T02:15:00+01:00", clockStands: true)
        #expect(await shown(night) == [Self.new, Self.new])
        #expect(next.problems == [] && next.exitCode == .done)
    }

    @Test("Identity 8 R16 nor is it shown while nobody knows whether it was taken back")
    func unknown() async throws {
        let night = try await night()
        await night.portal.answer("v14", with: .unknown(reason: "timeout", retryAfterSeconds: nil))
        let report = try await night.run("2027-01-12T01:15:00+01:00", clockStands: true)
        #expect(await !shown(night).contains(Self.new) && report.sources[0].left == 2)
        await night.portal.answer("v14", with: nil)
        _ = try await night.run("2027-01-12T02:15:00+01:00", clockStands: true)
        #expect(await shown(night) == [Self.new, Self.new])
    }

    @Test(
        "Identity 8 an order under the former number takes back what stands under the new one, and is lifted under either"
    )
    func withheld() async throws {
        let night = try await night()
        _ = try await night.run("2027-01-12T01:15:00+01:00", clockStands: true)
        #expect(await shown(night) == [Self.new, Self.new])
        let (old, new) = try (number(Self.old), number(Self.new))
        let result = try await night.cycle("2027-01-12T12:00:00+01:00", clockStands: true).withhold(
            .everything, of: old)
        #expect(result.counts.withdrawn == 2 && result.isKnown)
        #expect(await shown(night) == [])
        let ledger = try night.ledger()
        #expect(try ledger.stopWithholding(.everything, of: ledger.keys.citizenKey(new)))
        #expect(try ledger.withholdings() == [])
    }

    private func number(_ digits: String) throws -> NationalIdentityNumber {
        try NationalIdentityNumber(digits, synthetic: .accept)
    }

    @Test("Identity 8 R17 of whom the portal calls inactive under the old number it shows nothing any more")
    func inactive() async throws {
        let night = try await night()
        for value in ["v13", "v14"] { await night.portal.answer(value, with: .notActive) }
        let report = try await night.run("2027-01-12T01:15:00+01:00", clockStands: true)
        #expect(report.sources[0].answers["2118", default: 0] > 0 && report.problems == [])
        #expect(await shown(night).filter { $0 == Self.new }.count == 2)
    }
}
