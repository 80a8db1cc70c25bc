// HTML as a value that cannot be broken out of: every text and every attribute's value is escaped where it enters, and
// names of elements and attributes are literals of this program.

/// A piece of HTML. A string literal, with or without interpolation, is text and is escaped.
struct Markup: Equatable, Sendable {
    private(set) var html: String

    /// Text, escaped.
    init(_ text: String) {
        html = Self.escaped(text)
    }

    /// What stands in the program as it is to go out: style and drawings.
    init(verbatim html: StaticString) {
        self.html = "\(html)"
    }

    private init(html: String) {
        self.html = html
    }

    /// Several pieces one after the other.
    init(_ pieces: [Markup]) {
        html = pieces.map(\.html).joined()
    }

    /// An element. An attribute whose value is `nil` is left out.
    static func tag(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], _ content: Markup = []
    ) -> Markup {
        var html = "<\(name)"
        for (name, value) in attributes {
            if let value { html += " \(name)=\"\(escaped(value))\"" }
        }
        html += ">"
        if empty.contains("\(name)") { return Markup(html: html) }
        return Markup(html: html + content.html + "</\(name)>")
    }

    /// A whole document.
    static func document(_ root: Markup) -> Markup {
        Markup(html: "<!DOCTYPE html>\n" + root.html + "\n")
    }

    static func + (left: Markup, right: Markup) -> Markup {
        Markup(html: left.html + right.html)
    }

    /// Elements without content or end tag.
    private static let empty: Set<String> = ["meta", "link", "br"]

    private static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            // HTML knows no other control characters; U+0000 would end some readers' text.
            case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
            case let control where control.value < 0x20 || control.value == 0x7F: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Markup: ExpressibleByStringInterpolation, ExpressibleByArrayLiteral {
    init(stringLiteral text: String) {
        self.init(text)
    }

    init(arrayLiteral pieces: Markup...) {
        self.init(pieces)
    }
}

extension Sequence {
    /// A piece for each, one after the other.
    func markup(_ piece: (Element) -> Markup) -> Markup {
        Markup(map(piece))
    }
}
