// plan, apply and approve as an operator types them.

import Foundation
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct GuardCommandTests {
    private static let now = "2027-01-11T01:15:00+01:00"

    /// A source that is held because nothing was ever told of it; the portal is nowhere, so nothing can be sent.
    private static func held() async throws -> NightHarness {
        let night = try NightHarness()
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [
                    GericaMessage.event(
                        uid: "u1", start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED")
                ])
        ])
        let report = try await night.run(now, options: CycleOptions(), clockStands: true)
        #expect(report.exitCode == .held)
        return night
    }

    private static func run(_ night: NightHarness, _ arguments: String...) async throws -> ProgramResult {
        try await Program.run("epjsyncd", arguments + ["--config", night.folder.file("epjsyncd.toml")])
    }

    @Test func aHeldPlanIsLookedAtByItsName() async throws {
        let night = try await Self.held()
        let result = try await Self.run(night, "plan", "--show", "P1")
        let key = try night.ledger().keys.entryKey("u1").shortHexadecimal
        #expect(result.exitCode == 0)
        #expect(
            result.output == """
                Plan P1 of source 9901-gerica, made by run 1 for 2027-01-11T00:15:00Z
                  H1: nothing was ever told of this source, and 1 operations would be the first (epjsyncd sync --first-run \
                lets it begin)
                  create     \(key)  booked            2027-01-13 10:00–10:30  9@95316
                1 operations wait.

                """)
        let json = try await Self.run(night, "plan", "--show", "p1", "--json")
        #expect(json.output.contains("\"holds\":[\"H1\"]") && json.output.contains("\"waiting\":true"))
        let none = try await Self.run(night, "plan", "--show", "P7")
        #expect(none.exitCode == 65)
        #expect(
            none.error == "epjsyncd: There is no plan P7. 'epjsyncd status' names what is held. Nothing was sent.\n")
    }

    @Test func whatIsHeldIsApprovedByItsName() async throws {
        let night = try await Self.held()
        let unknown = try await Self.run(night, "approve", "H1", "H9")
        #expect(unknown.exitCode == 65)
        #expect(
            unknown.error
                == "epjsyncd: There is no hold H9. 'epjsyncd status' names what is held. Nothing was approved.\n")
        #expect(try night.ledger().openHolds().map(\.name) == ["H1"])
        let result = try await Self.run(night, "approve", "H1")
        #expect(result.exitCode == 0)
        #expect(result.output == "Approved H1 of source 9901-gerica for 24 hours: it may begin.\n")
        #expect(try night.ledger().openHolds().isEmpty)
        // By the plan, with all of its holds.
        let again = try await Self.run(night, "approve", "P1", "H1")
        #expect(again.exitCode == 0 && again.output.hasPrefix("H1 of source 9901-gerica was approved before, until 20"))
        #expect(again.output.hasSuffix("Z: it may begin.\n") && again.output.count { $0 == "\n" } == 1)
        let report = try await night.run(Self.now, options: CycleOptions())
        #expect(report.exitCode == .done && report.sources[0].accepted == 1)
    }

    @Test func aHoldIsSeenInTheStatus() async throws {
        let night = try await Self.held()
        // A complete cycle long ago, so that what is held is not hidden behind a missed night.
        _ = try await night.run(Self.now)
        night.configuration.sources[0].rules.horizonDays = 10
        #expect(try await night.run(Self.now).exitCode == .held)
        let status = try await Self.run(night, "status")
        #expect(status.exitCode == 4)
        #expect(status.output.contains("Held: 9901-gerica, H2: configuration, 1 of 1, since "))
        #expect(
            status.output.contains(
                "To look: epjsyncd plan --show P3. To let it pass: epjsyncd approve H2."))
        #expect(try await Self.run(night, "status", "--json").output.contains("\"held\":[\"H2\"]"))
    }

    @Test func aPlanFileHoldsNothingAboutAnybody() async throws {
        let night = try await Self.held()
        let path = night.folder.file("plan.json")
        let file = try PlanFile(
            { () -> RunReport in
                var report = RunReport(
                    command: "plan", now: Instant(seconds: 1_799_000_000), sources: [SourceReport(id: "9901-gerica")])
                report.run = 1
                report.sources[0].plan = "P1"
                return report
            }(), ledger: night.ledger())
        try file.write(to: path)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("\"plan\":\"P1\"") && text.contains("\"operations\":{\"create\":1}"))
        #expect(!text.contains(NightHarness.anna) && !text.contains("u1"))
        // The portal is nowhere: what is applied is left, and nothing is lost.
        let applied = try await Self.run(night, "apply", path, "--now", Self.now)
        #expect(applied.exitCode == 69)
        #expect(try await night.run(Self.now).sources[0].accepted == 1)
        let over = try await Self.run(night, "apply", path, "--now", Self.now)
        #expect(over.exitCode == 4)
        #expect(
            over.output.contains(
                "  problem: Plan P1 of source 9901-gerica cannot be applied: it was sent already, or newer plans took its "
                    + "place."))
        let stranger = try NightHarness()
        _ = try await stranger.run(Self.now)
        let other = try await Self.run(stranger, "apply", path)
        #expect(other.exitCode == 65)
        #expect(
            other.error
                == "epjsyncd: The plan in \(path) is not one of this installation's. Nothing was sent.\n")
    }

    @Test func whileAnotherRunHoldsTheLockAnApplyWaitsForItsTurn() async throws {
        let night = try await Self.held()
        var lock: InstallationLock? = try InstallationLock(directory: night.configuration.state.directory)
        let arguments = ["apply", "P1", "--now", Self.now, "--json", "--config", night.folder.file("epjsyncd.toml")]
        async let result = Program.run("epjsyncd", arguments)
        let ledger = try night.ledger()
        while try ledger.openDecisions().isEmpty { await Task.yield() }
        #expect(try ledger.openDecisions().map(\.plans) == [[1]])
        withExtendedLifetime(lock) {}
        lock = nil
        let ended = try await result
        #expect(ended.exitCode == 69 && ended.output.contains("\"command\":\"apply\""))
        #expect(try ledger.openDecisions().isEmpty)
    }

    @Test func aSourceThatIsNoneHereIsAUsageError() async throws {
        let night = try NightHarness()
        let result = try await Self.run(night, "sync", "--source", "9999-gerica")
        #expect(result.exitCode == 64)
        #expect(
            result.error == "epjsyncd: There is no source '9999-gerica' in the configuration; there are 9901-gerica. "
                + "Nothing was read or sent.\n")
    }

    @Test func anApprovalIsAnsweredWithJSON() async throws {
        let night = try await Self.held()
        let result = try await Self.run(night, "approve", "H1", "--json")
        let until = try #require(try night.ledger().hold(numbered: 1)?.approved).adding(hours: 24).iso8601UTC
        #expect(
            result.output
                == #"{"version":1,"approved":[{"hold":"H1","source":"9901-gerica","kind":"first-run","count":1,"until":""#
                + until + #""}],"run":null}"# + "\n")
    }

    @Test("What is no longer held cannot be approved") func approveOver() async throws {
        let night = try await Self.held()
        #expect(try await night.run(Self.now, clockStands: true).exitCode == .done)
        let over = try await Self.run(night, "approve", "H1")
        #expect(over.exitCode == 65 && over.output == "")
        #expect(
            over.error
                == "epjsyncd: H1 of source 9901-gerica is over: newer plans took the place of what it held. 'epjsyncd status' "
                + "names what is held. Nothing was approved.\n")
    }

    @Test func anApprovalThatHasEndedIsNotGivenAgain() async throws {
        let night = try await Self.held()
        let ended = Instant.current().adding(hours: -1)
        try night.ledger().approve(try night.ledger().openHolds(), at: ended.adding(hours: -24))
        let over = try await Self.run(night, "approve", "H1")
        #expect(over.exitCode == 65 && over.output == "")
        #expect(
            over.error
                == "epjsyncd: H1 of source 9901-gerica is over: its approval ended \(ended.iso8601UTC). 'epjsyncd status' names "
                + "what is held. Nothing was approved.\n")
    }
}
