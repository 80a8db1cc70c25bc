// The service as it is asked from outside: over real HTTP on loopback, while it waits, while a night is running, and where
// its port is another's.

import Foundation
import HTTPTransport
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite(.timeLimit(.minutes(10))) struct StatusListenerTests {
    private static let greeting = "A cycle every night"
    private static let listening = "listen = \"127.0.0.1:0\""

    private func get(
        _ url: String, _ method: HTTPRequest.Method = .get, host: String? = nil
    ) async throws -> (response: HTTPResponse, text: String) {
        let session = try HTTPSession(
            configuration: HTTPTransportConfiguration(responseBytesMax: 1 << 22, userAgent: "epjsyncd-tests"))
        let headers = host.map { [HTTPHeader(name: "Host", value: $0)] } ?? []
        let response = try await session.send(HTTPRequest(method: method, url: url, headers: headers))
        await session.close()
        return (response, String(decoding: response.body, as: UTF8.self))
    }

    /// `http://127.0.0.1:PORT`, once it is there and the service has greeted: in whichever order they come.
    static func address(_ service: ResidentProgram) async throws -> String {
        var said = await service.said(upTo: "The status page is at")
        let line = said.last ?? ""
        if !said.contains(where: { $0.contains(greeting) }) { said += await service.said(upTo: greeting) }
        let start = try #require(line.firstRange(of: "http://"))
        return String(line[start.lowerBound...].prefix { $0 != "," }.dropLast())
    }

    @Test func itTellsHowItIsWhileItWaits() async throws {
        let night = try NightHarness()
        try await night.begin()
        try night.write(window: (2, 3), status: Self.listening)
        let service = try night.start()
        let url = try await Self.address(service)
        #expect(try await get(url + "/health").text == "live\n")
        #expect(try await get(url + "/ready").text == "ready\n")
        let (metrics, text) = try await get(url + "/metrics")
        #expect(metrics.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
        #expect(metrics.header("Cache-Control") == "no-store" && metrics.header("X-Content-Type-Options") == "nosniff")
        let format = ExpositionFormat(text)
        #expect(format.objections == [])
        #expect(format.samples.first?.name == "epjsyncd_last_complete_cycle_timestamp_seconds")
        #expect((format.value("epjsyncd_process_resident_memory_bytes") ?? 0) > 1_000_000)
        #expect(format.value("epjsyncd_citizens", ["state": "active"]) == 1)
        let page = try await get(url + "/")
        #expect(page.text.hasPrefix("<!DOCTYPE html>") && page.text.contains("The last 30 nights"))
        #expect(
            page.response.header("Content-Security-Policy")?.hasPrefix("default-src 'none'; style-src 'nonce-") == true)
        // The head of the same answer, and nobody else's names or methods.
        let head = try await Program.run("/usr/bin/curl", ["-sS", "--head", url + "/health"]).output.lowercased()
        #expect(head.hasPrefix("http/1.1 200 ok\r\n") && head.contains("\r\ncontent-length: 5\r\n"))
        #expect(head.hasSuffix("\r\n\r\n"))
        #expect(try await get(url + "/health", host: "evil.example").response.status == 421)
        #expect(try await get(url + "/", .put).response.status == 405)
        service.send(SIGTERM)
        #expect(await service.end().exitCode == 0)
    }

    @Test func itAnswersWhileANightIsRunning() async throws {
        let portal = try #require(LoopbackServer { _ in .hang })
        let night = try NightHarness(portalURL: portal.url(""))
        try await night.begin()
        try night.write(window: (-1, 1), status: Self.listening)
        try night.deliverVisit()
        let service = try night.start()
        let url = try await Self.address(service)
        // The portal has been asked something and does not answer.
        for await event in portal.events { if case .received = event { break } }
        let format = ExpositionFormat(try await get(url + "/metrics").text)
        #expect(format.value("epjsyncd_phase", ["phase": "night"]) == 1)
        #expect(try await get(url + "/").text.contains("runs the night’s cycle since"))
        #expect(try await get(url + "/ready").text == "ready\n")
        service.send(SIGTERM)
        service.send(SIGTERM)
        #expect(await service.end().exitCode == 0)
    }

    @Test func aPortThatIsAnothersIsToldOnceAndStopsNothing() async throws {
        let other = try #require(LoopbackServer { _ in .cut })
        let port = other.port
        let night = try NightHarness()
        try await night.begin()
        try night.write(window: (2, 3), status: "listen = \"127.0.0.1:\(port)\"")
        let service = try night.start()
        var said = await service.said(upTo: "status.listen")
        if !said.contains(where: { $0.contains("A cycle every night") }) {
            said += await service.said(upTo: "A cycle every night")
        }
        #expect(
            said.contains(
                "epjsyncd: status.listen: 127.0.0.1:\(port) is in use by another program. The service goes on without status "
                    + "page and metrics, and tries again every minute."))
        try night.deliverVisit()
        #expect(await service.said(upTo: "goes on from here").contains("    messages    applied 1"))
        service.send(SIGTERM)
        let end = await service.end()
        #expect(end.exitCode == 0 && !end.lines.contains { $0.contains("status.listen") })
    }

    @Test func aReloadMovesItAndARefusedOneIsAMetric() async throws {
        let night = try NightHarness()
        try await night.begin()
        try night.write(window: (2, 3), status: Self.listening)
        let service = try night.start()
        let url = try await Self.address(service)
        try night.folder.write("[nigth]\n", to: "epjsyncd.toml")
        service.send(SIGHUP)
        _ = await service.said(upTo: "stays in force")
        #expect(ExpositionFormat(try await get(url + "/metrics").text).value("epjsyncd_configuration_valid") == 0)
        #expect(try await get(url + "/").text.contains("A configuration was refused"))
        try night.write(window: (2, 3), status: "listen = \"localhost:0\"")
        service.send(SIGHUP)
        let line = await service.said(upTo: "The status page is at").last ?? ""
        #expect(line.contains("http://localhost:"))
        service.send(SIGTERM)
        #expect(await service.end().exitCode == 0)
    }
}
