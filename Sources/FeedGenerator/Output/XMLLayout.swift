// White space between elements, which means nothing in these messages: line breaks where a reader's eye wants them, or
// an indented tree as some exports write it.

/// How elements are laid on lines.
enum XMLLayout: String, CaseIterable, Sendable {
    /// Line breaks between the parts of a message, no indentation.
    case compact
    /// Every element that holds elements on lines of its own, two blanks a level.
    case indented

    /// `element`, which must be well-formed and hold neither comments nor CDATA nor mixed content, laid out this way.
    func laidOut(_ element: String) -> String {
        switch self {
        case .compact: element
        case .indented: Self.indented(element)
        }
    }

    private enum Tag { case start, end, empty }

    private static func indented(_ element: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(element.utf8.count * 3 / 2)
        var depth = 0
        var previous: Tag?
        for piece in pieces(Array(element.utf8)) {
            guard let tag = piece.tag else {
                // Between two tags only white space may stand, except between a start tag and its own end tag.
                if !piece.isBlank { result.append(contentsOf: piece.bytes) }
                continue
            }
            if tag == .end { depth -= 1 }
            let closesLeaf = tag == .end && previous == .start
            if previous != nil, !closesLeaf {
                result.append(0x0A)
                result.append(contentsOf: repeatElement(0x20, count: depth * 2))
            }
            result.append(contentsOf: piece.bytes)
            if tag == .start { depth += 1 }
            previous = tag
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A tag, or the text between two.
    private struct Piece {
        let bytes: ArraySlice<UInt8>
        let tag: Tag?

        var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0x0A } }
    }

    private static func pieces(_ text: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let first = rest.first {
            // `>` never stands unescaped in text or attributes here.
            let isTag = first == 0x3C
            let end = isTag ? rest.firstIndex(of: 0x3E).map { $0 + 1 } : rest.firstIndex(of: 0x3C)
            let bytes = rest[..<(end ?? rest.endIndex)]
            pieces.append(Piece(bytes: bytes, tag: isTag ? kind(bytes) : nil))
            rest = rest[bytes.endIndex...]
        }
        return pieces
    }

    private static func kind(_ tag: ArraySlice<UInt8>) -> Tag {
        if tag.dropFirst().first == 0x2F { return .end }
        return tag.dropLast().last == 0x2F ? .empty : .start
    }
}
