// A very small HTTP/1.1 client on a POSIX socket: one connection per request, and the bytes as they came.
//
// Not a library, because the tests have to see what a library hides: a connection closed without an answer, and a
// body that comes in pieces.

import Foundation

@testable import PortalSimulator

/// What came back over the connection.
struct LoopbackAnswer: Equatable, Sendable {
    var status: Int
    /// Names in lower case.
    var headers: [String: String]
    var body: [UInt8]

    var json: JSONValue? { try? JSONReader.read(body) }

    /// The codes of an OperationOutcome's issues.
    var codes: [String] { json.map(Self.codes) ?? [] }

    static func codes(_ outcome: JSONValue) -> [String] {
        (outcome["issue"]?.array ?? []).compactMap { $0["details.coding.0.code"]?.string }
    }
}

struct LoopbackClient: Sendable {
    var port: Int

    struct Failure: Error {
        var call: String
    }

    /// Sends one request and reads until the server closes.
    /// - Returns: `nil` when the connection ended without a whole head.
    func send(
        _ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8] = []
    ) async throws -> LoopbackAnswer? {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try exchange(method, path, headers, body) })
            }
        }
    }

    private func exchange(
        _ method: String, _ path: String, _ headers: [String: String], _ body: [UInt8]
    ) throws -> LoopbackAnswer? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(call: "socket") }
        defer { close(descriptor) }
        try connectLoopback(descriptor)
        var head = "\(method) \(path) HTTP/1.1\r\nConnection: close\r\n"
        let all = headers.merging(["Host": "127.0.0.1"]) { given, _ in given }
        for (name, value) in all { head += "\(name): \(value)\r\n" }
        head += "Content-Length: \(body.count)\r\n\r\n"
        try write(Array(head.utf8) + body, to: descriptor)
        return Self.answer(readToEnd(descriptor))
    }

    private func connectLoopback(_ descriptor: Int32) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard result == 0 else { throw Failure(call: "connect") }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // The server may have answered and closed already: what it said is still to be read.
            guard count > 0 else { return }
            sent += count
        }
    }

    private func readToEnd(_ descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }

    private static func answer(_ bytes: [UInt8]) -> LoopbackAnswer? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        let bodyStart = text[..<end.upperBound].utf8.count
        return LoopbackAnswer(status: status, headers: headers, body: Array(bytes[bodyStart...]))
    }
}
