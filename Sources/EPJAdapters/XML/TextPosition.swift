// Line and column of a place in the text. Only offsets are kept while reading; lines are counted where text is forgotten
// and when somebody has to be told.

struct TextPosition: Equatable {
    /// 1 and up.
    var line: Int
    /// In characters, 1 and up.
    var column: Int

    /// The position behind the text, which is UTF-8 and begins at this position.
    func moved(over text: UnsafeRawBufferPointer) -> TextPosition {
        let newlines = ByteCount.newlines(in: text)
        let lineStart = newlines == 0 ? nil : text.lastIndex(of: 0x0a).map { $0 + 1 }
        let rest = UnsafeRawBufferPointer(rebasing: text[(lineStart ?? 0)...])
        let characters = rest.count - ByteCount.continuations(in: rest)
        return TextPosition(line: line + newlines, column: (lineStart == nil ? column : 1) + characters)
    }
}

/// Counts bytes eight at a time in one word, because every byte of a bundle passes here: a lane of a word is a byte, and
/// what matches leaves a 1 in its lane.
enum ByteCount {
    private static let ones: UInt64 = 0x0101_0101_0101_0101

    static func newlines(in text: UnsafeRawBufferPointer) -> Int {
        count(in: text) { word in
            // A lane is zero exactly when neither its low seven bits carry into the eighth nor the eighth is set.
            let other = word ^ (ones &* 0x0a)
            return ~(((other & (ones &* 0x7f)) &+ (ones &* 0x7f)) | other) >> 7 & ones
        }
    }

    /// Bytes 80 to BF, which in UTF-8 continue a character.
    static func continuations(in text: UnsafeRawBufferPointer) -> Int {
        count(in: text) { word in word >> 7 & ~(word >> 6) & ones }
    }

    @inline(__always)
    private static func count(in text: UnsafeRawBufferPointer, _ matches: (UInt64) -> UInt64) -> Int {
        var total = 0
        var index = 0
        let whole = text.count & ~7
        while index < whole {
            var lanes: UInt64 = 0
            // A lane holds 255 at most.
            let end = min(whole, index + 255 * 8)
            while index < end {
                lanes &+= matches(text.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                index += 8
            }
            for lane in 0..<8 { total += Int(lanes >> (8 * UInt64(lane)) & 0xff) }
        }
        while index < text.count {
            total += Int(matches(UInt64(text[index])) & 1)
            index += 1
        }
        return total
    }
}
