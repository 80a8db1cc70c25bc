// A server small enough to misbehave on purpose: raw sockets on threads of its own, one for each connection, and a
// script that says what each request gets. It speaks just enough HTTP/1.1 to read a request whole.

import Foundation
import Glibc

/// A scripted HTTP/1.1 server on 127.0.0.1. Everything it sees it tells through `events`.
public final class LoopbackServer: Sendable {
    /// What one request gets.
    public enum Reply: Sendable {
        /// A whole answer; the connection is kept.
        case answer(status: Int = 200, headers: [String] = [], body: [UInt8] = [])
        /// A whole answer, and then the connection is closed without having said so.
        case answerAndVanish(body: [UInt8])
        /// These bytes one write at a time, as they are; then the connection is kept or closed.
        case raw([String], closing: Bool)
        /// A beginning at once, and then a byte whenever the client has waited a little, until it gives up or has all.
        case dribble(beginning: [UInt8], rest: [UInt8])
        /// Silence until the client closes the connection.
        case hang
        /// The connection is closed without a byte.
        case cut
    }

    /// One request as it came.
    public struct Received: Sendable, Equatable {
        /// The connection it came on, counted from 1.
        public var connection: Int
        public var requestLine: String
        public var headerLines: [String]
        public var body: [UInt8]

        /// The path and query of the request line.
        public var target: String { requestLine.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
    }

    /// What happened, in order.
    public enum Event: Sendable, Equatable {
        case accepted(connection: Int)
        case received(Received)
        case closedByClient(connection: Int)
    }

    public typealias Script = @Sendable (Received) -> Reply

    private struct Contents: Sendable {
        var acceptedCount = 0
        var openSockets: Set<Int32> = []
        var isStopped = false
    }

    public let port: UInt16
    public let events: AsyncStream<Event>
    private let tell: AsyncStream<Event>.Continuation
    private let listener: Int32
    private let script: Script
    private let contents = Guarded(Contents())

    /// Listens on a port of the system's choosing; nil if there is none to be had.
    public init?(_ script: @escaping Script) {
        guard let (listener, port) = Self.listen() else { return nil }
        self.listener = listener
        self.port = port
        self.script = script
        (events, tell) = AsyncStream.makeStream()
        let thread = Thread { [self] in acceptAll() }
        thread.start()
    }

    /// The address of a path on this server.
    public func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// How many connections were made so far.
    public var acceptedCount: Int { contents.withLock { $0.acceptedCount } }

    /// Ends every connection and stops listening.
    public func stop() {
        contents.withLock { contents in
            contents.isStopped = true
            shutdown(listener, Int32(SHUT_RDWR))
            for socket in contents.openSockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
        tell.finish()
    }

    public static func listen() -> (Int32, UInt16)? {
        guard let (socket, port) = bind() else { return nil }
        guard Glibc.listen(socket, 128) == 0 else {
            close(socket)
            return nil
        }
        return (socket, port)
    }

    fileprivate static func bind() -> (Int32, UInt16)? {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                Glibc.bind(listener, address, length) == 0 && getsockname(listener, address, &length) == 0
            }
        }
        guard isBound else {
            close(listener)
            return nil
        }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    private func acceptAll() {
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { break }
            let number: Int? = contents.withLock { contents in
                guard !contents.isStopped else { return nil }
                contents.acceptedCount += 1
                contents.openSockets.insert(socket)
                return contents.acceptedCount
            }
            guard let number else {
                close(socket)
                break
            }
            tell.yield(.accepted(connection: number))
            let thread = Thread { [self] in serve(socket, number) }
            thread.start()
        }
        contents.withLock { _ in _ = close(listener) }
    }

    private func serve(_ socket: Int32, _ number: Int) {
        var reader = RequestReader(socket: socket, connection: number)
        while let request = reader.next() {
            tell.yield(.received(request))
            guard reply(script(request), on: socket) else { break }
        }
        if reader.sawEnd { tell.yield(.closedByClient(connection: number)) }
        contents.withLock { contents in
            contents.openSockets.remove(socket)
            close(socket)
        }
    }

    /// Obeys the script; false when the connection is to be closed by this side.
    private func reply(_ reply: Reply, on socket: Int32) -> Bool {
        switch reply {
        case .answer(let status, let headers, let body):
            return send(Self.answer(status, headers, body), on: socket)
        case .answerAndVanish(let body):
            _ = send(Self.answer(200, [], body), on: socket)
            return false
        case .raw(let pieces, let closing):
            return pieces.allSatisfy { send(Array($0.utf8), on: socket) } && !closing
        case .dribble(let beginning, let rest):
            guard send(beginning, on: socket) else { return false }
            for byte in rest {
                // The client says nothing more; when there is something to read, it has closed the connection.
                var closed = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
                guard poll(&closed, 1, 20) == 0, send([byte], on: socket) else { return false }
            }
            return true
        case .hang:
            return true
        case .cut:
            return false
        }
    }

    private static func answer(_ status: Int, _ headers: [String], _ body: [UInt8]) -> [UInt8] {
        let lines = ["HTTP/1.1 \(status) Status", "Content-Length: \(body.count)"] + headers + ["", ""]
        return Array(lines.joined(separator: "\r\n").utf8) + body
    }

    private func send(_ bytes: [UInt8], on socket: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

/// Reads requests off one connection.
private struct RequestReader {
    let socket: Int32
    let connection: Int
    private var buffer: [UInt8] = []

    /// Whether the client ended the connection.
    private(set) var sawEnd = false

    init(socket: Int32, connection: Int) {
        self.socket = socket
        self.connection = connection
    }

    /// The next request, body included; nil at the end of the connection.
    mutating func next() -> LoopbackServer.Received? {
        var lines: [String] = []
        while let line = nextLine(), !line.isEmpty { lines.append(line) }
        guard let requestLine = lines.first, !sawEnd else { return nil }
        let headers = Array(lines.dropFirst())
        let prefix = "content-length: "
        let length =
            headers.first { $0.lowercased().hasPrefix(prefix) }.flatMap { Int($0.dropFirst(prefix.count)) } ?? 0
        while buffer.count < length { guard fill() else { return nil } }
        let body = Array(buffer.prefix(length))
        buffer.removeFirst(length)
        return .init(connection: connection, requestLine: requestLine, headerLines: headers, body: body)
    }

    private mutating func nextLine() -> String? {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                defer { buffer.removeFirst(end + 1) }
                return String(decoding: buffer[..<end].filter { $0 != 0x0D }, as: UTF8.self)
            }
            guard fill() else { return nil }
        }
    }

    private mutating func fill() -> Bool {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = piece.withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, 0) }
        guard count > 0 else {
            sawEnd = true
            return false
        }
        buffer += piece.prefix(count)
        return true
    }
}

/// A port that nobody listens at, and that nobody else is given until it is released.
public struct ClosedPort: Sendable {
    private let socket: Int32
    public let number: UInt16

    public init?() {
        guard let (socket, number) = LoopbackServer.bind() else { return nil }
        self.socket = socket
        self.number = number
    }

    public func release() { close(socket) }

    public var url: String { "http://127.0.0.1:\(number)" }
}
