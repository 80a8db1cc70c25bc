// The file of metrics that one cycle a night leaves: whole or not at all, however the command ended.

import Foundation
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct MetricsFileTests {
    private let night: NightHarness
    private var file: String { night.folder.file("metrics/epjsyncd.prom") }

    init() throws {
        night = try NightHarness()
        let path = night.folder.file("epjsyncd.toml")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try night.folder.write(text + "\n[status]\ntextfile = \"metrics/epjsyncd.prom\"\n", to: "epjsyncd.toml")
        try FileManager.default.createDirectory(
            atPath: night.folder.file("metrics"), withIntermediateDirectories: true)
    }

    private func run(_ command: String, _ more: [String] = []) async throws -> ProgramResult {
        try await Program.run("epjsyncd", [command, "--config", night.folder.file("epjsyncd.toml")] + more)
    }

    private func metrics() throws -> ExpositionFormat {
        #expect(try FileManager.default.contentsOfDirectory(atPath: night.folder.file("metrics")) == ["epjsyncd.prom"])
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o644)
        let format = ExpositionFormat(try String(contentsOfFile: file, encoding: .utf8))
        #expect(format.objections == [])
        return format
    }

    @Test func everyEndOfACommandIsThere() async throws {
        // The portal of the configuration does not answer.
        #expect(try await run("sync").exitCode == 69)
        var metrics = try metrics()
        #expect(metrics.value("epjsyncd_last_attempt_exit_code", ["command": "sync"]) == 69)
        #expect(metrics.value("epjsyncd_last_complete_cycle_timestamp_seconds") == 0)
        #expect(metrics.value("epjsyncd_last_cycle_exit_code") == 69)
        #expect((metrics.value("epjsyncd_last_cycle_window_end_timestamp_seconds") ?? 0) > 0)
        // node_exporter has these of its own process.
        #expect(!metrics.samples.contains { $0.name.hasPrefix("epjsyncd_process") || $0.name.hasPrefix("process") })

        // A complete cycle is remembered where the ledger cannot be read any more.
        try night.ledger().endRun(
            night.ledger().beginRun(
                "sync", now: Instant(seconds: 1_700_000_000), started: Instant(seconds: 1_700_000_000)),
            at: Instant(seconds: 1_700_000_100), exitCode: 0, report: "{}", text: nil)
        let plan = try await run("plan").exitCode
        metrics = try self.metrics()
        #expect(metrics.value("epjsyncd_last_complete_cycle_timestamp_seconds") == 1_700_000_100)
        #expect(metrics.value("epjsyncd_last_attempt_exit_code", ["command": "plan"]) == Double(plan))
        try FileManager.default.removeItem(atPath: night.configuration.state.masterKeyFile)
        #expect(try await run("sync").exitCode == 78)
        metrics = try self.metrics()
        #expect(metrics.value("epjsyncd_last_complete_cycle_timestamp_seconds") == 1_700_000_100)
        #expect(metrics.value("epjsyncd_last_attempt_exit_code", ["command": "sync"]) == 78)
        #expect(metrics.value("epjsyncd_configuration_valid") == 0)
    }

    @Test func aConfigurationThatIsNotValidIsToldToo() async throws {
        let path = night.folder.file("epjsyncd.toml")
        try night.folder.write(try String(contentsOfFile: path, encoding: .utf8) + "[nigth]\n", to: "epjsyncd.toml")
        #expect(try await run("sync").exitCode == 78)
        #expect(try metrics().value("epjsyncd_configuration_valid") == 0)
    }

    @Test func aFolderThatIsNotThereIsSaidAndChangesNothing() async throws {
        try FileManager.default.removeItem(atPath: night.folder.file("metrics"))
        let result = try await run("sync")
        #expect(result.exitCode == 69)
        #expect(
            result.error.hasPrefix(
                "epjsyncd: The metrics file \(night.folder.file("metrics"))/epjsyncd.prom (status.textfile) cannot be written: "
            ))
        #expect(result.error.hasSuffix("Everything else is as it should be.\n"))
    }
}
