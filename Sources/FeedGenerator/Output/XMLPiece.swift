// The tags and texts of an element the generator wrote itself, so that its form can be changed without its meaning.

/// A tag, or the text between two. `>` never stands unescaped in what the generator writes.
struct XMLPiece {
    enum Tag { case start, end, empty }

    let bytes: ArraySlice<UInt8>
    /// Nil for text.
    let tag: Tag?

    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// Blanks and line breaks only.
    var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0x0A } }

    /// The pieces of `element`, which must hold neither comments nor CDATA.
    static func pieces(of element: String) -> [XMLPiece] {
        var pieces: [XMLPiece] = []
        var rest = Array(element.utf8)[...]
        while let first = rest.first {
            let isTag = first == 0x3C
            let end = isTag ? rest.firstIndex(of: 0x3E).map { $0 + 1 } : rest.firstIndex(of: 0x3C)
            let bytes = rest[..<(end ?? rest.endIndex)]
            pieces.append(XMLPiece(bytes: bytes, tag: isTag ? kind(bytes) : nil))
            rest = rest[bytes.endIndex...]
        }
        return pieces
    }

    private static func kind(_ tag: ArraySlice<UInt8>) -> Tag {
        if tag.dropFirst().first == 0x2F { return .end }
        return tag.dropLast().last == 0x2F ? .empty : .start
    }
}
