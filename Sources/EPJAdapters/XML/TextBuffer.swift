// The one place where a text is gathered: a text may come in many pieces (a CDATA section, a character reference, the
// edge of a chunk), and an Array would check its uniqueness at each of them.

/// Reused bytes, grown up to a limit. Owned by one XMLEventReader and freed with it.
struct TextBuffer {
    private var start: UnsafeMutablePointer<UInt8>
    private var capacity = 4096
    private(set) var count = 0
    /// Bytes one text may have.
    let limit: Int

    init(limit: Int) {
        self.limit = limit
        start = .allocate(capacity: capacity)
    }

    func deallocate() { start.deallocate() }

    mutating func removeAll() { count = 0 }

    /// Valid until the next change of the buffer.
    var text: ByteText { ByteText(start: start, count: count) }

    /// - Returns: `false` when the text would pass the limit; nothing is appended then.
    mutating func append(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        guard length <= limit - count else { return false }
        if count + length > capacity { grow(to: count + length) }
        (start + count).update(from: bytes, count: length)
        count += length
        return true
    }

    private mutating func grow(to needed: Int) {
        let larger = max(needed, capacity * 2)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        moved.update(from: start, count: count)
        start.deallocate()
        start = moved
        capacity = larger
    }
}

/// Finds control characters U+0080 to U+009F, in UTF-8 C2 80 to C2 9F, in texts that come in pieces.
struct C1Scan {
    private var sawC2 = false

    mutating func finds(in bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var union: UInt8 = 0
        for index in 0..<count { union |= bytes[index] }
        if union < 0x80 {
            sawC2 = false
            return false
        }
        for index in 0..<count {
            let byte = bytes[index]
            if sawC2, byte < 0xa0 { return true }
            sawC2 = byte == 0xc2
        }
        return false
    }
}
