// The journal's socket, as the real one is: datagrams, each a record of named fields.

import Foundation

public final class FakeJournal: Sendable {
    public let path: String
    private let listener: DatagramListener
    private let datagrams: Guarded<[[UInt8]]>
    private let isOver: Guarded<Bool>

    public init?(_ folder: TemporaryFolder) {
        path = folder.file("journal")
        guard let listener = DatagramListener(path) else { return nil }
        let (datagrams, isOver) = (Guarded([[UInt8]]()), Guarded(false))
        (self.listener, self.datagrams, self.isOver) = (listener, datagrams, isOver)
        // The kernel holds ten unless it was told otherwise, and whoever sends the eleventh waits.
        Thread.detachNewThread {
            while listener.waitForOne(), !isOver.withLock({ $0 }) { Self.take(listener, into: datagrams) }
        }
    }

    deinit {
        isOver.withLock { $0 = true }
        listener.hangUp()
    }

    /// Every record so far.
    public func records() -> [[String: String]] { bytes().map(Self.fields) }

    /// As they came.
    public func bytes() -> [[UInt8]] {
        Self.take(listener, into: datagrams)
        return datagrams.withLock { $0 }
    }

    /// Under one lock, so that what was sent is either there still or here.
    private static func take(_ listener: DatagramListener, into datagrams: Guarded<[[UInt8]]>) {
        datagrams.withLock { while let datagram = listener.nextOfThoseThere() { $0.append(datagram) } }
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
