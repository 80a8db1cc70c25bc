// Which bytes reach the parser. libxml2 would hand windows-1252, UTF-7, EBCDIC or UTF-16 without a mark to iconv and
// believe what comes back; which of them it knows differs by build. So the encoding is decided here, by a list of what
// is allowed, and libxml2 is only ever given UTF-8 without a declaration: it never converts anything.

/// A message as UTF-8, ready for the parser.
struct GatedText {
    /// The bytes of the message themselves, or `decoded` where they had to be decoded.
    enum Storage {
        /// A range of the input: what follows the byte order mark.
        case input(Range<Int>)
        case decoded([UInt8])
    }

    let storage: Storage
    /// Where the document begins in the storage: after the XML declaration, which has been read here.
    let documentStart: Int
}

struct EncodingGate {
    let bytesMax: Int

    /// - Throws: a refusal of the group 001–008; no text has been parsed then.
    func admit(_ bytes: UnsafeRawBufferPointer) throws(Refusal) -> GatedText {
        guard !bytes.isEmpty else { throw Refusal(.emptyInput) }
        guard bytes.count <= bytesMax else { throw Refusal(.tooLarge) }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            return try admitUTF16(bytes, bigEndian: bytes[0] == 0xfe)
        }
        let mark = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        let text = UnsafeRawBufferPointer(rebasing: bytes[mark...])
        if Self.looksUnmarked(text) { throw Refusal(.encodingNotMarked) }
        // The smallest byte, because that loop runs sixteen bytes at a time.
        if text.reduce(UInt8.max, min) == 0 { throw Refusal(.nulCharacter) }
        let declaration = try XMLDeclaration(text)
        try checkStart(text[declaration.length...], declaration)
        switch declaration.encoding?.uppercased() {
        case nil, "UTF-8", "UTF8":
            return GatedText(storage: .input(mark..<bytes.count), documentStart: declaration.length)
        case "US-ASCII", "ASCII":
            guard text.allSatisfy({ $0 < 0x80 }) else { throw Refusal(.encodingContradicted) }
            return GatedText(storage: .input(mark..<bytes.count), documentStart: declaration.length)
        case "ISO-8859-1", "LATIN1", "ISO_8859-1":
            guard mark == 0, !TextDecoding.isUTF8BeyondASCII(text) else { throw Refusal(.encodingContradicted) }
            return GatedText(storage: .decoded(TextDecoding.latin1(text)), documentStart: declaration.length)
        case "UTF-16", "UTF-16LE", "UTF-16BE": throw Refusal(.encodingContradicted)
        default: throw Refusal(.encodingNotRead)
        }
    }

    private func admitUTF16(_ bytes: UnsafeRawBufferPointer, bigEndian: Bool) throws(Refusal) -> GatedText {
        let text = try TextDecoding.utf16(UnsafeRawBufferPointer(rebasing: bytes[2...]), bigEndian: bigEndian)
        let declaration = try XMLDeclaration(text)
        try checkStart(text[declaration.length...], declaration)
        switch declaration.encoding?.uppercased() {
        case nil, "UTF-16", bigEndian ? "UTF-16BE" : "UTF-16LE":
            return GatedText(storage: .decoded(text), documentStart: declaration.length)
        default: throw Refusal(.encodingContradicted)
        }
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
}
