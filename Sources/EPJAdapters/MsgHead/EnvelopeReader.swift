// MsgInfo without the patient: who says something, when, and of what kind (MsgHead 1.2, HIS 80601).

import SyncCore

struct EnvelopeReader {
    private var seenMsgInfo = false
    private(set) var type: String?
    private var version = false
    private var generated: Instant?
    private var messageID: String?
    private var acknowledgement: Envelope.Acknowledgement?
    /// Where Ack stands, for the deviation that only the content reveals.
    private(set) var receiptMark: Mark?
    private(set) var typeMark: Mark?
    private(set) var senderMark: Mark?
    private var sender = PartyReader(isStrict: true)
    private var receiver = PartyReader(isStrict: false)
    /// Whether the party at hand is the receiver, for whom nothing is refused.
    private(set) var isInReceiver = false
    private var conversationMark: Mark?
    private var conversation: String?
    private var parent: String?

    mutating func open(_ place: Place, _ attributes: XMLAttributes, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .msgInfo:
            guard !seenMsgInfo else { throw Refusal(.repeatedElement) }
            seenMsgInfo = true
        case .type:
            guard type == nil else { throw Refusal(.repeatedElement) }
            guard let code = scene.code(attributes) else { throw Refusal(.typeMissing) }
            type = code.string
            typeMark = scene.mark
        case .ack:
            guard acknowledgement == nil else { throw Refusal(.repeatedElement) }
            acknowledgement = scene.code(attributes).flatMap { Envelope.Acknowledgement(rawValue: $0.string) } ?? .never
            receiptMark = scene.mark
        case .conversationRef:
            guard conversationMark == nil else { throw Refusal(.repeatedElement) }
            conversationMark = scene.mark
        case .sender: senderMark = scene.mark
        case .receiver: isInReceiver = true
        default:
            if isInReceiver {
                try receiver.open(place, attributes, &scene)
            } else {
                try sender.open(place, attributes, &scene)
            }
        }
    }

    mutating func text(_ place: Place, _ text: ByteText, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .migVersion:
            guard !version else { throw Refusal(.repeatedElement) }
            guard text == "v1.2 2006-05-24" else { throw Refusal(.versionUnknown) }
            version = true
        case .genDate:
            guard generated == nil else { throw Refusal(.repeatedElement) }
            let trimmed = scene.trimmed(text)
            guard let instant = Instant(iso8601: trimmed, zone: scene.context.zone) else {
                throw Refusal(.generatedUnreadable)
            }
            if Self.lacksZone(trimmed) { scene.observe(.generatedWithoutZone) }
            generated = instant
        case .msgId:
            guard messageID == nil else { throw Refusal(.repeatedElement) }
            let trimmed = scene.trimmed(text)
            guard UUIDText.isUUID(trimmed) else { throw Refusal(.messageIDNotUUID) }
            messageID = trimmed.string
        case .refToParent: try Self.set(&parent, scene.trimmed(text))
        case .refToConversation: try Self.set(&conversation, scene.trimmed(text))
        default:
            if isInReceiver {
                try receiver.text(place, text, &scene)
            } else {
                try sender.text(place, text, &scene)
            }
        }
    }

    /// MsgId of another message. It is compared and never followed, so it need not be a UUID, which its sender's own
    /// was not either then.
    private static func set(_ reference: inout String?, _ text: ByteText) throws(Refusal) {
        guard reference == nil else { throw Refusal(.repeatedElement) }
        guard (1...100).contains(text.count) else { throw Refusal(.conversationIncomplete) }
        reference = text.string.lowercased()
    }

    mutating func close(_ place: Place) throws(Refusal) {
        switch place {
        case .conversationRef:
            guard conversation != nil, parent != nil else { throw Refusal(.conversationIncomplete) }
        case .receiver: isInReceiver = false
        case .outerIdent, .innerIdent, .professionalIdent:
            if isInReceiver { try receiver.close(place) } else { try sender.close(place) }
        default: break
        }
    }

    /// What MsgInfo came to.
    ///
    /// - Throws: the refusal for the first thing that is missing.
    func envelope() throws(Refusal) -> Envelope {
        guard let type else { throw Refusal(.typeMissing) }
        guard version else { throw Refusal(.versionUnknown) }
        guard let generated else { throw Refusal(.generatedUnreadable) }
        guard let messageID else { throw Refusal(.messageIDNotUUID) }
        guard let party = sender.party, let outer = sender.outerHerID else { throw Refusal(.senderMissing) }
        return Envelope(
            messageID: messageID, conversation: conversation, parent: parent, type: type, generated: generated,
            acknowledgement: acknowledgement ?? .never, sourceHerID: outer, unitHerID: sender.innerHerID ?? outer,
            sender: party, receiver: receiver.party)
    }

    static func lacksZone(_ text: ByteText) -> Bool {
        guard text.last != UInt8(ascii: "Z") else { return false }
        return !text.dropping(first: 19).contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    }
}
