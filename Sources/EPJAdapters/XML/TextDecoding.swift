// ISO-8859-1, windows-1252 and UTF-16 to UTF-8. All are short enough to be read, and reading them here keeps iconv out of
// the house.

import SyncCore

enum TextDecoding {
    /// How many bytes come before the first NUL, or before the first byte beyond ASCII where only that is allowed.
    static func soundPrefix(_ bytes: UnsafeRawBufferPointer, isASCII: Bool) -> Int {
        // Minimum and maximum first, because such a loop runs sixteen bytes at a time.
        var low = UInt8.max
        var high = UInt8.min
        for byte in bytes {
            low = min(low, byte)
            high = max(high, byte)
        }
        if low > 0, !isASCII || high < 0x80 { return bytes.count }
        return bytes.firstIndex { $0 == 0 || (isASCII && $0 >= 0x80) } ?? bytes.count
    }

    /// ISO-8859-1, with the bytes that are control characters there read as windows-1252. The five that mean nothing in
    /// either stay the control characters U+0081, 8D, 8F, 90 and 9D, which are refused wherever they stand.
    static func singleByte(_ bytes: UnsafeRawBufferPointer, into window: TextWindow) {
        // Three bytes are what one byte can become at most.
        let room = window.room(for: bytes.count * 3)
        var written = 0
        for byte in bytes {
            if byte < 0x80 {
                room[written] = byte
                written += 1
                continue
            }
            let scalar = byte < 0xa0 ? Windows1252.scalars[Int(byte) - 0x80] : UInt16(byte)
            if scalar < 0x800 {
                room[written] = UInt8(0xc0 | scalar >> 6)
                written += 1
            } else {
                room[written] = UInt8(0xe0 | scalar >> 12)
                room[written + 1] = UInt8(0x80 | scalar >> 6 & 0x3f)
                written += 2
            }
            room[written] = UInt8(0x80 | scalar & 0x3f)
            written += 1
        }
        window.wrote(written)
    }
}

enum Windows1252 {
    /// Bytes 80 to 9F (WHATWG Encoding, index windows-1252).
    static let scalars: [UInt16] = [
        0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d,
        0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
        0x0153, 0x009d, 0x017e, 0x0178,
    ]

    /// Where the first character stands that only windows-1252 has, in text decoded from single bytes: nothing else
    /// there lies beyond U+00FF, whose first byte is C3.
    static func firstOwnCharacter(in text: UnsafeRawBufferPointer) -> Int? {
        var high = UInt8.min
        for byte in text { high = max(high, byte) }
        return high <= 0xc3 ? nil : text.firstIndex { $0 > 0xc3 }
    }

    /// Whether the text, decoded from single bytes, was UTF-8 all the time: then its label is a lie, because no
    /// Norwegian text in ISO-8859-1 looks so. Pure ASCII is both and no lie.
    static func wasUTF8(_ text: UnsafeRawBufferPointer) -> Bool {
        var high = UInt8.min
        for byte in text { high = max(high, byte) }
        if high < 0x80 { return false }
        var decoder = UTF8.ForwardParser()
        var bytes = SingleBytes(text: text)
        while true {
            switch decoder.parseScalar(from: &bytes) {
            case .valid: continue
            case .emptyInput: return true
            case .error: return false
            }
        }
    }

    /// The bytes the text was decoded from.
    private struct SingleBytes: IteratorProtocol {
        let text: UnsafeRawBufferPointer
        var index = 0

        mutating func next() -> UInt8? {
            guard index < text.count else { return nil }
            let first = text[index]
            let length = first < 0x80 ? 1 : first < 0xe0 ? 2 : 3
            guard index + length <= text.count else { return nil }
            defer { index += length }
            if length == 1 { return first }
            var scalar = UInt16(first) & (length == 2 ? 0x1f : 0x0f)
            for next in 1..<length { scalar = scalar << 6 | UInt16(text[index + next]) & 0x3f }
            if scalar < 0x100 { return UInt8(scalar) }
            return Windows1252.scalars.firstIndex(of: scalar).map { UInt8(0x80 + $0) }
        }
    }
}

/// UTF-16 that comes in pieces.
struct UTF16Decoding {
    let bigEndian: Bool
    /// Half a unit.
    private var half: UInt8?
    private var high: UInt32?

    init(bigEndian: Bool) { self.bigEndian = bigEndian }

    /// - Parameter bytes: what follows the byte order mark.
    /// - Throws: a refusal when a unit is missing half, a surrogate stands alone, or a character is NUL.
    mutating func decode(_ bytes: UnsafeRawBufferPointer, isLast: Bool, into window: TextWindow) throws(Refusal) {
        // Two bytes become three at most; a character of the piece before may come on top.
        let room = window.room(for: bytes.count / 2 * 3 + 8)
        var written = 0
        defer { window.wrote(written) }
        for byte in bytes {
            guard let first = half else {
                half = byte
                continue
            }
            half = nil
            let unit = bigEndian ? UInt32(first) << 8 | UInt32(byte) : UInt32(byte) << 8 | UInt32(first)
            guard unit != 0 else { throw Refusal(.nulCharacter) }
            // RFC 2781 §2.2: a high surrogate is followed by a low one, and neither stands alone.
            let isLow = (0xdc00...0xdfff).contains(unit)
            guard isLow == (high != nil) else { throw Refusal(.invalidCharacters) }
            if (0xd800...0xdbff).contains(unit) {
                high = unit
            } else {
                let scalar = high.map { 0x10000 + ($0 - 0xd800) << 10 + (unit - 0xdc00) } ?? unit
                high = nil
                written += Self.write(scalar, to: room, at: written)
            }
        }
        if isLast, half != nil || high != nil { throw Refusal(.invalidCharacters) }
    }

    /// - Parameter scalar: no surrogate.
    private static func write(_ scalar: UInt32, to room: UnsafeMutableRawBufferPointer, at index: Int) -> Int {
        if scalar < 0x80 {
            room[index] = UInt8(scalar)
            return 1
        }
        let length = scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
        let lead: UInt32 = length == 2 ? 0xc0 : length == 3 ? 0xe0 : 0xf0
        room[index] = UInt8(lead | scalar >> (6 * UInt32(length - 1)))
        for next in 1..<length {
            room[index + next] = UInt8(0x80 | scalar >> (6 * UInt32(length - 1 - next)) & 0x3f)
        }
        return length
    }
}
