// ISO-8859-1 and UTF-16 to UTF-8. Both are short enough to be read, and reading them here keeps iconv out of the house.

enum TextDecoding {
    static func latin1(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 16)
        for byte in bytes {
            if byte < 0x80 {
                text.append(byte)
            } else {
                text.append(0xc0 | byte >> 6)
                text.append(0x80 | byte & 0x3f)
            }
        }
        return text
    }

    /// - Parameter bytes: what follows the byte order mark.
    /// - Throws: a refusal when a unit is missing half, a surrogate stands alone, or a character is NUL.
    static func utf16(_ bytes: UnsafeRawBufferPointer, bigEndian: Bool) throws(Refusal) -> [UInt8] {
        guard bytes.count % 2 == 0 else { throw Refusal(.invalidCharacters) }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count / 2 + bytes.count / 16)
        var high: UInt32?
        for at in stride(from: 0, to: bytes.count, by: 2) {
            let unit = UInt32(bytes[bigEndian ? at : at + 1]) << 8 | UInt32(bytes[bigEndian ? at + 1 : at])
            guard unit != 0 else { throw Refusal(.nulCharacter) }
            // RFC 2781 §2.2: a high surrogate is followed by a low one, and neither stands alone.
            let isLow = (0xdc00...0xdfff).contains(unit)
            guard isLow == (high != nil) else { throw Refusal(.invalidCharacters) }
            if (0xd800...0xdbff).contains(unit) {
                high = unit
            } else {
                append(high.map { 0x10000 + ($0 - 0xd800) << 10 + (unit - 0xdc00) } ?? unit, to: &text)
                high = nil
            }
        }
        guard high == nil else { throw Refusal(.invalidCharacters) }
        return text
    }

    /// - Parameter scalar: no surrogate.
    private static func append(_ scalar: UInt32, to text: inout [UInt8]) {
        guard scalar >= 0x80 else { return text.append(UInt8(scalar)) }
        if scalar >= 0x800 {
            if scalar >= 0x10000 {
                text.append(UInt8(0xf0 | scalar >> 18))
                text.append(UInt8(0x80 | scalar >> 12 & 0x3f))
            } else {
                text.append(UInt8(0xe0 | scalar >> 12))
            }
            text.append(UInt8(0x80 | scalar >> 6 & 0x3f))
        } else {
            text.append(UInt8(0xc0 | scalar >> 6))
        }
        text.append(UInt8(0x80 | scalar & 0x3f))
    }

    /// Whether there are bytes beyond ASCII and all of them are sound UTF-8: then a label ISO-8859-1 is a lie, because
    /// no Norwegian text in ISO-8859-1 looks so.
    static func isUTF8BeyondASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
        !bytes.allSatisfy { $0 < 0x80 } && String(validating: bytes, as: UTF8.self) != nil
    }
}
