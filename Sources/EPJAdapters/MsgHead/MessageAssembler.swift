// From elements to statements. The grammar says where an element stands; each part of a message has its reader; here
// they are led and, when the document has ended soundly, their results are judged together. Documents may come in any
// order, so nothing is judged across parts before the end.

import SyncCore

struct MessageAssembler {
    /// What is done with the content of the documents.
    private enum ContentUse { case undecided, read, skipped }

    private let grammar = Grammar.shared
    private let adapters: SenderAdapters
    private let judgesPatient: Bool
    private var places: [Place]
    private var depth = 0
    private(set) var scene: Scene
    private var head = EnvelopeReader()
    private var patient = PatientReader()
    private var dialog = DialogReader()
    private var services = TjenesteOversiktReader()
    private var calendar = XCalReader()
    private var content = ContentUse.undecided
    private var documents = 0
    private var isAttachment = false
    private var isReceipt = false
    private(set) var envelope: Envelope?
    private(set) var adapter: Adapter?
    private var type: MessageType?
    private var headMark: Mark?
    private var person: (citizen: NationalIdentityNumber, birthDate: CivilDate?)?

    /// For one message.
    ///
    /// - Parameter judgesPatient: false where only `subject` is wanted; no statement comes of it.
    init(context: ReadingContext, adapters: SenderAdapters, judgesPatient: Bool = true) {
        self.adapters = adapters
        self.judgesPatient = judgesPatient
        scene = Scene(context: context)
        places = Array(repeating: .outside, count: max(1, context.limits.elementDepthMax) + 1)
    }

    mutating func startElement(
        _ element: Element, _ attributes: XMLAttributes, tagEnd: Int
    ) throws(Refusal) -> Bool {
        let place = grammar.place(of: element, in: places[depth])
        depth += 1
        places[depth] = place
        let traits = grammar.traits(of: place)
        if traits.contains(.opens) {
            scene.mark = Mark(tagEnd: tagEnd, place: place)
            try open(place, attributes)
        }
        return traits.contains(.keepsText)
    }

    mutating func endElement(_ text: ByteText, tagEnd: Int) throws(Refusal) {
        let place = places[depth]
        depth -= 1
        let traits = grammar.traits(of: place)
        if traits.isDisjoint(with: [.keepsText, .closes]) { return }
        scene.mark = Mark(tagEnd: tagEnd, place: place)
        if traits.contains(.keepsText) { try read(text, at: place) } else { try close(place) }
    }

    private mutating func open(_ place: Place, _ attributes: XMLAttributes) throws(Refusal) {
        switch place.part {
        case .structure where place == .nested: throw Refusal(.nestedMessage)
        case .structure: throw Refusal(places[depth - 1] == .recur ? .recurrencePart : .unexpectedElement)
        case .roots:
            guard place == .receiptRoot else { throw Refusal(.notMsgHead) }
            isReceipt = true
            places[depth] = .skipped
        case .head: try head.open(place, attributes, &scene)
        case .patient: try patient.open(place, attributes, &scene)
        case .documents: try openDocument(place, attributes)
        case .dialog: try dialog.open(place, attributes, &scene)
        case .services: try services.open(place, attributes, &scene)
        case .calendar: try calendar.open(place, &scene)
        }
    }

    private mutating func read(_ text: ByteText, at place: Place) throws(Refusal) {
        switch place.part {
        case .head: try head.text(place, text, &scene)
        case .patient: try patient.text(place, text, &scene)
        case .services: try services.text(place, text, &scene)
        case .calendar: try calendar.text(place, text, &scene)
        case .structure, .roots, .documents, .dialog: break
        }
    }

    private mutating func close(_ place: Place) throws(Refusal) {
        switch place.part {
        case .head where place == .msgInfo: try closeHead()
        case .head: try head.close(place)
        case .patient: patient.close(place, &scene)
        case .services: try services.close(place)
        case .calendar: try calendar.close(place)
        case .structure, .roots, .documents, .dialog: break
        }
    }

    /// MsgInfo is complete: whose message is it, and is it for us? Only then is its patient judged.
    private mutating func closeHead() throws(Refusal) {
        let envelope = try head.envelope()
        self.envelope = envelope
        content = .skipped
        guard let adapter = adapters.adapter(ofSender: envelope.sourceHerID) else { return }
        self.adapter = adapter.adapter
        guard let type = MessageType(code: envelope.type) else { throw Refusal(.typeUnknown) }
        self.type = type
        if case .forOthers = type { return }
        if judgesPatient { person = try patient.judged(&scene) }
        headMark = scene.mark
        content = .read
    }

    private mutating func openDocument(_ place: Place, _ attributes: XMLAttributes) throws(Refusal) {
        switch place {
        case .patientReport:
            guard content != .undecided else { throw Refusal(.headAfterDocument) }
            if content == .read { throw Refusal(.patientReport) }
        case .document:
            guard content != .undecided else { throw Refusal(.headAfterDocument) }
            documents += 1
            guard documents <= scene.context.limits.documentsPerMessageMax else { throw Refusal(.tooManyDocuments) }
        case .refDoc: isAttachment = false
        // HIS 1036: A is an attachment, whatever it holds; it is passed over without being decoded.
        case .msgType: isAttachment = scene.code(attributes).map { $0 == "A" } ?? false
        case .content where isAttachment: places[depth] = .skipped
        case .content where content == .skipped: places[depth] = .contentNotRead
        // A list of services under another type: whichever of the two is wrong, it is not for guessing.
        case .contradictingServices: if adapter != nil { throw Refusal(.typeContradicted) }
        default: break
        }
    }

    /// Nothing of the message is open.
    var isOutside: Bool { depth == 0 }

    /// Something that only the reading of the whole document shows.
    mutating func observe(_ kind: FindingKind) { scene.observe(kind, at: headMark) }

    /// Where the sender is named.
    var senderMark: Mark? { head.senderMark }

    /// What the message speaks of, as far as it was read.
    var subject: MessageSubject? {
        if isReceipt { return .somethingElse }
        switch type {
        case nil: return nil
        case .forOthers: return .somethingElse
        case .services: return .services
        case .booking, .sending: return dialog.dialogue?.subject
        }
    }

    /// The verdict on a document that was sound to its end.
    mutating func outcome() throws(Refusal) -> ReadMessage.Outcome {
        if isReceipt {
            scene.observe(.receiptNotRead)
            return .notForUs
        }
        guard envelope != nil else { throw Refusal(.typeMissing, at: Mark(tagEnd: 0, place: .msgHead)) }
        guard adapter != nil else { return .unknownSender }
        switch type {
        case nil, .forOthers:
            scene.observe(.typeForOthers, at: head.typeMark)
            return .notForUs
        case .services: return .statements([try serviceStatement()])
        case .booking, .sending: return try visitOutcome()
        }
    }

    private func serviceStatement() throws(Refusal) -> Statement {
        if let other = dialog.mark ?? calendar.mark { throw Refusal(.typeContradicted, at: other) }
        guard services.mark != nil else { throw Refusal(.payloadMissing, at: head.typeMark) }
        return try statement { .services(ServiceStatement(generated: $0.generated, services: services.services)) }
    }

    private mutating func visitOutcome() throws(Refusal) -> ReadMessage.Outcome {
        if let other = services.mark { throw Refusal(.typeContradicted, at: other) }
        guard let mark = dialog.mark else { throw Refusal(.payloadMissing, at: head.typeMark) }
        guard let dialogue = dialog.dialogue else { throw Refusal(.dialogueCodeMissing, at: mark) }
        switch dialogue {
        case .forOthers:
            scene.observe(.dialogueForOthers, at: mark)
            return .notForUs
        case .snapshot, .emptySnapshot:
            // AVTALEUTSENDING is push only; a complete list under it would withdraw what it does not name.
            if case .sending = type { throw Refusal(.typeContradicted, at: mark) }
            if envelope?.wantsReceipt == true { scene.observe(.receiptAskedOnAnswer, at: head.receiptMark) }
            if dialogue == .emptySnapshot {
                if let calendarMark = calendar.mark { throw Refusal(.calendarUnexpected, at: calendarMark) }
                return .statements([try visits(.snapshot, [])])
            }
            return .statements([try visits(.snapshot, try events(without: nil, mark))])
        case .push(let state): return .statements([try visits(.push, try events(without: state, mark))])
        case .notMet: return .statements([try visits(.notMet, try events(without: .cancelled, mark))])
        }
    }

    private func visits(_ kind: VisitStatement.Kind, _ events: [VisitEvent]) throws(Refusal) -> Statement {
        try statement {
            .visits(VisitStatement(unit: $0.unitHerID, kind: kind, generated: $0.generated, events: events))
        }
    }

    private mutating func events(without status: VisitState?, _ dialogMark: Mark) throws(Refusal) -> [VisitEvent] {
        guard let calendarMark = calendar.mark else { throw Refusal(.calendarMissing, at: dialogMark) }
        guard !calendar.drafts.isEmpty else { throw Refusal(.calendarEmpty, at: calendarMark) }
        let monthsAreMinutes = adapter?.grants(.durationMonthsAsMinutes) ?? false
        var events: [VisitEvent] = []
        events.reserveCapacity(calendar.drafts.count)
        var uids: Set<String> = []
        for draft in calendar.drafts {
            let event = try draft.event(
                stateWithoutStatus: status, monthsAreMinutes: monthsAreMinutes, &scene)
            // An occurrence of a series rightly carries the uid of the series.
            if !uids.insert(event.uid).inserted, event.recurrenceID == nil {
                scene.observe(.uidRepeated, at: draft.mark)
            }
            events.append(event)
        }
        return events
    }

    private func statement(_ content: (Envelope) -> Statement.Content) throws(Refusal) -> Statement {
        guard let envelope, let person else { throw Refusal(.patientMissing, at: headMark) }
        return Statement(citizen: person.citizen, birthDate: person.birthDate, content: content(envelope))
    }
}
