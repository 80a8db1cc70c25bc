// What arrives when something on the way goes wrong: a copy of a good message that no reader may accept.
//
// A copy carries an id of its own, so refusing it must not lose the good one beside it. None of these is well-formed
// XML that a careful reader takes, and none can be read as a shorter, complete message.

/// The ways a copy is broken.
enum Damage: CaseIterable, Sendable {
    /// Cut off in the middle.
    case truncated
    /// An ampersand that begins no entity.
    case strayAmpersand
    /// An end tag that closes something else.
    case wrongEndTag
    /// A document type, with an entity in it.
    case documentType
    /// A byte no XML document may hold.
    case nulByte
    /// A byte that is not UTF-8; in ISO-8859-1, where every byte is a character, one that XML does not allow.
    case notUTF8
    /// The document twice over in one file.
    case twoRoots

    /// The bytes of `message`, broken this way, under the id `id`: as a document of its own, or as a bundle's member.
    func broken(_ message: Message, id: String, encoding: TextEncoding = .utf8, isMember: Bool = false) -> [UInt8] {
        let whole = isMember ? message.xml + "\n" : message.document(encoding)
        let copy = replace(message.id, in: whole, by: id)
        switch self {
        case .truncated:
            let bytes = encoding.bytes(copy)
            return Array(bytes.prefix(bytes.count * 3 / 5))
        case .strayAmpersand:
            return encoding.bytes(replace("<OrganisationName>", in: copy, by: "<OrganisationName>A & B "))
        case .wrongEndTag: return encoding.bytes(replace("</MsgInfo>", in: copy, by: "</MsgInf>"))
        case .documentType:
            let declaration = "<!DOCTYPE MsgHead [<!ENTITY navn \"verdi\">]>\n<MsgHead "
            return encoding.bytes(replace("<MsgHead ", in: copy, by: declaration))
        case .nulByte: return insert(0x00, in: copy, encoding)
        case .notUTF8: return insert(encoding == .utf8 ? 0xE6 : 0x01, in: copy, encoding)
        case .twoRoots: return encoding.bytes(copy + copy)
        }
    }

    /// `text` with the first occurrence of `part` replaced.
    private func replace(_ part: String, in text: String, by replacement: String) -> String {
        guard let range = text.firstRange(of: part) else { return text }
        return text.replacingCharacters(of: range, with: replacement)
    }

    /// The bytes with one more, in the middle of the sender's name.
    private func insert(_ byte: UInt8, in text: String, _ encoding: TextEncoding) -> [UInt8] {
        guard let range = text.firstRange(of: "</OrganisationName>") else { return [byte] }
        return encoding.bytes(String(text[..<range.lowerBound])) + [byte]
            + encoding.bytes(String(text[range.lowerBound...]))
    }
}

extension String {
    fileprivate func replacingCharacters(of range: Range<String.Index>, with replacement: String) -> String {
        self[..<range.lowerBound] + replacement + self[range.upperBound...]
    }
}
