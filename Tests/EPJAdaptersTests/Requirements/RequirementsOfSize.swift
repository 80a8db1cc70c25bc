// Section 13 of the requirements for reading EPJ messages, point 19: limits of our own on bytes, depth, attributes,
// elements, texts, documents and attachments. The huge cases are made here, alone and as members of a bundle; what is
// held of a document at any time never passes the limit on one message.

import SyncCore
import Testing

@testable import EPJAdapters

struct RequirementsOfSize {
    private static let limit = Limits().messageBytesMax
    /// The reader holds the message, and at most the piece that has just come.
    private static let heldMax = limit + 65_536
    private let sound = MessageText.list("").withoutDeclaration

    private func unknown(_ content: String) -> String {
        MessageText(documents: [
            MessageText.note("02"), MessageText.document("<x xmlns=\"urn:x\">\(content)</x>"),
        ]).withoutDeclaration
    }

    private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    /// Read alone, and between two members of a bundle that stay as they are.
    private func holds(_ message: String, _ kind: String) {
        let alone = DocumentOutcome(message)
        #expect(alone.kinds == [kind])
        #expect(alone.bytesHeldMax <= Self.heldMax)
        let bundle = DocumentOutcome(MessageText.bundle([sound, message, sound]))
        #expect(bundle.kinds == ["statements", kind, "statements"])
        #expect(bundle.fault == nil)
        #expect(bundle.bytesHeldMax <= Self.heldMax)
    }

    @Test("13.19 a text of 10 000 001 bytes is refused where it would be kept, and passed over elsewhere")
    func text() {
        let text = repeated("a", 10_000_001)
        holds(MessageText.planned(.described(text)).withoutDeclaration, "EPJ-020")
        holds(MessageText.planned(EventText(uid: text)).withoutDeclaration, "EPJ-020")
        holds(unknown(text), "statements")
    }

    /// libxml2 gathers them whole and has a limit of its own on them; a document that meets it has no known end, so a
    /// bundle is refused with it.
    @Test("13.19 an attribute or a comment of 10 000 001 bytes is refused")
    func markup() {
        let text = repeated("a", 10_000_001)
        for (content, code) in [("<y a=\"\(text)\"/>", "EPJ-010"), ("<!--\(text)-->", "EPJ-020")] {
            let alone = DocumentOutcome(unknown(content))
            #expect(alone.kinds == [code])
            #expect(alone.bytesHeldMax <= Self.heldMax)
            let bundle = DocumentOutcome(MessageText.bundle([sound, unknown(content), sound]))
            #expect(bundle.fault == code)
            #expect(bundle.bytesHeldMax <= Self.heldMax)
        }
    }

    @Test("13.19 50 MB of base64 are refused without being held")
    func base64() {
        func message(_ megabytes: Int) -> String {
            var message = MessageText.list("")
            let base64 = repeated("QUJDREVGR0hJSktM", megabytes << 16)
            message.documents.append(
                MessageText.document(
                    "<Base64Container xmlns=\"http://www.kith.no/xmlstds/base64container\">\(base64)</Base64Container>",
                    kind: "A"))
            return message.withoutDeclaration
        }
        let large = message(50)
        #expect(large.utf8.count > 50_000_000)
        #expect(read(large).refusal == "EPJ-002")
        // The limit on what attachments decode to comes first where it is the smaller: then only the member is refused.
        let decoded = { (limits: inout Limits) in limits.attachmentBytesMax = 1 << 20 }
        #expect(DocumentOutcome(large, decoded).kinds == ["EPJ-170"])
        let member = message(3)
        let bundle = DocumentOutcome(MessageText.bundle([sound, member, sound]), decoded)
        #expect(bundle.kinds == ["statements", "EPJ-170", "statements"])
        // A member whose end is not to be waited for ends its bundle, long before its last byte has come.
        let endless = DocumentOutcome(MessageText.bundle([sound, large, sound])) { $0.messageBytesMax = 2 << 20 }
        #expect(endless.fault == "EPJ-002")
        #expect(endless.bytesHeldMax <= 2 << 20 + 65_536)
    }

    @Test("13.19 200 000 siblings are refused in a list, and passed over or refused elsewhere by the limit on elements")
    func siblings() {
        let events = MessageText(documents: [
            MessageText.note("01"), MessageText.calendar(repeated("<vevent/>", 200_000)),
        ])
        // An event without properties is found out when the message has ended; too many are found out at once.
        holds(events.withoutDeclaration, "EPJ-217")
        holds(MessageText.list(repeated("<Tjeneste/>", 200_000)).withoutDeclaration, "EPJ-301")
        let services = (0..<2_000).map {
            "<Tjeneste><TjenesteId>\($0)</TjenesteId><FraDato>2026-01-12</FraDato>"
                + "<HERId><fk1:Id>1</fk1:Id><fk1:TypeId V=\"HER\"/></HERId></Tjeneste>"
        }
        #expect(DocumentOutcome(MessageText.list(services.joined()).text).kinds == ["EPJ-305"])
        holds(unknown(repeated("<y/>", 200_000)), "statements")
        let tooMany = unknown(repeated("<y/>", Limits().elementsPerMessageMax))
        #expect(DocumentOutcome(MessageText.bundle([tooMany, sound])).kinds == ["EPJ-019", "statements"])
        let documents = MessageText(documents: Array(repeating: MessageText.note("02"), count: 201))
        holds(documents.withoutDeclaration, "EPJ-167")
        let attachments = Array(repeating: MessageText.document("", kind: "A"), count: 200)
        holds(MessageText(documents: [MessageText.note("02")] + attachments).withoutDeclaration, "EPJ-164")
    }

    @Test("13.19 10 000 levels are refused, and as many attributes")
    func depth() {
        holds(unknown(repeated("<y>", 10_000) + repeated("</y>", 10_000)), "EPJ-017")
        holds(unknown("<y" + (0..<10_000).map { " a\($0)=\"\"" }.joined() + "/>"), "EPJ-018")
    }
}
