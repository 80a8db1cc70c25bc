// What holds of every document, whatever its bytes are. Property tests, the files in Fixtures/crashes and the fuzz
// targets in Fuzz/ (which are compiled with this file) ask the same questions. The answers name rules and codes and
// never hold a byte of the document.

import SyncCore

@testable import EPJAdapters

/// How a document is read.
struct ReadingOptions {
    var zone: TimeZoneTable
    var adapter = AdapterKind.gerica
    /// The level-1 HER-id that is known; `nil` for every sender.
    var sender: String?
    var synthetic = NationalIdentityNumber.SyntheticNumbers.accept
    var notesSyntheticNumbers = false
    var readsWrapped = false
    /// Limits of which a small document can be over.
    var hasTightLimits = false
    /// Bytes at a time in the second reading; the first takes all at once.
    var pieceBytes = 1

    static let tightMessageBytes = 2_048

    func reader() -> DocumentReader {
        var limits = Limits()
        if hasTightLimits {
            limits.messageBytesMax = Self.tightMessageBytes
            limits.bundleBytesMax = 3 * Self.tightMessageBytes
            limits.elementDepthMax = 10
            limits.attributesPerElementMax = 3
            limits.elementsPerMessageMax = 60
            limits.textBytesMax = 40
            limits.documentsPerMessageMax = 2
            limits.eventsPerMessageMax = 1
            limits.servicesPerMessageMax = 1
        }
        let context = ReadingContext(
            zone: zone, synthetic: synthetic, limits: limits, notesSyntheticNumbers: notesSyntheticNumbers,
            wrappers: readsWrapped ? [.eiFellesformat] : [])
        guard let sender else { return DocumentReader(context: context, everySender: adapter) }
        return DocumentReader(context: context, adapters: [sender: adapter])
    }
}

enum ReadingProperties {
    /// The rules that the document breaks; empty for every document.
    static func broken(_ document: [UInt8], _ options: ReadingOptions) -> [String] {
        // The same reader for all: what it read before must not matter.
        let reader = options.reader()
        let whole = DocumentReading(document, pieceBytes: max(1, document.count), with: reader)
        var broken = whole.members.flatMap(rulesOfOneMessage)
        broken += rulesOfTheWhole(whole)
        if let fault = whole.verdict.fault { broken += rulesOfOneFinding(fault) }
        let pieces = DocumentReading(document, pieceBytes: options.pieceBytes, with: reader)
        if options.hasTightLimits {
            // Whether a message is over the limit in bytes shows at the end of a piece, before or after another fault.
            broken += pieces.members.flatMap(rulesOfOneMessage)
            let bound = ReadingOptions.tightMessageBytes + 3 * (options.pieceBytes + 600)
            if pieces.bytesHeldMax > bound { broken.append("memory: more is held than a message may have") }
        } else {
            broken += difference(whole, pieces)
            broken += membersAlone(whole, document, reader)
        }
        return broken
    }

    private static func rulesOfOneMessage(_ message: ReadMessage) -> [String] {
        var broken = message.findings.flatMap(rulesOfOneFinding)
        let isRefused = message.kind == "refused" || message.kind == "unknownSender"
        if message.findings.contains(where: { $0.severity == .refused }) != isRefused {
            broken.append("verdict: \(message.kind) with \(message.said)")
        }
        if Set(message.findings.map(\.code)).count != message.findings.count {
            broken.append("findings: a code twice in \(message.said)")
        }
        for statement in message.stated where !survivesStorage(statement.content) {
            broken.append("storage: a statement is another when it was stored")
        }
        return broken
    }

    private static func rulesOfOneFinding(_ finding: Finding) -> [String] {
        var broken: [String] = []
        if FindingKind(rawValue: finding.code.number)?.text != finding.text {
            broken.append("privacy: the text of \(finding.code) is not the table's")
        }
        let names = Set(Vocabulary.pathNames)
        if !finding.position.element.split(separator: "/").allSatisfy({ names.contains(String($0)) }) {
            broken.append("privacy: the path of \(finding.code) holds a name of the document")
        }
        if finding.position.line < 0 || finding.position.column < 0 {
            broken.append("position: \(finding.code) stands before the document")
        }
        return broken
    }

    private static func rulesOfTheWhole(_ reading: DocumentReading) -> [String] {
        var broken: [String] = []
        if reading.verdict.members != reading.members.count { broken.append("verdict: members are miscounted") }
        switch reading.verdict.root {
        case .message:
            if reading.members.count != 1 || reading.verdict.fault != nil {
                broken.append("verdict: a document that is one message hands out \(reading.members.count)")
            }
        case .bundle(let announced):
            if reading.verdict.fault == nil, announced != reading.members.count {
                broken.append("verdict: a bundle is whole with another count than it announces")
            }
        case .outboxPage: break
        }
        return broken
    }

    private static func difference(_ whole: DocumentReading, _ pieces: DocumentReading) -> [String] {
        if whole.verdict.root != pieces.verdict.root { return ["pieces: another root"] }
        let faults = (whole.verdict.fault, pieces.verdict.fault)
        if faults.0?.code != faults.1?.code, !isEitherOfTwo(faults.0, faults.1) {
            return ["pieces: \(whole.fault) whole, \(pieces.fault) in pieces"]
        }
        if whole.members.count != pieces.members.count { return ["pieces: another number of messages"] }
        return zip(whole.members, pieces.members).flatMap { one, other -> [String] in
            if one.kind == "refused", other.kind == "refused", isEitherOfTwo(one.findings.first, other.findings.first) {
                return []
            }
            if one.kind != other.kind || one.said != other.said || one.ownPlaces != other.ownPlaces {
                return ["pieces: \(one.kind) \(one.places) whole, \(other.kind) \(other.places) in pieces"]
            }
            let isSame = one.stated == other.stated && one.envelope == other.envelope
            return isSame ? [] : ["pieces: another statement or envelope"]
        }
    }

    /// Whether one of two refusals is for bytes that never reached the parser (EPJ-003, 006, 013). libxml2 looks at a tag
    /// when its end has come, so of a broken tag and such bytes behind it either may be found first.
    private static func isEitherOfTwo(_ one: Finding?, _ other: Finding?) -> Bool {
        let ofBytes = [3, 6, 13]
        guard let one, let other else { return false }
        return ofBytes.contains(one.code.number) || ofBytes.contains(other.code.number)
    }

    /// What a member's own bytes come to.
    private static func membersAlone(
        _ whole: DocumentReading, _ document: [UInt8], _ reader: DocumentReader
    ) -> [String] {
        if case .message = whole.verdict.root { return [] }
        let isSingleByte = DocumentReading.isSingleByte(document)
        return zip(whole.members, whole.standalone).flatMap { member, bytes -> [String] in
            // What single bytes were taken for is judged once; the text is UTF-8 from then on.
            if isSingleByte, member.kind == "refused" { return [] }
            let alone = DocumentReading(bytes, pieceBytes: bytes.count, with: reader)
            guard alone.verdict.root == .message, let message = alone.members.first else {
                return ["alone: a member is no message"]
            }
            let said = isSingleByte ? member.said.filter { $0 != "EPJ-912" } : member.said
            if message.kind != member.kind || message.said != said {
                return ["alone: \(member.kind) \(member.said) in the bundle, \(message.kind) \(message.said) alone"]
            }
            let isSame = message.stated == member.stated && message.envelope == member.envelope
            return isSame ? [] : ["alone: another statement or envelope"]
        }
    }

    private static func survivesStorage(_ content: Statement.Content) -> Bool {
        switch content {
        case .visits(let visits):
            (try? VisitStatement(decoding: visits.encode(), arrival: visits.arrival)) == visits
        case .services(let services):
            (try? ServiceStatement(decoding: services.encode(), arrival: services.arrival)) == services
        case .unitServices(let services):
            (try? UnitServicesStatement(decoding: services.encode(), arrival: services.arrival)) == services
        case .death(let death): (try? DeathStatement(decoding: death.encode(), arrival: death.arrival)) == death
        case .privacy(let privacy):
            (try? PrivacyStatement(decoding: privacy.encode(), arrival: privacy.arrival)) == privacy
        }
    }
}

/// A document, read.
private struct DocumentReading {
    var members: [ReadMessage] = []
    var standalone: [[UInt8]] = []
    var bytesHeldMax = 0
    var verdict = DocumentVerdict(root: .message, members: 0, fault: nil)

    /// - Parameter pieceBytes: 1 and up.
    init(_ document: [UInt8], pieceBytes: Int, with reader: DocumentReader) {
        reader.begin()
        document.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let end = min(start + pieceBytes, bytes.count)
                let goesOn = reader.take(UnsafeRawBufferPointer(rebasing: bytes[start..<end])) { keep($0) }
                bytesHeldMax = max(bytesHeldMax, reader.bytesHeld)
                if !goesOn { break }
                start = end
            }
        }
        verdict = reader.end { keep($0) }
        bytesHeldMax = max(bytesHeldMax, reader.bytesHeld)
    }

    private mutating func keep(_ member: DocumentMember) {
        members.append(member.message)
        standalone.append(member.standaloneBytes())
    }

    var fault: String {
        verdict.fault.map { "\($0.code) at \($0.position.line):\($0.position.column)" } ?? "sound"
    }

    static func isSingleByte(_ document: [UInt8]) -> Bool {
        var gate = EncodingGate()
        document.withUnsafeBytes { _ = try? gate.take($0, isLast: true, into: TextWindow()) }
        return gate.encoding == .latin1 || gate.encoding == .windows1252
    }
}

extension ReadMessage {
    /// The name of the outcome.
    var kind: String {
        switch outcome {
        case .statements: "statements"
        case .question: "question"
        case .recorded: "recorded"
        case .receipt: "receipt"
        case .notForUs: "notForUs"
        case .unknownSender: "unknownSender"
        case .refused: "refused"
        }
    }

    fileprivate var said: [String] { findings.map(\.code.description) }
    /// Of what this program finds by itself; where libxml2 noticed that something was amiss is its own business.
    fileprivate var ownPlaces: [Finding.Position] { findings.filter { $0.code.number > 15 }.map(\.position) }
    fileprivate var places: [String] {
        findings.map { "\($0.code) at \($0.position.line):\($0.position.column) \($0.position.element)" }
    }
    fileprivate var stated: [Statement] { if case .statements(let all) = outcome { all } else { [] } }
}
