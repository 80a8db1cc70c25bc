// The part of the decoded text that may still be needed: what the parser has not seen, and, while a message is being
// read, that message from its first byte, because a finding names its place in it and its bytes may have to be kept.
// Everything before is forgotten but for the count of its lines, so memory follows the largest message and not the
// document.

/// Owned by one DocumentReader and used by its thread. Offsets count bytes of the decoded text from its beginning.
final class TextWindow {
    private var memory: UnsafeMutableRawPointer
    private var capacity = 65_536
    /// Where in `memory` the first byte lies that is kept.
    private var head = 0
    private var count = 0
    /// The offset of the first byte that is kept.
    private(set) var start = 0
    /// Of the byte at `start`.
    private var startPosition = TextPosition(line: 1, column: 1)

    init() { memory = .allocate(byteCount: capacity, alignment: 16) }

    deinit { memory.deallocate() }

    /// The offset behind the last byte.
    var end: Int { start + count }

    func reset() {
        (head, count, start) = (0, 0, 0)
        startPosition = TextPosition(line: 1, column: 1)
    }

    /// Room for bytes to be written behind the last one; `count` of them are then told to `wrote`.
    func room(for needed: Int) -> UnsafeMutableRawBufferPointer {
        if head + count + needed > capacity { makeRoom(needed) }
        return UnsafeMutableRawBufferPointer(start: memory + head + count, count: needed)
    }

    func wrote(_ written: Int) { count += written }

    func append(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        room(for: bytes.count).copyMemory(from: bytes)
        wrote(bytes.count)
    }

    private func makeRoom(_ needed: Int) {
        if count + needed <= capacity / 2 {
            memory.copyMemory(from: memory + head, byteCount: count)
        } else {
            capacity = max(capacity * 2, count + needed)
            let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
            larger.copyMemory(from: memory + head, byteCount: count)
            memory.deallocate()
            memory = larger
        }
        head = 0
    }

    /// Forgets what lies before the offset.
    func discard(before offset: Int) {
        let dropped = min(offset, end) - start
        guard dropped > 0 else { return }
        startPosition = startPosition.moved(over: UnsafeRawBufferPointer(start: memory + head, count: dropped))
        head += dropped
        count -= dropped
        start += dropped
        if count == 0 { head = 0 }
    }

    /// Valid until the window changes; what is no longer, or not yet, there is left out.
    func text(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        let kept = range.clamped(to: start..<end)
        return UnsafeRawBufferPointer(start: memory + head + kept.lowerBound - start, count: kept.count)
    }

    func position(of offset: Int) -> TextPosition {
        startPosition.moved(over: text(start..<max(start, min(offset, end))))
    }

    /// The `<` of the start tag that ends before `offset`; inside a tag there is no other `<`.
    func start(ofTagEndingAt offset: Int) -> Int {
        let before = text(start..<max(start, min(offset, end)))
        return before.lastIndex(of: UInt8(ascii: "<")).map { start + $0 } ?? offset
    }
}
