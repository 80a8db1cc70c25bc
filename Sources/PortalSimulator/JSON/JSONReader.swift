// A strict reader of JSON (RFC 8259): one pass over the bytes, no leniency.
//
// A reader of its own, because the portal must notice what Foundation's forgives or hides: a member written twice
// (FHIR: property names SHALL be unique), text after the value, a lone surrogate, and whether `true` was `1`.

/// Why a text is not JSON, and where. Holds no content.
struct JSONSyntaxError: Error, Equatable {
    /// What was found wrong, in Norwegian, without any value.
    var reason: String
    /// Offset of the byte at which reading stopped, from 0.
    var offset: Int
}

/// Reads one JSON text.
struct JSONReader {
    /// Deepest nesting read. FHIR resources stay below 20.
    static let depthMax = 64

    private let bytes: [UInt8]
    private var index = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads `bytes` as one JSON value with nothing after it but white space.
    /// - Throws: `JSONSyntaxError`.
    static func read(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
        var reader = JSONReader(bytes)
        let value = try reader.value(depth: 0)
        reader.skipWhiteSpace()
        guard reader.index == bytes.count else { throw reader.error("tekst etter slutten") }
        return value
    }

    private func error(_ reason: String) -> JSONSyntaxError {
        JSONSyntaxError(reason: reason, offset: index)
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipWhiteSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard depth <= Self.depthMax else { throw error("for dypt nøstet") }
        skipWhiteSpace()
        guard let byte = next else { throw error("uventet slutt") }
        switch byte {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw error("uventet tegn")
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        for expected in String(describing: word).utf8 {
            guard next == expected else { throw error("ukjent ord") }
            index += 1
        }
        return value
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSONObject {
        index += 1
        var members: [JSONObject.Member] = []
        skipWhiteSpace()
        if next == UInt8(ascii: "}") {
            index += 1
            return JSONObject()
        }
        while true {
            skipWhiteSpace()
            guard next == UInt8(ascii: "\"") else { throw error("navn mangler") }
            let name = try string()
            skipWhiteSpace()
            guard next == UInt8(ascii: ":") else { throw error("kolon mangler") }
            index += 1
            members.append(.init(name: name, value: try value(depth: depth + 1)))
            if try endsList(with: UInt8(ascii: "}")) { break }
        }
        guard Set(members.lazy.map(\.name)).count == members.count else { throw error("samme navn to ganger") }
        return JSONObject(members)
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
        index += 1
        var values: [JSONValue] = []
        skipWhiteSpace()
        if next == UInt8(ascii: "]") {
            index += 1
            return []
        }
        while true {
            values.append(try value(depth: depth + 1))
            if try endsList(with: UInt8(ascii: "]")) { return values }
        }
    }

    /// Whether the list ends here with `end` rather than going on with a comma.
    private mutating func endsList(with end: UInt8) throws(JSONSyntaxError) -> Bool {
        skipWhiteSpace()
        guard let byte = next, byte == end || byte == UInt8(ascii: ",") else { throw error("komma mangler") }
        index += 1
        return byte == end
    }

    private mutating func digits() -> Int {
        let start = index
        while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { index += 1 }
        return index - start
    }

    private mutating func number() throws(JSONSyntaxError) -> String {
        let start = index
        if next == UInt8(ascii: "-") { index += 1 }
        let leadingZero = next == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !(leadingZero && whole > 1) else { throw error("ugyldig tall") }
        if next == UInt8(ascii: ".") {
            index += 1
            guard digits() > 0 else { throw error("ugyldig tall") }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            index += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { index += 1 }
            guard digits() > 0 else { throw error("ugyldig tall") }
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }
}

extension JSONReader {
    private mutating func string() throws(JSONSyntaxError) -> String {
        index += 1
        var text = ""
        var start = index
        while true {
            guard let byte = next else { throw error("uventet slutt") }
            switch byte {
            case UInt8(ascii: "\""):
                text += try run(from: start)
                index += 1
                return text
            case UInt8(ascii: "\\"):
                text += try run(from: start)
                index += 1
                text.unicodeScalars.append(try escape())
                start = index
            case 0..<0x20: throw error("styretegn i tekst")
            default: index += 1
            }
        }
    }

    private func run(from start: Int) throws(JSONSyntaxError) -> String {
        guard let run = String(validating: bytes[start..<index], as: UTF8.self) else { throw error("ikke UTF-8") }
        return run
    }

    private mutating func escape() throws(JSONSyntaxError) -> Unicode.Scalar {
        guard let byte = next else { throw error("uventet slutt") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw error("ukjent escape")
        }
    }

    /// Four hexadecimal digits, and the second half when they are a leading surrogate (RFC 8259 §7).
    private mutating func unicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), next == UInt8(ascii: "\\") else { throw error("løst surrogat") }
        index += 1
        guard next == UInt8(ascii: "u") else { throw error("løst surrogat") }
        index += 1
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error("løst surrogat") }
        return scalar
    }

    private mutating func hexadecimal() throws(JSONSyntaxError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("ugyldig \\u")
            }
            code = code << 4 | UInt32(digit)
            index += 1
        }
        return code
    }
}
