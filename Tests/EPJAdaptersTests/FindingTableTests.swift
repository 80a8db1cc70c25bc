// The table of findings is interface: its codes keep their meaning, its texts are read by vendors and operators.

import Foundation
import SyncCore
import Testing

@testable import EPJAdapters

struct FindingTableTests {
    @Test func textsArePlainSentencesWithoutPlaceForValues() {
        for kind in FindingKind.allCases {
            #expect(kind.text.hasSuffix("."), "\(kind.code)")
            #expect(kind.text.count > 30, "\(kind.code)")
            #expect(!kind.text.contains("  "), "\(kind.code)")
        }
        #expect(Set(FindingKind.allCases.map(\.text)).count == FindingKind.allCases.count)
    }

    @Test func everyToleranceHasItsRow() {
        #expect(Tolerance.all.map(\.kind.rawValue) == Tolerance.all.map(\.kind.rawValue).sorted())
        #expect(Tolerance.all.count == FindingKind.allCases.filter { (901...950).contains($0.rawValue) }.count)
        #expect(Set(Tolerance.all.map(\.id)).count == Tolerance.all.count)
    }

    @Test func gericaGrantsWhatItsSamplesDo() {
        #expect(
            AdapterKind.gerica.tolerances.map(\.id).sorted() == [
                "cancellation-reason-misspelled", "cancellation-reason-padded", "cancellation-reason-unknown",
                "gerica-ack-on-answer", "gerica-duration-months-as-minutes", "her-id-code-list",
                "payload-unknown", "performed-end-unusable", "service-id-blank",
            ])
    }

    /// `make docs` writes the page; a difference here means that it has to be run.
    @Test func thePageIsTheTable() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/vendors/findings.md"), encoding: .utf8)
        #expect(page == FindingTable.page)
    }

    @Test func refusalsHaveAnAnswerForTheSender() {
        let bundles = 31...36
        for kind in FindingKind.allCases {
            let isOfBundle = bundles.contains(kind.rawValue) && kind != .bundleUnexpected
            #expect((kind.receiptError != nil) == (kind.severity == .refused && !isOfBundle), "\(kind.code)")
            #expect((kind.concern == .none) == (kind.severity == .noted), "\(kind.code)")
        }
    }

    @Test(arguments: [
        (FindingKind.notWellFormed, "T01"), (.cutOff, "T01"), (.encodingNotRead, "T10"), (.notMsgHead, "T10"),
        (.versionUnknown, "T10"), (.messageIDNotUUID, "E10"), (.messageIDReused, "E10"), (.numberMissing, "E30"),
        (.numberControlDigits, "E31"), (.numbersDiffer, "E31"), (.patientMissing, "E36"), (.statusUnknown, "T02"),
        (.offsetInTime, "T02"), (.serviceIDMissing, "T02"), (.tooLarge, "X99"), (.senderUnknown, "X99"),
    ])
    func errorsAreThoseOf8221(kind: FindingKind, code: String) {
        #expect(kind.receiptError?.rawValue == code)
    }

    @Test(arguments: FindingKind.allCases)
    func textsAreWordForWord(kind: FindingKind) {
        #expect(Self.texts[kind.code.description] == kind.text)
    }

    private static let texts = [
        xmlTexts, bundleTexts, headTexts, contentTexts, personTexts, deviationTexts,
    ].reduce(into: [:]) {
        $0.merge($1) { first, _ in first }
    }

    private static let xmlTexts: [String: String] = [
        "EPJ-001":
            "The message is empty. Send it again with its content.",
        "EPJ-002":
            "The message has more bytes than are read. Leave out attachments or send fewer visits in "
            + "one.",
        "EPJ-003":
            "The message holds a NUL character, which XML forbids. Correct the export.",
        "EPJ-004":
            "The XML declaration names an encoding that is not read. Send UTF-8, UTF-16 with a byte "
            + "order mark, ISO-8859-1 or US-ASCII.",
        "EPJ-005":
            "The bytes are UTF-16, UTF-32 or EBCDIC without a byte order mark. Send UTF-8, or UTF-16 "
            + "with the mark.",
        "EPJ-006":
            "The bytes are not in the encoding that the XML declaration or the byte order mark "
            + "names. Let the declaration name the encoding really used.",
        "EPJ-007":
            "The message is not XML 1.0. Declare and write version 1.0.",
        "EPJ-008":
            "The XML declaration cannot be read. Write it as XML 1.0, section 2.8, wants it.",
        "EPJ-010":
            "The message is not well-formed XML. Correct the export and send the message again.",
        "EPJ-011":
            "The message ends before its last element is closed. Send it again whole.",
        "EPJ-012":
            "Something follows after the end of the message. Send one message at a time.",
        "EPJ-013":
            "The message holds bytes that are no characters of its encoding, or characters that XML "
            + "forbids. Correct the encoding of the export.",
        "EPJ-014":
            "The message holds a document type declaration, which is never read. Leave DOCTYPE out.",
        "EPJ-015":
            "A prefix is used without being declared, or a namespace is malformed. Declare it.",
        "EPJ-016":
            "A text holds control characters U+0080 to U+009F, as windows-1252 under another label "
            + "gives. Let the XML declaration name the encoding really used.",
        "EPJ-017":
            "Elements lie deeper inside each other than is read. Correct the export.",
        "EPJ-018":
            "An element has more attributes than are read. Correct the export.",
        "EPJ-019":
            "The message has more elements than are read. Send fewer visits in one message.",
        "EPJ-020":
            "A text is longer than is read. Shorten it.",
        "EPJ-021":
            "An element stands where the standard has no room for it, so its meaning is unknown. "
            + "Leave it out.",
        "EPJ-022":
            "Memory ran out while the message was read. It is kept and can be tried again.",
    ]

    private static let bundleTexts: [String: String] = [
        "EPJ-031":
            "The Meldingsbunt has no antall, or one that is no number. No message of the bundle counts. Write the number "
            + "of its messages.",
        "EPJ-032":
            "The Meldingsbunt has another number of messages than its antall says. No message of the bundle counts. Send "
            + "it again whole.",
        "EPJ-033":
            "Text stands between the messages of a bundle. No message of the bundle counts. Correct the export.",
        "EPJ-034":
            "The Utboks has no neste, or a flere that is neither true nor false. No message of the page counts. Correct "
            + "the answer.",
        "EPJ-035":
            "The document is a bundle of messages where one message is expected. Send each message by itself, or "
            + "configure the transport bundle.",
        "EPJ-036":
            "The bundle has more bytes than are read. No message of it counts. Send several bundles.",
        "EPJ-037":
            "The message lies inside an EI_fellesformat, which is read only where the configuration names it. Send the "
            + "MsgHead by itself, or have the wrapper added to input.wrappers.",
        "EPJ-038":
            "The EI_fellesformat holds no MsgHead, or more than one. Send one message at a time.",
    ]

    private static let headTexts: [String: String] = [
        "EPJ-101":
            "The patient's identity number has wrong control digits. Correct the number in the EPJ "
            + "and send again.",
        "EPJ-102":
            "The patient's identity number is not eleven digits. Correct the number in the EPJ and "
            + "send again.",
        "EPJ-103":
            "The patient's identity number holds a date that does not exist. Correct the number in "
            + "the EPJ and send again.",
        "EPJ-104":
            "The patient's identity number is a help number, which nobody has on the portal. Send "
            + "the message when the person has a fødselsnummer or D-nummer.",
        "EPJ-105":
            "The patient's identity number belongs to the synthetic test population, which this "
            + "installation does not serve. Send test persons to a test installation.",
        "EPJ-106":
            "The patient's identity number is of another kind than its TypeId says. Let FNR name a "
            + "fødselsnummer and DNR a D-nummer.",
        "EPJ-107":
            "The patient has no fødselsnummer or D-nummer. Send the message when the person has one.",
        "EPJ-108":
            "The patient carries two different identity numbers of one kind, so nobody can say whose "
            + "the message is. Send the one now valid; a D-nummer may stand beside the fødselsnummer that took its "
            + "place.",
        "EPJ-109":
            "MsgInfo or a PatientReport names more than one patient. Send one message, or one "
            + "PatientReport, for each.",
        "EPJ-110":
            "The message names no patient. Fill in MsgInfo/Patient, or the Patient of each "
            + "PatientReport.",
        "EPJ-112":
            "A PatientReport names another patient than MsgInfo does. Leave MsgInfo/Patient out where"
            + " there are several.",
        "EPJ-113":
            "The patient's date of birth cannot be read. Write it as yyyy-MM-dd, or leave it out.",
        "EPJ-114":
            "Two PatientReports say different things of the same patient, and nothing tells which is "
            + "the newer. Send them as messages of their own, each with its GenDate.",
        "EPJ-151":
            "The root element is not MsgHead in the namespace "
            + "http://www.kith.no/xmlstds/msghead/2006-05-24. Send MsgHead 1.2 without a wrapping.",
        "EPJ-152":
            "MIGversion is not v1.2 2006-05-24. Send MsgHead 1.2.",
        "EPJ-153":
            "MsgInfo/Type has no V. Name the message type.",
        "EPJ-154":
            "MsgInfo/Type names no message type known here. Use a code of code list 8279.",
        "EPJ-155":
            "GenDate is missing or is no point in time. Write it as yyyy-MM-ddTHH:mm:ss with Z.",
        "EPJ-156":
            "MsgId is missing or is no UUID. Give every message a UUID of its own.",
        "EPJ-157":
            "The sender's outer organisation has no HER-id. Fill in Ident with TypeId HER.",
        "EPJ-158":
            "A HER-id of the sender is not a number. Correct it in the EPJ's set-up.",
        "EPJ-159":
            "An organisation of the sender has two different HER-ids. Send the one now valid.",
        "EPJ-160":
            "The sender's HER-id belongs to no configured source, so the message has no effect. "
            + "Correct the HER-id, or have the source added to the configuration.",
        "EPJ-161":
            "A MsgHead lies inside a MsgHead. Send the inner message by itself.",
        "EPJ-162":
            "A Document stands before MsgInfo. Write the elements of MsgHead in their order.",
        "EPJ-163":
            "An element that may occur once occurs again. Correct the export.",
        "EPJ-164":
            "The message has more Documents than are read. Leave out attachments.",
        "EPJ-165":
            "MsgInfo/Type says another kind of message than the content is. Correct the type or the "
            + "content.",
        "EPJ-166":
            "No content of the kind that MsgInfo/Type promises was found. Check the content's "
            + "namespace.",
        "EPJ-167":
            "The message holds the same kind of content twice. Send one message for each.",
        "EPJ-168":
            "Document and PatientReport stand beside each other, which MsgHead does not allow. Send "
            + "the one or the other.",
        "EPJ-169":
            "ConversationRef lacks RefToParent or RefToConversation, or one of them is no identifier."
            + " Fill in both, or leave ConversationRef out.",
        "EPJ-170":
            "The attachments have more bytes than are read. Leave them out or send fewer in one "
            + "message.",
        "EPJ-172":
            "The message type is none that visits and services are read from. The message has no "
            + "effect here.",
        "EPJ-173":
            "PatientReport has no place in a message about who is digitally active. Use Document.",
    ]

    private static let contentTexts: [String: String] = [
        "EPJ-201":
            "dtstart is missing or is no date-time that exists. Write it as yyyy-MM-ddTHH:mm:ss, "
            + "local time.",
        "EPJ-202":
            "dtend is no date-time that exists. Write it as yyyy-MM-ddTHH:mm:ss, local time.",
        "EPJ-203":
            "A date-time of the calendar carries an offset, which xCal does not allow. Write local "
            + "time without one.",
        "EPJ-204":
            "A date-time names another time zone than Europe/Oslo. Write local time without a zone.",
        "EPJ-205":
            "An event has no dtend. Send its end.",
        "EPJ-206":
            "An event's dtend lies before its dtstart. Correct the times in the EPJ.",
        "EPJ-207":
            "An event has no uid. Give every event its own, and keep it when the event changes.",
        "EPJ-208":
            "A property that may occur once occurs again in an event. Correct the export.",
        "EPJ-209":
            "status is none of TENTATIVE, CONFIRMED, CANCELLED and COMPLETED. Use one of them, in "
            + "capital letters.",
        "EPJ-210":
            "An event in an answer with planned visits has no status. Send the status.",
        "EPJ-211":
            "A series repeats otherwise than daily or weekly. Use DAILY or WEEKLY.",
        "EPJ-212":
            "interval, count, until or byday of a series cannot be read. Write them as RFC 5545, "
            + "section 3.3.10, wants.",
        "EPJ-213":
            "A series has a rule part other than freq, interval, count, until, byday and wkst MO. "
            + "Leave it out or send the visits one by one.",
        "EPJ-214":
            "exdate is no date-time or date that exists. Correct it.",
        "EPJ-215":
            "recurrence-id is no date-time that exists. Write the start as it was planned.",
        "EPJ-216":
            "An event has rdate or exrule, which are not supported. Send the visits one by one.",
        "EPJ-217":
            "The message has more events than are read. Send fewer visits in one message.",
        "EPJ-251":
            "A uid occurs in more than one event of the message. All are read; give each its own uid.",
        "EPJ-252":
            "x-expected-duration cannot be read and was left out. Write it as PT30M or PT1H30M.",
        "EPJ-301":
            "A Tjeneste has no TjenesteId, so the list of services cannot count. Fill it in.",
        "EPJ-302":
            "FraDato is missing, or FraDato or TilDato is no date, so the list of services cannot "
            + "count. Write yyyy-MM-dd.",
        "EPJ-303":
            "A Tjeneste has no HERId that can be read, so the list of services cannot count. Fill in "
            + "fk1:Id and fk1:TypeId HER.",
        "EPJ-304":
            "The same TjenesteId and HERId occur twice in the list of services. Send each once.",
        "EPJ-305":
            "The list has more services than are read. Correct the export.",
        "EPJ-306":
            "A Tjeneste ends before it begins, so the list of services cannot count. Correct FraDato "
            + "or TilDato.",
        "EPJ-351":
            "The Dialogmelding has neither TypeForesp nor TemaKodet with a V. Send one.",
        "EPJ-352":
            "The Dialogmelding has more than one Foresporsel or Notat. Send one message for each.",
        "EPJ-353":
            "The Dialogmelding announces visits, but no icalendar document follows. Send it along.",
        "EPJ-354":
            "The Dialogmelding says that there are no visits, but an icalendar document follows. "
            + "Send 01, or leave the calendar out.",
        "EPJ-355":
            "The Dialogmelding announces visits, but the calendar has no event. Send 02 when there "
            + "are none.",
        "EPJ-371":
            "The Dialogmelding is none that visits are read from. The message has no effect here.",
    ]

    private static let deviationTexts: [String: String] = [
        "EPJ-912":
            "The bytes are windows-1252. Send UTF-8, or ISO-8859-1 without characters that only windows-1252 has.",
        "EPJ-901":
            "x-expected-duration counts months where minutes are meant (P30M). Write PT30M.",
        "EPJ-902":
            "Ack asks for a receipt on an answer whose process takes none. Write Ack N.",
        "EPJ-903":
            "The category TjenesteId has a blank after its colon. Write TjenesteId:12.",
        "EPJ-904":
            "An identifier or a code has blanks around it. Leave them out.",
        "EPJ-905":
            "A performed visit's dtend is missing or lies before its dtstart, and was left out. Send "
            + "the real end.",
        "EPJ-906":
            "x-cancellation-reason is none of the four texts of the standard; the cancellation "
            + "counts, the reason was left out. Use one of the four.",
        "EPJ-907":
            "x-cancelllation-reason is written with three l, as in the guide. Write "
            + "x-cancellation-reason.",
        "EPJ-908":
            "GenDate has no zone, so it can only be meant as Norwegian time. Write Z or an offset.",
        "EPJ-909":
            "TjenesteOmrade is the guide's spelling. Write TjenesteOmråde.",
        "EPJ-910":
            "The category TjenesteId is written with other letter cases. Write TjenesteId:12.",
        "EPJ-911":
            "The TypeId of an organisation's HER-id is not of code list 9051. Write "
            + "S=\"2.16.578.1.12.4.1.1.9051\".",
        "EPJ-952":
            "The message deviates from its XSD. It was read all the same; compare the element with the XSD.",
        "EPJ-099":
            "The message could not be read. It is set aside and has no effect.",
        "EPJ-181":
            "The MsgId was used before for other content. The message is set aside and has no effect; send it again with a "
            + "MsgId of its own.",
        "EPJ-182":
            "GenDate lies more than 24 hours after the message arrived. The message is set aside and has no effect; set "
            + "the sender's clock and send it again.",
        "EPJ-290":
            "Two events give the same identifier and name the same service, so nobody can say which one the citizen should "
            + "see. The message is set aside and has no effect; give each event a uid of its own.",
        "EPJ-913":
            "TypeForesp MOA is given under code list 7601, and the other codes of visits under 7602. Both are read, and "
            + "nothing has to be changed.",
        "EPJ-915":
            "x-cancellation-reason has blanks around its text, which were removed. Leave them out.",
        "EPJ-914":
            "A Document holds content of a kind that is not read here. It was passed over, and the "
            + "rest of the message counts. Check the content's namespace, or leave it out.",
        "EPJ-951":
            "The patient's identity number belongs to the synthetic test population. It was read "
            + "here; an installation that serves people refuses it (EPJ-105).",
        "EPJ-961":
            "An attachment is not base64 as RFC 4648 wants it. The message was read without it; "
            + "correct the export.",
        "EPJ-962":
            "An attachment does not begin as its MimeType promises. The message was read without it; "
            + "correct either.",
        "EPJ-963":
            "An attachment is empty. The message was read without it; send it with its content.",
        "EPJ-964":
            "FileReference names a file elsewhere, which is never opened. Send the content along, if "
            + "it matters.",
        "EPJ-965":
            "Compression says that a document is compressed, and it was not opened. Send it as it is.",
    ]
}
