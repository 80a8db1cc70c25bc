// Deviations from XSDs are told by class and place, in our words, and nothing of the message gets into them.

import SyncCore
import Testing

@testable import EPJAdapters

/// `line:column path text` of each finding, the text by its first words.
private func lines(_ findings: [Finding]) -> [String] {
    findings.map {
        "\($0.position.line):\($0.position.column) \($0.position.element) "
            + $0.text.split(separator: " ").prefix(4).joined(separator: " ")
    }
}

struct SchemaCheckTests {
    private static let namespace = "http://www.kith.no/xmlstds/msghead/2006-05-24"
    private static let head = "<MsgHead xmlns=\"\(namespace)\""
    private static let info = "<MsgInfo><Type V=\"T\"/><GenDate>2027-01-11T22:15:03+01:00</GenDate></MsgInfo>"

    private func message(_ content: String) -> String { Self.head + ">\n" + content + "</MsgHead>" }

    private func part(_ text: String) -> String {
        message(Self.info + "<Document>\(text)</Document>")
    }

    private func check() throws -> SchemaCheck { SchemaCheck(try SchemaSet(directory: try schemaFolder("whole"))) }

    private func found(_ text: String) throws -> [String] { lines(try check().findings(in: Array(text.utf8))) }

    @Test func soundMessagesHaveNoFindings() throws {
        let check = try check()
        let part =
            "<part xmlns=\"urn:example:parts\" kind=\"one\"><since xmlns=\"urn:example:old\">2027-01-11</since></part>"
        for text in [
            message(Self.info), self.part(part), "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + self.part(part),
        ] {
            #expect(check.findings(in: Array(text.utf8)) == [])
        }
    }

    @Test func classesAreToldApartByPlace() throws {
        let rows: [(String, [String])] = [
            (
                message("<MsgInfo><Type V=\"T\"/><Secret>x</Secret></MsgInfo>"),
                ["2:23 MsgHead/MsgInfo/* By the XSD the"]
            ),
            (message("<MsgInfo><Type V=\"T\"/></MsgInfo>"), ["2:1 MsgHead/MsgInfo The element ends before"]),
            (
                message("<MsgInfo>\n<Type/><GenDate>2027-01-11T22:15:03Z</GenDate></MsgInfo>"),
                ["3:1 MsgHead/MsgInfo/Type The element lacks an"]
            ),
            (
                message("<MsgInfo><Type V=\"T\" Secret=\"x\"/><GenDate>2027-01-11T22:15:03Z</GenDate></MsgInfo>"),
                ["2:10 MsgHead/MsgInfo/Type The element has an"]
            ),
            (
                message("<MsgInfo><Type V=\"T\"/><GenDate>Æ 2027</GenDate><Remark/></MsgInfo>"),
                ["2:23 MsgHead/MsgInfo/GenDate The element's text or"]
            ),
            (
                part("<part xmlns=\"urn:example:parts\" kind=\"three\"/>"),
                ["2:87 MsgHead/Document/* The element's text or"]
            ),
            (part("<part xmlns=\"urn:example:secret\"/>"), ["2:87 MsgHead/Document/* No XSD of the"]),
            (
                part("<part xmlns=\"urn:example:parts\">secret</part>"),
                ["2:87 MsgHead/Document/* The element holds text"]
            ),
            ("<Secret/>", ["1:1 * No XSD of the"]),
            // In the order of the text, though the later is found first.
            (
                message("<MsgInfo><Type V=\"T\"/><GenDate>soon<b/></GenDate></MsgInfo>"),
                [
                    "2:23 MsgHead/MsgInfo/GenDate The element's text or",
                    "2:36 MsgHead/MsgInfo/GenDate/* The element holds text",
                ]
            ),
        ]
        for (text, expected) in rows { #expect(try found(text) == expected, "\(text)") }
    }

    @Test func theNewerOfTwoFilesCounts() throws {
        let year = "<part xmlns=\"urn:example:parts\"><since xmlns=\"urn:example:old\">2027</since></part>"
        #expect(try found(part(year)).count == 1)
    }

    @Test func findingsAreNotedUnder952() throws {
        let finding = try #require(try check().findings(in: Array("<Secret/>".utf8)).first)
        #expect(finding.code.description == "EPJ-952")
        #expect(finding.severity == .noted)
    }

    @Test func textsAreWordForWord() {
        let texts: [(SchemaError, String)] = [
            (
                .elementUnexpected,
                "By the XSD the element must not stand here: it is unknown here, out of order, once too often, or one "
                    + "that must come before it is missing. Compare it and its neighbours with the XSD."
            ),
            (
                .elementMissing,
                "The element ends before everything has come that the XSD demands in it. Add what is missing."
            ),
            (
                .elementUndeclared,
                "No XSD of the folder declares the element. Check its namespace, or add its XSD to the folder."
            ),
            (.attributeMissing, "The element lacks an attribute that the XSD demands. Add it."),
            (.attributeNotAllowed, "The element has an attribute that the XSD does not allow. Leave it out."),
            (
                .contentNotAllowed,
                "The element holds text or elements where the XSD has no room for them. Leave them out."
            ),
            (
                .value,
                "The element's text or one of its attributes is not what the XSD allows there. Write it in the form, "
                    + "or as one of the values, that the XSD gives."
            ),
            (.other, "The element breaks a rule of its XSD. Compare it with the XSD."),
        ]
        #expect(texts.count == SchemaError.allCases.count)
        for (error, text) in texts { #expect(error.text == text) }
    }

    @Test func placesAreThoseOfTheDocument() throws {
        let check = try check()
        let reader = DocumentReader(context: ReadingContext(zone: oslo), everySender: .gerica)
        var found: [[String]] = []
        let sound = message(Self.info)
        let prefixed =
            "<m:MsgHead>" + Self.info.replacing("<MsgInfo", with: "<MsgInfo xmlns=\"\(Self.namespace)\"")
            + "<Secret/></m:MsgHead>"
        let bundle =
            "<Meldingsbunt xmlns=\"urn:epjsync:meldingsbunt:1\" xmlns:m=\"\(Self.namespace)\" antall=\"3\">\n  "
            + sound + "<m:MsgHead/>\n" + prefixed + "</Meldingsbunt>"
        reader.begin()
        reader.take(Array(bundle.utf8)) { found.append(lines(check.findings(in: $0))) }
        _ = reader.end { found.append(lines(check.findings(in: $0))) }
        #expect(found.count == 3)
        #expect(found[0] == [])
        #expect(found[1] == ["3:\(Self.info.count + 11) MsgHead The element ends before"])
        #expect(found[2].first == "4:\(prefixed.count - 20) MsgHead/* By the XSD the")
    }

    @Test func placesAreTheSameFarInsideAText() throws {
        for padding in [32_600, 32_700, 32_768, 100_000, 1_000_000] {
            let text = message("<!--\(String(repeating: "ø", count: padding))--><Secret/>")
            #expect(try found(text) == ["2:\(padding + 8) MsgHead/* By the XSD the"])
        }
    }

    @Test func decodedTextsHaveTheSamePlaces() throws {
        let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + message("<MsgInfo><!-- æ --><Secret/></MsgInfo>")
        let latin1 = text.unicodeScalars.map { UInt8($0.value) }
        #expect(lines(try check().findings(in: latin1)) == ["2:20 MsgHead/MsgInfo/* By the XSD the"])
    }

    @Test func noMoreThanTwentyAreTold() throws {
        let wrong = String(repeating: "<Document><part xmlns=\"urn:example:parts\" kind=\"x\"/></Document>", count: 50)
        #expect(try found(message(Self.info + wrong)).count == SchemaCheck.findingsMax)
    }

    @Test func oneCheckServesManyMessages() throws {
        let check = try check()
        for _ in 0..<3 {
            #expect(check.findings(in: Array("<Secret>".utf8)).count == 1)
            #expect(check.findings(in: Array(message(Self.info).utf8)) == [])
            #expect(check.findings(in: Array(message("<MsgInfo><Type").utf8)) == [])
        }
    }
}

/// Messages made to harm: the check ends soon, finds nothing more, and touches nothing outside.
struct SchemaCheckHostileTests {
    private static let open = "<MsgHead xmlns=\"http://www.kith.no/xmlstds/msghead/2006-05-24\">"

    private func count(_ text: String, _ change: (inout Limits) -> Void = { _ in }) throws -> Int {
        var limits = Limits()
        change(&limits)
        let set = try SchemaSet(directory: try schemaFolder("whole"))
        return SchemaCheck(set, limits: limits).findings(in: Array(text.utf8)).count
    }

    @Test func documentTypesEndTheCheck() throws {
        #expect(try count("<!DOCTYPE MsgHead [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Secret>&e;</Secret>") == 0)
        #expect(try count("<!DOCTYPE MsgHead SYSTEM \"http://example.org/a.dtd\"><Secret/>") == 0)
    }

    @Test func entitiesAreNotExpanded() throws {
        #expect(try count(Self.open + "<MsgInfo>&e;</MsgInfo></MsgHead>") == 0)
    }

    @Test func addressesInMessagesHaveNoEffect() throws {
        let folder = try schemaFolder("rule")
        let text =
            "<a xmlns=\"urn:example:a\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
            + "xsi:schemaLocation=\"urn:example:a \(folder)/a.xsd\"/>"
        #expect(try count(text) == 1)
    }

    @Test func limitsEndTheCheckInSilence() throws {
        let deep = Self.open + String(repeating: "<x>", count: 10_000)
        // The first x is unknown; what lies in it is passed over.
        #expect(try count(deep) == 1)
        let wide = Self.open + "<MsgInfo>" + String(repeating: "<Type V=\"T\"/>", count: 20) + "</MsgInfo></MsgHead>"
        #expect(try count(wide) { $0.elementsPerMessageMax = 3 } == 0)
        #expect(try count(wide) { $0.messageBytesMax = 100 } == 0)
        #expect(try count(wide.replacing("V=", with: "a=\"\" b=\"\" V=")) { $0.attributesPerElementMax = 2 } == 0)
    }

    @Test func brokenBytesAreTheReadersBusiness() throws {
        let set = try SchemaSet(directory: try schemaFolder("whole"))
        let check = SchemaCheck(set)
        for bytes: [UInt8] in [
            [], [0x3c], [0x3c, 0x61, 0xff, 0x2f, 0x3e], [0xff, 0xfe, 0x3c], [0x3c, 0x00, 0x61, 0x00],
        ] {
            #expect(check.findings(in: bytes) == [])
        }
    }

    @Test func textInManyPiecesTakesNoQuadraticTime() throws {
        let pieces = String(repeating: String(repeating: "ø", count: 50) + "<b/>", count: 60_000)
        let head = Self.open + "<MsgInfo><Type V=\"T\"/><GenDate>"
        // The first of the elements in the date, and the date.
        #expect(try count(head + pieces + "</GenDate></MsgInfo></MsgHead>") == 2)
        let mixed =
            head + "2027-01-11T22:15:03Z</GenDate></MsgInfo><Document><part xmlns=\"urn:example:parts\"><mixed>"
            + pieces + "</mixed></part></Document></MsgHead>"
        #expect(try count(mixed) == 0)
    }
}
