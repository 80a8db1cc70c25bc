// JSON straight to bytes, in the order in which it is written, so that the same appointment gives the same body every
// time. A general encoder is twenty times slower and promises no order.

struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    /// Whether the next member or element needs a comma before it.
    private var needsComma = false

    init(reservingCapacity capacity: Int = 1_500) { bytes.reserveCapacity(capacity) }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    mutating func object(_ body: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "{"))
        fill(body)
        bytes.append(UInt8(ascii: "}"))
    }

    mutating func object(_ key: StaticString, _ body: (inout JSONWriter) -> Void) {
        member(key, "\":{")
        fill(body)
        bytes.append(UInt8(ascii: "}"))
    }

    mutating func array(_ key: StaticString, _ body: (inout JSONWriter) -> Void) {
        member(key, "\":[")
        fill(body)
        bytes.append(UInt8(ascii: "]"))
    }

    mutating func string(_ key: StaticString, _ value: String) {
        member(key, "\":\"")
        text(value)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A text of ours, in which nothing has to be escaped.
    mutating func constant(_ key: StaticString, _ value: StaticString) {
        member(key, "\":\"")
        raw(value)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func bool(_ key: StaticString, _ value: Bool) {
        member(key, "\":")
        raw(value ? "true" : "false")
    }

    mutating func integer(_ key: StaticString, _ value: Int64) {
        member(key, "\":")
        bytes.append(contentsOf: String(value).utf8)
    }

    /// An element of an array.
    mutating func string(_ value: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        text(value)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func fill(_ body: (inout JSONWriter) -> Void) {
        needsComma = false
        body(&self)
        needsComma = true
    }

    /// A member's name and what stands between it and its value, the quotation mark that ends the name first.
    private mutating func member(_ key: StaticString, _ between: StaticString) {
        raw(needsComma ? ",\"" : "\"")
        needsComma = true
        raw(key)
        raw(between)
    }

    private mutating func raw(_ text: StaticString) { text.withUTF8Buffer { bytes.append(contentsOf: $0) } }

    private mutating func text(_ text: String) {
        let isWritten: Bool? = text.utf8.withContiguousStorageIfAvailable { utf8 in
            guard utf8.allSatisfy(Self.standsForItself) else { return false }
            bytes.append(contentsOf: utf8)
            return true
        }
        if isWritten != true { escape(text.utf8) }
    }

    /// RFC 8259 §7: the quotation mark, the backslash and the control characters are escaped, nothing else.
    private static func standsForItself(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func escape(_ text: String.UTF8View) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                raw("\\u00")
                bytes.append(Self.hexDigit(byte >> 4))
                bytes.append(Self.hexDigit(byte & 15))
            default:
                bytes.append(byte)
            }
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }
}
