// Writes a JSON tree to bytes, compactly.
//
// Two uses, two orders: an answer keeps the order it was built in; the canonical text of a resource has its names
// sorted, so that two PUTs with the same content and another order of members count as identical.

/// Writes JSON values as UTF-8.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private let sortsNames: Bool

    private init(sortsNames: Bool) {
        self.sortsNames = sortsNames
    }

    /// The bytes of `value`, members in the order they stand.
    static func write(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter(sortsNames: false)
        writer.append(value)
        return writer.bytes
    }

    /// The text of `value` with the members of every object sorted by name.
    static func canonical(_ value: JSONValue) -> String {
        var writer = JSONWriter(sortsNames: true)
        writer.append(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private mutating func append(_ value: JSONValue) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let truth): bytes += (truth ? "true" : "false").utf8
        case .number(let text): bytes += text.utf8
        case .string(let text): append(text)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(element)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object): append(object)
        }
    }

    private mutating func append(_ object: JSONObject) {
        let members = sortsNames ? object.members.sorted { $0.name < $1.name } : object.members
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(member.name)
            bytes.append(UInt8(ascii: ":"))
            append(member.value)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        guard text.utf8.contains(where: Self.isEscaped) else {
            bytes += text.utf8
            return
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0x0D: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case 0x09: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case 0..<0x20: bytes += "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
            default: bytes.append(byte)
            }
        }
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }
}
