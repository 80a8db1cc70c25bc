// The journal's own language: one datagram an event, each field by its name. What the socket does not take becomes a line
// on standard error, where the journal finds it too.

import Foundation
import HTTPTransport
import Logging

final class JournalSocket: LogSink {
    private let socket: LocalDatagram

    /// - Returns: `nil` when nobody listens there.
    init?(path: String) {
        guard let socket = LocalDatagram(path), socket.isHeard else { return nil }
        self.socket = socket
    }

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
        guard !socket.send(Self.datagram(line), waiting: true) else { return }
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
