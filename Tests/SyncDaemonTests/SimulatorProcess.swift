// The real portal-simulator as a process on ports of its own, for tests that want the whole way over the wire.

import Foundation
import HTTPTransport
import TestSupport

final class SimulatorProcess: Sendable {
    let portalURL: String
    let adminURL: String
    private let session: HTTPSession
    private let process: Process

    init(_ flags: [String] = [], auth: [String] = ["--auth", "off"]) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: Program.directory + "/portal-simulator")
        process.arguments = ["--port", "0", "--admin-port", "0"] + auth + flags
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.runAlone()
        // Its first line says where it listens; reading waits for it.
        var line = ""
        while !line.contains("\n"), let more = try pipe.fileHandleForReading.read(upToCount: 1), !more.isEmpty {
            line += String(decoding: more, as: UTF8.self)
        }
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        func after(_ word: String) -> String { words.firstIndex(of: word).map { words[$0 + 1] } ?? "" }
        portalURL = after("portal")
        adminURL = after("admin")
        session = try HTTPSession(
            configuration: HTTPTransportConfiguration(
                responseTimeoutSeconds: 120, responseBytesMax: 1 << 30, userAgent: "epjsyncd-tests"))
    }

    deinit { process.terminate() }

    func put(_ path: String, _ body: String) async throws {
        let response = try await session.send(
            HTTPRequest(
                method: .put, url: adminURL + path,
                headers: [HTTPHeader(name: "Content-Type", value: "application/json")], body: Array(body.utf8)))
        guard response.status < 300 else { throw UnexpectedAnswer(status: response.status) }
    }

    func state() async throws -> [String: Any] {
        let response = try await session.send(HTTPRequest(method: .get, url: adminURL + "/state"))
        return try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any] ?? [:]
    }

    struct UnexpectedAnswer: Error {
        let status: Int
    }
}
