// Keys and fingerprints in the ledger are keyed digests cut to 128 bits: they compare like the value, and tell nothing
// about it to whoever reads the database without the key. Odds of a collision among 10^7 of them: 10^-25.

/// A keyed digest, cut to 128 bits.
public struct Digest128: Hashable, Comparable, Sendable {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A keyed digest is as good as random: half of it is hash enough, and nobody outside can choose it.
    public func hash(into hasher: inout Hasher) { hasher.combine(low) }

    /// - Parameter bytes: at least 16; the rest is cut off. Missing bytes count as zero.
    public init(_ bytes: some Sequence<UInt8>) {
        var words: (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in bytes.prefix(16) {
            if count < 8 {
                words.0 |= UInt64(byte) << UInt64(56 - 8 * count)
            } else {
                words.1 |= UInt64(byte) << UInt64(120 - 8 * count)
            }
            count += 1
        }
        self.init(high: words.0, low: words.1)
    }

    /// Big-endian, so that byte order is `<`.
    public var bytes: [UInt8] {
        [high, low].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
    }

    public static func < (a: Digest128, b: Digest128) -> Bool { (a.high, a.low) < (b.high, b.low) }

    /// The first 16 hexadecimal digits.
    public var shortHexadecimal: String { Self.digits(high) }

    /// Of a citizen's key: the identifier's value that is his where another citizen has the value itself (identity rule 5).
    public func marking(_ value: String) -> String { value + "/" + shortHexadecimal }

    /// All 32.
    public var hexadecimal: String { Self.digits(high) + Self.digits(low) }

    private static func digits(_ word: UInt64) -> String {
        let text = String(word, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}

/// The keyed functions the plan needs. Pure: the same value gives the same digest for the life of the installation.
public protocol KeyedDigests: Sendable {
    /// The key of the entry whose identifier has this value.
    func entryKey(_ value: String) -> Digest128
    /// The digest by which two shown appointments are compared.
    func fingerprint(_ canonicalBytes: [UInt8]) -> Digest128
}
