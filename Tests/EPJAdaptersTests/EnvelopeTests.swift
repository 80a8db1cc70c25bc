// MsgInfo: who says something, when, of what kind, about whom.

import SyncCore
import Testing

@testable import EPJAdapters

struct EnvelopeTests {
    private func message(_ change: (inout MessageText) -> Void) -> ReadMessage {
        var message = MessageText(documents: [MessageText.note("02")])
        change(&message)
        return message.read()
    }

    @Test func headsThatCannotBeReadAreRefused() {
        let refused: [(String, String, (inout MessageText) -> Void)] = [
            ("version of another time", "EPJ-152", { $0.version = "<MIGversion>v1.1 2006-05-24</MIGversion>" }),
            ("version with a blank", "EPJ-152", { $0.version = "<MIGversion>v1.2 2006-05-24 </MIGversion>" }),
            ("no version", "EPJ-152", { $0.version = "" }),
            ("version twice", "EPJ-163", { $0.version += $0.version }),
            ("no type", "EPJ-153", { $0.type = " " }),
            ("unknown type", "EPJ-154", { $0.type = "TIMERESERVASJON" }),
            ("no GenDate", "EPJ-155", { $0.generated = "" }),
            ("GenDate of no day", "EPJ-155", { $0.generated = "<GenDate>2027-02-29T10:00:00Z</GenDate>" }),
            (
                "GenDate with ten digits", "EPJ-155",
                { $0.generated = "<GenDate>2027-02-28T10:00:00.1234567890Z</GenDate>" }
            ),
            ("GenDate twice", "EPJ-163", { $0.generated += $0.generated }),
            ("MsgId of no form", "EPJ-156", { $0.messageID = "<MsgId>42</MsgId>" }),
            ("MsgId with a g", "EPJ-156", { $0.messageID = "<MsgId>0b54e1c6-7a5e-4c35-9d55-3a7a5c1f000g</MsgId>" }),
            ("no MsgId", "EPJ-156", { $0.messageID = "" }),
            ("no sender", "EPJ-157", { $0.sender = "" }),
            (
                "sender without HER-id", "EPJ-157",
                { $0.sender = MessageText.organisation(MessageText.ident("1", "ENH")) }
            ),
            (
                "HER-id of another list", "EPJ-157",
                { $0.sender = MessageText.organisation(MessageText.her("90001", list: "1111")) }
            ),
            ("HER-id empty", "EPJ-158", { $0.sender = MessageText.organisation(MessageText.her("")) }),
            ("HER-id of letters", "EPJ-158", { $0.sender = MessageText.organisation(MessageText.her("p4")) }),
            (
                "two ids in one Ident", "EPJ-163",
                { $0.sender = MessageText.organisation(MessageText.her("90001</Id><Id>90002")) }
            ),
            (
                "two HER-ids", "EPJ-159",
                { $0.sender = MessageText.organisation(MessageText.her("90001") + MessageText.her("90002")) }
            ),
        ]
        for (name, code, change) in refused { #expect(message(change).refusal == code, "\(name)") }
    }

    @Test(arguments: [
        ("2027-01-11T21:15:03Z", "2027-01-11T21:15:03Z"), ("2027-01-11T21:15:03.0Z", "2027-01-11T21:15:03Z"),
        ("2027-01-11T22:15:03.3398449+01:00", "2027-01-11T21:15:03Z"),
        ("2027-01-11T22:15:03.123456789+01:00", "2027-01-11T21:15:03Z"),
        ("2027-07-11T22:15:03", "2027-07-11T20:15:03Z"), ("2027-03-28T02:30:00", "2027-03-28T01:30:00Z"),
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00Z"), (" 2027-01-11T21:15:03Z\n", "2027-01-11T21:15:03Z"),
    ])
    func generatedIsReadInEveryShape(text: String, utc: String) {
        let read = message { $0.generated = "<GenDate>\(text)</GenDate>" }
        #expect(read.envelope?.generated.iso8601UTC == utc)
    }

    @Test func aMissingZoneIsNoted() {
        #expect(message { $0.generated = "<GenDate>2027-01-11T22:15:03</GenDate>" }.codes == ["EPJ-908 noted"])
    }

    @Test func theUnitIsTheInnerOrganisationElseTheOuter() {
        let her = MessageText.her("90001")
        let inner = { MessageText.organisation(MessageText.ident("1", "ENH") + $0) }
        let professional = "<HealthcareProfessional>\(MessageText.her("777", list: "8116"))</HealthcareProfessional>"
        let shapes: [(String, String)] = [
            (MessageText.organisation(her, inner: inner(MessageText.her("90010"))), "90010"),
            (MessageText.organisation(her, inner: inner("")), "90001"), (MessageText.organisation(her), "90001"),
            (MessageText.organisation(her, inner: professional), "90001"),
            (MessageText.organisation(her, inner: inner(MessageText.her(" 90010 "))), "90010"),
            (MessageText.organisation(her.replacing("\"HER\"", with: "\" HER\"")), "90001"),
        ]
        for (sender, unit) in shapes { #expect(message { $0.sender = sender }.envelope?.unitHerID == unit) }
    }

    @Test(
        arguments: [(nil, ["EPJ-911 tolerated"]), ("8116", ["EPJ-911 tolerated"]), ("9051", [])]
            as [(String?, [String])])
    func theCodeListOfAHerIDIsNotDecisive(list: String?, codes: [String]) {
        #expect(message { $0.sender = MessageText.organisation(MessageText.her("90001", list: list)) }.codes == codes)
    }

    @Test func receiptsAreWantedForJAndF() {
        for (ack, wanted) in [
            ("<Ack V=\"J\"/>", .always), ("<Ack V=\"F\"/>", .onError), ("<Ack V=\"N\"/>", .never), ("", .never),
            ("<Ack/>", .never), ("<Ack V=\"X\"/>", .never),
        ] as [(String, Envelope.Acknowledgement)] {
            #expect(message { $0.ack = ack }.envelope?.acknowledgement == wanted)
        }
    }

    @Test func anUnknownSenderIsNobodys() {
        let read = message { $0.sender = MessageText.organisation(MessageText.her("90002")) }
        #expect(read.kind == "unknownSender")
        #expect(read.codes == ["EPJ-160 refused"])
        #expect(read.envelope?.sourceHerID == "90002")
    }

    @Test(arguments: [
        "DIALOG_INNBYGGER_EKONTAKT", "DIALOG_INNBYGGER_AVTALEBESTILLING", "HELSEOPPL_SOKNAD", "HELSEOPPLYSNINGER_LEGE",
        "KONSULTASJON", "INNLEGGELSESRAPPORT", "UTSKRIVNINGSRAPPORT", "TVERRFAGLIG_EPIKRISE", "MEDISINSKE_OPPLYSNINGER",
        "FRAVARSMELDING", "DIALOG_FORESPORSEL", "DIALOG_SVAR", "DIALOG_AVVIK", "NOTIFIKASJON_INNBYGGER_HELSEKONTAKT",
    ])
    func messagesOfOtherKindsAreNotForUs(type: String) {
        let read = message {
            $0.type = type
            $0.patient = ""
            $0.documents = [
                MessageText.document("<x xmlns=\"urn:x\"/>"), "<PatientReport><CaseNo>1</CaseNo></PatientReport>",
            ]
        }
        #expect(read.kind == "notForUs")
        #expect(read.codes == ["EPJ-172 noted"])
        #expect(read.envelope?.type == type)
    }

    @Test func typesThatContradictTheContentAreRefused() {
        let services = MessageText.services("")
        let event = MessageText.calendar(EventText().text)
        for (type, documents, code) in [
            ("DIALOG_INNBYGGER_TJENESTEOVERSIKT", [MessageText.note("02")], "EPJ-165"),
            ("DIALOG_INNBYGGER_TJENESTEOVERSIKT", [event, services], "EPJ-165"),
            ("DIALOG_INNBYGGER_TIMERESERVASJON", [services], "EPJ-165"),
            ("DIALOG_INNBYGGER_EKONTAKT", [services], "EPJ-165"),
            ("DIALOG_INNBYGGER_AVTALEUTSENDING", [MessageText.note("02")], "EPJ-165"),
            ("DIALOG_INNBYGGER_TJENESTEOVERSIKT", [], "EPJ-166"),
            ("DIALOG_INNBYGGER_TIMERESERVASJON", [event], "EPJ-166"),
            ("DIALOG_INNBYGGER_TJENESTEOVERSIKT", [services, services], "EPJ-167"),
            ("DIALOG_INNBYGGER_TIMERESERVASJON", [MessageText.note("02"), MessageText.note("02")], "EPJ-167"),
            ("DIALOG_INNBYGGER_TIMERESERVASJON", [MessageText.note("01"), event, event], "EPJ-167"),
        ] {
            let read = message {
                $0.type = type
                $0.documents = documents
            }
            #expect(read.refusal == code, "\(type)")
        }
    }

    @Test func documentsComeAfterTheHead() {
        let text = MessageText(documents: [MessageText.note("02")]).text
        let early = text.replacing("<MsgInfo>", with: MessageText.note("02") + "<MsgInfo>")
        #expect(EPJAdaptersTests.read(early).refusal == "EPJ-162")
    }

    @Test func prefixesAreFree() {
        let text = MessageText(documents: [MessageText.note("02")]).text
        let prefixed = text.replacing("</", with: "</#").replacing("<", with: "<h:").replacing("<h:/#", with: "</h:")
            .replacing("<h:?", with: "<?").replacing("xmlns=", with: "xmlns:h=")
        #expect(EPJAdaptersTests.read(prefixed).visits?.events == [])
    }
}
