// The one way values become bytes that are kept or compared: little-endian fixed widths, strings behind their length.
// Written by hand because a night writes ten million of them, and because the fingerprint needs bytes that do not
// change with a library's mood.

public struct ByteWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init(reservingCapacity capacity: Int = 128) { bytes.reserveCapacity(capacity) }

    public mutating func write(_ value: UInt8) { bytes.append(value) }
    public mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }
    public mutating func write(_ value: Int64) {
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> Int64(shift))) }
    }
    public mutating func write(_ value: Int32) {
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> Int32(shift))) }
    }
    /// Lengths and counts; at most 4 GiB by construction of what is written.
    public mutating func write(count: Int) { write(Int32(truncatingIfNeeded: count)) }

    public mutating func write(_ text: String) {
        let utf8 = text.utf8
        write(count: utf8.count)
        bytes.append(contentsOf: utf8)
    }

    public mutating func write(bytes other: [UInt8]) {
        write(count: other.count)
        bytes.append(contentsOf: other)
    }

    /// Without their length: what another wrote.
    public mutating func append(_ other: [UInt8]) { bytes.append(contentsOf: other) }

    public mutating func write(_ text: String?) {
        write(text != nil)
        if let text { write(text) }
    }

    public mutating func write(_ digest: Digest128) {
        write(Int64(bitPattern: digest.high))
        write(Int64(bitPattern: digest.low))
    }

    public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}

/// Reads what `ByteWriter` wrote. Stored bytes are authenticated before they get here, so a mismatch means another
/// version of the program wrote them.
public struct ByteReader: Sendable {
    public struct Mismatch: Error, Equatable, Sendable {
        public init() {}
    }

    private let bytes: [UInt8]
    private var position = 0

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public var isAtEnd: Bool { position == bytes.count }

    public mutating func readByte() throws(Mismatch) -> UInt8 {
        guard position < bytes.count else { throw Mismatch() }
        defer { position += 1 }
        return bytes[position]
    }

    public mutating func readBool() throws(Mismatch) -> Bool { try readByte() != 0 }

    public mutating func readInt64() throws(Mismatch) -> Int64 {
        var value: UInt64 = 0
        for shift in 0..<8 { value |= UInt64(try readByte()) << (8 * UInt64(shift)) }
        return Int64(bitPattern: value)
    }

    public mutating func readDigest() throws(Mismatch) -> Digest128 {
        Digest128(high: UInt64(bitPattern: try readInt64()), low: UInt64(bitPattern: try readInt64()))
    }

    public mutating func readInt32() throws(Mismatch) -> Int32 {
        var value: UInt32 = 0
        for shift in 0..<4 { value |= UInt32(try readByte()) << (8 * UInt32(shift)) }
        return Int32(bitPattern: value)
    }

    public mutating func readCount() throws(Mismatch) -> Int {
        let count = Int(try readInt32())
        guard count >= 0, count <= bytes.count - position else { throw Mismatch() }
        return count
    }

    public mutating func readString() throws(Mismatch) -> String {
        let count = try readCount()
        defer { position += count }
        return String(decoding: bytes[position..<position + count], as: UTF8.self)
    }

    public mutating func readBytes() throws(Mismatch) -> [UInt8] {
        let count = try readCount()
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    public mutating func readOptionalString() throws(Mismatch) -> String? {
        try readBool() ? try readString() : nil
    }
}
