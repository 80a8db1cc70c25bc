// Namespace prefixes mean nothing, so every style of them must be read alike: none, one for each namespace where it
// begins, all declared at the top, or the envelope's own and none within.

import Foundation

/// How a message's elements are prefixed.
enum PrefixStyle: CaseIterable, Sendable {
    /// Default namespaces, switched where a payload begins.
    case defaults
    /// A prefix for each namespace, declared where it begins.
    case prefixed
    /// `ns0`, `ns1` …, all declared on the root.
    case numbered
    /// The envelope is prefixed, its payloads are not.
    case envelope

    /// `element` with its default namespaces written this way; prefixed elements in it keep their prefix.
    func applied(to element: String) -> String {
        guard self != .defaults else { return element }
        let pieces = XMLPiece.pieces(of: element)
        let numbers = Numbers(pieces)
        var result: [UInt8] = []
        result.reserveCapacity(element.utf8.count * 5 / 4)
        var prefixes: [String] = []
        for piece in pieces {
            switch piece.tag {
            case nil: result.append(contentsOf: piece.bytes)
            case .end: Self.append(piece.bytes, prefix: prefixes.popLast() ?? "", leadBytes: 2, to: &result)
            case .start, .empty:
                var bytes = piece.bytes
                var prefix = prefixes.last ?? ""
                if piece.hasAttributes, let namespace = Self.defaultNamespace(of: piece.text) {
                    prefix = self.prefix(of: namespace, isRoot: prefixes.isEmpty, numbers)
                    bytes = Array(declared(piece.text, namespace, prefix, isRoot: prefixes.isEmpty, numbers).utf8)[...]
                }
                Self.append(bytes, prefix: prefix, leadBytes: 1, to: &result)
                if piece.tag == .start { prefixes.append(prefix) }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func prefix(of namespace: String, isRoot: Bool, _ numbers: Numbers) -> String {
        switch self {
        case .defaults: ""
        case .prefixed: Self.names.first { namespace.contains($0.part) }?.prefix ?? "p3"
        case .numbered: numbers.prefix(namespace)
        case .envelope: isRoot ? "mh" : ""
        }
    }

    private func declared(_ tag: String, _ namespace: String, _ prefix: String, isRoot: Bool, _ numbers: Numbers)
        -> String
    {
        guard !prefix.isEmpty else { return tag }
        let declaration: String
        switch self {
        case .numbered: declaration = isRoot ? numbers.declarations : ""
        default: declaration = #" xmlns:\#(prefix)="\#(namespace)""#
        }
        return tag.replacing(#" xmlns="\#(namespace)""#, with: declaration, maxReplacements: 1)
    }

    private static let names = [
        (part: "msghead", prefix: "mh"), (part: "tjenesteoversikt", prefix: "to"), (part: "dialog", prefix: "dia"),
        (part: "icalendar", prefix: "xc"),
    ]

    private static func defaultNamespace(of tag: String) -> String? {
        guard let start = tag.range(of: " xmlns=\"") else { return nil }
        return String(tag[start.upperBound...].prefix { $0 != "\"" })
    }

    /// Appends the tag with `prefix` before its name, unless it has one.
    private static func append(_ tag: ArraySlice<UInt8>, prefix: String, leadBytes: Int, to result: inout [UInt8]) {
        let rest = tag.dropFirst(leadBytes)
        let colon = UInt8(ascii: ":")
        let isPrefixed = rest.first { $0 == colon || $0 == 0x20 || $0 == 0x2F || $0 == 0x3E } == colon
        guard !prefix.isEmpty, !isPrefixed else { return result.append(contentsOf: tag) }
        result.append(contentsOf: tag.prefix(leadBytes))
        result.append(contentsOf: prefix.utf8)
        result.append(colon)
        result.append(contentsOf: rest)
    }

    /// The default namespaces of a message in the order they come.
    private struct Numbers {
        private var namespaces: [String] = []

        init(_ pieces: [XMLPiece]) {
            for piece in pieces where piece.hasAttributes {
                guard let namespace = PrefixStyle.defaultNamespace(of: piece.text), !namespaces.contains(namespace)
                else { continue }
                namespaces.append(namespace)
            }
        }

        func prefix(_ namespace: String) -> String {
            "ns\(namespaces.firstIndex(of: namespace) ?? 0)"
        }

        var declarations: String {
            namespaces.map { #" xmlns:\#(prefix($0))="\#($0)""# }.joined()
        }
    }
}
