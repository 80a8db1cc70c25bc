// Which bytes reach the parser. libxml2 would hand windows-1252, UTF-7, EBCDIC or UTF-16 without a mark to iconv and
// believe what comes back; which of them it knows differs by build. So the encoding is decided here, by a list of what
// is allowed, and libxml2 is only ever given UTF-8 without a declaration: it never converts anything.

import SyncCore

/// Bytes in as they come, UTF-8 out.
struct EncodingGate {
    enum Encoding: Equatable {
        case utf8, ascii
        /// Bytes 80 to 9F are read as windows-1252; whether the sender may do that is judged by message.
        case latin1
        case windows1252
        case utf16(bigEndian: Bool)
    }

    /// Enough for a byte order mark and the longest declaration in UTF-16.
    private static let headBytesMax = 4 + 2 * XMLDeclaration.lengthMax

    /// The first bytes, until they are enough to decide.
    private var head: [UInt8] = []
    /// `nil` until it is decided.
    private(set) var encoding: Encoding?
    /// Where the document begins in the text: after the XML declaration, which has been read here.
    private(set) var documentStart = 0
    private var utf16: UTF16Decoding?

    /// - Parameter isLast: no byte follows these.
    /// - Throws: a refusal of the group 001–013; what came before the fault lies in the window.
    mutating func take(_ bytes: UnsafeRawBufferPointer, isLast: Bool, into window: TextWindow) throws(Refusal) {
        guard encoding == nil else { return try decode(bytes, isLast: isLast, into: window) }
        head.append(contentsOf: bytes)
        guard isLast || head.count >= Self.headBytesMax else { return }
        let first = head
        head = []
        // The result leaves the closure as a value because a closure cannot throw a typed error through C's pointers.
        var this = self
        let result = first.withUnsafeBytes { bytes in
            Result { () throws(Refusal) in
                let mark = try this.decide(bytes)
                try this.decode(UnsafeRawBufferPointer(rebasing: bytes[mark...]), isLast: isLast, into: window)
            }
        }
        self = this
        try result.get()
    }

    // MARK: Deciding

    /// - Returns: the length of the byte order mark.
    private mutating func decide(_ bytes: UnsafeRawBufferPointer) throws(Refusal) -> Int {
        guard !bytes.isEmpty else { throw Refusal(.emptyInput) }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            try decideUTF16(UnsafeRawBufferPointer(rebasing: bytes[2...]), bigEndian: bytes[0] == 0xfe)
            return 2
        }
        let mark = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        let text = UnsafeRawBufferPointer(rebasing: bytes[mark...])
        if Self.looksUnmarked(text) { throw Refusal(.encodingNotMarked) }
        let declaration = try XMLDeclaration(text)
        try checkStart(text[declaration.length...], declaration)
        documentStart = declaration.length
        switch declaration.encoding?.uppercased() {
        case nil, "UTF-8", "UTF8": encoding = .utf8
        case "US-ASCII", "ASCII": encoding = .ascii
        case "ISO-8859-1", "LATIN1", "ISO_8859-1": encoding = .latin1
        case "WINDOWS-1252", "CP1252": encoding = .windows1252
        case "UTF-16", "UTF-16LE", "UTF-16BE": throw Refusal(.encodingContradicted)
        default: throw Refusal(.encodingNotRead)
        }
        if mark > 0, encoding == .latin1 || encoding == .windows1252 { throw Refusal(.encodingContradicted) }
        return mark
    }

    private mutating func decideUTF16(_ bytes: UnsafeRawBufferPointer, bigEndian: Bool) throws(Refusal) {
        let ascii = bytes.indices.filter { ($0 % 2 == 0) != bigEndian }.prefix(XMLDeclaration.lengthMax + 1)
        let declaration = try XMLDeclaration(ascii.map { bytes[$0] })
        try checkStart(ascii.dropFirst(declaration.length).map { bytes[$0] }, declaration)
        switch declaration.encoding?.uppercased() {
        case nil, "UTF-16", bigEndian ? "UTF-16BE" : "UTF-16LE": encoding = .utf16(bigEndian: bigEndian)
        default: throw Refusal(.encodingContradicted)
        }
        documentStart = declaration.length
        utf16 = UTF16Decoding(bigEndian: bigEndian)
    }

    /// What follows the declaration must not start the parser's own guessing anew: no second mark, no second
    /// declaration.
    private func checkStart(_ rest: some RandomAccessCollection<UInt8>, _ declaration: XMLDeclaration) throws(Refusal) {
        guard declaration.version == "1.0" else { throw Refusal(.xmlVersionNotRead) }
        guard let first = rest.first, first == UInt8(ascii: "<") || ByteText.isBlank(first) else {
            throw Refusal(.notWellFormed)
        }
        if XMLDeclaration.begins(rest) { throw Refusal(.notWellFormed) }
    }

    /// UTF-16 or UTF-32 without a mark, and EBCDIC: XML 1.0 appendix F.
    private static func looksUnmarked(_ text: UnsafeRawBufferPointer) -> Bool {
        let head = text.prefix(4)
        return head.starts(with: [0x3c, 0x00]) || head.starts(with: [0x00, 0x3c]) || head.starts(with: [0x00, 0x00])
            || head.starts(with: [0x4c, 0x6f, 0xa7, 0x94])
    }

    // MARK: Decoding

    private mutating func decode(
        _ bytes: UnsafeRawBufferPointer, isLast: Bool, into window: TextWindow
    ) throws(Refusal) {
        if case .utf16 = encoding {
            try utf16?.decode(bytes, isLast: isLast, into: window)
            return
        }
        let sound = TextDecoding.soundPrefix(bytes, isASCII: encoding == .ascii)
        let text = UnsafeRawBufferPointer(rebasing: bytes[..<sound])
        if encoding == .latin1 || encoding == .windows1252 {
            TextDecoding.singleByte(text, into: window)
        } else {
            window.append(text)
        }
        guard sound == bytes.count else { throw Refusal(bytes[sound] == 0 ? .nulCharacter : .encodingContradicted) }
    }
}
