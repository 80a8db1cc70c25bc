// A look at XML from outside: Foundation's parser, which the generator itself does not use.

import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// One element with its text and children.
final class Element {
    let name: String
    let attributes: [String: String]
    var children: [Element] = []
    var text = ""

    init(_ name: String, _ attributes: [String: String]) {
        self.name = name
        self.attributes = attributes
    }

    /// All descendants of that name, in document order.
    func all(_ name: String) -> [Element] {
        children.flatMap { ($0.name == name ? [$0] : []) + $0.all(name) }
    }

    /// The texts of all descendants of that name's `text`, `date-time`, `uri`… children, or their own.
    func values(_ name: String) -> [String] {
        all(name).flatMap { $0.children.isEmpty ? [$0.text] : $0.children.map(\.text) }
    }
}

/// The root of `data`; nil when it is not well-formed.
func readXML(_ data: Data) -> Element? {
    let builder = TreeBuilder()
    let parser = XMLParser(data: data)
    parser.delegate = builder
    guard parser.parse(), builder.stack.count == 1, let root = builder.stack.first?.children.first else { return nil }
    // Foundation's parser stops at the end of the root and says nothing of what follows.
    let end = Data("</\(root.name)>".utf8)
    return data.range(of: end) == data.range(of: end, options: .backwards) ? root : nil
}

/// The root of `data` with every element named `{namespace}name`, whatever its prefix; nil when a prefix is undeclared.
func readNamespaces(_ data: Data) -> Element? {
    let builder = TreeBuilder()
    let parser = XMLParser(data: data)
    parser.shouldProcessNamespaces = true
    parser.delegate = builder
    return parser.parse() ? builder.stack.first?.children.first : nil
}

extension Element {
    /// Everything the element says, white space between elements left out.
    var outline: String {
        let attributes = attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let content = children.isEmpty ? text : children.map(\.outline).joined(separator: ",")
        return "\(name)\(attributes)(\(content))"
    }
}

private final class TreeBuilder: NSObject, XMLParserDelegate {
    var stack = [Element("", [:])]

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        let isPlain = !parser.shouldProcessNamespaces
        let name = isPlain ? elementName : "{\(namespaceURI ?? "")}\(elementName)"
        let element = Element(name, isPlain ? attributes : attributes.filter { !$0.key.hasPrefix("xmlns") })
        stack.last?.children.append(element)
        stack.append(element)
    }

    func parser(_ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?) {
        stack.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        stack.last?.text += string
    }
}
