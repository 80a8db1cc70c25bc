// Told to stop in the middle of a push: no outcome is lost, and what has none is in doubt.

import Crypto
import Foundation
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite(.timeLimit(.minutes(10))) struct ResidentStopTests {
    private static let stopped = "epjsyncd: stopped; what is left goes on with the next start."

    /// A portal that answers everything, and appointments only when it may.
    private func portal(_ mayAnswer: DispatchSemaphore?) throws -> LoopbackServer {
        let active =
            "{\"erAktivListe\":{\"\(NightHarness.anna)\":"
            + "{\"erDigitaltAktivSelv\":true,\"erDigitaltAktivViaAndre\":false}}}"
        let entry = "{\"response\":{\"status\":\"201\"}}"
        let offers =
            "{\"resourceType\":\"Bundle\",\"type\":\"batch-response\",\"entry\":["
            + Array(repeating: entry, count: 6).joined(separator: ",") + "]}"
        return try #require(
            LoopbackServer { request in
                if request.target.contains("helsenorgeaktivsjekken") { return .answer(body: Array(active.utf8)) }
                if request.target.contains("helsekontakter") { return .answer(body: Array(offers.utf8)) }
                guard request.requestLine.hasPrefix("PUT ") else { return .answer(status: 404) }
                guard let mayAnswer else { return .hang }
                mayAnswer.wait()
                return .answer(status: 201, body: Array("{\"resourceType\":\"Appointment\"}".utf8))
            })
    }

    /// A visit waits to be read and told.
    private func begun(_ portal: LoopbackServer) async throws -> NightHarness {
        let night = try NightHarness(portalURL: portal.url(""))
        try await night.begin()
        try night.deliverVisit()
        return night
    }

    private func untilAppointment(_ portal: LoopbackServer) async {
        for await event in portal.events {
            if case .received(let request) = event, request.requestLine.hasPrefix("PUT ") { return }
        }
    }

    @Test func whatIsInFlightIsAwaited() async throws {
        let mayAnswer = DispatchSemaphore(value: 0)
        let portal = try portal(mayAnswer)
        defer { portal.stop() }
        let night = try NightHarness(portalURL: portal.url(""))
        try await night.begin()
        try night.write(window: (-1, 1))
        try night.deliverVisit()
        let service = try night.start()
        await untilAppointment(portal)
        service.send(SIGTERM)
        mayAnswer.signal()
        let end = await service.end()
        #expect(end.exitCode == 0 && end.lines.last == Self.stopped)
        #expect(try night.ledger().openEnds().possiblyTold == 0)
        #expect(try night.ledger().runs(limit: 1).first?.exitCode == 0)
    }

    @Test func whatIsNotAnsweredIsInDoubtAndGoesOnTheSameNight() async throws {
        let portal = try portal(nil)
        defer { portal.stop() }
        let night = try NightHarness(portalURL: portal.url(""))
        try await night.begin()
        try night.write(window: (-1, 1))
        try night.deliverVisit()
        let service = try night.start()
        await untilAppointment(portal)
        service.send(SIGTERM)
        // A second one does not wait for what is in flight.
        service.send(SIGINT)
        let end = await service.end()
        #expect(end.exitCode == 0 && end.lines.last == Self.stopped)
        #expect(end.lines.contains("  Ended before everything was done; the rest goes on next time. (exit code 6)"))
        #expect(try night.ledger().openEnds().possiblyTold == 1)
        let again = try night.start()
        await untilAppointment(portal)
        again.send(SIGTERM)
        again.send(SIGTERM)
        #expect(await again.end().exitCode == 0)
        #expect(try night.ledger().runs(limit: 9).map(\.exitCode) == [6, 6, 0])
    }

    @Test func aCycleByHandEndsInOrderToo() async throws {
        let mayAnswer = DispatchSemaphore(value: 0)
        let portal = try portal(mayAnswer)
        defer { portal.stop() }
        let night = try await begun(portal)
        let sync = try night.startSync()
        await untilAppointment(portal)
        sync.send(SIGTERM)
        let said = await sync.said(upTo: "Stopping")
        #expect(
            said == ["Stopping: what is in flight is awaited for some seconds. A second signal does not wait."])
        mayAnswer.signal()
        #expect(await sync.end().exitCode == 0, "there was nothing but what was in flight")
        #expect(try night.ledger().openEnds().possiblyTold == 0)
    }

    @Test func aCycleByHandThatIsToldTwiceLeavesWhatIsInDoubt() async throws {
        let portal = try portal(nil)
        defer { portal.stop() }
        let night = try await begun(portal)
        let sync = try night.startSync()
        await untilAppointment(portal)
        sync.send(SIGINT)
        _ = await sync.said(upTo: "Stopping")
        sync.send(SIGINT)
        let end = await sync.end()
        #expect(end.exitCode == 6)
        #expect(end.lines.contains { $0.contains("It was stopped before the cycle was done") })
        #expect(try night.ledger().openEnds().possiblyTold == 1)
        #expect(try night.ledger().runs(limit: 1).map(\.exitCode) == [6])
    }

    @Test func anApplyIsStoppedInOrderToo() async throws {
        let portal = try portal(nil)
        defer { portal.stop() }
        let night = try await begun(portal)
        let file = night.folder.file("plan.json")
        let planned = try await Program.run(
            "epjsyncd", ["plan", "--out", file, "--config", night.folder.file("epjsyncd.toml")])
        #expect(planned.exitCode == 2)
        let apply = try ResidentProgram("epjsyncd", ["apply", file, "--config", night.folder.file("epjsyncd.toml")])
        await untilAppointment(portal)
        apply.send(SIGTERM)
        apply.send(SIGINT)
        let end = await apply.end()
        #expect(end.exitCode == 6, "\(end.lines)")
        #expect(try night.ledger().runs(limit: 1).map(\.command) == ["apply"])
        #expect(try night.ledger().openEnds().possiblyTold == 1)
    }

    /// Eight seconds for what is in flight; without them it would wait for the portal's fifteen.
    @Test func whatIsNotAnsweredInTimeIsGivenUp() async throws {
        let portal = try portal(nil)
        defer { portal.stop() }
        let night = try NightHarness(portalURL: portal.url(""))
        try await night.begin()
        try night.write(window: (-1, 1))
        try night.deliverVisit()
        let service = try night.start()
        await untilAppointment(portal)
        service.send(SIGTERM)
        let end = await service.end()
        #expect(end.exitCode == 0 && end.lines.last == Self.stopped)
        // The portal's own time-out would have left another word.
        #expect(end.lines.contains { $0.contains("the request was cancelled; the request may have arrived") })
        #expect(try night.ledger().openEnds().possiblyTold == 1)
    }

    @Test func aTokenServiceThatHangsDoesNotKeepItAlive() async throws {
        let server = try #require(LoopbackServer { _ in .hang })
        defer { server.stop() }
        let night = try NightHarness(portalURL: server.url(""))
        try await night.begin()
        try night.folder.write(P256.Signing.PrivateKey().pemRepresentation, to: "helseid.pem", mode: 0o600)
        try night.write(
            window: (-1, 1),
            auth: """
                auth = "helseid"
                [helseid]
                issuer = "\(server.url(""))"
                client_id = "kommunen"
                key = "helseid.pem"
                key_id = "k1"
                scopes = ["a"]
                """)
        try night.deliverVisit()
        let service = try night.start()
        for await event in server.events {
            if case .received(let request) = event, request.target == "/connect/token" { break }
        }
        // After eight seconds it gives up, and does not try again what it gave up.
        service.send(SIGTERM)
        let end = await service.end()
        #expect(end.exitCode == 0 && end.lines.last == Self.stopped, "\(end.lines)")
    }
}
