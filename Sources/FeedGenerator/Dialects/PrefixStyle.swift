// Namespace prefixes mean nothing, so every style of them must be read alike: none, one for each namespace where it
// begins, all declared at the top, or the envelope's own and none within.

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
                if let declaration = Declaration(piece) {
                    prefix = self.prefix(of: declaration.namespace, isRoot: prefixes.isEmpty, numbers)
                    bytes = declared(declaration, prefix, isRoot: prefixes.isEmpty, numbers)
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

    /// The tag with its namespace bound to `prefix` instead.
    private func declared(_ declaration: Declaration, _ prefix: String, isRoot: Bool, _ numbers: Numbers)
        -> ArraySlice<UInt8>
    {
        var text = #" xmlns:\#(prefix)="\#(declaration.namespace)""#
        if prefix.isEmpty {
            text = #" xmlns="\#(declaration.namespace)""#
        } else if self == .numbered {
            text = isRoot ? numbers.declarations : ""
        }
        return Array(declaration.before) + Array(text.utf8) + declaration.after
    }

    private static let names = [
        (part: "msghead", prefix: "mh"), (part: "tjenesteoversikt", prefix: "to"), (part: "dialog", prefix: "dia"),
        (part: "icalendar", prefix: "xc"),
    ]

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

    /// A start tag that switches the default namespace, which the generator always writes first in it.
    private struct Declaration {
        /// `<name`
        let before: ArraySlice<UInt8>
        let namespace: String
        /// The rest of the tag.
        let after: ArraySlice<UInt8>

        init?(_ piece: XMLPiece) {
            guard piece.tag != nil, let blank = piece.bytes.firstIndex(of: 0x20) else { return nil }
            let opening = Array(#" xmlns=""#.utf8)
            guard piece.bytes[blank...].starts(with: opening) else { return nil }
            let value = piece.bytes[(blank + opening.count)...].prefix { $0 != 0x22 }
            before = piece.bytes[..<blank]
            namespace = String(decoding: value, as: UTF8.self)
            after = piece.bytes[(value.endIndex + 1)...]
        }
    }

    /// The default namespaces of a message in the order they come.
    private struct Numbers {
        private var namespaces: [String] = []

        init(_ pieces: [XMLPiece]) {
            for piece in pieces {
                guard let namespace = Declaration(piece)?.namespace, !namespaces.contains(namespace) else { continue }
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
