// Section 13 of the requirements for reading EPJ messages, points 23 to 29: messages that are well-formed, and mostly
// valid, and still mean nothing that may be acted on. Each point is a test that begins with its number.

import SyncCore
import Testing

@testable import EPJAdapters

struct RequirementsOfMeaning {
    private func message(number: String, kind: String = "FNR") -> MessageText {
        var message = MessageText.list(MessageText.service())
        message.patient = "<Patient>\(MessageText.ident(number, kind))</Patient>"
        return message
    }

    @Test("13.23 a number that is not certain matches nobody, and no number is ever printed")
    func numbers() {
        let last = person.suffix(1) == "7" ? "8" : "7"
        func shifted(_ by: UInt32) -> String {
            String(String.UnicodeScalarView(person.unicodeScalars.compactMap { Unicode.Scalar($0.value + by) }))
        }
        let (fullWidth, arabic) = (shifted(0xfee0), shifted(0x630))
        let head = String(person.prefix(6))
        let tail = String(person.suffix(5))
        let uncertain: [(String, String)] = [
            (person.dropLast() + last, "EPJ-101"), (ComputedNumber.text(day: 30, month: 82), "EPJ-103"),
            (ComputedNumber.text(day: 14, month: 93), "EPJ-103"), (ComputedNumber.text(day: 0, month: 83), "EPJ-103"),
            (fullWidth, "EPJ-102"), (arabic, "EPJ-102"), ("\u{200b}\(person)", "EPJ-102"),
            ("\(person)\u{200d}", "EPJ-102"), ("\(head)\u{ad}\(tail)", "EPJ-102"), ("\u{feff}\(person)", "EPJ-102"),
            ("\(head)  \(tail)", "EPJ-102"), ("\(person)1", "EPJ-102"), (String(person.dropLast()), "EPJ-102"),
        ]
        for (number, code) in uncertain {
            let read = message(number: number).read()
            #expect(read.refusal == code)
            #expect(read.statements == nil)
            let printed = "\(read) \(read.findings.map { "\($0) \($0.text) \($0.position)" })"
            #expect(!printed.contains(number))
            #expect(!printed.contains(head))
        }
        let accepted = message(number: person).read()
        #expect(accepted.statement?.citizen.digits == person)
        var dumped = ""
        dump(accepted, to: &dumped)
        for printed in ["\(accepted)", String(reflecting: accepted), dumped] { #expect(!printed.contains(person)) }
    }

    @Test("13.24 what a calendar must not say is refused, a bad reason is dropped, an endless series is bounded")
    func calendars() throws {
        func rule(_ parts: String) -> EventText {
            EventText(status: "TENTATIVE", more: "<rrule><recur>\(parts)</recur></rrule>")
        }
        let refused: [(EventText, String)] = [
            (EventText(start: "2027-01-12T09:00:00+01:00"), "EPJ-203"),
            (EventText(end: "2027-01-12T09:30:00-01:00"), "EPJ-203"),
            (EventText(end: "2027-01-12T08:30:00"), "EPJ-206"), (EventText(status: "NEEDS-ACTION"), "EPJ-209"),
            (rule("<freq>SECONDLY</freq>"), "EPJ-211"), (rule("<freq>MINUTELY</freq>"), "EPJ-211"),
            (rule("<freq>HOURLY</freq>"), "EPJ-211"), (rule("<freq>DAILY</freq><bysecond>1</bysecond>"), "EPJ-213"),
        ]
        for (event, code) in refused {
            #expect(MessageText.planned(event).read().refusal == code)
        }
        let cancelled = EventText(
            status: "CANCELLED", more: "<x-cancellation-reason><text>Fordi</text></x-cancellation-reason>"
        ).read().visits?.events.first
        #expect(cancelled?.state == .cancelled)
        #expect(cancelled?.reason == nil)

        // A series is kept as its rule; its days are counted out later, no further than the horizon and no more than
        // the limit.
        let event = try #require(MessageText.planned(rule("<freq>DAILY</freq>")).read().visits?.events.first)
        let recurrence = try #require(event.recurrence)
        #expect(recurrence.until == nil && recurrence.count == nil)
        let last = try #require(CivilDate(iso8601: "2199-12-31"))
        for limit in [3, Limits().occurrencesPerSeriesMax] {
            let days = recurrence.occurrences(
                from: event.start, in: event.start.date...last, remembered: nil, limit: limit)
            #expect(days.count == limit)
        }
        let week = recurrence.occurrences(
            from: event.start, in: event.start.date...event.start.date.adding(days: 6), remembered: nil, limit: 400)
        #expect(week.count == 7)
    }

    @Test("13.25 a complete list with one unreadable entry does not count at all")
    func snapshots() throws {
        let good = MessageText.service()
        let person = try Fixture.activationQuestion.text
        let unit = try Fixture.unitServices.text
        let bad: [(String, String, String)] = [
            ("services: date", MessageText.list(good + MessageText.service("13", from: "2026-02-30")).text, "EPJ-302"),
            ("services: id", MessageText.list(good + MessageText.service("")).text, "EPJ-301"),
            ("services: twice", MessageText.list(good + good).text, "EPJ-304"),
            ("visits: start", MessageText.planned(EventText(), EventText(start: "x", uid: "u-2")).text, "EPJ-201"),
            ("visits: uid", MessageText.planned(EventText(), EventText(uid: nil)).text, "EPJ-207"),
            ("visits: status", MessageText.planned(EventText(), EventText(uid: "2", status: "x")).text, "EPJ-209"),
            ("persons", person.replacing(dNumberPerson, with: dNumberPerson.dropLast() + "8"), "EPJ-505"),
            ("unit services", unit.replacing("</PrivatTjeneste>", with: "?</PrivatTjeneste>"), "EPJ-405"),
            (
                "reports",
                MessageText(
                    patient: "",
                    documents: [
                        MessageText.report(MessageText.note("02"), patient: MessageText.patient(otherPerson)),
                        MessageText.report(MessageText.note("01"), patient: MessageText.patient(dNumberPerson)),
                    ]
                ).text, "EPJ-106"
            ),
        ]
        for (name, text, code) in bad {
            let read = read(text)
            #expect(read.refusal == code, "\(name)")
            #expect(read.statements == nil && read.question == nil, "\(name)")
        }
        // A bundle or page that is cut or miscounted is refused as a whole by whoever reads it.
        let members = Array(repeating: MessageText.list(good).withoutDeclaration, count: 3)
        let bundle = MessageText.bundle(members)
        #expect(DocumentOutcome(String(bundle.dropLast(20))).fault == "EPJ-011")
        #expect(DocumentOutcome(bundle.replacing("antall=\"3\"", with: "antall=\"4\"")).fault == "EPJ-032")
    }

    /// What the plan makes of it is in AbsenceTests.
    @Test("13.26 from a visit that is not named nothing is concluded")
    func absence() {
        let reader = makeReader()
        let both = reader.read(MessageText.planned(EventText(uid: "a"), EventText(uid: "b")).bytes)
        #expect(both.visits?.events.map(\.uid) == ["a", "b"])
        let one = reader.read(MessageText.planned(EventText(uid: "a")).bytes)
        #expect(one.visits?.events.map(\.uid) == ["a"])
        #expect(one.visits?.events.map(\.state) == [.assigned])
        #expect(one.statements?.count == 1)
        let none = reader.read(MessageText(documents: [MessageText.note("02")]).bytes)
        #expect(none.visits?.kind == .snapshot)
        #expect(none.visits?.events == [])
    }

    @Test("13.27 an attachment that is no strict base64 or no such file is refused alone, the message is judged alone")
    func attachments() {
        func attachment(_ base64: String, _ type: String) -> String {
            "<Document><RefDoc><MsgType V=\"A\"/><MimeType>\(type)</MimeType><Content><Base64Container "
                + "xmlns=\"http://www.kith.no/xmlstds/base64container\">\(base64)</Base64Container></Content></RefDoc>"
                + "</Document>"
        }
        for (base64, type, codes) in [
            ("JVBERi0xLjc=", "application/pdf", []), ("AAA*=!", "application/pdf", ["EPJ-961 noted"]),
            ("JVBERi0xLjc", "application/pdf", ["EPJ-961 noted"]), ("QQ==QQ==", "text/plain", ["EPJ-961 noted"]),
            ("JVBERi0xLjc=", "image/png", ["EPJ-962 noted"]), ("QUJDREVGR0g=", "image/jpg", ["EPJ-962 noted"]),
            ("", "application/pdf", ["EPJ-963 noted"]),
        ] as [(String, String, [String])] {
            var message = MessageText.list(MessageText.service())
            message.documents.append(attachment(base64, type))
            #expect(message.read().services?.count == 1)
            #expect(message.read().codes == codes)
            message.patient = ""
            #expect(message.read().refusal == "EPJ-110")
        }
    }

    @Test("13.28 stylesheets, XInclude, schema locations and catalogs have no effect at all")
    func reachingOut() {
        let plain = MessageText.list(MessageText.service())
        let expected = plain.read()
        let body = plain.withoutDeclaration
        let leading = [
            "<?xml-stylesheet type=\"text/xsl\" href=\"file:///etc/hostname\"?>",
            "<?oasis-xml-catalog catalog=\"file:///etc/hostname\"?>", "<?xml-model href=\"http://192.0.2.1/x.rng\"?>",
        ]
        let inside = [
            body.replacing(
                "<MsgHead ",
                with: "<MsgHead xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                    + "xsi:schemaLocation=\"urn:x http://192.0.2.1/x.xsd\" "
                    + "xsi:noNamespaceSchemaLocation=\"file:///x\" "),
            body.replacing("<MsgHead ", with: "<MsgHead xml:base=\"http://192.0.2.1/\" "),
            body.replacing(
                "<TjenesteId>",
                with: "<TjenesteLevertAv><i:include xmlns:i=\"http://www.w3.org/2001/XInclude\" parse=\"text\" "
                    + "href=\"file:///etc/hostname\"/></TjenesteLevertAv><TjenesteId>"),
        ]
        for text in leading.map({ plain.declaration + $0 + body }) + inside {
            #expect(read(text).outcome == expected.outcome)
            #expect(read(text).findings == [])
        }
        // Where an included text would be read, the element is refused.
        let include = "<i:include xmlns:i=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/hostname\"/>"
        #expect(MessageText.planned(.described(include)).read().refusal == "EPJ-021")
    }

    /// That the XSDs let such messages pass is held on the samples (RequirementSampleTests).
    @Test("13.29 what every XSD lets pass is judged all the same")
    func beyondTheSchema() {
        let list = MessageText.list(MessageText.service())
        func changed(_ part: String, _ other: String) -> String { list.text.replacing(part, with: other) }
        let refused: [(String, String)] = [
            (changed("TJENESTEOVERSIKT", "TIMERESERVASJON"), "EPJ-165"),
            (changed(MessageText.patient(person), ""), "EPJ-110"),
            (changed(person, person.dropLast() + "8"), "EPJ-101"), (changed("\"FNR\"", "\"DNR\""), "EPJ-106"),
            (changed("0b54e1c6-7a5e-4c35-9d55-3a7a5c1f0001", "melding-1"), "EPJ-156"),
            (changed(MessageText.her("90001"), MessageText.ident("90001", "ENH")), "EPJ-157"),
            (EventTexts.reversed, "EPJ-206"), (EventTexts.longAgo, "EPJ-201"),
        ]
        for (text, code) in refused {
            #expect(read(text).refusal == code)
        }
    }

    private enum EventTexts {
        static let reversed = MessageText.planned(EventText(end: "2026-01-12T09:30:00")).text
        static let longAgo = MessageText.planned(EventText(start: "0001-01-01T00:00:00")).text
    }
}
