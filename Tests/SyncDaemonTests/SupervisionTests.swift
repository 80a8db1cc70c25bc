// What systemd hears of the service, and when it stops hearing that all is well.

import Foundation
import HTTPTransport
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct SupervisionTests {
    // MARK: The pulse

    @Test func aLoopThatMakesStepsIsAlive() {
        var pulse = ServicePulse(stallSeconds: 10, at: 100)
        #expect(pulse.isAlive(at: 110) && !pulse.isAlive(at: 110.1))
        pulse.moved(at: 109)
        #expect(pulse.isAlive(at: 119) && !pulse.isAlive(at: 120))
    }

    @Test func aLoopThatRestsIsAliveForAsLongAsItSaid() {
        var pulse = ServicePulse(stallSeconds: 10, at: 0)
        pulse.rests(at: 0, seconds: 3_600)
        #expect(pulse.isAlive(at: 3_610) && !pulse.isAlive(at: 3_611))
        // Awake again before: it has to move as ever.
        pulse.moved(at: 20)
        #expect(!pulse.isAlive(at: 31))
    }

    // MARK: What is said

    private static func supervisor(_ environment: [String: String] = ["WATCHDOG_USEC": "20000000"]) -> Supervisor {
        Supervisor(SupervisorEnvironment(environment, process: 7), seconds: { 0 })
    }

    @Test func theWatchdogIsAnsweredOnlyWhileTheLoopVouchesForItself() {
        let supervisor = Self.supervisor()
        #expect(supervisor.due(at: 3_600) == ["EXTEND_TIMEOUT_USEC=30000000"])
        #expect(supervisor.due(at: 3_601) == [], "starting is not asked for for ever")
        supervisor.ready()
        #expect(supervisor.due(at: 10) == ["WATCHDOG=1"])
        #expect(supervisor.due(at: 10.1) == [], "half of 20 s without a step")
        supervisor.rests(seconds: 30)
        #expect(supervisor.due(at: 40) == ["WATCHDOG=1"])
        supervisor.didMake(.commit)
        #expect(supervisor.due(at: 11) == [])
        supervisor.stopping()
        #expect(supervisor.due(at: 10) == ["EXTEND_TIMEOUT_USEC=30000000", "WATCHDOG=1"])
        #expect(supervisor.due(at: 11) == [], "an end that hangs is not asked for either")
    }

    @Test(arguments: [
        (["NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "3000000"], true, 3.0 as Double?),
        (["NOTIFY_SOCKET": "@x", "WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "7"], true, 3.0),
        (["NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "8"], true, nil),
        (["NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "0"], true, nil),
        (["NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "soon"], true, nil),
        (["NOTIFY_SOCKET": "run/x"], false, nil),
        (["NOTIFY_SOCKET": "/" + String(repeating: "x", count: 120)], false, nil),
        ([:], false, nil),
    ])
    func theEnvironmentSaysWhoListens(_ environment: [String: String], _ hasSocket: Bool, _ seconds: Double?) {
        let read = SupervisorEnvironment(environment, process: 7)
        #expect((read.socket != nil) == hasSocket && read.watchdogSeconds == seconds)
    }

    /// The kernel holds so many datagrams and no more.
    @Test(.timeLimit(.minutes(10))) func whatIsSaidOnceWaitsForRoom() async throws {
        let folder = try TemporaryFolder()
        let systemd = try #require(DatagramListener(folder.file("notify")))
        let socket = try #require(LocalDatagram(systemd.name))
        while socket.send(Array("WATCHDOG=1".utf8)) {}
        let supervisor = Supervisor(SupervisorEnvironment(["NOTIFY_SOCKET": systemd.name], process: 7))
        Thread.detachNewThread {
            supervisor.ready()
            supervisor.reloading()
            supervisor.reloaded()
            supervisor.stopping()
        }
        for line in ["READY=1", "RELOADING=1", "READY=1", "STOPPING=1"] {
            #expect(await systemd.said(upTo: line).contains { $0.hasPrefix(line) })
        }
    }

    // MARK: The program

    @Test(.timeLimit(.minutes(10)), arguments: [false, true])
    func systemdHearsReadyWatchdogReloadAndStop(isAbstract: Bool) async throws {
        let night = try NightHarness(portalURL: "http://127.0.0.1:9")
        try night.write(window: (5, 6))
        let name = isAbstract ? "@epjsyncd-\(UUID().uuidString)" : night.folder.file("notify")
        let systemd = try #require(DatagramListener(name))
        let service = try ResidentProgram(
            "epjsyncd", ["run", "--config", night.folder.file("epjsyncd.toml")],
            environment: ["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "400000"])
        let started = await systemd.said(upTo: "READY=1")
        #expect(
            started.allSatisfy { $0.hasPrefix("EXTEND_TIMEOUT_USEC=") || $0 == "READY=1" || $0.hasPrefix("STATUS=") })
        #expect(started.contains { $0.hasPrefix("STATUS=waiting; the next cycle opens ") })
        _ = await systemd.said(upTo: "WATCHDOG=1")
        service.send(SIGHUP)
        #expect(await systemd.said(upTo: "RELOADING=1").last?.hasPrefix("MONOTONIC_USEC=") == true)
        _ = await systemd.said(upTo: "READY=1")
        service.send(SIGTERM)
        _ = await systemd.said(upTo: "STOPPING=1")
        #expect(await service.end().exitCode == 0)
    }
}

@Suite struct ProgressLineTests {
    @Test(arguments: [
        (0, 4_000 as Int?, 0.0, "pushing  ░░░░░░░░░░░░░░░░░░░░  0 of 4,000"),
        (2_000, 4_000, 5.0, "pushing  ██████████░░░░░░░░░░  2,000 of 4,000  400/s  5 s left"),
        (4_000, 4_000, 10.0, "pushing  ████████████████████  4,000 of 4,000  400/s"),
        (5_000, 4_000, 10.0, "pushing  ████████████████████  5,000 of 4,000  500/s"),
        (1_250, nil, 4.0, "pushing  1,250  313/s"),
        (0, nil, 9.0, "pushing"),
        (10, 1_000, 100.0, "pushing  ░░░░░░░░░░░░░░░░░░░░  10 of 1,000  6/min  2 h 45 min left"),
        (100, 1_000, 1.0, "pushing  ██░░░░░░░░░░░░░░░░░░  100 of 1,000  100/s  9 s left"),
        (100, 90_100, 10.0, "pushing  ░░░░░░░░░░░░░░░░░░░░  100 of 90,100  10/s  2 h 30 min left"),
        (1_000, 61_000, 10.0, "pushing  ░░░░░░░░░░░░░░░░░░░░  1,000 of 61,000  100/s  10 min left"),
    ])
    func itSaysHowFarHowFastAndHowLong(_ done: Int, _ total: Int?, _ seconds: Double, _ text: String) {
        let line = ProgressLine(phase: "pushing", began: 0, beganAt: 0)
        #expect(line.text(done: done, of: total, at: seconds) == text)
    }

    @Test func whatWasDoneBeforeIsNoRate() {
        #expect(
            ProgressLine(phase: "reading", began: 10, beganAt: 900).text(done: 1_000, of: nil, at: 20)
                == "reading  1,000  10/s")
    }
}
