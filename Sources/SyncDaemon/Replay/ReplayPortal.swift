// The portal of a rehearsal: a portal-simulator, the one beside this program unless another is named. It holds what it is
// told in memory and ends with this program, however that ends.

import Foundation
import HTTPTransport
import SyncCore

final class ReplayPortal: Sendable {
    let url: String
    /// Where citizens and clock are set and pages are read; `nil` where nobody said.
    let adminURL: String?
    private let process: Process?
    /// The simulator ends when this does.
    private let input: Pipe?
    private let session: HTTPSession

    /// One that runs already.
    init(url: String, adminURL: String?) throws(CommandEnd) {
        self.url = url
        self.adminURL = adminURL
        process = nil
        input = nil
        session = try Self.session()
    }

    /// Starts the one beside this program.
    init() throws(CommandEnd) {
        let executable = try Self.simulator()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = [
            "--port", "0", "--admin-port", "0", "--auth", "off", "--state", "memory", "--until-input-ends",
        ]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil, let ports = Self.ports(output.fileHandleForReading) else {
            if process.isRunning { process.terminate() }
            throw CommandEnd(
                .portalUnreachable,
                "\(executable) did not start. Nothing was sent or kept. Run it by itself to see why, or name a running one "
                    + "with --portal and --portal-admin.")
        }
        (url, adminURL) = ports
        self.process = process
        self.input = input
        session = try Self.session()
    }

    func end() { process?.terminate() }

    func close() async { await session.close() }

    // MARK: What vendors set in place of citizens

    func set(clock: Instant) async throws(CommandEnd) {
        try await put("/clock", #"{"now":"\#(clock.iso8601UTC)"}"#)
    }

    /// Each active, and with a given proxy, so that what relatives are told is to be seen.
    func activate(_ citizens: some Sequence<NationalIdentityNumber>) async throws(CommandEnd) {
        let objects = citizens.map { #"{"fnr":"\#($0.digits)","active":true,"assignedProxy":true}"# }
        try await put("/citizens", "[" + objects.joined(separator: ",") + "]")
    }

    /// What each citizen sees, by counts.
    func counts() async throws(CommandEnd) -> [ReplayedCitizen] {
        let body = try await ask(HTTPRequest(method: .get, url: (adminURL ?? "") + "/citizens"))
        struct Answer: Decodable { let citizens: [ReplayedCitizen] }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)) else { throw unreachable }
        return answer.citizens
    }

    private func put(_ path: String, _ body: String) async throws(CommandEnd) {
        guard let adminURL else { return }
        let type = HTTPHeader(name: "Content-Type", value: "application/json")
        _ = try await ask(
            HTTPRequest(method: .put, url: adminURL + path, headers: [type], body: Array(body.utf8)))
    }

    private func ask(_ request: HTTPRequest) async throws(CommandEnd) -> [UInt8] {
        guard let response = try? await session.send(request), (200..<300).contains(response.status) else {
            throw unreachable
        }
        return response.body
    }

    private var unreachable: CommandEnd {
        CommandEnd(
            .portalUnreachable,
            "The admin address of the portal-simulator does not answer as it should. What was read is not kept. "
                + (process == nil
                    ? "Give --portal-admin the second address it prints."
                    : "Run replay again; if it recurs, report it."))
    }

    // MARK: Starting

    private static func session() throws(CommandEnd) -> HTTPSession {
        do {
            return try HTTPSession(
                configuration: HTTPTransportConfiguration(
                    responseTimeoutSeconds: 60, responseBytesMax: 1 << 28, userAgent: "epjsyncd-replay"))
        } catch {
            throw CommandEnd(.internalError, "The connection to the portal cannot be set up: \(error.description).")
        }
    }

    /// The program's own folder, whatever it was started as.
    private static func simulator() throws(CommandEnd) -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let path = (own as NSString).deletingLastPathComponent + "/portal-simulator"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw CommandEnd(
                .portalUnreachable,
                "replay needs a portal to show the messages on, and there is no portal-simulator beside epjsyncd "
                    + "(\(path)). Nothing was sent or kept. Put it there (swift build --product portal-simulator), or "
                    + "start one elsewhere and name it with --portal and --portal-admin.")
        }
        return path
    }

    /// `portal-simulator: portal http://127.0.0.1:8480 admin http://127.0.0.1:8481`
    private static func ports(_ output: FileHandle) -> (String, String?)? {
        var line: [UInt8] = []
        while let byte = try? output.read(upToCount: 1)?.first, byte != 0x0A { line.append(byte) }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
        guard words.count == 5, words[1] == "portal", words[3] == "admin" else { return nil }
        return (words[2], words[4])
    }
}

/// What one citizen sees at the end.
struct ReplayedCitizen: Codable, Equatable {
    /// Below the portal's admin address.
    var page: String
    var planned: Int
    var assigned: Int
    var performed: Int
    var cancelled: Int
    var changed: Int
    var relativeTold: Int
}
