// The journal's socket, as the real one is: datagrams, each a record of named fields.

import Foundation

public final class FakeJournal: Sendable {
    public let path: String
    private let listener: DatagramListener
    private let datagrams = Guarded([[UInt8]]())

    public init?(_ folder: TemporaryFolder) {
        path = folder.file("journal")
        guard let listener = DatagramListener(path) else { return nil }
        self.listener = listener
    }

    /// Every record so far.
    public func records() -> [[String: String]] { bytes().map(Self.fields) }

    /// As they came.
    public func bytes() -> [[UInt8]] {
        while let datagram = listener.nextOfThoseThere() { datagrams.withLock { $0.append(datagram) } }
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
