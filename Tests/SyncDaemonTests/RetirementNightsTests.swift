// Sources that are retired, citizens who are forgotten, and what a night lets go of: nothing of it is shown again, and nothing is
// removed that the portal may still show.

import Foundation
import PortalClient
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct RetirementNightsTests: OrderNights {
    // MARK: source retire

    @Test func aRetiredSourceIsReadAndShowsNothingMore() async throws {
        let night = try await aNight()
        let result = try await night.cycle(noon, clockStands: true).retire(0)
        #expect(result.exitCode == .done && result.rest.isNothing)
        #expect(
            result.text
                == "Source 9901-gerica is retired: 2 entries were taken off the portal, 1 contact ended. A successor "
                + "may begin.")
        #expect(await night.shown("v13")?.status == .booked, "R8")
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-14T00:30:00+01:00",
                events: [visit("v16", day: 16, hour: 10)])
        ])
        let report = try await night.run(night2, clockStands: true)
        #expect(report.sources[0].messages == [.applied: 1], "R18")
        #expect(report.sources[0].operationCount == 0 && report.exitCode == .done)
        #expect(await night.shown("v16") == nil)
        #expect(try await night.cycle(night2, clockStands: true).retire(0).exitCode == .done, "once more is no harm")
    }

    /// By a clock that stands before everything it showed, as in a rehearsal.
    @Test func aContactEndsNoEarlierThanItBegan() async throws {
        let night = try await aNight()
        let result = try await night.cycle("2026-04-01T12:00:00+02:00", clockStands: true).retire(0)
        #expect(result.exitCode == .done && result.rest.isNothing)
        let member = await night.portal.members.values.first
        #expect(member?.until == member?.since)
    }

    @Test func aSuccessorWaitsUntilItIsDone() async throws {
        let night = try await aNight(another: "87699")
        await night.portal.fail(with: down)
        let cut = try await night.cycle(noon, clockStands: true).retire(0)
        #expect(
            cut.exitCode == .portalUnreachable && cut.rest.entries == 2 && cut.rest.contacts == 1)
        #expect(cut.text.hasPrefix("Source 9901-gerica is not retired yet: 2 entries and 1 contact are left. "))
        await night.portal.fail(with: nil)
        var successor = GericaMessage.snapshot(
            NightHarness.anna, id: night.nextID(), generated: "2027-01-14T00:30:00+01:00",
            events: [visit("w16", day: 16, hour: 10)])
        successor.herID = "87699"
        try night.deliver([successor])
        // One of the entries is not taken back by the portal.
        await night.portal.answer("v15", with: .refused(code: "2105"))
        let waiting = try await night.run("2027-01-13T13:00:00+01:00", clockStands: true)
        #expect(waiting.exitCode == .held && waiting.sources[1].waitsFor == "9901-gerica")
        #expect(
            waiting.problems.contains(
                "Source 9902-profil waits: source 9901-gerica of the same municipality (9901) is being retired and is not "
                    + "done, and citizens would see their visits twice. Nothing of 9902-profil was planned or sent; its "
                    + "messages were read. Run 'epjsyncd source retire 9901-gerica' until it ends with exit code 0."))
        #expect(waiting.sources[1].messages == [.applied: 1] && waiting.sources[1].operationCount == 0)
        await night.portal.answer("v15", with: nil)
        #expect(try await night.cycle("2027-01-13T14:00:00+01:00", clockStands: true).retire(0).exitCode == .done)
        let begun = try await night.run("2027-01-13T15:00:00+01:00", clockStands: true)
        #expect(begun.exitCode == .done && begun.sources[1].operations == [.create: 1])
        #expect(await night.shown("w16")?.status == .booked)
    }

    @Test func aSuccessorsPlanIsNotAppliedBeforeItIsDone() async throws {
        let night = try await aNight(another: "87699")
        var successor = GericaMessage.snapshot(
            NightHarness.anna, id: night.nextID(), generated: "2027-01-13T00:30:00+01:00",
            events: [visit("w16", day: 16, hour: 10)])
        successor.herID = "87699"
        try night.deliver([successor])
        let held = try await night.run(noon, options: CycleOptions(), clockStands: true)
        let name = try #require(held.sources[1].plan)
        await night.portal.fail(with: down)
        #expect(try await night.cycle(noon, clockStands: true).retire(0).exitCode == .portalUnreachable)
        await night.portal.fail(with: nil)
        let plan = try #require(try Int64(name.dropFirst()).flatMap { try night.ledger().keptPlan($0) })
        let refused = try await night.run(noon, .apply([plan], withoutChanged: false), clockStands: true)
        #expect(refused.exitCode == .held && refused.sources[1].accepted == 0)
        #expect(
            refused.problems == [
                "Plan \(name) of source 9902-profil cannot be applied, because citizens would see their visits twice: source "
                    + "9901-gerica of the same municipality is being retired and is not done. Run 'epjsyncd source retire "
                    + "9901-gerica' until it ends with exit code 0. Nothing of it was sent."
            ])
    }

    @Test("R3 what the portal shows citizens who are not active keeps no retirement from being done") func outOfReach()
        async throws
    {
        let night = try await aNight()
        await night.portal.setActive([])
        _ = try await night.run("2027-01-12T01:15:00+01:00", clockStands: true)
        let result = try await night.cycle(noon, clockStands: true).retire(0)
        #expect(result.exitCode == .done && result.rest.outOfReach == 2)
        await night.portal.setActive([NightHarness.anna])
        _ = try await night.run(night2, clockStands: true)
        #expect(await night.shown("v14")?.status == .enteredInError, "once he is back")
    }

    // MARK: forget

    @Test func forgetWithdrawsFirstAndLeavesNothing() async throws {
        let night = try await aNight()
        let result = try await night.cycle(noon, clockStands: true).forget(anna, in: "9901-gerica", 0)
        #expect(result.exitCode == .done && result.counts.withdrawn == 2)
        #expect(await night.shown("v14")?.status == .enteredInError)
        #expect(
            result.text == """
                Forgotten in source 9901-gerica:
                  statements 2
                  appointments 4
                  contacts 1
                  operations 8
                  originals 2
                  messages to the EPJ 0
                """.replacing("\n  messages to the EPJ 0", with: "")
                + "\nOn the portal 2 entries were withdrawn first, and 1 contact ended; what is past stays there."
                + "\nNo other source knew him: his number is gone too."
                + "\nBackups are not covered: in a backup made before this he still is. What the EPJ states of him anew is "
                + "taken in anew.")
        let report = try await night.run(night2, clockStands: true)
        #expect(report.asked == 0 && report.sources[0].operationCount == 0)
        let again = try await night.cycle(night2, clockStands: true).forget(anna, in: "9901-gerica", 0)
        #expect(again.text == "Nothing is kept of this citizen in source 9901-gerica." && again.exitCode == .done)
    }

    @Test func forgetRemovesNothingWhileThePortalIsDown() async throws {
        let night = try await aNight()
        await night.portal.fail(with: down)
        let result = try await night.cycle(noon, clockStands: true).forget(anna, in: "9901-gerica", 0)
        #expect(result.exitCode == .portalUnreachable && result.forgotten == nil)
        #expect(
            result.text.hasPrefix(
                "Nothing was removed. What the portal shows of the coming days could not all be withdrawn. "))
        #expect(try night.ledger().findEntries("v14").first?.status == .booked)
        await night.portal.fail(with: nil)
        #expect(try await night.run(night2, clockStands: true).sources[0].operationCount == 0, "as it was")
    }

    @Test("R3 forget waits while the portal may show something of a citizen it takes nothing about")
    func forgetInactive()
        async throws
    {
        let night = try await aNight()
        await night.portal.setActive([])
        _ = try await night.run("2027-01-12T01:15:00+01:00", clockStands: true)
        let result = try await night.cycle(noon, clockStands: true).forget(anna, in: "9901-gerica", 0)
        #expect(result.exitCode == .leftOver && result.outOfReach == 2)
        #expect(
            result.text.hasPrefix(
                "Nothing was removed. The portal may show 2 coming entries of this citizen, who is not "))
        let later = try await night.cycle("2027-01-16T12:00:00+01:00", clockStands: true)
            .forget(anna, in: "9901-gerica", 0)
        #expect(later.exitCode == .done && later.forgotten?.entries == 4)
    }

    // MARK: retention

    @Test func aNightLetsGoOfWhatIsPastItsTime() async throws {
        let night = try await aNight()
        night.configuration.retention.originalsDays = 3
        night.configuration.retention.endedAppointmentsDays = 1
        #expect(try await night.run("2027-01-12T01:15:00+01:00", clockStands: true).letGo == LetGo())
        let report = try await night.run("2027-01-14T12:00:00+01:00", clockStands: true)
        #expect(report.letGo.originals == 2 && report.letGo.segments == 1 && report.letGo.appointments == 2)
        #expect(
            ReportText.text(report).contains("\n  let go after its time: originals 2, segments 1, appointments 2\n"))
        #expect(
            ReportJSON.text(report).contains(
                #""retention":{"appointments":2,"contacts":0,"originals":2,"quarantined":0,"runs":0,"segments":1}"#))
        #expect(try await night.run("2027-01-14T13:00:00+01:00", clockStands: true).sources[0].operationCount == 0)
    }

    @Test func aPlanForAnotherDayLetsGoOfNothing() async throws {
        let night = try await aNight()
        night.configuration.retention.originalsDays = 3
        #expect(try await night.run("2028-01-14T12:00:00+01:00").letGo == LetGo(), "the clock counts, not --now")
        #expect(
            try await night.run("2027-01-16T12:00:00+01:00", .plan(listingOperations: false), clockStands: true).letGo
                == LetGo())
    }
}
