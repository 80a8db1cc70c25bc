// XML going out. The same values give the same bytes, on every machine and in every version: receipts and activation
// messages are sent again byte for byte.

/// UTF-8 being written. Names are literals of ours; texts are escaped, and what XML 1.0 has no room for becomes U+FFFD.
struct XMLText {
    typealias Attributes = KeyValuePairs<StaticString, String>

    private(set) var bytes: [UInt8] = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)

    /// An element with others inside.
    mutating func element(
        _ name: StaticString, _ attributes: Attributes = [:], _ content: (inout XMLText) -> Void
    ) {
        openTag(name, attributes)
        add(">")
        content(&self)
        close(name)
    }

    /// An element with a text inside.
    mutating func element(_ name: StaticString, text: String) {
        openTag(name, [:])
        add(">")
        escape(text, inAttribute: false)
        close(name)
    }

    /// An element that says it all in its attributes: the codes of these standards.
    mutating func empty(_ name: StaticString, _ attributes: Attributes) {
        openTag(name, attributes)
        add("/>")
    }

    private mutating func openTag(_ name: StaticString, _ attributes: Attributes) {
        add("<")
        add(name)
        for (key, value) in attributes {
            add(" ")
            add(key)
            add("=\"")
            escape(value, inAttribute: true)
            add("\"")
        }
    }

    private mutating func close(_ name: StaticString) {
        add("</")
        add(name)
        add(">")
    }

    private mutating func add(_ literal: StaticString) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func escape(_ text: String, inAttribute: Bool) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": add("&amp;")
            case "<": add("&lt;")
            case ">": add("&gt;")
            case "\"" where inAttribute: add("&quot;")
            // Written as they stand, a reader would make other characters of them (XML 1.0 §2.11, §3.3.3).
            case "\r": add("&#13;")
            case "\n" where inAttribute: add("&#10;")
            case "\t" where inAttribute: add("&#9;")
            case _ where Self.isForbidden(scalar): add("\u{fffd}")
            default: bytes.append(contentsOf: scalar.utf8)
            }
        }
    }

    /// Outside Char of XML 1.0 §2.2; U+007F to U+009F too, which our own reader takes for a sign of a wrong encoding.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0a, 0x0d: false
        case 0..<0x20, 0x7f...0x9f, 0xfffe, 0xffff: true
        default: false
        }
    }
}
