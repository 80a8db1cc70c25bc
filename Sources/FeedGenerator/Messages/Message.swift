// One message of a night's batch, ready to be laid in the inbox.

/// The kinds a batch is made of; `Adapter.kinds` says which record system writes which.
enum MessageKind: String, CaseIterable, Sendable {
    case tjenesteoversikt
    case bestilteTimer = "bestilte-timer"
    case ingenBestilteTimer = "ingen-bestilte-timer"
    case meldingOmAvtale = "melding-om-avtale"
    case avtaleutsending
    case orientering = "orientering-om-tjenestetilbud"
    case sidab
}

/// A whole message.
struct Message: Sendable {
    let kind: MessageKind
    /// `MsgId`
    let id: String
    /// The root element, without an XML declaration: a document's whole content, or a bundle's member.
    var xml: String
    /// Where the encoding is ISO-8859-1, what only windows-1252 has is written as that has it.
    var isWindows1252 = false

    /// The message as a document of its own.
    func document(_ encoding: TextEncoding) -> String {
        "\(encoding.declaration)\n\(xml)\n"
    }

    /// The bytes of the message, as a document of its own or as a member of something larger.
    func bytes(_ encoding: TextEncoding, isMember: Bool) -> [UInt8] {
        encoding.bytes(isMember ? xml + "\n" : document(encoding), asWindows1252: isWindows1252)
    }
}

extension String {
    /// The text with the characters XML gives a meaning replaced by the built-in entities, for content and for
    /// attributes in double quotes.
    var xmlEscaped: String {
        guard utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 }) else { return self }
        var result = ""
        for character in unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
