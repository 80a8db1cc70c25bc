// What one EPJ is known to do wrong is read of that EPJ alone: counted there, refused of the others with a code, a place
// and advice, and noted where no EPJ is named.

import SyncCore
import Testing

@testable import EPJAdapters

@Suite struct DeviationTests {
    /// A message that every adapter reads, with one deviation in it.
    struct Deviation: Sendable, CustomTestStringConvertible {
        let owner: AdapterKind
        let tolerance: Tolerance
        let bytes: [UInt8]
        var count = 1
        /// Where another adapter refuses it, and why.
        let code: String
        let element: String
        let advice: String

        var testDescription: String { "\(tolerance.id), \(code)" }
    }

    private static let event = "MsgHead/Document/RefDoc/Content/icalendar/vcalendar/components/vevent"

    private static func bytes(
        more: String = "", declaration: String? = nil, _ change: (inout MessageText) -> Void = { _ in }
    ) -> [UInt8] {
        var message = MessageText(documents: [
            MessageText.note("01"), MessageText.calendar(EventText(more: more).text),
        ])
        if let declaration { message.declaration = "<?xml version=\"1.0\" encoding=\"\(declaration)\"?>\n" }
        change(&message)
        return Array(message.text.utf8)
    }

    /// An en dash of windows-1252.
    private static func dash(under label: String) -> [UInt8] {
        bytes(more: "<description><text>a|b</text></description>", declaration: label).map {
            $0 == UInt8(ascii: "|") ? 0x96 : $0
        }
    }

    static let all: [Deviation] = [
        Deviation(
            owner: .gerica, tolerance: .durationMonthsAsMinutes,
            bytes: bytes(more: "<x-expected-duration><duration>P30M</duration></x-expected-duration>"),
            code: "EPJ-901", element: event,
            advice: "x-expected-duration counts months where minutes are meant (P30M). Write PT30M."),
        Deviation(
            owner: .gerica, tolerance: .receiptAskedOnAnswer, bytes: bytes { $0.ack = "<Ack V=\"J\"/>" },
            code: "EPJ-902", element: "MsgHead/MsgInfo/Ack",
            advice: "Ack asks for a receipt on an answer whose process takes none. Write Ack N."),
        Deviation(
            owner: .gerica, tolerance: .serviceIDBlank,
            bytes: bytes(more: "<categories><text>TjenesteId: 9</text></categories>"),
            code: "EPJ-903", element: event + "/properties/categories/text",
            advice: "The category TjenesteId has a blank after its colon. Write TjenesteId:12."),
        Deviation(
            owner: .profil, tolerance: .generatedWithoutZone,
            bytes: bytes { $0.generated = "<GenDate>2027-01-11T22:15:03</GenDate>" },
            code: "EPJ-908", element: "MsgHead/MsgInfo/GenDate",
            advice: "GenDate has no zone, so it can only be meant as Norwegian time. Write Z or an offset."),
        Deviation(
            owner: .cosdoc, tolerance: .blanksAround,
            bytes: bytes { $0.sender = MessageText.organisation(MessageText.her(" 90001 ")) },
            code: "EPJ-904", element: "MsgHead/MsgInfo/Sender/Organisation/Ident/Id",
            advice: "An identifier or a code has blanks around it. Leave them out."),
        Deviation(
            owner: .cosdoc, tolerance: .blanksAround, bytes: bytes { $0.documents[0] = MessageText.note(" 01") },
            code: "EPJ-904", element: "MsgHead/Document/RefDoc/Content/Dialogmelding/Notat/TemaKodet",
            advice: "An identifier or a code has blanks around it. Leave them out."),
        Deviation(
            owner: .cosdoc, tolerance: .windows1252, bytes: dash(under: "ISO-8859-1"),
            code: "EPJ-016", element: "",
            advice: "A text holds control characters U+0080 to U+009F, as windows-1252 under another label gives. Let "
                + "the XML declaration name the encoding really used."),
        Deviation(
            owner: .cosdoc, tolerance: .windows1252, bytes: dash(under: "windows-1252"),
            code: "EPJ-004", element: "",
            advice:
                "The XML declaration names an encoding that is not read. Send UTF-8, UTF-16 with a byte order mark, "
                + "ISO-8859-1 or US-ASCII."),
    ]

    private static func read(_ bytes: [UInt8], as adapter: AdapterKind?) -> ReadMessage {
        MessageReader(context: ReadingContext(zone: oslo, synthetic: .accept), everySender: adapter).read(bytes)
    }

    @Test(arguments: [nil] + AdapterKind.allCases)
    func withoutADeviationEveryAdapterReads(adapter: AdapterKind?) {
        #expect(Self.read(Self.bytes(), as: adapter).visits?.events.count == 1)
        #expect(Self.read(Self.bytes(), as: adapter).findings.isEmpty)
    }

    @Test(arguments: all)
    func itsEPJIsReadAndTheUseCounted(deviation: Deviation) {
        let message = Self.read(deviation.bytes, as: deviation.owner)
        #expect(message.visits?.events.count == 1)
        #expect(message.tolerancesUsed == [deviation.tolerance: deviation.count])
        #expect(message.codes == ["\(deviation.tolerance.kind.code) tolerated"])
    }

    @Test(arguments: all, AdapterKind.allCases)
    func everyOtherEPJIsRefusedWithAdvice(deviation: Deviation, adapter: AdapterKind) {
        guard adapter != deviation.owner else { return }
        let message = Self.read(deviation.bytes, as: adapter)
        #expect(message.codes == ["\(deviation.code) refused"])
        #expect(message.kind == "refused" && message.tolerancesUsed.isEmpty)
        #expect(message.findings.first?.text == deviation.advice)
        #expect(message.findings.first?.position.element == deviation.element)
        // Of whom it is, is known all the same: it can be set aside, and answered.
        #expect(message.envelope?.sourceHerID == "90001")
    }

    /// Nothing is guessed: months are no duration, and another encoding is read only under its own name.
    @Test(arguments: all)
    func ofNoEPJInParticularItIsNoted(deviation: Deviation) {
        let message = Self.read(deviation.bytes, as: nil)
        guard deviation.code != "EPJ-016" else {
            #expect(message.codes == ["EPJ-016 refused"])
            return
        }
        #expect(message.codes == ["\(deviation.tolerance.kind.code) noted"])
        #expect(message.visits?.events.first?.expectedMinutes == nil)
        #expect(message.visits != nil && message.tolerancesUsed.isEmpty)
    }

    @Test func everyToleranceOfOneEPJIsInTheTable() {
        #expect(Set(Self.all.map(\.tolerance)) == Tolerance.ofOneEPJ)
        for adapter in AdapterKind.allCases {
            #expect(
                adapter.tolerances.intersection(Tolerance.ofOneEPJ)
                    == Set(Self.all.filter { $0.owner == adapter }.map(\.tolerance)))
        }
    }

    @Test func monthsAreMinutesOfGericaOnly() {
        #expect(Self.read(Self.all[0].bytes, as: .gerica).visits?.events.first?.expectedMinutes == 30)
    }

    @Test func everyDeviationOfAMessageIsNamedInItsOrder() {
        let bytes = Self.bytes(more: "<categories><text>TjenesteId: 9</text></categories>") {
            $0.generated = "<GenDate>2027-01-11T22:15:03</GenDate>"
            $0.ack = "<Ack V=\"J\"/>"
        }
        #expect(Self.read(bytes, as: .cosdoc).codes == ["EPJ-908 refused", "EPJ-902 refused", "EPJ-903 refused"])
        #expect(Self.read(bytes, as: .gerica).codes == ["EPJ-908 refused"])
    }

    @Test func whatIsWrongForEverybodyGoesFirst() {
        let bytes = Self.bytes {
            $0.generated = "<GenDate>2027-01-11T22:15:03</GenDate>"
            $0.patient = MessageText.patient("14835221018")
        }
        #expect(Self.read(bytes, as: .gerica).codes == ["EPJ-101 refused"])
    }

    /// What has no effect anyway is not set aside for a deviation.
    @Test func aMessageThatIsNotForUsStaysSo() {
        let bytes = Self.bytes {
            $0.type = "DIALOG_INNBYGGER_EKONTAKT"
            $0.generated = "<GenDate>2027-01-11T22:15:03</GenDate>"
        }
        #expect(Self.read(bytes, as: .gerica).codes == ["EPJ-908 noted", "EPJ-172 noted"])
        #expect(Self.read(bytes, as: .gerica).kind == "notForUs")
    }

    /// Volven has MOA in 7601, and the official samples of Gerica's write it so: that Profil gives the other codes beside it
    /// under 7602 is counted, and costs nobody a performed visit.
    @Test func performedUnderRequestsIsCountedOfProfilAndReadOfAll() {
        for (code, list, severity) in [
            ("MOA", "7601", "tolerated"), ("MOA", "7602", nil), ("05", "7601", nil), ("08", "7601", nil),
        ] as [(String, String, String?)] {
            let bytes = Self.bytes {
                $0.documents = [
                    MessageText.request(code, list: list), MessageText.calendar(EventText(status: nil).text),
                ]
            }
            for adapter in AdapterKind.allCases {
                let message = Self.read(bytes, as: adapter)
                #expect(message.visits?.events.count == 1)
                #expect(
                    message.codes == (severity.map { ["EPJ-913 \(adapter == .profil ? $0 : "noted")"] } ?? []))
            }
        }
    }
}
