// MsgInfo without the patient: who says something, when, and of what kind (MsgHead 1.2, HIS 80601).

import SyncCore

struct EnvelopeReader {
    private var seenMsgInfo = false
    private(set) var type: String?
    private var version = false
    private var generated: Instant?
    private var messageID: String?
    private var wantsReceipt: Bool?
    /// Where Ack stands, for the deviation that only the content reveals.
    private(set) var receiptMark: Mark?
    private(set) var typeMark: Mark?
    private(set) var senderMark: Mark?
    private var outer: String?
    private var inner: String?
    /// Of the Ident at hand.
    private var herID: String?
    private var sawTypeId = false
    private var isHerID = false

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
            guard wantsReceipt == nil else { throw Refusal(.repeatedElement) }
            // HIS 80601: J always, N never, F only when something is wrong.
            let code = scene.code(attributes)
            wantsReceipt = code.map { $0 == "J" || $0 == "F" } ?? false
            receiptMark = scene.mark
        case .sender: senderMark = scene.mark
        case .outerIdent, .innerIdent:
            herID = nil
            sawTypeId = false
            isHerID = false
        case .outerTypeId, .innerTypeId:
            guard !sawTypeId else { throw Refusal(.repeatedElement) }
            sawTypeId = true
            isHerID = Self.namesHerID(attributes, &scene)
        default: break
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
            guard Self.isUUID(trimmed) else { throw Refusal(.messageIDNotUUID) }
            messageID = trimmed.string
        case .outerId, .innerId:
            guard herID == nil else { throw Refusal(.repeatedElement) }
            herID = scene.trimmed(text).string
        default: break
        }
    }

    mutating func close(_ place: Place) throws(Refusal) {
        guard isHerID, place == .outerIdent || place == .innerIdent else { return }
        guard let herID, !herID.isEmpty, herID.utf8.count <= 18, herID.utf8.allSatisfy({ (48...57).contains($0) })
        else { throw Refusal(.herIDUnreadable) }
        if place == .outerIdent {
            guard outer == nil || outer == herID else { throw Refusal(.herIDsDiffer) }
            outer = herID
        } else {
            guard inner == nil || inner == herID else { throw Refusal(.herIDsDiffer) }
            inner = herID
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
        guard let outer else { throw Refusal(.senderMissing) }
        return Envelope(
            messageID: messageID, type: type, generated: generated, wantsReceipt: wantsReceipt ?? false,
            sourceHerID: outer, unitHerID: inner ?? outer)
    }

    /// `V` decides; `S` only excludes code lists that are neither 9051 (organisations) nor 8116 (persons).
    private static func namesHerID(_ attributes: XMLAttributes, _ scene: inout Scene) -> Bool {
        guard let code = scene.code(attributes), code == "HER" else { return false }
        guard let list = attributes.s?.trimmed else {
            scene.observe(.herIDCodeList)
            return true
        }
        if list == "2.16.578.1.12.4.1.1.9051" { return true }
        guard list == "2.16.578.1.12.4.1.1.8116" else { return false }
        scene.observe(.herIDCodeList)
        return true
    }

    private static func lacksZone(_ text: ByteText) -> Bool {
        guard text.last != UInt8(ascii: "Z") else { return false }
        return !text.dropping(first: 19).contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    }

    /// RFC 9562 §4, without braces, in letters of either case.
    private static func isUUID(_ text: ByteText) -> Bool {
        guard text.count == 36 else { return false }
        for (index, byte) in text.enumerated() {
            let isDash = [8, 13, 18, 23].contains(index)
            let isHex = (48...57).contains(byte) || (97...102).contains(byte | 0x20) && byte >= 65
            guard isDash ? byte == UInt8(ascii: "-") : isHex else { return false }
        }
        return true
    }
}
