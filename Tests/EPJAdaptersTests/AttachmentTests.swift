// Attachments: looked at while they pass, never kept, noted when they are broken, refused only for their size.

import SyncCore
import Testing

@testable import EPJAdapters

struct AttachmentTests {
    private func scan(_ text: String, _ format: AttachmentScan.Format? = nil, pieceBytes: Int = 5) -> AttachmentScan {
        var scan = AttachmentScan(format: format)
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            var rest = ByteText(start: bytes.baseAddress, count: bytes.count)
            while !rest.isEmpty {
                scan.take(rest.prefix(first: pieceBytes))
                rest = rest.dropping(first: pieceBytes)
            }
        }
        return scan
    }

    @Test(
        arguments: [
            ("QUJD", .sound, 3), ("QUI=", .sound, 2), ("QQ==", .sound, 1), (" Q U\nJ\tD\r\n", .sound, 3),
            ("+/+/", .sound, 3), ("", .empty, 0), (" \n", .empty, 0), ("QUJ", .notBase64, 2), ("Q", .notBase64, 0),
            ("QUI", .notBase64, 2), ("QUI==", .notBase64, 2), ("Q===", .notBase64, 0), ("====", .notBase64, 0),
            ("=", .notBase64, 0), ("QQ==QQ==", .notBase64, 3), ("QUI=QUJD", .notBase64, 5), ("QR==", .notBase64, 1),
            ("QUJ=", .notBase64, 2), ("QU*D", .notBase64, 2), ("AAA*=!", .notBase64, 2), ("QU-_", .notBase64, 1),
            ("QU\u{a0}JD", .notBase64, 3), ("QU.JD", .notBase64, 3),
        ] as [(String, AttachmentScan.Verdict, Int)])
    func base64IsStrict(text: String, verdict: AttachmentScan.Verdict, bytes: Int) {
        for size in [1, 2, 3, 5, 1000] {
            #expect(scan(text, pieceBytes: size).finish() == verdict)
            #expect(scan(text, pieceBytes: size).decodedBytes == bytes)
        }
    }

    @Test func firstBytesAreHeldAgainstTheType() {
        // %PDF-1.7, FF D8 FF E0, the PNG signature, and something else.
        let texts = ["JVBERi0xLjc=", "/9j/4A==", "iVBORw0KGgo=", "QUJDREVGR0g="]
        for (index, format) in [AttachmentScan.Format.pdf, .jpeg, .png].enumerated() {
            for (other, text) in texts.enumerated() {
                let spread = text.map { "\($0) " }.joined()
                #expect(scan(text, format).finish() == (index == other ? .sound : .otherFormat))
                #expect(scan(spread, format).finish() == (index == other ? .sound : .otherFormat))
            }
        }
        #expect(scan("JVBE", .pdf).finish() == .otherFormat)
        for text in texts { #expect(scan(text).finish() == .sound) }
    }

    @Test(
        arguments: [
            ("application/pdf", .pdf), (" Application/PDF ", .pdf), ("image/jpeg", .jpeg), ("image/jpg", .jpeg),
            ("image/pjpeg", .jpeg), ("image/pjpg", .jpeg), ("image/png", .png), ("text/plain", nil), ("", nil),
            ("application/pdf; x=y", nil),
        ] as [(String, AttachmentScan.Format?)])
    func typesAreKnownInEverySpelling(type: String, format: AttachmentScan.Format?) {
        let read = Array(type.utf8).withUnsafeBufferPointer {
            AttachmentScan.Format(mimeType: ByteText(start: $0.baseAddress, count: $0.count))
        }
        #expect(read == format)
    }

    private func attachment(_ content: String, mime: String = "application/pdf", kind: String = "A", more: String = "")
        -> String
    {
        "<Document><RefDoc><MsgType V=\"\(kind)\"/><MimeType>\(mime)</MimeType>\(more)<Content>\(content)</Content>"
            + "</RefDoc></Document>"
    }

    private func base64(_ text: String) -> String {
        "<Base64Container xmlns=\"http://www.kith.no/xmlstds/base64container\">\(text)</Base64Container>"
    }

    /// The codes noted, and the refusal.
    private func read(
        _ documents: String..., limit: Int = 1000, type: String = "DIALOG_INNBYGGER_TIMERESERVASJON"
    ) -> [Int] {
        var limits = Limits()
        limits.attachmentBytesMax = limit
        let reader = MessageReader(
            context: ReadingContext(zone: oslo, synthetic: .accept, limits: limits), everySender: .gerica)
        let message = MessageText(declaration: "", type: type, documents: [MessageText.note("02")] + documents)
        // Three bytes at a time, so that the text of an attachment comes in pieces.
        let read = Array(message.text.utf8).withUnsafeBytes { reader.read($0, chunkBytes: 3) }
        return read.findings.map(\.code.number).filter { $0 != FindingKind.typeForOthers.rawValue }
    }

    @Test func brokenAttachmentsAreNoted() {
        #expect(read(attachment(base64("JVBERi0xLjc="))) == [])
        #expect(read(attachment(base64("JVBERi0xLjc"))) == [961])
        #expect(read(attachment(base64("QUJDREVGR0g="))) == [962])
        #expect(read(attachment(base64("QUJDREVGR0g="), mime: "text/plain")) == [])
        #expect(read(attachment(base64(" "))) == [963])
        #expect(read(attachment(base64("QUJDREVGR0g="), kind: "XML")) == [962])
        // What an earlier RefDoc says is not said of the next.
        #expect(read(attachment(""), MessageText.document(base64("QUJD"), kind: "A")) == [])
    }

    @Test func whatIsElsewhereOrCompressedIsNotOpened() {
        #expect(read(attachment(base64("QUJDREVGR0g="), more: "<Compression V=\"1\"/>")) == [965])
        #expect(
            read("<Document><RefDoc><MsgType V=\"A\"/><FileReference>file:///x</FileReference></RefDoc></Document>")
                == [964])
    }

    @Test func allOfAMessageCountTogether() {
        let nine = attachment(base64("QUJDREVGR0hJ"), mime: "text/plain")
        #expect(read(nine, nine, limit: 18) == [])
        #expect(read(nine, nine, limit: 17) == [170])
        #expect(read(nine, limit: 8) == [170])
    }

    @Test func attachmentsOfOtherMessagesAreNotLookedAt() {
        #expect(read(attachment(base64("*")), limit: 0, type: "EPIKRISE") == [])
    }

    @Test func whatAnAttachmentHoldsOtherwiseIsPassedOver() {
        #expect(read(attachment("<x>\(base64("*"))</x>")) == [])
        #expect(read(attachment("<TjenesteOversikt xmlns=\"http://ehelse.no/xmlstds/tjenesteoversikt\"/>")) == [])
    }
}
