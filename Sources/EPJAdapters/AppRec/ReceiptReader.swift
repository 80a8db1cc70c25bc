// AppRec 1.0 and 1.1 (HIS 80415): an EPJ's answer to a message of ours. It has no MsgHead; whose it is, the HER-ids of
// its Sender say.

import SyncCore

struct ReceiptReader {
    /// HER-ids that Sender names, in the order of the document: institution, its departments, further ids.
    private(set) var senders: [String] = []
    private var id: String?
    private var generated: Instant?
    private var status: ReceivedReceipt.Status?
    private var errors: [String] = []
    private var original: String?
    // Of the party at hand: an Id is followed by its kind
    private var partyId: String?

    /// Departments and further ids are unbounded in the XSD; a sender has a handful.
    private static let sendersMax = 16

    mutating func open(_ place: Place, _ attributes: XMLAttributes, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .receiptStatus:
            guard status == nil else { throw Refusal(.repeatedElement) }
            // Code list 8258.
            guard let number = scene.code(attributes)?.number, let read = ReceivedReceipt.Status(rawValue: number)
            else { throw Refusal(.receiptStatusUnknown) }
            status = read
        case .receiptError:
            guard let code = scene.code(attributes), Self.isErrorCode(code) else {
                return scene.observe(.receiptErrorUnknown)
            }
            let error = code.string
            if !errors.contains(error), errors.count < Self.errorsMax { errors.append(error) }
        case .receiptParty: partyId = nil
        case .receiptPartyType:
            // TypeId has no S in an AppRec; V decides.
            guard let code = attributes.v?.trimmed, code == "HER", let herID = partyId, HerID.isWellFormed(herID) else {
                return
            }
            if !senders.contains(herID), senders.count < Self.sendersMax { senders.append(herID) }
            partyId = nil
        default: break
        }
    }

    mutating func text(_ place: Place, _ text: ByteText, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .receiptId: id = try Self.first(id, scene.trimmed(text), orElse: .receiptIDMissing)
        case .receiptOriginalId:
            original = try Self.first(original, scene.trimmed(text), orElse: .receiptOriginalMissing).lowercased()
        case .receiptGenDate:
            guard generated == nil else { throw Refusal(.repeatedElement) }
            let trimmed = scene.trimmed(text)
            guard let instant = Instant(iso8601: trimmed, zone: scene.context.zone) else {
                throw Refusal(.receiptGeneratedUnreadable)
            }
            if EnvelopeReader.lacksZone(trimmed) { scene.observe(.generatedWithoutZone) }
            generated = instant
        case .receiptPartyId: partyId = text.trimmed.string
        default: break
        }
    }

    func receipt(at root: Mark) throws(Refusal) -> ReceivedReceipt {
        guard let generated else { throw Refusal(.receiptGeneratedUnreadable, at: root) }
        guard let id else { throw Refusal(.receiptIDMissing, at: root) }
        guard let status else { throw Refusal(.receiptStatusUnknown, at: root) }
        guard let original else { throw Refusal(.receiptOriginalMissing, at: root) }
        return ReceivedReceipt(
            id: id, generated: generated, status: status, errors: errors, originalMessageID: original)
    }

    private static func first(
        _ known: String?, _ text: ByteText, orElse kind: FindingKind
    ) throws(Refusal) -> String {
        guard known == nil else { throw Refusal(.repeatedElement) }
        guard (1...100).contains(text.count) else { throw Refusal(kind) }
        return text.string
    }

    /// The form of the codes of list 8221: a capital letter and two digits.
    private static func isErrorCode(_ text: ByteText) -> Bool {
        text.count == 3 && (65...90).contains(text[0]) && text[1].isDigit && text[2].isDigit
    }

    /// Code list 8221 has 21.
    private static let errorsMax = 32
}
