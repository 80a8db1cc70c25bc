// From elements to statements. The grammar says where an element stands; each part of a message has its reader; here
// they are led and, when the document has ended soundly, their results are judged together.
//
// Of whom the message speaks is judged where it is said, but a person who is refused does not end the reading: what the
// message would have spoken of is worth knowing too. The refusal is kept and goes before whatever comes later.

import SyncCore

struct MessageAssembler {
    /// What is done with the content of the documents.
    private enum ContentUse { case undecided, read, skipped }

    private let grammar = Grammar.shared
    private let adapters: SenderAdapters
    private var places: [Place]
    private var depth = 0
    private(set) var scene: Scene
    private var head = EnvelopeReader()
    private var patient = PatientReader()
    private var documents = RefDocReader()
    private var content = MessageContent(.forOthers)
    private var use = ContentUse.undecided
    private(set) var envelope: Envelope?
    private(set) var adapter: Adapter?
    private var type: MessageType?
    private(set) var headMark: Mark?
    private var person: Person?
    /// The first person that was refused.
    private(set) var patientRefusal: Refusal?
    /// A root of a version that AppRec 1.0 answers was met.
    private(set) var usesOlderReceipt = false
    private var hasDocuments = false
    private var reports = ReportsReader()
    private var conclusion = Conclusion()
    private var receipt = ReceiptReader()
    private var receiptMark: Mark?

    /// For one message.
    init(context: ReadingContext, adapters: SenderAdapters) {
        self.adapters = adapters
        scene = Scene(context: context)
        places = Array(repeating: .outside, count: max(1, context.limits.elementDepthMax) + 1)
    }

    mutating func startElement(
        _ element: Element, _ attributes: XMLAttributes, tagEnd: Int
    ) throws(Refusal) -> TextWanted {
        let place = grammar.place(of: element, in: places[depth])
        depth += 1
        places[depth] = place
        let traits = grammar.traits(of: place)
        if traits.contains(.opens) {
            scene.stand(at: place, tagEnd: tagEnd)
            try open(place, element, attributes)
        }
        if traits.contains(.keepsText) { return .gathered }
        return traits.contains(.streamsText) ? .pieces : .none
    }

    /// A piece of the text of an element that asked for pieces.
    mutating func textPiece(_ text: ByteText) throws(Refusal) {
        if places[depth] == .attachmentBytes { try documents.take(text, scene) }
    }

    mutating func endElement(_ text: ByteText, tagEnd: Int) throws(Refusal) {
        let place = places[depth]
        depth -= 1
        let traits = grammar.traits(of: place)
        if traits.isDisjoint(with: [.keepsText, .closes]) { return }
        scene.stand(at: place, tagEnd: tagEnd)
        if traits.contains(.keepsText) { try read(text, at: place) } else { try close(place) }
    }

    private mutating func open(_ place: Place, _ element: Element, _ attributes: XMLAttributes) throws(Refusal) {
        switch place.part {
        case .structure: try openUnexpected(place)
        case .roots: throw Refusal(.notMsgHead)
        case .receipt:
            if place == .receiptRoot { receiptMark = scene.mark }
            try receipt.open(place, attributes, &scene)
        case .head: try head.open(place, attributes, &scene)
        case .patient where scene.isInReport: try reports.patient.open(place, attributes, &scene)
        case .patient: try patient.open(place, attributes, &scene)
        case .documents: try openDocument(place, element, attributes)
        case .dialog, .services, .unitServices, .logistics, .privacy, .persons, .calendar:
            if places[depth - 1] == .content, try !admits(place, element) { return }
            try content.open(place, attributes, &scene)
        }
    }

    private mutating func openUnexpected(_ place: Place) throws(Refusal) {
        if place == .nested { throw Refusal(.nestedMessage) }
        // Of the receiver what can be read is kept, and nothing is refused for the rest.
        if head.isInReceiver, places[depth - 1].part == .head {
            places[depth] = .skipped
        } else {
            throw Refusal(places[depth - 1] == .recur ? .recurrencePart : .unexpectedElement)
        }
    }

    /// Whether a payload of the message is read; one that is not is passed over.
    private mutating func admits(_ payload: Place, _ element: Element) throws(Refusal) -> Bool {
        if element.usesOlderReceipt { usesOlderReceipt = true }
        switch type?.admits(payload) {
        case true?: return true
        case false?: throw Refusal(.typeContradicted)
        case nil:
            places[depth] = .skipped
            return false
        }
    }

    private mutating func read(_ text: ByteText, at place: Place) throws(Refusal) {
        switch place.part {
        case .receipt: try receipt.text(place, text, &scene)
        case .head: try head.text(place, text, &scene)
        case .patient where scene.isInReport: try reports.patient.text(place, text, &scene)
        case .patient: try patient.text(place, text, &scene)
        case .documents: documents.text(place, text)
        default: try content.text(place, text, &scene)
        }
    }

    private mutating func close(_ place: Place) throws(Refusal) {
        switch place.part {
        case .head where place == .msgInfo: try closeHead()
        case .head: try head.close(place)
        case .patient where scene.isInReport: reports.patient.close(place)
        case .patient: patient.close(place)
        case .documents where place == .patientReport: try closeReport()
        case .documents: documents.closeAttachment(&scene)
        default: try content.close(place, &scene)
        }
    }

    /// MsgInfo is complete: whose message is it, and is it for us? Only then is its patient judged.
    private mutating func closeHead() throws(Refusal) {
        let envelope = try head.envelope()
        self.envelope = envelope
        use = .skipped
        guard let adapter = adapters.adapter(ofSender: envelope.sourceHerID) else { return }
        self.adapter = adapter
        guard let type = MessageType(code: envelope.type) else { throw Refusal(.typeUnknown) }
        self.type = type
        if case .forOthers = type { return }
        content = MessageContent(type)
        headMark = scene.mark
        use = .read
        do { person = try patient.judged(&scene) } catch { patientRefusal = error }
    }

    private mutating func openDocument(
        _ place: Place, _ element: Element, _ attributes: XMLAttributes
    ) throws(Refusal) {
        if element.usesOlderReceipt { usesOlderReceipt = true }
        if place == .patientReport { return try openReport() }
        if place == .document, !scene.isInReport {
            guard use != .undecided else { throw Refusal(.headAfterDocument) }
            if use == .read, reports.count > 0 { throw Refusal(.documentsBesideReports) }
            hasDocuments = true
        }
        // A contradiction is the sender's only where the sender is known.
        if place == .contradictingPayload, adapter == nil { return }
        places[depth] = try documents.open(place, attributes, isRead: use == .read, &scene)
    }

    private mutating func openReport() throws(Refusal) {
        guard use != .undecided else { throw Refusal(.headAfterDocument) }
        try reports.open(scene)
        scene.isInReport = true
        guard use == .read else { return }
        if hasDocuments { throw Refusal(.documentsBesideReports) }
        if case .activation = type { throw Refusal(.reportUnexpected) }
        if let type, reports.count > 1 { content = MessageContent(type, after: content) }
    }

    private mutating func closeReport() throws(Refusal) {
        scene.isInReport = false
        guard use == .read, let envelope else { return }
        var about = person
        do {
            about = try reports.person(beside: person, &scene)
        } catch {
            if patientRefusal == nil { patientRefusal = error }
        }
        guard patientRefusal == nil else { return }
        let verdict = try content.verdict(envelope, head, adapter, at: reports.mark, &scene)
        try conclusion.add(verdict, about: about, at: reports.mark)
    }

    /// Nothing of the message is open.
    var isOutside: Bool { depth == 0 }

    /// Where the sender is named.
    var senderMark: Mark? { head.senderMark }

    /// HER-ids of an AppRec's sender.
    var receiptSenders: [String] { receipt.senders }

    /// What the message speaks of, as far as it was read.
    var subject: MessageSubject? {
        if receiptMark != nil { return .receipt }
        guard let type else { return nil }
        if case .forOthers = type { return .somethingElse }
        return content.subject
    }

    /// The verdict on a document that was sound to its end.
    mutating func outcome() throws(Refusal) -> ReadMessage.Outcome {
        if let receiptMark { return .receipt(try receipt.receipt(at: receiptMark)) }
        if let patientRefusal { throw patientRefusal }
        guard let envelope else { throw Refusal(.typeMissing, at: Mark(tagEnd: 0, place: .msgHead)) }
        guard adapter != nil else { return .unknownSender }
        guard use == .read else {
            scene.observe(.typeForOthers, at: head.typeMark)
            return .notForUs
        }
        if reports.count == 0 {
            let verdict = try content.verdict(envelope, head, adapter, at: head.typeMark, &scene)
            if case .question = verdict, let patient = patient.mark { throw Refusal(.patientUnexpected, at: patient) }
            try conclusion.add(verdict, about: person, at: headMark)
        }
        return try conclusion.outcome()
    }
}
