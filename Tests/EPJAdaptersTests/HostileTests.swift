// What somebody sends who does not wish us well, or whose export is broken. None of it may become a statement, none may
// read a file or take long, and none may stop the next message from being read.

import SyncCore
import Testing

@testable import EPJAdapters

struct HostileTests {
    private let sound = MessageText(documents: [MessageText.note("02")]).text

    /// The sound message with something in place of its root's start tag.
    private func replacing(_ part: String, with other: String) -> String {
        sound.replacing(part, with: other, maxReplacements: 1)
    }

    private func prefixed(_ doctype: String, in message: String? = nil) -> ReadMessage {
        read(doctype + (message ?? sound).split(separator: "\n", maxSplits: 1)[1])
    }

    @Test func theSoundMessageIsSound() { #expect(read(sound).kind == "statements") }

    @Test(arguments: [
        "<!DOCTYPE MsgHead>", "<!DOCTYPE MsgHead SYSTEM \"file:///etc/hostname\">",
        "<!DOCTYPE MsgHead PUBLIC \"-//x\" \"http://192.0.2.1/x.dtd\" [<!ENTITY a \"b\">]>",
        "<!DOCTYPE MsgHead [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>",
        "<!DOCTYPE MsgHead [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>",
        "<!DOCTYPE MsgHead [<!ATTLIST Type V CDATA \"DIALOG_INNBYGGER_TJENESTEOVERSIKT\">]>",
        "<!DOCTYPE MsgHead [<!ENTITY % p SYSTEM \"http://192.0.2.1/p\"> %p;]>", "<!DOCTYPE MsgHead [",
    ])
    func documentTypesAreRefusedBeforeAnyText(doctype: String) {
        let message = prefixed(doctype)
        #expect(message.codes == ["EPJ-014 refused"])
        #expect(message.findings.first?.position.element == "")
        #expect(message.envelope == nil)
    }

    @Test func entitiesOtherThanTheFiveAreRefused() {
        var message = MessageText()
        message.documents = [MessageText.note("02"), MessageText.document("<x xmlns=\"urn:x\">&secret;</x>")]
        #expect(message.read().refusal == "EPJ-010")
        message.documents[1] = MessageText.document("<x xmlns=\"urn:x\">&amp;&lt;&gt;&quot;&apos;&#230;</x>")
        #expect(message.read().kind == "statements")
    }

    @Test func undeclaredPrefixesAreRefused() {
        #expect(read(replacing("<MsgInfo>", with: "<p:MsgInfo>")).refusal == "EPJ-015")
        #expect(read(replacing("<Ack V=\"N\"/>", with: "<Ack p:V=\"N\"/>")).refusal == "EPJ-015")
        #expect(read(replacing("<Ack V=\"N\"/>", with: "<Ack xmlns:p=\"\" V=\"N\"/>")).refusal == "EPJ-015")
    }

    /// libxml2 2.9 keeps the namespaces of an abandoned document in a context that is reset.
    @Test func prefixesOfAnAbandonedMessageAreForgotten() {
        let reader = makeReader()
        let bound = replacing("<MsgInfo>", with: "<MsgInfo xmlns:p=\"http://www.kith.no/xmlstds/msghead/2006-05-24\">")
        #expect(reader.read(Array((String(bound.prefix(400)) + "<").utf8)).refusal != nil)
        let using = replacing("<Ack V=\"N\"/>", with: "<p:Ack V=\"N\"/>")
        #expect(reader.read(Array(using.utf8)).refusal == "EPJ-015")
    }

    @Test(arguments: [
        ("http://www.kith.no/xmlstds/msghead/2006-05-24", "http://www.kith.no/xmlstds/msghead/2006-05-24/"),
        ("http://www.kith.no/xmlstds/msghead/2006-05-24", "https://www.kith.no/xmlstds/msghead/2006-05-24"),
        (" xmlns=\"http://www.kith.no/xmlstds/msghead/2006-05-24\"", ""), ("MsgHead", "msghead"),
    ])
    func rootsOfOtherNamesAreRefused(part: String, other: String) {
        #expect(read(sound.replacing(part, with: other)).refusal == "EPJ-151")
    }

    @Test func contentOfANearMissNamespaceIsNotFound() {
        let near = sound.replacing("dialog/2013-01-23", with: "dialog/2013-01-24")
        #expect(read(near).refusal == "EPJ-166")
    }

    @Test func anythingAfterTheEndIsRefused() {
        #expect(read(sound + "x").refusal == "EPJ-012")
        #expect(read(sound + sound).refusal == "EPJ-012")
        #expect(read(sound + "<MsgHead/>").refusal == "EPJ-012")
        #expect(read(sound + "\n<!-- end -->\n<?end ?>\n").kind == "statements")
    }

    @Test func aMessageInsideAMessageIsRefused() {
        var outer = MessageText(documents: [MessageText.note("02")])
        let inner = String(sound.split(separator: "\n", maxSplits: 1)[1])
        outer.documents.append(MessageText.document(inner))
        #expect(outer.read().refusal == "EPJ-161")
        outer.documents = [MessageText.document("<w xmlns=\"urn:w\">\(inner)</w>")]
        #expect(outer.read().refusal == "EPJ-161")
        outer.patient = ""
        #expect(outer.read().refusal == "EPJ-161")
    }

    @Test func otherMeansOfReachingOutHaveNoEffect() {
        var message = MessageText()
        message.declaration = "<?xml-stylesheet href=\"file:///etc/hostname\"?>"
        message.documents = [
            MessageText.note("02"),
            MessageText.document(
                "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/hostname\" "
                    + "parse=\"text\"/>"
            ),
            "<Document xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                + "xsi:schemaLocation=\"urn:x http://192.0.2.1/x.xsd\"><RefDoc><MsgType V=\"A\"/>"
                + "<FileReference>file:///etc/hostname</FileReference></RefDoc></Document>",
        ]
        #expect(message.read().visits?.events == [])
    }

    @Test func unreadableMarkupIsRefused() {
        for (part, other) in [
            ("<MsgInfo>", "<MsgInfo a=\"1\" a=\"2\">"), ("<MsgInfo>", "<MsgInfo a=1>"), ("</MsgInfo>", "</msgInfo>"),
            ("<GenDate>", "<GenDate>&"), ("<GenDate>", "<GenDate>]]>"), ("<MsgInfo>", "<MsgInfo><!-- -- -->"),
        ] {
            #expect(read(replacing(part, with: other)).refusal == "EPJ-010", "\(other)")
        }
    }

    @Test func limitsAreOurOwn() {
        let limited = { (change: @escaping (inout Limits) -> Void, text: String) in
            makeReader(change).read(Array(text.utf8)).refusal
        }
        var message = MessageText(documents: [MessageText.note("02")])
        #expect(limited({ $0.messageBytesMax = 100 }, sound) == "EPJ-002")
        #expect(limited({ $0.elementDepthMax = 4 }, sound) == "EPJ-017")
        #expect(limited({ $0.elementsPerMessageMax = 10 }, sound) == "EPJ-019")
        #expect(limited({ $0.textBytesMax = 10 }, sound) == "EPJ-020")
        #expect(limited({ $0.documentsPerMessageMax = 0 }, sound) == "EPJ-164")
        let deep = String(repeating: "<x>", count: 200) + String(repeating: "</x>", count: 200)
        message.documents.append(MessageText.document(deep))
        #expect(message.read().refusal == "EPJ-017")
        let many = (0..<33).map { " a\($0)=\"\"" }.joined()
        message.documents[1] = MessageText.document("<x\(many)/>")
        #expect(message.read().refusal == "EPJ-018")
        message.documents[1] = MessageText.document(String(repeating: "<x/>", count: 400_000))
        #expect(message.read().refusal == "EPJ-019")
        message.documents =
            Array(repeating: MessageText.note("02"), count: 1)
            + Array(repeating: MessageText.document("", kind: "A"), count: 200)
        #expect(message.read().refusal == "EPJ-164")
        let events = String(repeating: EventText().text, count: 3)
        message.documents = [MessageText.note("01"), MessageText.calendar(events)]
        #expect(limited({ $0.eventsPerMessageMax = 2 }, message.text) == "EPJ-217")
        #expect(limited({ $0.eventsPerMessageMax = 3 }, message.text) == nil)
    }

    @Test func attachmentsArePassedOver() {
        var message = MessageText()
        let base64 = String(repeating: "QUJD", count: 500_000)
        message.documents = [
            MessageText.note("02"),
            MessageText.document(
                "<Base64Container xmlns=\"http://www.kith.no/xmlstds/base64container\">\(base64)</Base64Container>",
                kind: "A"),
            MessageText.document("<TjenesteOversikt xmlns=\"http://ehelse.no/xmlstds/tjenesteoversikt\"/>", kind: "A"),
        ]
        #expect(message.read().visits?.events == [])
    }

    @Test func pathsHoldNoNameOfTheSender() {
        var message = MessageText()
        message.documents = [
            MessageText.note("02"), MessageText.document("<Secret xmlns=\"urn:x\"><Ident/>&u;</Secret>"),
        ]
        let finding = message.read().findings.first
        #expect(finding?.position.element == "MsgHead/Document/RefDoc/Content/*")
    }

    /// Whatever the bytes: no trap, a refusal exactly with its finding, and the reader reads on.
    @Test(arguments: Fixture.allCases)
    func damagedBytesAreReadOrRefused(fixture: Fixture) throws {
        let reader = makeReader()
        let sound = try fixture.bytes
        let outcome = reader.read(sound).outcome
        var random: UInt64 = 20_270_111
        for _ in 0..<400 {
            var bytes = sound
            for _ in 0..<3 {
                // Knuth's MMIX generator; the high bits are the random ones.
                random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(random >> 33) % bytes.count] = UInt8(truncatingIfNeeded: random >> 25)
            }
            let message = reader.read(bytes)
            let isRefused = message.kind == "refused" || message.kind == "unknownSender"
            #expect(message.findings.contains { $0.severity == .refused } == isRefused)
        }
        #expect(reader.read(sound).outcome == outcome)
    }

    @Test func aFloodOfNamesIsForgotten() {
        let reader = makeReader()
        for round in 0..<4 {
            var message = MessageText()
            let names = (0..<4000).map { "<n\(round)x\($0) xmlns=\"urn:x\"/>" }.joined()
            message.documents = [MessageText.note("02"), MessageText.document(names)]
            #expect(reader.read(Array(message.text.utf8)).visits?.events == [])
        }
    }
}
