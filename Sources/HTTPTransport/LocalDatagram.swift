// One message to a program of this machine that listens at a socket with a name: how a service manager is told things.
// Here because sockets are this target's.

import Glibc

/// A local socket that takes datagrams. Nothing stays connected.
package struct LocalDatagram: Sendable {
    private let path: [UInt8]

    /// - Parameter name: a path; with `@` first, a name in Linux's abstract space (sd_notify(3)).
    /// - Returns: `nil` when it is neither, or longer than a socket's name may be.
    package init?(_ name: String) {
        guard let first = name.utf8.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "@") else { return nil }
        var path = Array(name.utf8)
        if first == UInt8(ascii: "@") { path[0] = 0 }
        guard path.count > 1, path.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else { return nil }
        self.path = path
    }

    /// Somebody listens there now.
    package var isHeard: Bool { with { descriptor, name, length in connect(descriptor, name, length) == 0 } }

    /// - Parameter waiting: for room on the other side, for as long as it takes; else what finds none is lost.
    /// - Returns: whether the other side has it.
    @discardableResult
    package func send(_ bytes: [UInt8], waiting: Bool = false) -> Bool {
        let flags = Int32(MSG_NOSIGNAL) | (waiting ? 0 : Int32(MSG_DONTWAIT))
        return with { descriptor, name, length in
            sendto(descriptor, bytes, bytes.count, flags, name, length) == bytes.count
        }
    }

    private func with(_ body: (_ descriptor: Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body(descriptor, $0, length) }
        }
    }
}
