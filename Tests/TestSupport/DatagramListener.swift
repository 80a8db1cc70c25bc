// A local socket that takes datagrams, as systemd's and the journal's do.

import Foundation

public final class DatagramListener: Sendable {
    /// Its name: a path, or one in the abstract space with `@` first.
    public let name: String
    private let descriptor: Int32

    /// - Returns: `nil` when no socket can be had there.
    public init?(_ name: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(name.utf8)
        if path.first == UInt8(ascii: "@") { path[0] = 0 }
        guard descriptor >= 0, path.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let bound = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard bound == 0 else {
            close(descriptor)
            return nil
        }
        (self.name, self.descriptor) = (name, descriptor)
    }

    deinit { close(descriptor) }

    /// One that has come already; a datagram is there once its sender has sent it.
    public func nextOfThoseThere() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    /// Waits until one is there, or until `hangUp`.
    ///
    /// - Returns: `false` when none will come any more.
    func waitForOne() -> Bool {
        var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waited, 1, -1) > 0
    }

    /// Whoever waits is let go.
    func hangUp() { shutdown(descriptor, Int32(SHUT_RD)) }

    /// Waits for one datagram, unless the task is cancelled: whoever should send it may have died.
    public func next() async -> String {
        let descriptor = descriptor
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    var buffer = [UInt8](repeating: 0, count: 65_536)
                    let count = recv(descriptor, &buffer, buffer.count, 0)
                    continuation.resume(returning: String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self))
                }
            }
        } onCancel: {
            shutdown(descriptor, Int32(SHUT_RD))
        }
    }

    /// Reads until a datagram has this line.
    ///
    /// - Returns: the lines of all of them up to that one.
    public func said(upTo line: String) async -> [String] {
        var read: [String] = []
        while !Task.isCancelled {
            let lines = await next().split(separator: "\n").map(String.init)
            read += lines
            if lines.contains(where: { $0.hasPrefix(line) }) { break }
        }
        return read
    }
}
