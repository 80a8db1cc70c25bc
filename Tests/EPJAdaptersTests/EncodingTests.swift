// Which bytes get past the gate, and that what gets past reads the same.

import SyncCore
import Testing

@testable import EPJAdapters

struct EncodingTests {
    private func message(declaring declaration: String, details: String = "Blåbær, æøå") -> String {
        var message = MessageText()
        message.declaration = declaration
        message.documents = [
            MessageText.note("01"),
            MessageText.calendar(
                EventText(more: "<description><text>\(details)</text></description>").text),
        ]
        return message.text
    }

    private func declared(_ encoding: String) -> String { "<?xml version=\"1.0\" encoding=\"\(encoding)\"?>" }

    private func utf16(_ text: String, bigEndian: Bool, mark: Bool = true) -> [UInt8] {
        let units = (mark ? [0xfeff] : []) + Array(text.utf16)
        return units.flatMap { bigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xff)] : [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    }

    private func latin1(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }

    private func details(_ bytes: [UInt8]) -> String? { read(bytes).visits?.events.first?.details }

    @Test(arguments: ["", "<?xml version='1.0'?>", "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\" ?>\n"])
    func utf8IsReadWithAndWithoutDeclarationAndMark(declaration: String) {
        let bytes = Array(message(declaring: declaration, details: "Blåbær på Čáhci 🙂").utf8)
        #expect(details(bytes) == "Blåbær på Čáhci 🙂")
        #expect(details([0xef, 0xbb, 0xbf] + bytes) == "Blåbær på Čáhci 🙂")
    }

    @Test(arguments: ["ISO-8859-1", "iso-8859-1", "Latin1"])
    func latin1IsRead(name: String) {
        #expect(details(latin1(message(declaring: declared(name)))) == "Blåbær, æøå")
    }

    @Test(arguments: ["US-ASCII", "us-ascii"])
    func asciiIsRead(name: String) {
        #expect(details(Array(message(declaring: declared(name), details: "plain").utf8)) == "plain")
    }

    @Test(arguments: [true, false])
    func utf16WithMarkIsRead(bigEndian: Bool) {
        for declaration in ["", declared("UTF-16"), declared("utf-16")] {
            let text = message(declaring: declaration, details: "Blåbær på Čáhci 🙂")
            #expect(details(utf16(text, bigEndian: bigEndian)) == "Blåbær på Čáhci 🙂")
        }
    }

    @Test func everythingElseIsRefusedBeforeParsing() {
        let ascii = { (name: String) in Array(message(declaring: declared(name), details: "x").utf8) }
        let refused: [(String, [UInt8], String)] = [
            ("empty", [], "EPJ-001"),
            ("NUL", Array(message(declaring: "", details: "a\0b").utf8), "EPJ-003"),
            ("windows-1252", ascii("windows-1252"), "EPJ-004"),
            ("UTF-7", ascii("UTF-7"), "EPJ-004"),
            ("ISO-8859-15", ascii("ISO-8859-15"), "EPJ-004"),
            ("unknown", ascii("x-no-such"), "EPJ-004"),
            (
                "UTF-16 without mark", utf16(message(declaring: declared("UTF-16")), bigEndian: false, mark: false),
                "EPJ-005"
            ),
            ("UTF-16BE without mark", utf16(message(declaring: ""), bigEndian: true, mark: false), "EPJ-005"),
            ("EBCDIC", [0x4c, 0x6f, 0xa7, 0x94, 0x93, 0x40], "EPJ-005"),
            ("UTF-32", [0, 0, 0xfe, 0xff, 0, 0, 0, 0x3c], "EPJ-005"),
            ("UTF-8 labelled UTF-16", ascii("UTF-16"), "EPJ-006"),
            ("UTF-16 labelled UTF-8", utf16(message(declaring: declared("UTF-8")), bigEndian: true), "EPJ-006"),
            (
                "UTF-16LE labelled UTF-16BE", utf16(message(declaring: declared("UTF-16BE")), bigEndian: false),
                "EPJ-006"
            ),
            ("UTF-8 mark, Latin-1 label", [0xef, 0xbb, 0xbf] + ascii("ISO-8859-1"), "EPJ-006"),
            ("UTF-8 labelled Latin-1", Array(message(declaring: declared("ISO-8859-1")).utf8), "EPJ-006"),
            ("UTF-8 labelled ASCII", Array(message(declaring: declared("US-ASCII")).utf8), "EPJ-006"),
            ("XML 1.1", Array(message(declaring: "<?xml version=\"1.1\"?>").utf8), "EPJ-007"),
            ("no version", Array(message(declaring: "<?xml encoding=\"UTF-8\"?>").utf8), "EPJ-008"),
            ("endless declaration", Array(("<?xml" + String(repeating: " ", count: 400)).utf8), "EPJ-008"),
            (
                "two declarations", Array(message(declaring: declared("UTF-8") + declared("windows-1252")).utf8),
                "EPJ-010"
            ),
            ("blank before declaration", Array((" " + message(declaring: declared("UTF-8"))).utf8), "EPJ-010"),
            ("mark after declaration", Array(message(declaring: declared("UTF-8") + "\u{feff}").utf8), "EPJ-010"),
            ("not XML", Array("hei".utf8), "EPJ-010"),
        ]
        for (name, bytes, code) in refused { #expect(read(bytes).refusal == code, "\(name)") }
    }

    @Test func bytesThatAreNoCharactersAreRefused() {
        let bad: [(String, [UInt8])] = [
            ("lone continuation", [0x80]), ("overlong slash", [0xc0, 0xaf]), ("overlong in three", [0xe0, 0x80, 0xaf]),
            ("surrogate", [0xed, 0xa0, 0x80]), ("beyond Unicode", [0xf4, 0x90, 0x80, 0x80]), ("cut", [0xc3]),
            ("U+FFFE", [0xef, 0xbf, 0xbe]), ("escape", [0x1b]),
        ]
        let parts = message(declaring: "", details: "|").split(separator: "|", maxSplits: 1)
        for (name, bytes) in bad {
            let text = Array(parts[0].utf8) + bytes + Array(parts[1].utf8)
            #expect(read(text).refusal == "EPJ-013", "\(name)")
        }
        let utf16Text = utf16(message(declaring: ""), bigEndian: false)
        #expect(read(utf16Text + [0x00, 0xd8]).refusal == "EPJ-013")
        #expect(read(utf16Text + [0x20]).refusal == "EPJ-013")
        #expect(read(utf16Text + [0x00, 0x00]).refusal == "EPJ-003")
    }

    @Test func controlsOfWindows1252AreRefusedWhereverTheyStand() {
        let kept = latin1(message(declaring: declared("ISO-8859-1"), details: "a\u{96}b"))
        #expect(read(kept).refusal == "EPJ-016")
        #expect(read(message(declaring: "", details: "&#x85;")).refusal == "EPJ-016")
        #expect(read(message(declaring: "", details: "<![CDATA[\u{80}]]>")).refusal == "EPJ-016")
        var message = MessageText()
        message.documents = [MessageText.note("02"), MessageText.document("<x xmlns=\"urn:x\">\u{9f}</x>")]
        #expect(message.read().refusal == "EPJ-016")
        message.documents = [MessageText.note("02"), MessageText.document("<x xmlns=\"urn:x\" a=\"\u{9f}\"/>")]
        #expect(message.read().refusal == "EPJ-016")
        message.documents = [
            MessageText.note("02"), MessageText.document("<x xmlns=\"urn:x\" a=\"\u{a0}\">\u{a0}</x>"),
        ]
        #expect(message.read().kind == "statements")
    }

    @Test func chunksDoNotSplitCharacters() {
        let bytes = Array(message(declaring: "", details: "Čáhci 🙂 &#x10d; <![CDATA[æ]]>").utf8)
        let reader = makeReader()
        for size in 1...9 {
            let message = bytes.withUnsafeBytes { reader.read($0, chunkBytes: size) }
            #expect(message.visits?.events.first?.details == "Čáhci 🙂 č æ")
        }
    }
}
