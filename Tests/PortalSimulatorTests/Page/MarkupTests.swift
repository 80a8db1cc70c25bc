// HTML that cannot be broken out of.

import Testing

@testable import PortalSimulator

@Suite struct MarkupTests {
    @Test func textsAndValuesAreEscapedAndNamesAreNot() {
        let evil = #"<script>alert("1")</script>&'"#
        let escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;"
        #expect(Markup(evil).html == escaped)
        #expect(("«\(evil)»" as Markup).html == "«\(escaped)»")
        #expect(
            Markup.tag("a", ["href": evil, "class": nil], ["x", .tag("br")]).html == "<a href=\"\(escaped)\">x<br></a>")
    }

    @Test func controlCharactersBecomeTheirReplacement() {
        #expect(Markup("a\u{0}b\u{1B}c\nd\u{7F}").html == "a\u{FFFD}b\u{FFFD}c\nd\u{FFFD}")
    }

    @Test func piecesStandInTheirOrder() {
        #expect(["å", "&", .tag("p")] as Markup == Markup("å&") + .tag("p"))
        #expect([1, 2].markup { "\($0);" }.html == "1;2;")
    }
}
