// The program as a process: exit codes, texts, the lock, a full disk.

import Foundation
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct ProgramTests {
    private func sync(_ night: NightHarness, _ more: [String] = []) async throws -> ProgramResult {
        try await Program.run(
            "epjsyncd", ["sync", "--first-run", "--config", night.folder.file("epjsyncd.toml")] + more)
    }

    @Test func aSecondInstanceIsToldSo() async throws {
        let night = try NightHarness()
        let lock = try InstallationLock(directory: night.configuration.state.directory)
        let result = try await sync(night)
        #expect(result.exitCode == 5)
        #expect(
            result.error
                == "epjsyncd: Another run holds the lock \(night.configuration.state.directory)/lock. Nothing was "
                + "done. Wait for it to end, or look at it with 'epjsyncd status'.\n")
        withExtendedLifetime(lock) {}
    }

    @Test func aMissingKeyBesideADatabaseEndsBeforeAnythingIsRead() async throws {
        let night = try NightHarness()
        _ = try await night.run("2027-01-11T01:15:00+01:00")
        try FileManager.default.removeItem(atPath: night.configuration.state.masterKeyFile)
        let result = try await sync(night)
        #expect(result.exitCode == 78)
        #expect(
            result.error == "epjsyncd: The database has content, but its master key "
                + "\(night.configuration.state.masterKeyFile) is not there. Nothing was read or sent. Put the key back "
                + "from its backup; a new key cannot read this database.\n")
        #expect(!FileManager.default.fileExists(atPath: night.configuration.state.masterKeyFile))
    }

    @Test func aFullDiskLosesNothingThatWasCommitted() async throws {
        let night = try NightHarness()
        try night.deliver(
            (0..<40).map { _ in
                .snapshot(
                    NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                    events: (0..<60).map {
                        GericaMessage.event(
                            uid: "v\($0)", start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED"
                        )
                    })
            })
        let config = night.folder.file("epjsyncd.toml")
        let result = try await Program.run(
            "epjsyncd", ["sync", "--config", config, "--now", "2027-01-11T01:15:00+01:00"], kilobytesOfAFileMax: 300)
        #expect(result.exitCode == 73)
        #expect(result.error.hasPrefix("epjsyncd: The state could not be written while "))
        #expect(result.error.hasSuffix("Free space in, or repair, the state directory.\n"))
        // With room again, the batch is resumed and everything is there.
        let report = try await night.run("2027-01-11T01:20:00+01:00")
        #expect(report.sources[0].messages.values.reduce(0, +) == 40)
        #expect(report.sources[0].accepted == 60)
    }

    @Test func unknownOptionsAreUsageErrors() async throws {
        let result = try await Program.run("epjsyncd", ["sync", "--nwo", "x"])
        #expect(result.exitCode == 64)
        let time = try await Program.run("epjsyncd", ["sync", "--now", "tomorrow"])
        #expect(time.exitCode == 64)
        #expect(time.error.contains("'--now' takes ISO 8601 with an offset"))
    }

    @Test func everyCommandHasHelp() async throws {
        for command in ["run", "sync", "plan", "status", "check-config"] {
            let result = try await Program.run("epjsyncd", [command, "--help"])
            #expect(result.exitCode == 0)
            #expect(result.output.contains("--config"))
        }
    }

    @Test func anAnswerThatCannotBeWrittenIsAnError() async throws {
        let night = try NightHarness()
        let result = try await Program.run(
            "/bin/bash",
            [
                "-c", "exec \"$0\" check-config --config \"$1\" >/dev/full", Program.directory + "/epjsyncd",
                night.folder.file("epjsyncd.toml"),
            ])
        #expect(result.exitCode == 73)
        #expect(
            result.error
                == "epjsyncd: The answer could not be written: No space left on device. What stands there is not "
                + "whole. Make room where it goes, and run the command again.\n")
    }

    @Test(
        "What is about earlier runs makes no ledger where there is none",
        arguments: [["approve", "H1"], ["apply", "P1"], ["source", "retire", "9901-gerica"]])
    func noLedger(command: [String]) async throws {
        let night = try NightHarness()
        let result = try await Program.run(
            "epjsyncd", command + ["--config", night.folder.file("epjsyncd.toml")])
        let state = night.folder.file("state")
        #expect(result.exitCode == 65)
        #expect(
            result.error
                == "epjsyncd: There is no ledger in \(state) yet: no cycle has ever run. Nothing was done. Run 'epjsyncd "
                + "sync'.\n")
        #expect(!FileManager.default.fileExists(atPath: state + "/ledger.sqlite"))
    }

    @Test func statusTellsWhetherACycleIsOverdue() async throws {
        let night = try NightHarness()
        let config = ["--config", night.folder.file("epjsyncd.toml")]
        let before = try await Program.run("epjsyncd", ["status"] + config)
        #expect(before.exitCode == 75)
        #expect(before.error.contains("no cycle has ever run"))
        _ = try await night.run("2027-01-11T01:15:00+01:00")
        let after = try await Program.run("epjsyncd", ["status", "--json"] + config)
        #expect(after.exitCode == 0)
        #expect(after.output.contains("\"ageHours\":0"))
    }
}
