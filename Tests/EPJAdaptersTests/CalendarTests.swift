// xCal, property by property.

import SyncCore
import Testing

@testable import EPJAdapters

struct CalendarTests {
    private let zoneParameter = "<parameters><tzid><text>Europe/Oslo</text></tzid></parameters>"

    @Test(arguments: [
        ("2027-01-12T09:00:00", "2027-01-12T09:00:00"), (" 2027-01-12T09:00:00\n", "2027-01-12T09:00:00"),
        ("2027-01-12T09:00:00.500", "2027-01-12T09:00:00"), ("2027-01-12T09:00:00.", "2027-01-12T09:00:00"),
        ("2027-01-12T08:00:00Z", "2027-01-12T09:00:00"), ("2027-07-12T07:00:00.0Z", "2027-07-12T09:00:00"),
        ("2028-02-29T23:59:59", "2028-02-29T23:59:59"), ("2027-03-28T02:30:00", "2027-03-28T02:30:00"),
    ])
    func timesAreWallClocks(text: String, clock: String) {
        let event = EventText(start: text, end: "2029-01-01T00:00:00").read().visits?.events.first
        #expect(event?.start.iso8601 == clock)
    }

    @Test(arguments: [
        ("2027-02-29T09:00:00", "EPJ-201"), ("2027-01-12T24:00:00", "EPJ-201"), ("2027-01-12T09:60:00", "EPJ-201"),
        ("2027-01-12", "EPJ-201"), ("2027-1-12T09:00:00", "EPJ-201"), ("20270112T090000", "EPJ-201"),
        ("+2027-01-12T09:00:00", "EPJ-201"), ("2027-01-12 09:00:00", "EPJ-201"), ("", "EPJ-201"),
        ("9999-12-31T00:00:00Z", "EPJ-201"), ("1899-12-31T00:00:00", "EPJ-201"), ("2027-01-12T09:00:00z", "EPJ-201"),
        ("2027-01-12T09:00:00+01:00", "EPJ-203"), ("2027-01-12T09:00:00.0-05:00", "EPJ-203"),
    ])
    func timesThatAreNoneAreRefused(text: String, code: String) {
        #expect(EventText(start: text, end: "2029-01-01T00:00:00").read().refusal == code)
        let end = code == "EPJ-201" ? "EPJ-202" : code
        #expect(EventText(end: text).read().refusal == end)
    }

    @Test func theParserOfTimesAgreesWithTheCore() {
        for text in ["2027-01-12T09:00:00", "2027-12-31T23:59:59", "2000-02-29T00:00:00", "1999-02-29T00:00:00"] {
            let event = EventText(start: text, end: "2029-01-01T00:00:00").read().visits?.events.first
            #expect(event?.start == WallClock(iso8601: text))
        }
    }

    @Test func zonesOtherThanOursAreRefused() {
        let start = { (zone: String) in
            EventText(start: nil, more: "<dtstart>\(zone)<date-time>2027-01-12T09:00:00</date-time></dtstart>").read()
        }
        #expect(start(zoneParameter).visits?.events.count == 1)
        #expect(start(zoneParameter.replacing("Oslo", with: "London")).refusal == "EPJ-204")
    }

    @Test func theEndIsRequiredExceptOfAPerformedVisit() {
        let refused: [(EventText, String)] = [
            (EventText(end: nil), "EPJ-205"), (EventText(end: "2027-01-12T08:59:59"), "EPJ-206"),
            (EventText(end: nil, status: "CANCELLED"), "EPJ-205"),
        ]
        for (event, code) in refused { #expect(event.read().refusal == code) }
        #expect(EventText(end: "2027-01-12T09:00:00").read().visits?.events.first?.end != nil)
        for end in [nil, "2027-01-12T08:59:59"] {
            for event in [EventText(end: end, status: "COMPLETED"), EventText(end: end, status: nil)] {
                let read = event.read(MessageText.request("MOA"))
                #expect(read.visits?.events.count == 1)
                #expect(read.visits?.events.first?.end == nil)
                #expect(read.tolerancesUsed == [.performedEndUnusable: 1])
            }
        }
    }

    @Test(
        "An end in the hour that occurs twice may be written as earlier than the start",
        arguments: [
            ("2027-10-31T02:50:00", "2027-10-31T02:10:00", 20), ("2027-10-31T00:30:00Z", "2027-10-31T01:15:00Z", 45),
            ("2027-10-31T01:50:00", "2027-10-31T02:10:00", 20),
        ])
    func endInTheSecondHour(_ start: String, _ end: String, minutes: Int64) throws {
        let event = try #require(EventText(start: start, end: end).read().visits?.events.first)
        #expect(event.end == event.start.adding(seconds: minutes * 60))
    }

    @Test(
        "... but not as earlier than what it ends",
        arguments: [
            ("2027-10-31T03:10:00", "2027-10-31T02:10:00"), ("2027-10-31T02:50:00", "2027-10-31T01:59:00"),
            ("2027-11-07T02:50:00", "2027-11-07T02:10:00"), ("2027-03-28T02:50:00", "2027-03-28T02:10:00"),
        ])
    func endBeforeTheSecondHour(_ start: String, _ end: String) {
        #expect(EventText(start: start, end: end).read().refusal == "EPJ-206")
    }

    @Test func statusIsOneOfFour() {
        let states: [(String, VisitState)] = [
            ("TENTATIVE", .planned), ("CONFIRMED", .assigned), ("CANCELLED", .cancelled), (" COMPLETED ", .performed),
        ]
        for (text, state) in states { #expect(EventText(status: text).read().visits?.events.first?.state == state) }
        for text in ["confirmed", "IN-PROCESS", ""] { #expect(EventText(status: text).read().refusal == "EPJ-209") }
        #expect(EventText(status: nil).read().refusal == "EPJ-210")
    }

    @Test func identifiersAreTrimmedAndRequired() {
        #expect(EventText(uid: nil).read().refusal == "EPJ-207")
        #expect(EventText(uid: " ").read().refusal == "EPJ-207")
        #expect(EventText(uid: " u-9\n").read().visits?.events.first?.uid == "u-9")
        for name in ["uri", "uid", "text"] {
            #expect(EventText.event("<related-to><\(name)> r-1 </\(name)></related-to>")?.relatedTo == "r-1")
        }
        let occurrence = "<recurrence-id><date-time>2027-01-12T09:00:00</date-time></recurrence-id>"
        #expect(EventText.event(occurrence)?.recurrenceID?.iso8601 == "2027-01-12T09:00:00")
        #expect(EventText(more: occurrence.replacing("T09", with: "T25")).read().refusal == "EPJ-215")
    }

    @Test func aRepeatedUidIsNotedButNotInOccurrences() {
        let occurrence = "<recurrence-id><date-time>2027-01-12T09:00:00</date-time></recurrence-id>"
        var message = MessageText()
        message.documents = [MessageText.note("01"), MessageText.calendar(EventText().text + EventText().text)]
        #expect(message.read().codes == ["EPJ-251 noted"])
        #expect(message.read().visits?.events.count == 2)
        message.documents[1] = MessageText.calendar(EventText().text + EventText(more: occurrence).text)
        #expect(message.read().findings.isEmpty)
    }

    @Test func propertiesThatOccurOnceAreRefusedTwice() {
        for more in [
            "<dtstart><date-time>2027-01-12T09:00:00</date-time></dtstart>", "<uid><text>u-2</text></uid>",
            "<dtend><date-time>2027-01-12T09:30:00</date-time></dtend>", "<status><text>CANCELLED</text></status>",
            "<categories><text>TjenesteId:1</text><text>TjenesteId:2</text></categories>",
            "<x-expected-duration><duration>PT1H</duration><duration>PT2H</duration></x-expected-duration>",
            String(repeating: "<rrule><recur><freq>DAILY</freq></recur></rrule>", count: 2),
        ] {
            #expect(EventText(more: more).read().refusal == "EPJ-208", "\(more)")
        }
    }

    @Test(
        arguments: [
            ("TjenesteId:12", "12", []), ("TjenesteId: 9", "9", ["EPJ-903 tolerated"]),
            (" TjenesteId : 9 ", "9", ["EPJ-903 tolerated"]),
            ("tjenesteId:ABC", "ABC", ["EPJ-910 noted"]), ("TJENESTEID:x", "x", ["EPJ-910 noted"]),
            ("TjenesteId:", nil, []), ("TjenesteIdent:7", nil, []), ("MustCall", nil, []), ("", nil, []),
        ] as [(String, String?, [String])])
    func serviceIDsAreReadInEverySpelling(text: String, id: String?, codes: [String]) {
        let read = EventText(more: "<categories><text>\(text)</text></categories>").read()
        #expect(read.visits?.events.first?.serviceID == id)
        #expect(read.codes == codes)
    }

    @Test func windowsAreToldByTheirCategory() {
        #expect(EventText.event("<categories><text> tidsvindu </text></categories>")?.isWindow == true)
        #expect(EventText.event("<categories><text>Tidsvinduer</text></categories>")?.isWindow == false)
        let both = "<categories><text>Tidsvindu</text></categories><categories><text>TjenesteId:1</text></categories>"
        #expect(EventText.event(both)?.isWindow == true)
        #expect(EventText.event(both)?.serviceID == "1")
    }

    @Test func employeesAreAttendeesAndNobodyElse() {
        let person = { (element: String, name: String) in
            "<\(element)><parameters><cn><text>\(name)</text></cn></parameters>"
                + "<cal-address>x</cal-address></\(element)>"
        }
        let event = EventText.event(
            person("attendee", "A") + person("organizer", "O") + person("attendee", " ")
                + person("attendee", " B &amp; C "))
        #expect(event?.employees == ["A", "B & C"])
    }

    @Test func textsComeInPieces() {
        let text = "a<!-- x -->b<?p q?><![CDATA[<c>]]>&#100;"
        #expect(EventText.event("<description><text> \(text) </text></description>")?.details == "ab<c>d")
        #expect(EventText.event("<description><text> </text></description>")?.details == nil)
    }

    @Test(
        arguments: [
            ("PT30M", 30, []), ("PT1H", 60, []), ("PT1H30M", 90, []), ("PT1800S", 30, []), ("PT24H", 1440, []),
            ("P30M", 30, ["EPJ-901 tolerated"]), ("P", nil, ["EPJ-252 noted"]), ("PT", nil, ["EPJ-252 noted"]),
            ("P1D", nil, ["EPJ-252 noted"]), ("P2W", nil, ["EPJ-252 noted"]), ("-PT30M", nil, ["EPJ-252 noted"]),
            ("PT30M1H", nil, ["EPJ-252 noted"]), ("PT0M", nil, ["EPJ-252 noted"]), ("PT25H", nil, ["EPJ-252 noted"]),
            ("PT999999999999M", nil, ["EPJ-252 noted"]), ("P99999M", nil, ["EPJ-252 noted"]),
            ("30", nil, ["EPJ-252 noted"]),
        ] as [(String, Int?, [String])])
    func durationsAreMinutesOrUnknown(text: String, minutes: Int?, codes: [String]) {
        let read = EventText(more: "<x-expected-duration><duration>\(text)</duration></x-expected-duration>").read()
        #expect(read.visits?.events.first?.expectedMinutes == minutes)
        #expect(read.codes == codes)
    }

    @Test func monthsAreMinutesOnlyWhereGranted() throws {
        var draft = EventDraft(mark: Mark(tagEnd: 0, place: .event))
        draft.uid = "u"
        draft.start = WallClock(iso8601: "2027-01-12T09:00:00")
        draft.end = draft.start
        draft.state = .planned
        draft.duration = .months(30)
        var scene = Scene(context: ReadingContext(zone: oslo))
        let granted = try draft.event(stateWithoutStatus: nil, monthsAreMinutes: true, &scene)
        let ungranted = try draft.event(stateWithoutStatus: nil, monthsAreMinutes: false, &scene)
        #expect(granted.expectedMinutes == 30)
        #expect(ungranted.expectedMinutes == nil)
        #expect(scene.observations.map(\.count) == [2])
    }

    @Test func reasonsAreFourTextsAndNeverStopACancellation() {
        let cancelled = { (reason: String, element: String) in
            EventText(status: "CANCELLED", more: "<\(element)><text>\(reason)</text></\(element)>").read()
        }
        for reason in CancellationReason.allCases {
            #expect(cancelled(reason.text, "x-cancellation-reason").visits?.events.first?.reason == reason)
        }
        let decomposed = cancelled("Avlyst pa\u{30a} vegne av tjenestemottaker", "x-cancellation-reason")
        #expect(decomposed.visits?.events.first?.reason == .onBehalfOfRecipient)
        let padded = cancelled(" Avlyst - ikke hjemme", "x-cancellation-reason")
        #expect(padded.visits?.events.first?.reason == .notAtHome)
        #expect(padded.codes == ["EPJ-915 tolerated"])
        let misspelled = cancelled("Avlyst av tjeneste", "x-cancelllation-reason")
        #expect(misspelled.visits?.events.first?.reason == .byService)
        #expect(misspelled.codes == ["EPJ-907 tolerated"])
        let unknown = cancelled("Fordi", "x-cancellation-reason")
        #expect(unknown.visits?.events.first?.state == .cancelled)
        #expect(unknown.visits?.events.first?.reason == nil)
        #expect(unknown.codes == ["EPJ-906 tolerated"])
    }

    @Test func namesOfOtherNamespacesAreRefusedInsideAnEvent() {
        #expect(EventText(more: "<status xmlns=\"urn:x\"><text>CANCELLED</text></status>").read().refusal == "EPJ-021")
        #expect(
            EventText(more: "<x-other><text>1</text></x-other><summary><text>s</text></summary>").read().refusal == nil)
        #expect(EventText(uid: "<b>1</b>").read().refusal == "EPJ-021")
        var message = MessageText()
        message.documents = [MessageText.note("01"), MessageText.calendar(EventText().text + "<vEvent/>")]
        #expect(message.read().refusal == "EPJ-021")
    }
}
