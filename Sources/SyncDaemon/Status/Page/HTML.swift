// HTML that nothing can break out of: names of elements and attributes are literals of the program, and every text and
// value is escaped on its way in.

struct HTML: Sendable, Equatable {
    private(set) var text: String

    static let none = HTML(raw: "")

    private init(raw: String) { text = raw }

    /// A text.
    init(_ text: String) { self.text = Self.escaped(text) }

    /// What stands in the program as it is to go out.
    init(verbatim text: StaticString) { self.text = "\(text)" }

    /// - Parameter attributes: one without a value is left out.
    static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], _ content: HTML...
    ) -> HTML {
        var text = "<\(name)"
        for (key, value) in attributes { if let value { text += " \(key)=\"\(escaped(value))\"" } }
        text += ">"
        guard !["meta", "link", "br"].contains("\(name)") else { return HTML(raw: text) }
        return HTML(raw: text + content.map(\.text).joined() + "</\(name)>")
    }

    static func page(_ root: HTML) -> HTML { HTML(raw: "<!DOCTYPE html>\n" + root.text + "\n") }

    static func + (left: HTML, right: HTML) -> HTML { HTML(raw: left.text + right.text) }

    static func each<Items: Sequence>(_ items: Items, _ piece: (Items.Element) -> HTML) -> HTML {
        HTML(raw: items.map { piece($0).text }.joined())
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension HTML: ExpressibleByStringInterpolation {
    init(stringLiteral text: String) { self.init(text) }
}
