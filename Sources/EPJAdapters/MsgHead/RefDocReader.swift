// Document and RefDoc: what of a message is content, and what is attached to it. An attachment (HIS 1036: MsgType A, or
// a Base64Container as content) is looked at while it passes and never kept; nothing a FileReference names is opened.

import SyncCore

struct RefDocReader {
    private var documents = 0
    // Of the RefDoc at hand
    private var isAttachment = false
    private var format: AttachmentScan.Format?
    private var isCompressed = false
    private var scan = AttachmentScan(format: nil)
    /// Of the attachments that are complete.
    private var attachmentBytes = 0

    /// - Parameter isRead: whether the message is one whose content counts.
    /// - Returns: where the reader then stands.
    mutating func open(
        _ place: Place, _ attributes: XMLAttributes, isRead: Bool, _ scene: inout Scene
    ) throws(Refusal) -> Place {
        switch place {
        case .document:
            documents += 1
            guard documents <= scene.context.limits.documentsPerMessageMax else { throw Refusal(.tooManyDocuments) }
        case .refDoc: (isAttachment, format, isCompressed) = (false, nil, false)
        case .msgType: isAttachment = scene.code(attributes).map { $0 == "A" } ?? false
        case .compression:
            isCompressed = true
            if isRead { scene.observe(.compressionNotOpened) }
        case .fileReference: if isRead { scene.observe(.fileReferenceNotOpened) }
        case .content where isAttachment: return isRead ? .attachment : .skipped
        case .content where !isRead: return .contentNotRead
        case .attachmentBytes:
            scan = AttachmentScan(format: isCompressed ? nil : format)
        case .payloadUnknown: scene.observe(.payloadUnknown)
        // Whichever of type and content is wrong, it is not for guessing.
        case .contradictingPayload: throw Refusal(.typeContradicted)
        default: break
        }
        return place
    }

    mutating func text(_ place: Place, _ text: ByteText) {
        if place == .mimeType { format = AttachmentScan.Format(mimeType: text) }
    }

    /// A piece of an attachment.
    mutating func take(_ text: ByteText, _ scene: Scene) throws(Refusal) {
        scan.take(text)
        guard attachmentBytes + scan.decodedBytes <= scene.context.limits.attachmentBytesMax else {
            throw Refusal(.attachmentsTooLarge)
        }
    }

    /// A Base64Container is complete. It is noted and not refused: the message says what it says without it.
    mutating func closeAttachment(_ scene: inout Scene) {
        attachmentBytes += scan.decodedBytes
        switch scan.finish() {
        case .sound: break
        case .empty: scene.observe(.attachmentEmpty)
        case .notBase64: scene.observe(.attachmentNotBase64)
        case .otherFormat: scene.observe(.attachmentOtherFormat)
        }
    }
}
