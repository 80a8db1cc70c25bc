// Bundles and outbox pages: every message of them by itself, and nothing at all of one that is not whole.

import SyncCore
import Testing

@testable import EPJAdapters

/// What came of a document.
private struct Outcome {
    var messages: [ReadMessage] = []
    var standalone: [[UInt8]] = []
    var lines: [Int] = []
    var verdict: DocumentVerdict

    var kinds: [String] { messages.map { $0.refusal ?? $0.kind } }
    var fault: String? { verdict.fault?.code.description }
}

private func readDocument(
    _ bytes: [UInt8], chunkBytes: Int = 4096, wrapped: Bool = false, adapter: AdapterKind = .gerica,
    _ change: (inout Limits) -> Void = { _ in }
) -> Outcome {
    var limits = Limits()
    change(&limits)
    let reader = DocumentReader(
        context: ReadingContext(
            zone: oslo, synthetic: .accept, limits: limits, wrappers: wrapped ? [.eiFellesformat] : []),
        adapters: ["90001": adapter])
    return readDocument(bytes, chunkBytes: chunkBytes, with: reader)
}

private func readDocument(_ bytes: [UInt8], chunkBytes: Int, with reader: DocumentReader) -> Outcome {
    var outcome = Outcome(verdict: DocumentVerdict(root: .message, members: 0, fault: nil))
    func keep(_ member: DocumentMember) {
        outcome.messages.append(member.message)
        outcome.standalone.append(member.standaloneBytes())
        outcome.lines.append(member.line)
    }
    reader.begin()
    bytes.withUnsafeBytes { _ = reader.take($0, chunkBytes: chunkBytes, keep) }
    outcome.verdict = reader.end(keep)
    return outcome
}

private func message(_ id: Int, patient: String = person, documents: [String]? = nil) -> String {
    var text = MessageText(documents: documents ?? [MessageText.note("02")])
    text.declaration = ""
    text.messageID = "<MsgId>0b54e1c6-7a5e-4c35-9d55-3a7a5c1f\(1000 + id)</MsgId>"
    text.patient = "<Patient>\(MessageText.ident(patient, "FNR"))</Patient>"
    return text.text
}

private let namespace = "http://www.kith.no/xmlstds/msghead/2006-05-24"

private func bundle(_ members: [String], announced: String? = nil, between: String = "\n") -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + "<Meldingsbunt xmlns=\"urn:epjsync:meldingsbunt:1\" antall=\"\(announced ?? String(members.count))\">"
        + between + members.joined(separator: between) + between + "</Meldingsbunt>\n"
}

struct BundleTests {
    @Test func everyMemberIsAMessage() {
        let outcome = readDocument(Array(bundle((1...5).map { message($0) }).utf8))
        #expect(outcome.kinds == Array(repeating: "statements", count: 5))
        #expect(outcome.verdict.root == .bundle(announced: 5))
        #expect(outcome.verdict.members == 5)
        #expect(outcome.fault == nil)
        #expect(outcome.lines == [3, 4, 5, 6, 7])
        #expect(Set(outcome.messages.compactMap(\.envelope?.messageID)).count == 5)
    }

    @Test func anEmptyBundleIsWhole() {
        let outcome = readDocument(Array(bundle([]).utf8))
        #expect(outcome.messages.isEmpty)
        #expect(outcome.fault == nil)
    }

    @Test func aRefusedMemberHurtsNoOther() {
        let members = [
            message(1), message(2, patient: String(person.dropLast()) + "8"), message(3, documents: []), "<x/>",
            message(
                5,
                documents: [
                    MessageText.note("02"),
                    MessageText.document(String(repeating: "<x>", count: 70) + String(repeating: "</x>", count: 70)),
                ]),
            message(6, documents: [MessageText.document("<x xmlns=\"urn:x\">\u{9f}</x>")]), message(7),
        ]
        let outcome = readDocument(Array(bundle(members).utf8))
        #expect(
            outcome.kinds == ["statements", "EPJ-101", "EPJ-166", "EPJ-151", "EPJ-017", "EPJ-016", "statements"])
        #expect(outcome.fault == nil)
        #expect(outcome.verdict.members == 7)
        #expect(outcome.messages[1].findings.first?.position.line == 4)
        // What is missing is missing in its message's root.
        let headless = readDocument(Array(bundle([message(1), "<MsgHead\nxmlns=\"\(namespace)\"/>"]).utf8))
        #expect(
            headless.messages[1].findings.first?.position == Finding.Position(line: 4, column: 1, element: "MsgHead"))
    }

    @Test func aRefusedMemberAtTheEndHurtsNoBundle() {
        for cause in ["<MIGversion>v1.1", "<MIGversion>v1.2 2006-05-24</MIGversion><MIGversion>"] {
            let last = message(2).replacing("<MIGversion>v1.2", with: cause).replacing("<MsgId>", with: "<MsgId>x")
            let outcome = readDocument(Array(bundle([message(1), last]).utf8))
            #expect(outcome.kinds.first == "statements")
            #expect(outcome.kinds.count == 2)
            #expect(outcome.fault == nil)
        }
    }

    @Test func aMemberRefusedAtItsFirstTagIsNotTheOneBefore() {
        let many = (0..<33).map { " a\($0)=\"\"" }.joined()
        let outcome = readDocument(
            Array(bundle([message(1), message(2).replacing("<MsgHead", with: "<MsgHead\(many)")]).utf8))
        #expect(outcome.kinds == ["statements", "EPJ-018"])
        #expect(outcome.messages[1].envelope == nil)
    }

    /// The path of the bundle's fault leads through a member that was refused before.
    @Test func aFaultInsideARefusedMemberHasItsPath() {
        let refused = message(1).replacing(">v1.2", with: ">v1.1").replacing("</MsgHead>", with: "")
        let outcome = readDocument(Array(bundle([refused + "<Document><RefDoc>&x;"]).utf8))
        #expect(outcome.verdict.fault?.code.description == "EPJ-010")
        #expect(outcome.verdict.fault?.position.element == "Meldingsbunt/MsgHead/Document/RefDoc")
    }

    @Test func limitsCountForEachMember() {
        let text = Array(bundle((1...20).map { message($0) }).utf8)
        #expect(readDocument(text, { $0.elementsPerMessageMax = 30 }).kinds.allSatisfy { $0 == "statements" })
        #expect(readDocument(text, { $0.elementsPerMessageMax = 10 }).kinds.allSatisfy { $0 == "EPJ-019" })
        #expect(readDocument(text, { $0.messageBytesMax = 1_100 }).fault == nil)
        #expect(readDocument(text, chunkBytes: 100, { $0.messageBytesMax = 500 }).fault == "EPJ-002")
        #expect(readDocument(text, { $0.bundleBytesMax = 5_000 }).fault == "EPJ-036")
    }

    @Test(arguments: [
        ("5", "EPJ-032"), ("3", "EPJ-032"), ("", "EPJ-031"), ("fire", "EPJ-031"), ("-4", "EPJ-031"), (" 4 ", nil),
    ])
    func theCountMustAgree(announced: String, fault: String?) {
        let outcome = readDocument(Array(bundle((1...4).map { message($0) }, announced: announced).utf8))
        #expect(outcome.fault == fault)
    }

    @Test func aBundleCutAnywhereIsNeverWhole() {
        let text = Array(bundle((1...3).map { message($0) }).utf8)
        let end = text.count - 1
        for length in Array(stride(from: 1, to: end, by: 7)) + Array(end - 16..<end) {
            let outcome = readDocument(Array(text[..<length]))
            let isRefused = outcome.messages.last?.refusal != nil && outcome.messages.count == 1
            #expect(outcome.verdict.fault != nil || isRefused, "\(length)")
        }
    }

    @Test func brokenMarkupBreaksTheBundle() {
        let members = [message(1), message(2), message(3)]
        for (part, other, code) in [
            ("</MsgHead>\n<MsgHead", "</MsgHead>&x;<MsgHead", "EPJ-010"),
            ("</MsgHead>\n", "</MsgHead>tekst\n", "EPJ-033"),
            ("<Ack", "<q:Ack", "EPJ-015"),
            ("</Meldingsbunt>", "</Meldingsbunt>x", "EPJ-012"),
        ] {
            let text = bundle(members).replacing(part, with: other, maxReplacements: 1)
            #expect(readDocument(Array(text.utf8)).fault == code, "\(code)")
        }
        // Before the root nobody knows that it is a bundle.
        let typed = bundle(members).replacing("<Meldingsbunt", with: "<!DOCTYPE x><Meldingsbunt", maxReplacements: 1)
        #expect(readDocument(Array(typed.utf8)).kinds == ["EPJ-014"])
    }

    @Test func chunksDoNotMatter() {
        let text = Array(
            bundle([message(1), message(2, patient: "1"), "<!-- æ -->" + message(3)], between: "\n  ").utf8)
        let reader = DocumentReader(
            context: ReadingContext(zone: oslo, synthetic: .accept), adapters: ["90001": .gerica])
        let whole = readDocument(text, chunkBytes: text.count, with: reader)
        for size in [1, 2, 3, 7, 64, 1000] {
            let outcome = readDocument(text, chunkBytes: size, with: reader)
            #expect(outcome.kinds == whole.kinds)
            #expect(outcome.messages.map(\.findings) == whole.messages.map(\.findings))
            #expect(outcome.standalone == whole.standalone)
            #expect(outcome.lines == whole.lines)
        }
    }

    @Test func aMemberIsKeptSoThatItReadsAlone() {
        let prefixed = message(1).replacing("<MsgHead xmlns=\"\(namespace)\">", with: "<m:MsgHead>")
            .replacing("</MsgHead>", with: "</m:MsgHead>")
            .replacing("<MsgInfo>", with: "<MsgInfo xmlns=\"\(namespace)\">")
            .replacing("<Document>", with: "<Document xmlns=\"\(namespace)\">")
        let text = bundle([prefixed, message(2)])
            .replacing(
                "<Meldingsbunt ",
                with: "<b:Meldingsbunt xmlns:b=\"urn:epjsync:meldingsbunt:1\" xmlns:m=\"\(namespace)\" "
            )
            .replacing("</Meldingsbunt>", with: "</b:Meldingsbunt>")
            .replacing(" xmlns=\"urn:epjsync:meldingsbunt:1\"", with: "")
        let outcome = readDocument(Array(text.utf8))
        #expect(outcome.kinds == ["statements", "statements"])
        for (index, bytes) in outcome.standalone.enumerated() {
            let alone = read(bytes)
            #expect(alone.statement == outcome.messages[index].statement)
        }
        // A member that declares what it uses is kept as it came.
        let own = readDocument(Array(bundle([message(3)]).utf8))
        #expect(own.standalone == [Array(message(3).utf8)])
    }

    @Test func latin1MembersAreKeptAsUTF8() {
        let event = EventText(more: "<description><text>Blåbær</text></description>").text
        let documents = [MessageText.note("01"), MessageText.calendar(event)]
        let text = bundle([message(1, documents: documents)]).replacing("UTF-8", with: "ISO-8859-1")
        let outcome = readDocument(text.unicodeScalars.map { UInt8($0.value) })
        #expect(outcome.messages.first?.visits?.events.first?.details == "Blåbær")
        #expect(outcome.standalone.first.map { read($0).visits?.events.first?.details } == "Blåbær")
        // UTF-8 under that label is no member's fault but its own.
        let lie = readDocument(Array(text.utf8))
        #expect(lie.kinds == ["EPJ-006"])
    }

    @Test func manyMembersNeedTheMemoryOfOne() {
        let member = Array((message(1) + "\n").utf8)
        let reader = DocumentReader(
            context: ReadingContext(zone: oslo, synthetic: .accept), adapters: ["90001": .gerica])
        var largest = 0
        reader.begin()
        Array("<Meldingsbunt xmlns=\"urn:epjsync:meldingsbunt:1\" antall=\"3000\">".utf8).withUnsafeBytes {
            _ = reader.take($0) { _ in }
        }
        for _ in 0..<3000 {
            member.withUnsafeBytes { _ = reader.take($0) { _ in } }
            largest = max(largest, reader.bytesHeld)
        }
        Array("</Meldingsbunt>".utf8).withUnsafeBytes { _ = reader.take($0) { _ in } }
        let verdict = reader.end { _ in }
        #expect(verdict.fault == nil)
        #expect(verdict.members == 3000)
        #expect(largest < 4 * member.count)
    }

    @Test func whereAMessageIsExpectedABundleIsNone() {
        #expect(read(bundle([message(1)])).refusal == "EPJ-035")
        #expect(read("<Meldingsbunt antall=\"0\"/>").refusal == "EPJ-151")
    }
}

struct OutboxPageTests {
    private func page(_ attributes: String, _ members: [String]) -> [UInt8] {
        Array(("<Utboks xmlns=\"urn:epjsync:utboks:1\" \(attributes)>" + members.joined() + "</Utboks>").utf8)
    }

    @Test func thePageSaysWhatComesNext() {
        let outcome = readDocument(page("neste=\"a&amp;b\" flere=\"true\"", [message(1), message(2)]))
        #expect(outcome.verdict.root == .outboxPage(next: "a&b", hasMore: true))
        #expect(outcome.kinds == ["statements", "statements"])
        let last = readDocument(page("flere=\"false\" neste=\"17\"", []))
        #expect(last.verdict.root == .outboxPage(next: "17", hasMore: false))
        #expect(last.fault == nil)
    }

    @Test(arguments: ["", "neste=\"1\"", "flere=\"true\"", "neste=\"1\" flere=\"ja\""])
    func aPageThatDoesNotSayItIsRefused(attributes: String) {
        let outcome = readDocument(page(attributes, [message(1)]))
        #expect(outcome.messages.map(\.refusal) == ["EPJ-034"])
    }
}

struct WrapperTests {
    private func wrapped(_ content: String, year: String = "http://www.nav.no/xml/eiff/2/") -> [UInt8] {
        Array("<EI_fellesformat xmlns=\"\(year)\">\(content)</EI_fellesformat>".utf8)
    }

    private let block = "<MottakenhetBlokk ediLoggId=\"x\" avsender=\"y\"><a>b</a></MottakenhetBlokk>"

    @Test func aKnownWrapperIsReadOnlyWhereItIsConfigured() {
        for year in ["http://www.nav.no/xml/eiff/2/", "http://www.trygdeetaten.no/xml/eiff/1/"] {
            let bytes = wrapped(message(1) + block, year: year)
            #expect(readDocument(bytes).messages.map(\.refusal) == ["EPJ-037"])
            let outcome = readDocument(bytes, wrapped: true)
            #expect(outcome.kinds == ["statements"])
            #expect(outcome.verdict.root == .message)
            #expect(outcome.fault == nil)
        }
        #expect(
            readDocument(wrapped(message(1), year: "http://www.nav.no/xml/eiff/3/"), wrapped: true).kinds == ["EPJ-151"]
        )
    }

    @Test func itHoldsOneMessage() {
        #expect(readDocument(wrapped(block), wrapped: true).kinds == ["EPJ-038"])
        #expect(readDocument(wrapped(message(1) + message(2)), wrapped: true).kinds == ["EPJ-038"])
        #expect(readDocument(wrapped(message(1) + message(2) + message(3)), wrapped: true).kinds == ["EPJ-038"])
    }

    /// A message is handed out when nothing can speak against it any more.
    @Test func aBrokenWrapperIsRefusedWhole() {
        for chunkBytes in [1, 100, 10_000] {
            let bytes = wrapped(message(1) + block)
            let cut = readDocument(Array(bytes.dropLast()), chunkBytes: chunkBytes, wrapped: true)
            #expect(cut.kinds == ["EPJ-011"])
            let broken = readDocument(wrapped(message(1) + "<a></b>"), chunkBytes: chunkBytes, wrapped: true)
            #expect(broken.kinds == ["EPJ-010"])
            let large = readDocument(bytes, chunkBytes: chunkBytes, wrapped: true) {
                $0.messageBytesMax = bytes.count - 1
            }
            #expect(large.kinds == ["EPJ-002"])
        }
    }
}

struct Windows1252Tests {
    private func bytes(_ label: String, details: [UInt8]) -> [UInt8] {
        var text = MessageText()
        text.declaration = "<?xml version=\"1.0\" encoding=\"\(label)\"?>"
        text.documents = [
            MessageText.note("01"),
            MessageText.calendar(EventText(more: "<description><text>|</text></description>").text),
        ]
        let parts = text.text.split(separator: "|")
        return Array(parts[0].utf8) + details + Array(parts[1].utf8)
    }

    private func read(_ bytes: [UInt8], as adapter: AdapterKind) -> ReadMessage {
        readDocument(bytes, adapter: adapter).messages[0]
    }

    @Test func itIsReadOnlyFromWhoIsKnownToWriteIt() {
        for label in ["ISO-8859-1", "windows-1252"] {
            let dash = bytes(label, details: [0x38, 0x96, 0x39, 0x20, 0xe6])
            let message = read(dash, as: .cosdoc)
            #expect(message.visits?.events.first?.details == "8–9 æ")
            #expect(message.codes.contains("EPJ-912 tolerated"))
            #expect(message.tolerancesUsed[.windows1252] == 1)
            for other in [AdapterKind.gerica, .profil] {
                #expect(read(dash, as: other).refusal == (label == "ISO-8859-1" ? "EPJ-016" : "EPJ-004"))
            }
        }
        // A byte that means nothing in either encoding.
        #expect(read(bytes("ISO-8859-1", details: [0x81]), as: .cosdoc).refusal == "EPJ-016")
        // ISO-8859-1 without such bytes is nothing to tolerate.
        #expect(read(bytes("ISO-8859-1", details: [0xe6]), as: .cosdoc).tolerancesUsed == [:])
        // The place is the character's.
        let position = read(bytes("ISO-8859-1", details: [0x96]), as: .gerica).findings[0].position
        #expect(position.line == 1)
        #expect(position.column > 500)
    }
}
