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
    /// A byte that is not UTF-8.
    case notUTF8
    /// The document twice over in one file.
    case twoRoots

    /// The bytes of `message`, broken this way, under the id `id`.
    func broken(_ message: Message, id: String) -> [UInt8] {
        let copy = replace(message.id, in: message.xml, by: id)
        switch self {
        case .truncated: return Array(copy.utf8.prefix(copy.utf8.count * 3 / 5))
        case .strayAmpersand: return Array(replace("<OrganisationName>", in: copy, by: "<OrganisationName>A & B ").utf8)
        case .wrongEndTag: return Array(replace("</MsgInfo>", in: copy, by: "</MsgInf>").utf8)
        case .documentType:
            let declaration = "<!DOCTYPE MsgHead [<!ENTITY navn \"verdi\">]>\n<MsgHead "
            return Array(replace("<MsgHead ", in: copy, by: declaration).utf8)
        case .nulByte: return insert(0x00, in: copy)
        case .notUTF8: return insert(0xE6, in: copy)
        case .twoRoots: return Array((copy + copy).utf8)
        }
    }

    /// `text` with the first occurrence of `part` replaced.
    private func replace(_ part: String, in text: String, by replacement: String) -> String {
        guard let range = text.firstRange(of: part) else { return text }
        return text.replacingCharacters(of: range, with: replacement)
    }

    /// The bytes with one more, in the middle of the sender's name.
    private func insert(_ byte: UInt8, in text: String) -> [UInt8] {
        guard let range = text.firstRange(of: "</OrganisationName>") else { return [byte] }
        return Array(text[..<range.lowerBound].utf8) + [byte] + Array(text[range.lowerBound...].utf8)
    }
}

extension String {
    fileprivate func replacingCharacters(of range: Range<String.Index>, with replacement: String) -> String {
        self[..<range.lowerBound] + replacement + self[range.upperBound...]
    }
}
