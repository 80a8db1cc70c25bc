// What operators order, between nights: at once where the portal takes it, by the next night where it does not, and obeyed
// from then on.

import Foundation
import PortalClient
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct OrderNightsTests: OrderNights {
    // MARK: withdraw

    @Test("R8 withdraw takes a past entry off at once, and nothing of it comes back") func past() async throws {
        let night = try await aNight()
        let key = try night.ledger().keys.entryKey("v12").shortHexadecimal
        let result = try await withdraw(night, "v12")
        #expect(result.end == .done && result.end.exitCode == .done)
        #expect(result.text == "Entry \(key) of source 9901-gerica was taken off the portal, and is kept off.")
        #expect(
            result.json == #"{"version":1,"entry":"\#(key)","source":"9901-gerica","reason":"wrong-patient","#
                + #""end":"done","hindrance":null}"#)
        #expect(await night.shown("v12")?.status == .enteredInError)
        #expect(await night.portal.puts == 5, "one request, for this entry only")
        try night.deliver([
            .performed(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-13T20:00:00+01:00",
                event: visit("v12", day: 12, hour: 10, status: "COMPLETED")),
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-14T00:30:00+01:00",
                events: [visit("v12", day: 16, hour: 10)] + (14...15).map { visit("v\($0)", day: $0, hour: 10) }),
        ])
        let report = try await night.run(night2, clockStands: true)
        #expect(report.sources[0].operationCount == 0)
        #expect(await night.shown("v12")?.status == .enteredInError)
        #expect(try await withdraw(night, key).end == .nothingToSend, "by its digest, and once is enough")
    }

    @Test("R16 the order stands while the portal is down, and the next night sends it") func portalDown() async throws {
        let night = try await aNight()
        await night.portal.fail(with: down)
        let result = try await withdraw(night, "v14")
        #expect(result.end.exitCode == .portalUnreachable)
        #expect(result.text.contains(" is kept off from now on, but is not taken off the portal yet. "))
        #expect(result.text.hasSuffix(" The next cycle sends it."))
        #expect(await night.shown("v14")?.status == .booked)
        #expect(try Status(ledger: night.ledger(), now: .current()).open.withdrawals == 1)
        await night.portal.fail(with: nil)
        let report = try await night.run(night2, clockStands: true)
        #expect(report.sources[0].operations == [.withdraw: 1] && report.sources[0].notes[.withdrawn] == 1)
        #expect(await night.shown("v14")?.status == .enteredInError)
        #expect(try Status(ledger: night.ledger(), now: .current()).open.withdrawals == 0)
    }

    @Test("R16 an unclear answer and a refusal leave the order standing") func unclear() async throws {
        let night = try await aNight()
        await night.portal.answer("v14", with: .unknown(reason: "answered 503", retryAfterSeconds: nil))
        await night.portal.answer("v15", with: .refused(code: "2105"))
        let unknown = try await withdraw(night, "v14")
        #expect(unknown.end == .unknown && unknown.end.exitCode == .leftOver)
        let refused = try await withdraw(night, "v15")
        #expect(refused.end == .refused(codes: "2105"))
        #expect(refused.text.hasSuffix("The portal refused it (2105); the next cycle sends it again."))
        await night.portal.answer("v14", with: nil)
        await night.portal.answer("v15", with: nil)
        #expect(try await night.run(night2, clockStands: true).sources[0].operations == [.withdraw: 2])
        #expect(await night.portal.overlapped == false)
    }

    @Test("R3 of a citizen who is not active the order waits until he is") func notActive() async throws {
        let night = try await aNight()
        await night.portal.setActive([])
        _ = try await night.run("2027-01-12T01:15:00+01:00", clockStands: true)
        let puts = await night.portal.puts
        let result = try await withdraw(night, "v14")
        #expect(result.end == .notActive && result.end.exitCode == .leftOver)
        #expect(await night.portal.puts == puts)
        await night.portal.setActive([NightHarness.anna])
        _ = try await night.run(night2, clockStands: true)
        #expect(await night.shown("v14")?.status == .enteredInError)
        #expect(await night.shown("v15")?.status == .booked)
    }

    @Test func whatIsOnlyPlannedIsNeverSent() async throws {
        let night = try NightHarness()
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [visit("v12", day: 12, hour: 10), visit("v13", day: 13, hour: 10)])
        ])
        let plan = try await night.run(night1, .plan(listingOperations: true), clockStands: true)
        let key = try night.ledger().keys.entryKey("v12").shortHexadecimal
        #expect(plan.operationList.contains { $0.contains(key) })
        let result = try await withdraw(night, key, at: night1)
        #expect(result.text == "Entry \(key) of source 9901-gerica is not on the portal, and is kept off.")
        #expect(try await night.run(night1, clockStands: true).sources[0].operations == [.create: 1])
        #expect(await night.shown("v12") == nil)
    }

    @Test func anOrderMakesNobodyAnOldAcquaintance() async throws {
        let night = try await aNight()
        // Birger becomes active in a night that the portal cuts short: he is new still, whatever is ordered in between.
        await night.portal.setActive([NightHarness.anna, NightHarness.birger])
        try night.deliver([
            .snapshot(
                NightHarness.birger, id: night.nextID(), generated: "2027-01-12T00:30:00+01:00",
                events: [visit("w14", day: 14, hour: 9)])
        ])
        await night.portal.answer("w14", with: .unauthorised(status: 401))
        #expect(try await night.run("2027-01-12T01:15:00+01:00", clockStands: true).exitCode == .portalUnreachable)
        await night.portal.answer("w14", with: nil)
        _ = try await withdraw(night, "v14")
        let ledger = try night.ledger()
        let birger = ledger.keys.citizenKey(try NationalIdentityNumber(NightHarness.birger, synthetic: .accept))
        let source = try ledger.sourceID("9901-gerica")
        #expect(try ledger.situation(of: birger, in: source, settleSeconds: 0)?.isNewlyActive == true)
        let report = try await night.run("2027-01-13T20:00:00+01:00", clockStands: true)
        #expect(report.sources[0].operations == [.create: 1])
    }

    @Test func aPlanKeptFromBeforeDoesNotShowIt() async throws {
        let night = try NightHarness()
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [visit("v12", day: 12, hour: 10), visit("v13", day: 13, hour: 10)])
        ])
        let plan = try await night.run(night1, .plan(listingOperations: false), clockStands: true)
        let number = try #require(plan.sources[0].plan.flatMap { Int64($0.dropFirst()) })
        _ = try await withdraw(night, "v12", at: night1)
        let kept = try #require(try night.ledger().keptPlan(number))
        let report = try await night.run(night1, .apply([kept], withoutChanged: false), clockStands: true)
        #expect(report.sources[0].accepted == 1)
        #expect(await night.shown("v12") == nil)
        #expect(await night.shown("v13")?.status == .booked)
    }

    /// So many withdrawals at once would be held, if nobody had ordered them.
    @Test func whatWasOrderedIsOutsideTheGuardsCounts() async throws {
        for retiring in [true, false] {
            let night = try await aNight(until: 22)
            await night.portal.fail(with: down)
            let cycle = try await night.cycle(noon, clockStands: true)
            if retiring { _ = try await cycle.retire(0) } else { _ = try await cycle.withhold(.everything, of: anna) }
            await night.portal.fail(with: nil)
            let report = try await night.run("2027-01-13T13:00:00+01:00", clockStands: true)
            #expect(report.exitCode == .done && report.sources[0].operations == [.withdraw: 9, .memberOut: 1])
        }
    }

    // MARK: withhold

    @Test("R10 withhold takes back what lies ahead and ends contacts, until it is removed") func withhold() async throws
    {
        let night = try await aNight()
        let result = try await night.cycle(noon, clockStands: true).withhold(.everything, of: anna)
        #expect(result.end == .done && result.counts.withdrawn == 2 && result.counts.contactsEnded == 1)
        #expect(
            result.text == "Everything is withheld of citizen \(result.citizen.shortHexadecimal) from now on. "
                + "2 entries were taken off the portal, 1 contact ended.")
        #expect(await night.shown("v12")?.status == .booked, "R8")
        #expect(await night.shown("v14")?.status == .enteredInError)
        #expect(try await night.run(night2, clockStands: true).sources[0].operationCount == 0)
        #expect(try night.ledger().stopWithholding(.everything, of: result.citizen))
        let report = try await night.run("2027-01-14T02:00:00+01:00", clockStands: true)
        #expect(report.sources[0].operations[.memberIn] == 1)
    }

    @Test("R16 withhold stands while the portal is down") func withholdDown() async throws {
        let night = try await aNight()
        await night.portal.fail(with: down)
        let result = try await night.cycle(noon, clockStands: true).withhold(.everything, of: anna)
        #expect(result.end.exitCode == .portalUnreachable)
        await night.portal.fail(with: nil)
        let report = try await night.run(night2, clockStands: true)
        #expect(report.sources[0].operations == [.withdraw: 2, .memberOut: 1])
        #expect(report.sources[0].notes == [.withheld: 1])
    }

    @Test func withholdOfSomebodyUnknownWaitsForHim() async throws {
        let night = try NightHarness()
        let result = try await night.cycle(night1, clockStands: true).withhold(.everything, of: anna)
        #expect(!result.isKnown && result.end.exitCode == .done)
        #expect(result.text.hasSuffix("Nothing is known of him here yet; the order waits for what EPJs state."))
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [visit("v12", day: 12, hour: 10)])
        ])
        #expect(try await night.run(night1, clockStands: true).sources[0].operationCount == 0)
    }

    @Test("R9 withholding names sends what lies ahead again without them") func names() async throws {
        let night = try NightHarness()
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [
                    visit("v12", day: 12, hour: 10, name: "E. Ansatt"),
                    visit("v14", day: 14, hour: 10, name: "E. Ansatt"),
                ])
        ])
        _ = try await night.run(night1, clockStands: true)
        #expect(await night.shown("v14")?.employees == ["E. Ansatt"])
        let result = try await night.cycle(noon, clockStands: true).withhold(.names, of: anna)
        #expect(result.counts.changed == 1)
        #expect(result.text.hasSuffix(" 1 entry was sent again without them. What is past stays as it is."))
        #expect(await night.shown("v14")?.employees == [])
        #expect(await night.shown("v14")?.status == .booked)
        #expect(await night.shown("v12")?.employees == ["E. Ansatt"])
        #expect(try await night.run("2027-01-13T13:00:00+01:00", clockStands: true).sources[0].operationCount == 0)
    }
}
