// The journal's socket, as the real one is: datagrams, each a record of named fields.

import Foundation
import Glibc

public final class FakeJournal: Sendable {
    public let path: String
    private let descriptor: Int32
    private let datagrams = Guarded([[UInt8]]())

    public init?(_ folder: TemporaryFolder) {
        path = folder.file("journal")
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard descriptor >= 0, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// Every record so far. A datagram is there once its sender has sent it.
    public func records() -> [[String: String]] { bytes().map(Self.fields) }

    /// As they came.
    public func bytes() -> [[UInt8]] {
        while true {
            var buffer = [UInt8](repeating: 0, count: 1 << 18)
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { break }
            let datagram = Array(buffer.prefix(count))
            datagrams.withLock { $0.append(datagram) }
        }
        return datagrams.withLock { $0 }
    }

    /// What systemd's own reader makes of a datagram.
    public static func fields(_ datagram: [UInt8]) -> [String: String] {
        var fields: [String: String] = [:]
        var rest = datagram[...]
        while let end = rest.firstIndex(of: 0x0A) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            if let equals = line.firstIndex(of: UInt8(ascii: "=")) {
                fields[text(line[..<equals])] = text(line[(equals + 1)...])
            } else {
                let count = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
                let value = rest.dropFirst(8).prefix(count)
                fields[text(line)] = text(value)
                rest = rest.dropFirst(8 + count + 1)
            }
        }
        return fields
    }

    private static func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
