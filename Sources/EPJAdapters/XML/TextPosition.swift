// Line and column of a place in the text. Only offsets are kept while reading; lines are counted where text is forgotten
// and when somebody has to be told, which is rare.

struct TextPosition: Equatable {
    /// 1 and up.
    var line: Int
    /// In characters, 1 and up.
    var column: Int

    /// The position behind the text, which is UTF-8 and begins at this position.
    func moved(over text: UnsafeRawBufferPointer) -> TextPosition {
        var newlines = 0
        for byte in text { newlines &+= byte == 0x0a ? 1 : 0 }
        let lineStart = newlines == 0 ? nil : text.lastIndex(of: 0x0a).map { $0 + 1 }
        let characters = text[(lineStart ?? 0)...].reduce(0) { $0 + ($1 & 0xc0 == 0x80 ? 0 : 1) }
        return TextPosition(line: line + newlines, column: (lineStart == nil ? column : 1) + characters)
    }
}
