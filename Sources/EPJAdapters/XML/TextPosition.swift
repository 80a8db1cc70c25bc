// Line and column of a place in the text. Only offsets are kept while reading; a line is counted when somebody has to
// be told, which is rare.

struct TextPosition: Equatable {
    /// 1 and up.
    let line: Int
    /// In characters, 1 and up.
    let column: Int

    /// - Parameter offset: in bytes of `text`, which is UTF-8; what lies outside is taken as the nearest end.
    init(of offset: Int, in text: UnsafeRawBufferPointer) {
        let before = UnsafeRawBufferPointer(rebasing: text[..<max(0, min(offset, text.count))])
        line = 1 + before.reduce(0) { $0 + ($1 == 0x0a ? 1 : 0) }
        let lineStart = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        column = 1 + before[lineStart...].reduce(0) { $0 + ($1 & 0xc0 == 0x80 ? 0 : 1) }
    }

    /// The `<` of the start tag that ends before `offset`; inside a tag there is no other `<`.
    init(ofTagEndingAt offset: Int, in text: UnsafeRawBufferPointer) {
        let before = text[..<max(0, min(offset, text.count))]
        self.init(of: before.lastIndex(of: UInt8(ascii: "<")) ?? offset, in: text)
    }
}
