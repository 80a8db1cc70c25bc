// White space between elements, which means nothing in these messages: line breaks where a reader's eye wants them, or
// an indented tree as some exports write it.

/// How elements are laid on lines.
enum XMLLayout: String, CaseIterable, Sendable {
    /// Line breaks between the parts of a message, no indentation.
    case compact
    /// Every element that holds elements on lines of its own, two blanks a level.
    case indented

    /// `element`, which must hold no text beside elements, laid out this way.
    func laidOut(_ element: String) -> String {
        switch self {
        case .compact: element
        case .indented: Self.indented(element)
        }
    }

    private static func indented(_ element: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(element.utf8.count * 3 / 2)
        var depth = 0
        var previous: XMLPiece.Tag?
        for piece in XMLPiece.pieces(of: element) {
            guard let tag = piece.tag else {
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
}
