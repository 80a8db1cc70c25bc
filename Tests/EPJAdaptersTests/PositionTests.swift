// Findings lead to the place: the line and column of the element's `<`, and the path without the sender's words.

import SyncCore
import Testing

@testable import EPJAdapters

struct PositionTests {
    private func position(_ bytes: [UInt8]) -> Finding.Position? { read(bytes).findings.first?.position }

    /// Where `needle` begins in the text, as an editor shows it.
    private func place(of needle: String, in text: String) throws -> (line: Int, column: Int) {
        let range = try #require(text.range(of: needle))
        let before = text[..<range.lowerBound]
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        return (lines.count, (lines.last?.unicodeScalars.count ?? 0) + 1)
    }

    @Test func faultsOfValuesStandAtTheirElement() throws {
        let text = try Fixture.performed.text.replacing("2027-01-11T09:05:00", with: "2027-01-11T09:05:00+01:00")
        let expected = try place(of: "<date-time>2027-01-11T09:05:00+", in: text)
        #expect(
            position(Array(text.utf8))
                == Finding.Position(
                    line: expected.line, column: expected.column,
                    element: "MsgHead/Document/RefDoc/Content/icalendar/vcalendar/components/vevent/properties/dtstart/"
                        + "date-time"))
    }

    @Test func columnsCountCharacters() throws {
        let text = MessageText(
            patient: "<Patient><FamilyName>Æøå 🙂</FamilyName>\(MessageText.ident(person, "DNR"))</Patient>"
        ).text
        let expected = try place(of: "<Id>\(person)", in: text)
        for bytes in [Array(text.utf8), [0xef, 0xbb, 0xbf] + Array(text.utf8)] {
            #expect(position(bytes)?.line == expected.line)
            #expect(position(bytes)?.column == expected.column)
        }
    }

    @Test func decodedTextsHaveTheSamePlaces() throws {
        let text = try Fixture.plannedAnswer.text.replacing("CONFIRMED", with: "ÆØÅ")
        let expected = try place(of: "<text>ÆØÅ", in: text)
        let latin1 = text.replacing("UTF-8", with: "ISO-8859-1").unicodeScalars.map { UInt8($0.value) }
        let units = text.replacing("UTF-8", with: "UTF-16").utf16
        let utf16: [UInt8] = [0xff, 0xfe] + units.flatMap { unit in [UInt8(unit & 0xff), UInt8(unit >> 8)] }
        for bytes in [Array(text.utf8), latin1, utf16] {
            let found = try #require(position(bytes))
            #expect(found.line == expected.line)
            #expect(found.column == expected.column)
        }
    }

    @Test func startTagsOverSeveralLinesBeginWhereTheyBegin() throws {
        let text = MessageText(ack: "<Ack\n  V=\"J\"\n  DN=\"Ja\"/>", documents: [MessageText.note("02")]).text
        let expected = try place(of: "<Ack", in: text)
        #expect(position(Array(text.utf8))?.line == expected.line)
        #expect(position(Array(text.utf8))?.column == expected.column)
        #expect(position(Array(text.utf8))?.element == "MsgHead/MsgInfo/Ack")
    }

    @Test func everyPlaceOfTheGrammarHasAPath() {
        let without: Set<Place> = [.outside, .skipped, .refused, .nested, .otherRoot]
        for place in Place.allCases where !without.contains(place) {
            let root = place.part == .receipt ? "AppRec" : "MsgHead"
            #expect(Grammar.shared.path(of: place).hasPrefix(root), "\(place)")
        }
    }
}
