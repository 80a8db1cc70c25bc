// A text of the message while it still lies in the parser's memory. Nothing is copied until somebody asks for a String,
// because of a hundred texts in a message a dozen are kept.

/// Bytes of UTF-8 that are valid only during the call that hands them out. Never store one.
struct ByteText: RandomAccessCollection {
    private let start: UnsafePointer<UInt8>?
    let count: Int

    /// - Parameter start: must stay valid, and hold `count` bytes, for as long as the value is used.
    init(start: UnsafePointer<UInt8>?, count: Int) {
        self.start = start
        self.count = start == nil ? 0 : count
    }

    var startIndex: Int { 0 }
    var endIndex: Int { count }

    subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < count)
        // Safe: count is 0 when start is nil, so the precondition above has excluded it.
        return start.unsafelyUnwrapped[index]
    }

    /// Without the blanks of XML (space, tab, line feed, carriage return) around it.
    var trimmed: ByteText {
        var low = 0
        var high = count
        while low < high, Self.isBlank(self[low]) { low += 1 }
        while high > low, Self.isBlank(self[high - 1]) { high -= 1 }
        return ByteText(start: start.map { $0 + low }, count: high - low)
    }

    func dropping(first: Int) -> ByteText {
        let dropped = Swift.min(first, count)
        return ByteText(start: start.map { $0 + dropped }, count: count - dropped)
    }

    func prefix(first: Int) -> ByteText { ByteText(start: start, count: Swift.min(first, count)) }

    var string: String { String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) }

    static func == (text: ByteText, literal: StaticString) -> Bool {
        guard text.count == literal.utf8CodeUnitCount else { return false }
        for index in 0..<text.count where text[index] != literal.utf8Start[index] { return false }
        return true
    }

    /// ASCII letters of either case count as equal.
    func hasPrefixIgnoringCase(_ literal: StaticString) -> Bool {
        guard count >= literal.utf8CodeUnitCount else { return false }
        for index in 0..<literal.utf8CodeUnitCount
        where Self.lowercased(self[index]) != Self.lowercased(literal.utf8Start[index]) { return false }
        return true
    }

    /// The same, of the whole text.
    func equalsIgnoringCase(_ literal: StaticString) -> Bool {
        count == literal.utf8CodeUnitCount && hasPrefixIgnoringCase(literal)
    }

    func hasPrefix(_ literal: StaticString) -> Bool {
        guard count >= literal.utf8CodeUnitCount else { return false }
        for index in 0..<literal.utf8CodeUnitCount where self[index] != literal.utf8Start[index] { return false }
        return true
    }

    /// The number written in these positions; `nil` when one of them is no ASCII digit or lies outside.
    func digits(_ low: Int, _ length: Int) -> Int? {
        guard low + length <= count else { return nil }
        var value = 0
        for index in low..<low + length {
            let digit = self[index] &- 48
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    /// The whole text as a number of at most nine digits.
    var number: Int? { (1...9).contains(count) ? digits(0, count) : nil }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x09 || byte == 0x0d }

    private static func lowercased(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }
}
