// The journal's own language: one datagram an event, each field by its name. What the socket does not take becomes a line
// on standard error, where the journal finds it too.

import Foundation
import Logging

final class JournalSocket: LogSink {
    private let descriptor: Int32

    /// - Returns: `nil` when nobody listens there.
    init?(path: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
        guard let (address, length) = Self.address(path), connect(descriptor, address, length) == 0 else {
            return nil
        }
    }

    deinit { close(descriptor) }

    /// The journal, when standard error is connected to it; or the socket that a test names.
    static var ofThisProcess: JournalSocket? {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["EPJSYNCD_JOURNAL"] { return JournalSocket(path: path) }
        guard let stream = environment["JOURNAL_STREAM"], isStandardError(stream) else { return nil }
        return JournalSocket(path: "/run/systemd/journal/socket")
    }

    /// systemd.exec(5): a process whose standard error went elsewhere since must not believe it.
    static func isStandardError(_ stream: String) -> Bool {
        var status = stat()
        guard fstat(STDERR_FILENO, &status) == 0 else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }

    func write(_ line: LogLine) {
        let datagram = Self.datagram(line)
        guard send(descriptor, datagram, datagram.count, Int32(MSG_NOSIGNAL)) < 0 else { return }
        if let text = StandardErrorLines.text(line) { Output.error(text) }
    }

    static func datagram(_ line: LogLine) -> [UInt8] {
        var fields = line.fields
        fields["MESSAGE"] = line.text
        fields["PRIORITY"] = String(line.level.priority)
        fields["SYSLOG_IDENTIFIER"] = "epjsyncd"
        var bytes: [UInt8] = []
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            bytes += name.utf8
            if value.utf8.contains(0x0A) {
                // A value of several lines says how long it is.
                bytes.append(0x0A)
                let count = UInt64(value.utf8.count)
                bytes += (0..<8).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
            } else {
                bytes.append(UInt8(ascii: "="))
            }
            bytes += value.utf8
            bytes.append(0x0A)
        }
        return bytes
    }

    /// `sockaddr_un` is a family and the bytes of a path, and so are several `sockaddr` in a row; an array of them needs no
    /// pointer of ours.
    private static func address(_ path: String) -> ([sockaddr], socklen_t)? {
        let family = UInt16(AF_UNIX)
        var bytes = [UInt8(truncatingIfNeeded: family), UInt8(family >> 8)] + Array(path.utf8)
        // 108 bytes of path, its end included.
        guard path.utf8.count < 108, !path.utf8.contains(0) else { return nil }
        bytes.append(0)
        let length = socklen_t(bytes.count)
        bytes += [UInt8](repeating: 0, count: (16 - bytes.count % 16) % 16)
        let pieces = stride(from: 0, to: bytes.count, by: 16).map { first -> sockaddr in
            func byte(_ index: Int) -> CChar { CChar(bitPattern: bytes[first + index]) }
            return sockaddr(
                sa_family: UInt16(bytes[first]) | UInt16(bytes[first + 1]) << 8,
                sa_data: (
                    byte(2), byte(3), byte(4), byte(5), byte(6), byte(7), byte(8), byte(9), byte(10), byte(11),
                    byte(12), byte(13), byte(14), byte(15)
                ))
        }
        return (pieces, length)
    }
}

extension Logger.Level {
    /// syslog(3).
    var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
