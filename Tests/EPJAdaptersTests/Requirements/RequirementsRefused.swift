// Section 13 of the requirements for reading EPJ messages, points 16 to 22: bytes, markup and envelopes that are refused
// whole, with their reason, while what comes after them is read. Each point is a test that begins with its number.

import SyncCore
import Testing

@testable import EPJAdapters

struct RequirementsRefused {
    private let sound = MessageText.list("")

    /// A refused member leaves its neighbours as they are.
    private func readsOn(beside member: String, _ code: String) {
        let outcome = DocumentOutcome(
            MessageText.bundle([sound.withoutDeclaration, member, sound.withoutDeclaration]))
        #expect(outcome.kinds == ["statements", code, "statements"])
        #expect(outcome.fault == nil)
    }

    @Test("13.16 every DOCTYPE is refused before any text is read, and no entity but the five is expanded")
    func documentTypes() {
        let body = sound.withoutDeclaration
        for doctype in [
            "<!DOCTYPE MsgHead>", "<!DOCTYPE MsgHead SYSTEM \"file:///etc/hostname\">",
            "<!DOCTYPE MsgHead PUBLIC \"-//x\" \"http://192.0.2.1/x.dtd\">",
            "<!DOCTYPE MsgHead [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>",
            "<!DOCTYPE MsgHead [<!ENTITY % p SYSTEM \"http://192.0.2.1/p\"> %p;]>",
            "<!DOCTYPE MsgHead [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>",
            "<!DOCTYPE MsgHead [<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">]>",
            "<!DOCTYPE MsgHead [<!ATTLIST Type V CDATA \"DIALOG_INNBYGGER_TJENESTEOVERSIKT\">]>",
        ] {
            let read = read(sound.declaration + doctype + body)
            #expect(read.codes == ["EPJ-014 refused"])
            #expect(read.envelope == nil)
            let bundle = DocumentOutcome(doctype + MessageText.bundle([body]))
            #expect(bundle.kinds == ["EPJ-014"])
        }
        for entity in ["&secret;", "&nbsp;", "&#0;", "&#xD800;", "%p;&x;"] {
            #expect(MessageText.planned(.described(entity)).read().refusal != nil)
        }
        let five = MessageText.planned(.described("&amp;&lt;&gt;&quot;&apos;&#230;&#xe6;")).read()
        #expect(five.visits?.events.first?.details == "&<>\"'ææ")
    }

    @Test("13.17 a wrong or missing namespace, an undeclared prefix, another version and a false Type are refused")
    func namesAndVersions() {
        let namespace = "http://www.kith.no/xmlstds/msghead/2006-05-24"
        let text = sound.text
        let refused: [(String, String, String)] = [
            (" xmlns=\"\(namespace)\"", "", "EPJ-151"), (namespace, namespace + "/", "EPJ-151"),
            (namespace, "http://www.kith.no/xmlstds/msghead/2006-05-25", "EPJ-151"),
            (namespace, namespace.replacing("http", with: "https"), "EPJ-151"),
            (namespace, namespace.replacing("msghead", with: "MsgHead"), "EPJ-151"),
            ("tjenesteoversikt\"", "Tjenesteoversikt\"", "EPJ-166"), ("<MsgInfo>", "<p:MsgInfo>", "EPJ-015"),
            ("v1.2 2006-05-24", "v1.3 2030-01-01", "EPJ-152"), ("v1.2 2006-05-24", "", "EPJ-152"),
            ("TJENESTEOVERSIKT", "TIMERESERVASJON", "EPJ-165"), ("TJENESTEOVERSIKT", "EKONTAKT", "EPJ-165"),
            ("DIALOG_INNBYGGER_TJENESTEOVERSIKT", "TJENESTEOVERSIKT", "EPJ-154"),
        ]
        for (part, other, code) in refused {
            #expect(read(text.replacing(part, with: other)).refusal == code, "\(other)")
        }
        readsOn(beside: sound.withoutDeclaration.replacing("TJENESTEOVERSIKT", with: "TIMERESERVASJON"), "EPJ-165")
    }

    @Test("13.18 what is not one well-formed document in the encoding it names is refused, and nothing is recovered")
    func wellFormedness() {
        let text = sound.text
        let bytes = sound.bytes
        func described(_ inside: [UInt8], _ declaration: String = "") -> [UInt8] {
            var message = MessageText.planned(.described("|"))
            message.declaration = declaration
            let parts = message.text.split(separator: "|")
            return Array(parts[0].utf8) + inside + Array(parts[1].utf8)
        }
        func declared(_ encoding: String) -> String { "<?xml version=\"1.0\" encoding=\"\(encoding)\"?>" }
        let refused: [(String, [UInt8], String)] = [
            ("empty", [], "EPJ-001"), ("truncated", Array(bytes.dropLast(3)), "EPJ-011"),
            ("trailing garbage", bytes + Array("x".utf8), "EPJ-012"), ("two documents", bytes + bytes, "EPJ-012"),
            ("mismatched tags", Array(text.replacing("</MsgInfo>", with: "</Msginfo>").utf8), "EPJ-010"),
            ("raw ampersand", described(Array("a & b".utf8)), "EPJ-010"), ("NUL", described([0]), "EPJ-003"),
            ("repeated attribute", Array(text.replacing("V=\"N\"", with: "V=\"N\" V=\"J\"").utf8), "EPJ-010"),
            ("control character", described([0x01]), "EPJ-013"), ("bad UTF-8", described([0xe6, 0x20]), "EPJ-013"),
            ("overlong", described([0xc0, 0xaf]), "EPJ-013"), ("surrogate", described([0xed, 0xa0, 0x80]), "EPJ-013"),
            ("unknown encoding", described([0x61], declared("x-none")), "EPJ-004"),
            ("UTF-8 under ISO-8859-1", described([0xc3, 0xa6], declared("ISO-8859-1")), "EPJ-006"),
            ("UTF-8 under UTF-16", described([0x61], declared("UTF-16")), "EPJ-006"),
            ("UTF-16 without mark", text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }, "EPJ-005"),
            ("XML 1.1", Array(text.replacing("version=\"1.0\"", with: "version=\"1.1\"").utf8), "EPJ-007"),
        ]
        let reader = makeReader()
        for (name, bytes, code) in refused {
            let read = reader.read(bytes)
            #expect(read.refusal == code, "\(name)")
            #expect(read.findings.count == 1, "\(name)")
            #expect(reader.read(sound.bytes).services == [], "after \(name)")
        }
        for length in stride(from: 0, to: bytes.count, by: 13) {
            #expect(reader.read(Array(bytes.prefix(length))).refusal != nil, "cut at \(length)")
        }
        // In a bundle nobody knows where a member that is not well-formed ends, so the bundle as a whole is refused.
        let broken = sound.withoutDeclaration.replacing("</MsgInfo>", with: "")
        #expect(DocumentOutcome(MessageText.bundle([sound.withoutDeclaration, broken])).fault == "EPJ-010")
    }

    @Test("13.20 C1 controls are refused wherever they stand, and never stored unseen")
    func controls() {
        for text in ["8\u{96}9", "8&#x96;9", "8&#150;9", "<![CDATA[8\u{96}9]]>", "\u{80}", "\u{9f}"] {
            let message = MessageText.planned(.described(text))
            for adapter in AdapterKind.allCases { #expect(message.read(as: adapter).refusal == "EPJ-016") }
            readsOn(beside: message.withoutDeclaration, "EPJ-016")
        }
        #expect(MessageText.planned(.described("\u{a0}")).read().refusal == nil)
    }

    @Test("13.21 a MsgHead in a MsgHead is refused, wherever it lies and whoever it is about")
    func nested() {
        var inner = MessageText.list(MessageText.service())
        inner.patient = MessageText.patient(otherPerson)
        var outer = sound
        for patient in [MessageText.patient(person), ""] {
            outer.patient = patient
            for content in [inner.withoutDeclaration, "<w xmlns=\"urn:w\">\(inner.withoutDeclaration)</w>"] {
                outer.documents = [MessageText.services(""), MessageText.document(content)]
                #expect(outer.read().refusal == "EPJ-161")
                #expect(outer.read().statements == nil)
            }
        }
        readsOn(beside: outer.withoutDeclaration, "EPJ-161")
    }

    @Test("13.22 two Patients, none, and a number under the wrong label have no effect on any person")
    func patients() {
        let one = MessageText.patient(person)
        let other = MessageText.patient(otherPerson)
        let refused: [(String, String)] = [
            (one + other, "EPJ-109"), (one + one, "EPJ-109"), ("", "EPJ-110"), ("<Patient/>", "EPJ-107"),
            ("<Patient>\(MessageText.ident(dNumberPerson, "FNR"))</Patient>", "EPJ-106"),
            ("<Patient>\(MessageText.ident(person, "DNR"))</Patient>", "EPJ-106"),
        ]
        for (patient, code) in refused {
            for var message in [sound, MessageText.planned(EventText())] {
                message.patient = patient
                #expect(message.read().refusal == code)
                #expect(message.read().statements == nil)
                readsOn(beside: message.withoutDeclaration, code)
            }
        }
    }
}
