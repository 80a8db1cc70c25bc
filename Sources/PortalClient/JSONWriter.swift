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
        enclose("{", "}", body)
    }

    mutating func object(_ key: StaticString, _ body: (inout JSONWriter) -> Void) {
        member(key)
        enclose("{", "}", body)
    }

    mutating func array(_ key: StaticString, _ body: (inout JSONWriter) -> Void) {
        member(key)
        enclose("[", "]", body)
    }

    mutating func string(_ key: StaticString, _ value: String) {
        member(key)
        quote(value)
    }

    mutating func bool(_ key: StaticString, _ value: Bool) {
        member(key)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    mutating func integer(_ key: StaticString, _ value: Int64) {
        member(key)
        bytes.append(contentsOf: String(value).utf8)
    }

    /// An element of an array.
    mutating func string(_ value: String) {
        separate()
        quote(value)
    }

    private mutating func enclose(_ open: StaticString, _ close: StaticString, _ body: (inout JSONWriter) -> Void) {
        raw(open)
        needsComma = false
        body(&self)
        raw(close)
        needsComma = true
    }

    private mutating func member(_ key: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        raw(key)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func raw(_ text: StaticString) { bytes.append(contentsOf: text.description.utf8) }

    /// RFC 8259 §7: the quotation mark, the backslash and the control characters are escaped, nothing else.
    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
