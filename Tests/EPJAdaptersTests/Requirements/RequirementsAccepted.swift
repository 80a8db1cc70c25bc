// Section 13 of the requirements for reading EPJ messages, points 1 to 15: what a correct reader accepts. Each point is a
// test that begins with its number. Point 13 (a message that comes again) is the ledger's: SameMessageTests.

import Foundation
import SyncCore
import Testing

@testable import EPJAdapters

struct RequirementsAccepted {
    private func declared(_ encoding: String) -> String { "<?xml version=\"1.0\" encoding=\"\(encoding)\"?>" }

    private func details(_ message: ReadMessage) -> String? { message.visits?.events.first?.details }

    @Test("13.1 UTF-8 with and without mark, ISO-8859-1 and UTF-16 are read, windows-1252 by decision only")
    func encodings() {
        let words = "Blåbær på Ås"
        func text(_ declaration: String, _ words: String) -> String {
            var message = MessageText.planned(.described(words))
            message.declaration = declaration
            return message.text
        }
        func latin1(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }
        func utf16(_ text: String, big: Bool) -> [UInt8] {
            ("\u{feff}" + text).utf16.flatMap { [UInt8(big ? $0 >> 8 : $0 & 0xff), UInt8(big ? $0 & 0xff : $0 >> 8)] }
        }
        let utf8 = [declared("UTF-8"), declared("utf-8"), ""].map { Array(text($0, words).utf8) }
        let all: [[UInt8]] =
            utf8 + utf8.map { [0xef, 0xbb, 0xbf] + $0 } + [latin1(text(declared("ISO-8859-1"), words))]
            + [true, false].flatMap { big in ["", declared("UTF-16")].map { utf16(text($0, words), big: big) } }
        for bytes in all { #expect(details(read(bytes)) == words) }
        // 0x96 is an en dash in windows-1252 and a control character in ISO-8859-1.
        let dash = latin1(text(declared("windows-1252"), "8\u{96}9 \u{e6}"))
        for (adapter, expected) in [(.cosdoc, "8–9 æ"), (.gerica, nil), (.profil, nil)] as [(AdapterKind, String?)] {
            let reader = MessageReader(context: ReadingContext(zone: oslo, synthetic: .accept), everySender: adapter)
            #expect(details(reader.read(dash)) == expected)
        }
    }

    @Test("13.2 prefixes are free, the default namespace may change inside, a text may come in every way XML has")
    func markup() throws {
        let plain = try #require(MessageText.list(MessageText.service("1æ3")).read().services)
        var message = MessageText.list("")
        message.documents = [MessageText.document("@")]
        let head = message.text.replacing("</", with: "</#").replacing("<", with: "<h:")
            .replacing("<h:/#", with: "</h:").replacing("<h:?", with: "<?").replacing("xmlns=", with: "xmlns:h=")
        let prefixed = MessageText.service("1æ3").replacing("<", with: "<s:").replacing("<s:/", with: "</s:")
            .replacing("s:fk1:", with: "q:")
        let list =
            "<s:TjenesteOversikt xmlns:s=\"http://ehelse.no/xmlstds/tjenesteoversikt\" "
            + "xmlns:q=\"http://www.kith.no/xmlstds/felleskomponent1\">\(prefixed)</s:TjenesteOversikt>"
        #expect(read(head.replacing("@", with: list)).services == plain)

        let switched = MessageText.service("1æ3")
            .replacing("<fk1:Id>", with: "<Id xmlns=\"http://www.kith.no/xmlstds/felleskomponent1\">")
            .replacing("</fk1:Id>", with: "</Id>")
            .replacing("<fk1:TypeId", with: "<TypeId xmlns=\"http://www.kith.no/xmlstds/felleskomponent1\"")
        #expect(MessageText.list(switched).read().services == plain)

        let split = "<![CDATA[1]]><!-- 2 -->&#xe6;<?x 2?>&#51;"
        var referenced = MessageText.list(MessageText.service(split))
        referenced.type = "DIALOG_INNBYGGER_TJENESTEOVERSIK&#84;"
        #expect(referenced.read().services == plain)
    }

    @Test("13.3 Sami letters are kept, and composed and decomposed forms are equal in names and in TjenesteOmråde")
    func letters() {
        let sami = "Čáhcesuolu, Ŋuovvu, Đ, ŧ, ž"
        #expect(details(MessageText.planned(.described(sami)).read()) == sami)
        func named(_ name: String) -> ReadMessage {
            MessageText.planned(
                EventText(more: "<attendee><parameters><cn><text>\(name)</text></cn></parameters></attendee>")
            ).read()
        }
        let name = "Åse Čáhci"
        #expect(named(name).visits?.events.first?.employees == [name])
        #expect(named(name.decomposedStringWithCanonicalMapping).visits == named(name).visits)
        for area in ["TjenesteOmr\u{e5}de", "TjenesteOmra\u{30a}de"] {
            let read = MessageText.list(MessageText.service(area: area)).read()
            #expect(read.services?.count == 1)
            #expect(read.findings.isEmpty)
        }
    }

    @Test("13.4 TjenesteOmråde and TjenesteOmrade are the same, and dates may carry a zone")
    func servicePeriods() {
        func read(_ area: String, _ from: String, _ through: String) -> [CareService]? {
            MessageText.list(MessageText.service(area: area, from: from, more: "<TilDato>\(through)</TilDato>")).read()
                .services
        }
        let expected = read("TjenesteOmr\u{e5}de", "2026-01-12", "2027-06-30")
        #expect(expected?.count == 1)
        for (from, through) in [
            ("2026-01-12Z", "2027-06-30Z"), ("2026-01-12+01:00", "2027-06-30+02:00"),
            ("2026-01-12", "2027-06-30-03:00"),
        ] {
            #expect(read("TjenesteOmrade", from, through) == expected)
        }
    }

    @Test("13.5 an Organisation without content, an empty Id and a missing S are parsed and judged by a named rule")
    func emptyParties() {
        func sender(_ sender: String) -> ReadMessage {
            var message = MessageText.list("")
            message.sender = sender
            return message.read()
        }
        let her = MessageText.her("90001")
        let refused: [(String, String)] = [
            ("", "EPJ-157"), ("<Organisation/>", "EPJ-157"), ("<Organisation><Ident/></Organisation>", "EPJ-157"),
            (MessageText.organisation(MessageText.her("")), "EPJ-158"),
            (MessageText.organisation(her, inner: MessageText.organisation(MessageText.her(""))), "EPJ-158"),
        ]
        for (text, code) in refused {
            let read = sender(text)
            #expect(read.refusal == code)
            #expect(read.findings.first?.text.isEmpty == false)
        }
        for inner in ["", "<Organisation/>", "<Organisation><Ident/></Organisation>"] {
            #expect(sender(MessageText.organisation(her, inner: inner)).envelope?.unitHerID == "90001")
        }
        #expect(sender(MessageText.organisation(MessageText.her("90001", list: nil))).codes == ["EPJ-911 tolerated"])
        var message = MessageText.list("")
        for receiver in ["<Receiver/>", "<Receiver><Organisation/></Receiver>", "<Receiver>\(her)</Receiver>"] {
            message.receiver = receiver
            #expect(message.read().services == [])
        }
        message.patient = "<Patient>\(MessageText.ident("", "FNR", list: nil))</Patient>"
        #expect(message.read().refusal == "EPJ-107")
    }

    @Test("13.6 unknown documents are kept aside and counted, known ones are read in any order")
    func documents() {
        let known = [MessageText.note("01"), MessageText.calendar(EventText().text)]
        let unknown = [
            MessageText.document("<Tjeneste xmlns=\"urn:x\"><vevent/></Tjeneste>"),
            MessageText.document("<TjenesteOversikt xmlns=\"http://ehelse.no/xmlstds/tjenesteoversikt/2\"/>"),
        ]
        for documents in [
            known + unknown, unknown + known, [unknown[0]] + known.reversed() + [unknown[1]],
            [known[1], unknown[0], unknown[1], known[0]],
        ] {
            let message = MessageText(documents: documents)
            let outcome = DocumentOutcome(message.text)
            #expect(outcome.messages.first?.visits?.events.map(\.uid) == ["u-1"])
            #expect(outcome.messages.first?.tolerancesUsed == [.payloadUnknown: 2])
            #expect(outcome.messages.first?.codes == ["EPJ-914 tolerated"])
            #expect(outcome.originals.count == 1)
            let kept = outcome.originals.first ?? []
            #expect(kept.count > 500 && message.bytes.suffix(kept.count) == kept[...], "it stays in the original")
        }
        #expect(MessageText(documents: unknown).read().refusal == "EPJ-166", "what is unknown stands in for nothing")

        let reports = [(person, "02"), (otherPerson, "02")].map {
            MessageText.report(MessageText.note($0.1), patient: MessageText.patient($0.0))
        }
        let read = MessageText(patient: "", documents: reports).read()
        #expect(read.statements?.map(\.citizen.digits) == [person, otherPerson])
    }

    @Test("13.7 related-to chains, a repeated uid and a uid that is no UUID are read")
    func references() {
        func related(_ uid: String, _ earlier: String) -> EventText {
            EventText(uid: uid, more: "<related-to><text>\(earlier)</text></related-to>")
        }
        let chain = MessageText.planned(EventText(uid: "a"), related("b", "a"), related("c", "b")).read()
        #expect(chain.visits?.events.map(\.uid) == ["a", "b", "c"])
        #expect(chain.visits?.events.map(\.relatedTo) == [nil, "a", "b"])
        #expect(chain.findings.isEmpty)

        let repeated = MessageText.planned(
            EventText(uid: "6363052200000000002", more: "<categories><text>TjenesteId:2</text></categories>"),
            EventText(uid: "6363052200000000002", more: "<categories><text>TjenesteId:12</text></categories>")
        ).read()
        #expect(repeated.visits?.events.map(\.serviceID) == ["2", "12"])
        #expect(repeated.codes == ["EPJ-251 noted"])
        #expect(
            EventText(uid: "AC5B5659CB0913BB7F841900").read().visits?.events.map(\.uid) == ["AC5B5659CB0913BB7F841900"])
    }

    @Test("13.8 GenDate with 0 to 9 digits of a second, with Z, with an offset and as Norwegian time is read")
    func generated() {
        func read(_ text: String) -> Instant? {
            var message = MessageText.list("")
            message.generated = "<GenDate>\(text)</GenDate>"
            return message.read().envelope?.generated
        }
        let whole = read("2027-01-11T21:15:03Z")
        #expect(whole?.iso8601UTC == "2027-01-11T21:15:03Z")
        for digits in 0...9 {
            let fraction = digits == 0 ? "" : "." + String("123456789".prefix(digits))
            let nanoseconds = Int64(String("123456789".prefix(digits)) + String(repeating: "0", count: 9 - digits))
            for zone in ["21:15:03\(fraction)Z", "22:15:03\(fraction)+01:00", "22:15:03\(fraction)"] {
                let instant = read("2027-01-11T\(zone)")
                #expect(instant?.iso8601UTC == whole?.iso8601UTC)
                #expect((instant?.nanoseconds ?? -1) % 1_000_000_000 == nanoseconds)
            }
        }
        // The clock goes from 02:00 to 03:00, and the hour does not exist: read as before the change, an hour on. It
        // goes back from 03:00 to 02:00, and the hour is there twice: the first of them.
        #expect(read("2027-03-28T02:30:00")?.iso8601UTC == "2027-03-28T01:30:00Z")
        #expect(read("2026-10-25T02:30:00")?.iso8601UTC == "2026-10-25T00:30:00Z")
    }

    @Test("13.9 blanks around ids and codes are trimmed and counted")
    func blanks() {
        let plain = MessageText.planned(EventText()).read()
        var message = MessageText.planned(EventText(uid: " u-1\n", status: " CONFIRMED "))
        message.type = " DIALOG_INNBYGGER_TIMERESERVASJON"
        message.messageID = message.messageID.replacing("<MsgId>", with: "<MsgId>\n ")
        message.patient = message.patient.replacing(person, with: "\t\(person) ").replacing("\"FNR\"", with: "\" FNR\"")
        message.sender = message.sender.replacing("90010", with: " 90010").replacing("\"HER\"", with: "\" HER\"")
        let read = message.read()
        #expect(read.outcome == plain.outcome)
        #expect(read.envelope == plain.envelope)
        #expect(read.tolerancesUsed == [.blanksAround: 9])
        #expect(read.codes == ["EPJ-904 tolerated"])
    }

    @Test("13.10 P30M is thirty minutes from who is known to mean that, else unknown, and never months")
    func durations() {
        let message = MessageText.planned(
            EventText(more: "<x-expected-duration><duration>P30M</duration></x-expected-duration>"))
        for (adapter, minutes, codes) in [
            (AdapterKind.gerica, 30, ["EPJ-901 tolerated"]), (nil, nil, ["EPJ-901 noted"]),
        ] as [(AdapterKind?, Int?, [String])] {
            let read = message.read(as: adapter)
            #expect(read.visits?.events.map(\.expectedMinutes) == [minutes])
            #expect(read.codes == codes)
        }
        // What Gerica alone is known to write is refused of the others.
        for adapter in [AdapterKind.profil, .cosdoc] { #expect(message.read(as: adapter).refusal == "EPJ-901") }
    }

    @Test("13.11 numbers by the rule of 2032 and D-numbers are read, help numbers known for what they are")
    func numbers() {
        func read(
            _ number: String, _ kind: String = "FNR",
            _ synthetic: NationalIdentityNumber.SyntheticNumbers = .accept
        ) -> ReadMessage {
            var message = MessageText.list("")
            message.patient = "<Patient>\(MessageText.ident(number, kind))</Patient>"
            return makeReader(synthetic: synthetic).read(message.bytes)
        }
        for remainder in 0...3 {
            let number = ComputedNumber.text(day: 14, month: 83, remainder: remainder)
            #expect(read(number).statement?.citizen.digits == number)
            #expect(read(number, "FNR", .refuse).refusal == "EPJ-105", "synthetic only where configuration says test")
            let dNumber = ComputedNumber.text(day: 54, month: 83, remainder: remainder)
            #expect(read(dNumber, "DNR").statement?.citizen.register == .dNumber)
        }
        let help = ComputedNumber.text(day: 14, month: 43)
        // Felles hjelpenummer: 800000000 and up, without a date of birth.
        let commonHelp = ComputedNumber.text(day: 81, month: 83)
        for number in [help, commonHelp] {
            #expect(read(number).refusal == "EPJ-104")
            #expect(read(number, "HNR").refusal == "EPJ-104")
            #expect(read(number, "FHN").refusal == "EPJ-104")
        }
    }

    @Test("13.12 a cancellation is read without its original, and the same whichever of them is read first")
    func cancellationFirst() {
        var original = MessageText.push("05", EventText(status: nil))
        var cancellation = MessageText.push("08", EventText(status: nil))
        original.generated = "<GenDate>2027-01-11T22:00:00+01:00</GenDate>"
        cancellation.generated = "<GenDate>2027-01-11T23:00:00+01:00</GenDate>"
        let reader = makeReader()
        let forwards = [original, cancellation].map { reader.read($0.bytes) }
        let backwards = [cancellation, original].map { reader.read($0.bytes) }
        #expect(forwards.map(\.outcome) == backwards.reversed().map(\.outcome))
        #expect(backwards.map { $0.visits?.events.first?.state } == [.cancelled, .assigned])
        // Which of them is the newer is said by GenDate, which is what the plan goes by.
        #expect(backwards.map { $0.visits?.generated.iso8601UTC } == ["2027-01-11T22:00:00Z", "2027-01-11T21:00:00Z"])
    }

    /// That it waits behind a brake when it comes for many citizens in one run is the guard's, not the reader's.
    @Test("13.14 an empty TjenesteOversikt is a list that closes all")
    func emptyList() {
        let read = MessageText.list("").read()
        #expect(read.services == [])
        #expect(read.statement?.citizen.digits == person)
        #expect(read.findings.isEmpty)
    }

    @Test("13.15 two megabytes with more than forty attachments are read in the memory of one message")
    func attachments() {
        let pdf = "JVBERi0xLjcK" + String(repeating: "QUJDREVGR0hJ", count: 4_000)
        let attachment =
            "<Document><RefDoc><MsgType V=\"A\"/><MimeType>application/pdf</MimeType><Content><Base64Container "
            + "xmlns=\"http://www.kith.no/xmlstds/base64container\">\(pdf)</Base64Container></Content></RefDoc></Document>"
        var message = MessageText.planned(EventText())
        message.documents += Array(repeating: attachment, count: 45)
        #expect(message.bytes.count > 2 << 20)
        let alone = DocumentOutcome(message.text)
        #expect(alone.kinds == ["statements"])
        #expect(alone.messages.first?.findings.isEmpty == true)
        #expect(alone.bytesHeldMax <= message.bytes.count)
        let bundle = DocumentOutcome(
            MessageText.bundle(Array(repeating: message.withoutDeclaration, count: 2)))
        #expect(bundle.kinds == Array(repeating: "statements", count: 2))
        #expect(bundle.bytesHeldMax < message.bytes.count + 200_000)
    }
}
