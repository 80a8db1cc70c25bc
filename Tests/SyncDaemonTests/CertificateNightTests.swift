// An outbox behind TLS that goes by client certificates: a whole night through it by the program itself, and what is told
// when the certificate is the wrong one.

import Foundation
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite(.enabled(if: TLSFront.isPossible), .timeLimit(.minutes(10))) struct CertificateNightTests {
    private let server: OutboxServer
    private let keys: TemporaryFolder
    private let front: TLSFront
    private let simulator: SimulatorProcess

    init() throws {
        server = try #require(OutboxServer())
        keys = try TemporaryFolder()
        front = try TLSFront(keys, target: server.port)
        simulator = try SimulatorProcess()
    }

    private var url: String { "https://127.0.0.1:\(front.port)/utboks" }

    private func installation(_ certificate: String) async throws -> NightHarness {
        try await simulator.put(
            "/citizens",
            "[{\"fnr\":\"\(NightHarness.anna)\",\"active\":true,\"viaOthers\":false,\"assignedProxy\":false}]")
        return try NightHarness(
            portalURL: simulator.portalURL,
            feed: """
                transport = "outbox"
                url = "\(url)"
                ca_file = "\(keys.file("ca.pem"))"
                client_certificate = "\(keys.file(certificate + ".pem"))"
                client_key = "\(keys.file(certificate + ".key"))"
                """)
    }

    private func sync(_ night: NightHarness) async throws -> ProgramResult {
        try await Program.run(
            "epjsyncd",
            [
                "sync", "--first-run", "--config", night.folder.file("epjsyncd.toml"), "--now",
                "2027-01-11T01:15:00+01:00",
            ])
    }

    private func deliver(_ night: NightHarness) {
        let event = GericaMessage.event(
            uid: "u1", start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED")
        let messages: [GericaMessage] = [
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00", events: [event]),
            .services(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                [(id: "9", unit: "95316", from: "2026-01-01")]),
        ]
        server.put(OutboxServer.page([messages[0].element], next: "c1", more: true), after: "")
        server.put(OutboxServer.page([messages[1].element], next: "c2"), after: "c1")
        server.put(OutboxServer.page([], next: "c2"), after: "c2")
    }

    @Test func aWholeNight() async throws {
        let night = try await installation("client")
        deliver(night)
        let result = try await sync(night)
        #expect(result.exitCode == 0, "\(result.output)\(result.error)")
        #expect(result.output.contains("    messages    applied 2\n"))
        #expect(server.asked == ["", "c1"])
        // The receipt, and that she is active.
        #expect(server.posts.map(\.kind) == ["kvittering", "melding"])
        #expect(try night.ledger().outboxPosition(of: url).cursor == "c2")
        #expect((try await simulator.state()["appointments"] as? [Any])?.count == 1)
        let again = try await sync(night)
        #expect(again.exitCode == 0 && server.asked == ["", "c1", "c2"] && server.posts.count == 2)
    }

    @Test func aWrongCertificateIsToldAndLosesNothing() async throws {
        let night = try await installation("stranger")
        deliver(night)
        let result = try await sync(night)
        #expect(result.exitCode == 3)
        #expect(result.output.contains("  problem: The outbox \(url) gave no whole answer: "), "\(result.output)")
        #expect(result.output.contains("unknown ca"), "\(result.output)")
        #expect(
            result.output.contains(
                "Check that the EPJ's server runs, that this machine may reach it, and that the two know each other's "
                    + "certificates (ca_file, client_certificate)."), "\(result.output)")
        #expect(server.asked == [] && server.posts == [])
        // With the right one everything is there.
        let file = night.folder.file("sources.d/a.toml")
        let source = try String(contentsOfFile: file, encoding: .utf8)
        try night.folder.write(source.replacing("stranger", with: "client"), to: "sources.d/a.toml")
        let right = try await sync(night)
        #expect(right.exitCode == 0 && right.output.contains("    messages    applied 2\n"), "\(right.output)")
        #expect(server.posts.map(\.kind) == ["kvittering", "melding"])
    }
}
