// What goes out is well-formed whatever a name or text holds.

import Testing

@testable import EPJAdapters

struct XMLTextTests {
    private func written(_ text: String) -> String {
        var xml = XMLText()
        xml.element("a", ["b": text]) { $0.element("c", text: text) }
        return String(decoding: xml.bytes, as: UTF8.self).replacing(Self.declaration, with: "")
    }

    private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

    @Test func markupIsEscaped() {
        #expect(
            written("<&>\"' ]]>")
                == "<a b=\"&lt;&amp;&gt;&quot;' ]]&gt;\"><c>&lt;&amp;&gt;\"' ]]&gt;</c></a>")
    }

    @Test func whiteSpaceSurvivesReading() {
        #expect(written(" \t\r\n ") == "<a b=\" &#9;&#13;&#10; \"><c> \t&#13;\n </c></a>")
    }

    @Test func charactersThatXMLForbidsAreReplaced() {
        let replaced = "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}"
        #expect(written("\0\u{1b}\u{85}\u{fffe}\u{7f}") == "<a b=\"\(replaced)\"><c>\(replaced)</c></a>")
    }

    @Test func lettersOfEveryScriptStayAsTheyAre() {
        #expect(written("Æøå Iŋgá 🙂") == "<a b=\"Æøå Iŋgá 🙂\"><c>Æøå Iŋgá 🙂</c></a>")
    }

    @Test func theDeclarationNamesTheEncoding() {
        var xml = XMLText()
        xml.empty("a", [:])
        #expect(String(decoding: xml.bytes, as: UTF8.self) == Self.declaration + "<a/>")
    }
}
