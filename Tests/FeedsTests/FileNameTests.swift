// What a log may show of a name an EPJ chose: enough to find the file, nothing that leads to a person.

import Testing

@testable import Feeds

@Suite struct FileNameTests {
    private static let eleven = "17912099997"

    @Test(
        "R19 a name is shown without what could be an identity number",
        arguments: [
            // Counters, dates and hexadecimal names stay legible.
            ("000001.xml", "000001.xml"), ("0000123.xml", "0000123.xml"), ("12345.xml", "12345.xml"),
            ("20270112-0001.xml", "20270112-0001.xml"), ("20270112T013000.xml", "20270112T•••.xml"),
            ("natt_2027-01-12.part", "natt_2027-01-12.part"), ("a1b2c3d4-e5f6.xml", "a1b2c3d4-e5f6.xml"), ("", ""),
            // Eleven digits, whole and as people write them.
            (eleven + ".xml", "•••.xml"), ("x" + eleven + "y", "x•••y"), ("179120-99997.xml", "•••-•••.xml"),
            ("010190-12345.xml", "•••-•••.xml"), ("010190 12345", "••••••" + "•"), ("179120.99997", "•••.•••"),
            ("17.91.20.99997", "•••.•••.•••.•••"), ("20270112_179120_99997", "20270112_•••_•••"),
            // A birth date, and longer runs.
            ("010190.xml", "•••.xml"), ("20011990.xml", "•••.xml"), ("123456.xml", "•••.xml"),
            ("0123456.xml", "•••.xml"),
            ("1791209999712", "•••"), ("012345678901234", "•••"),
            // Everything that is no letter, digit or -_. of ASCII.
            ("Natt 2.xml", "Natt•2.xml"), ("blåbær.xml", "••••b•r.xml"), ("Kari_Nordmann-1.xml", "•••_•••-1.xml"),
            ("Ada.xml", "•••.xml"),
            ("melding-Li-0001.xml", "melding-•••-0001.xml"), ("9fa86d08-1a2c.xml", "9fa86d08-1a2c.xml"),
            ("a\nb\u{1b}[31m", "a•b••31m"),
            ("../../etc/passwd", "..•..••••••••"), ("٣٤٥", "•••"), ("🙂", "•"), ("a\u{0301}", "•"),
        ])
    func shown(name: String, wanted: String) {
        #expect(FileName.shown(name) == wanted)
    }

    @Test func aLongNameIsCut() {
        #expect(FileName.shown(String(repeating: "-", count: 500)) == String(repeating: "-", count: 120))
    }

    @Test func noShownNameHoldsElevenDigitsInAnyGrouping() {
        for signs in ["", "-", " ", ".", "_", "/"] {
            for cut in 1..<11 {
                let digits = Array(Self.eleven)
                let name = String(digits[..<cut]) + signs + String(digits[cut...])
                let shown = FileName.shown("melding-" + name + ".xml").filter(\.isNumber)
                #expect(shown.isEmpty, "cut \(cut) by '\(signs)'")
            }
        }
    }
}
