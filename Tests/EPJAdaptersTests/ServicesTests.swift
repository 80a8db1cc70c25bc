// TjenesteOversikt: read whole or not at all, because what is missing has ended.

import SyncCore
import Testing

@testable import EPJAdapters

struct ServicesTests {
    private func service(
        id: String = "<TjenesteId>12</TjenesteId>", area: String = "<TjenesteOmråde>1</TjenesteOmråde>",
        period: String = "<FraDato>2026-01-12</FraDato>",
        unit: String = "<HERId><fk1:Id>90010</fk1:Id><fk1:TypeId V=\"HER\"/></HERId>"
    ) -> String { "<Tjeneste>\(id)<TjenesteNavn>T</TjenesteNavn>\(area)\(period)\(unit)</Tjeneste>" }

    private func list(_ content: String) -> ReadMessage {
        MessageText(type: "DIALOG_INNBYGGER_TJENESTEOVERSIKT", documents: [MessageText.services(content)]).read()
    }

    @Test func anEmptyListIsAList() { #expect(list("").services == []) }

    @Test func theAreaIsReadInEverySpelling() {
        for name in ["TjenesteOmr\u{e5}de", "TjenesteOmra\u{30a}de"] {
            let read = list(service(area: "<\(name)>1</\(name)>"))
            #expect(read.services?.count == 1)
            #expect(read.findings.isEmpty)
        }
        let guide = list(service(area: "<TjenesteOmrade>1</TjenesteOmrade>"))
        #expect(guide.services?.count == 1)
        #expect(guide.codes == ["EPJ-909 noted"])
    }

    @Test func periodsAndUnitsAreRead() throws {
        let period = "<FraDato>2026-01-12Z</FraDato><TilDato>2026-12-31+01:00</TilDato>"
        let unit = "<HERId><fk1:Id> 90011 </fk1:Id><fk1:TypeId V=\"HER\"/></HERId>"
        let read = list(service(id: "<TjenesteId> A1 </TjenesteId>", period: period, unit: unit))
        let expected = CareService(
            id: "A1", unit: "90011", from: try #require(CivilDate(iso8601: "2026-01-12")),
            through: CivilDate(iso8601: "2026-12-31"))
        #expect(read.services == [expected])
        #expect(read.tolerancesUsed == [.blanksAround: 2])
        let open = "<FraDato>2026-01-12</FraDato><TilDato>9999-12-31</TilDato>"
        #expect(list(service(period: open)).services?.first?.through == nil)
    }

    @Test func theSameServiceOfTwoUnitsIsTwo() {
        let other = "<HERId><fk1:Id>90011</fk1:Id><fk1:TypeId V=\"HER\"/></HERId>"
        #expect(list(service() + service(unit: other)).services?.count == 2)
    }

    @Test func oneUnreadableEntryRefusesTheList() {
        let from = "<FraDato>2026-01-12</FraDato>"
        let refused: [(String, String, String)] = [
            ("no id", service(id: ""), "EPJ-301"), ("empty id", service(id: "<TjenesteId> </TjenesteId>"), "EPJ-301"),
            ("two ids", service(id: "<TjenesteId>1</TjenesteId><TjenesteId>2</TjenesteId>"), "EPJ-163"),
            ("no FraDato", service(period: ""), "EPJ-302"),
            ("FraDato of no day", service(period: "<FraDato>2026-02-30</FraDato>"), "EPJ-302"),
            ("empty TilDato", service(period: from + "<TilDato/>"), "EPJ-302"),
            ("date-time", service(period: "<FraDato>2026-02-01T00:00:00</FraDato>"), "EPJ-302"),
            ("reversed", service(period: from + "<TilDato>2026-01-11</TilDato>"), "EPJ-306"),
            ("the guide's Sluttdato", service(period: from + "<Sluttdato>2026-05-05</Sluttdato>"), "EPJ-021"),
            (
                "TilDato of another namespace", service(period: from + "<fk1:TilDato>2026-05-05</fk1:TilDato>"),
                "EPJ-021"
            ),
            ("no unit", service(unit: ""), "EPJ-303"),
            (
                "unit of the wrong namespace", service(unit: "<HERId><Id>90010</Id><TypeId V=\"HER\"/></HERId>"),
                "EPJ-021"
            ),
            ("unit of letters", service(unit: "<HERId><fk1:Id>x</fk1:Id><fk1:TypeId V=\"HER\"/></HERId>"), "EPJ-303"),
            (
                "unit of another kind", service(unit: "<HERId><fk1:Id>1</fk1:Id><fk1:TypeId V=\"ENH\"/></HERId>"),
                "EPJ-303"
            ),
            ("unit without kind", service(unit: "<HERId><fk1:Id>1</fk1:Id></HERId>"), "EPJ-303"),
            ("twice", service() + service(), "EPJ-304"), ("unknown entry", "<tjeneste/>", "EPJ-021"),
            ("foreign entry", "<x xmlns=\"urn:x\"/>", "EPJ-021"),
        ]
        for (name, content, code) in refused {
            #expect(list(service(id: "<TjenesteId>7</TjenesteId>") + content).refusal == code, "\(name)")
        }
    }

    @Test func tooManyEntriesAreRefused() {
        let text = MessageText(
            type: "DIALOG_INNBYGGER_TJENESTEOVERSIKT",
            documents: [MessageText.services(service() + service(id: "<TjenesteId>13</TjenesteId>"))]
        ).text
        #expect(makeReader { $0.servicesPerMessageMax = 1 }.read(Array(text.utf8)).refusal == "EPJ-305")
        #expect(makeReader { $0.servicesPerMessageMax = 2 }.read(Array(text.utf8)).services?.count == 2)
    }
}
