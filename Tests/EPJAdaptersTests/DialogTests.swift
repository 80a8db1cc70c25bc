// Dialogmelding: what its one code makes of the calendar beside it.

import SyncCore
import Testing

@testable import EPJAdapters

struct DialogTests {
    private static let pushes: [(String, String, VisitState, VisitStatement.Kind)] = [
        ("MOA", "7601", .performed, .push), ("MOA", "7602", .performed, .push), ("05", "7602", .assigned, .push),
        ("05", "7601", .assigned, .push), ("07", "7602", .assigned, .push), ("08", "7602", .cancelled, .push),
        ("11", "7602", .cancelled, .notMet), (" 11 ", "9999", .cancelled, .notMet),
    ]

    @Test(arguments: pushes)
    func pushesGiveTheirStateToEventsWithout(
        code: String, list: String, state: VisitState, kind: VisitStatement.Kind
    ) {
        for type in ["DIALOG_INNBYGGER_TIMERESERVASJON", "DIALOG_INNBYGGER_AVTALEUTSENDING"] {
            for calendarFirst in [true, false] {
                let event = MessageText.calendar(EventText(status: nil).text)
                let request = MessageText.request(code, list: list)
                let documents = calendarFirst ? [event, request] : [request, event]
                let read = MessageText(type: type, documents: documents).read()
                #expect(read.visits?.kind == kind)
                #expect(read.visits?.events.first?.state == state)
            }
        }
    }

    @Test func aStatusGoesBeforeTheCode() {
        let read = EventText(status: "CANCELLED").read(MessageText.request("MOA"))
        #expect(read.visits?.events.first?.state == .cancelled)
    }

    @Test func theOlderVersionIsReadToo() {
        let note = MessageText.dialogue("<Notat><TemaKodet V=\"01\"/></Notat>", version: "2006-10-11")
        #expect(EventText().read(note).visits?.events.count == 1)
    }

    @Test(arguments: ["26", "30", "31", "33", "03", "05", "08"])
    func otherNotesAreNotForUs(code: String) {
        let read = EventText().read(MessageText.note(code))
        #expect(read.kind == "notForUs")
        #expect(read.codes == ["EPJ-371 noted"])
    }

    @Test(arguments: ["HBT", "SIDAB", "RT", "ART", "01", "moa"])
    func otherRequestsAreNotForUs(code: String) {
        #expect(MessageText(documents: [MessageText.request(code)]).read().kind == "notForUs")
    }

    @Test func codesAndCalendarsThatDisagreeAreRefused() {
        let event = MessageText.calendar(EventText().text)
        let refused: [(String, [String], String)] = [
            ("01 without calendar", [MessageText.note("01")], "EPJ-353"),
            ("01 without events", [MessageText.note("01"), MessageText.calendar("")], "EPJ-355"),
            ("02 with calendar", [MessageText.note("02"), event], "EPJ-354"),
            ("push without calendar", [MessageText.request("05")], "EPJ-353"),
            ("11 without events", [MessageText.request("11"), MessageText.calendar("")], "EPJ-355"),
            ("no part", [MessageText.dialogue(""), event], "EPJ-351"),
            ("no code", [MessageText.dialogue("<Notat><TemaKodet/></Notat>"), event], "EPJ-351"),
            ("note without its code", [MessageText.dialogue("<Notat/>"), event], "EPJ-351"),
            (
                "two codes", [MessageText.dialogue("<Notat><TemaKodet V=\"01\"/><TemaKodet V=\"02\"/></Notat>")],
                "EPJ-352"
            ),
            ("two notes", [MessageText.dialogue("<Notat><TemaKodet V=\"01\"/></Notat><Notat/>")], "EPJ-352"),
        ]
        for (name, documents, code) in refused {
            #expect(MessageText(documents: documents).read().refusal == code, "\(name)")
        }
    }

    @Test func unknownContentBesideAKnownOneIsKeptAside() {
        let other = MessageText.document(
            "<Pasientrelasjon xmlns=\"http://www.kith.no/xmlstds/pasientrelasjon/2014-03-28\"/>")
        #expect(MessageText(documents: [other, MessageText.note("02"), other]).read().visits?.events == [])
        #expect(MessageText(documents: [other]).read().refusal == "EPJ-166")
    }
}
