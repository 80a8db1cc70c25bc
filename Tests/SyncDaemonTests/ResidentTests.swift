// `run` as a process with real signals, real inotify and a real portal: what it does by night and by day, and how it ends.

import Foundation
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite(.timeLimit(.minutes(10))) struct ResidentTests {
    private let simulator: SimulatorProcess

    init() throws { simulator = try SimulatorProcess() }

    private func installation(_ hours: (Int, Int), intervalSeconds: Int = 3_600) async throws -> NightHarness {
        try await simulator.put(
            "/citizens",
            "[{\"fnr\":\"\(NightHarness.anna)\",\"active\":true,\"viaOthers\":false,\"assignedProxy\":false}]")
        let night = try NightHarness(portalURL: simulator.portalURL)
        try await night.begin()
        try night.write(window: hours, intervalSeconds: intervalSeconds)
        return night
    }

    private func appointments() async throws -> Int {
        (try await simulator.state()["appointments"] as? [Any])?.count ?? 0
    }

    private static let stopped = "epjsyncd: stopped; what is left goes on with the next start."

    @Test(arguments: [SIGTERM, SIGINT])
    func aNightIsRunOnceAndASignalEndsTheService(_ signal: Int32) async throws {
        let night = try await installation((-1, 1))
        try night.deliverVisit()
        let service = try night.start()
        let said = await service.said(upTo: "nothing is left open")
        #expect(said.first?.hasPrefix("epjsyncd: A cycle every night from ") == true)
        #expect(said.contains("Run 2, sync for \(try #require(Self.time(of: said)))"))
        #expect(try await appointments() == 1)
        // It is there, and it is idle: the lock is free.
        _ = try InstallationLock(directory: night.configuration.state.directory)
        service.send(signal)
        let end = await service.end()
        #expect(end.exitCode == 0 && end.lines == [Self.stopped])
        // Started again in the same night it has nothing to run.
        let again = try night.start()
        _ = await again.said(upTo: "A cycle every night")
        try night.deliverVisit(uid: "u2")
        #expect(await again.said(upTo: "goes on from here").contains { $0.hasPrefix("Run 3, day") })
        again.send(SIGTERM)
        #expect(await again.end().exitCode == 0)
        #expect(try night.ledger().runs(limit: 9).map(\.command) == ["day", "sync", "sync"])
        #expect(try await appointments() == 1)
    }

    private static func time(of lines: [String]) -> String? {
        lines.first { $0.hasPrefix("Run 2, sync for ") }.map { String($0.dropFirst(16)) }
    }

    @Test func whatIsApprovedWhileTheServiceRunsIsSentAtOnce() async throws {
        try await simulator.put(
            "/citizens",
            "[{\"fnr\":\"\(NightHarness.anna)\",\"active\":true,\"viaOthers\":false,\"assignedProxy\":false}]")
        let night = try NightHarness(portalURL: simulator.portalURL)
        try night.write(window: (-1, 1))
        try night.deliverVisit()
        let service = try night.start()
        _ = await service.said(upTo: "epjsyncd approve H1")
        #expect(try await appointments() == 0)
        let approved = try await Program.run(
            "epjsyncd", ["approve", "H1", "--config", night.folder.file("epjsyncd.toml")])
        #expect(approved.exitCode == 0)
        #expect(
            approved.output.hasPrefix("Approved H1 of source 9901-gerica for 24 hours: it may begin.\nRun 2, sync for ")
        )
        #expect(try await appointments() == 2)
        service.send(SIGTERM)
        #expect(await service.end().exitCode == 0)
    }

    @Test func byDayAnEPJIsHeardWithoutAnybodyLooking() async throws {
        let night = try await installation((2, 3))
        let service = try night.start()
        _ = await service.said(upTo: "A cycle every night")
        try night.deliverVisit()
        // The next interval is an hour away: only the kernel can have told.
        let said = await service.said(upTo: "goes on from here")
        #expect(said.contains("    messages    applied 1"))
        #expect(try await appointments() == 0)
        service.send(SIGTERM)
        #expect(await service.end().exitCode == 0)
        #expect(try night.ledger().runs(limit: 9).map(\.command) == ["day", "sync"])
    }

    @Test func anotherRunKeepsItWaitingAndIsToldOnce() async throws {
        let night = try await installation((2, 3), intervalSeconds: 1)
        var lock: InstallationLock? = try InstallationLock(directory: night.configuration.state.directory)
        try night.deliverVisit()
        let service = try night.start()
        let said = await service.said(upTo: "Another run holds")
        #expect(
            said.last
                == "epjsyncd: Another run holds the lock \(night.configuration.state.directory)/lock. It is asked for "
                + "again at every interval, and nothing more is said of it.")
        lock = nil
        _ = lock
        let after = await service.said(upTo: "goes on from here")
        #expect(!after.contains { $0.contains("Another run") } && after.contains("    messages    applied 1"))
        service.send(SIGTERM)
        #expect(await service.end().lines == [Self.stopped])
    }

    @Test func aConfigurationThatIsNotValidChangesNothingAndAValidOneCounts() async throws {
        let night = try await installation((2, 3))
        let service = try night.start()
        _ = await service.said(upTo: "A cycle every night")
        let file = night.folder.file("epjsyncd.toml")
        let valid = try String(contentsOfFile: file, encoding: .utf8)
        try night.folder.write(valid + "\nintervall_seconds = 3\n", to: "epjsyncd.toml")
        service.send(SIGHUP)
        #expect(
            await service.said(upTo: "from before") == [
                "epjsyncd: The configuration is not valid; nothing was read or sent.",
                "  epjsyncd.toml: day.intervall_seconds is unknown; did you mean interval_seconds?",
                "epjsyncd: the configuration from before stays in force.",
            ])
        try night.deliverVisit()
        #expect(await service.said(upTo: "goes on from here").contains("    messages    applied 1"))
        // Now it is night.
        try night.write(window: (-1, 1))
        service.send(SIGHUP)
        let said = await service.said(upTo: "nothing is left open")
        #expect(
            said.first?.hasPrefix("epjsyncd: the configuration was read again and counts from the next cycle. A cycle ")
                == true)
        #expect(try await appointments() == 1)
        service.send(SIGTERM)
        #expect(await service.end().exitCode == 0)
    }

    @Test func aConfigurationThatIsNotValidIsNoBeginning() async throws {
        let night = try await installation((2, 3))
        try night.folder.write("[nigth]\n", to: "epjsyncd.toml")
        let result = try await Program.run("epjsyncd", ["run", "--config", night.folder.file("epjsyncd.toml")])
        #expect(result.exitCode == 78 && result.error.hasPrefix("epjsyncd: The configuration is not valid; "))
    }
}
