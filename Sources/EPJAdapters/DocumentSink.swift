// The parser's listener: learns from the root what the document is, and leads each message's events to an assembler of
// its own.

import SyncCore

final class DocumentSink: XMLEventSink {
    enum Root: Equatable {
        case message
        case bundle(announced: Int?)
        case outboxPage(next: String, hasMore: Bool)
        /// EI_fellesformat: one MsgHead among other things.
        case wrapper
    }

    /// A member of a bundle whose end was reached, on its way out.
    struct Finished {
        let extent: XMLMember
        var message: MessageAssembler
        let fault: XMLFault?
        /// The verdict of the assembler, where nothing was refused before.
        let outcome: Result<ReadMessage.Outcome, Refusal>
    }

    private let context: ReadingContext
    private let adapters: SenderAdapters
    private let assembler: Pinned<MessageAssembler>
    private(set) var root = Root.message
    private(set) var finished: [Finished] = []
    /// The message at hand has a place in the document; what a wrapper holds beside its MsgHead has none.
    private var isPassedOver = false

    init(context: ReadingContext, adapters: SenderAdapters) {
        self.context = context
        self.adapters = adapters
        assembler = Pinned(MessageAssembler(context: context, adapters: adapters))
    }

    deinit { assembler.deallocate() }

    func begin() {
        root = .message
        finished.removeAll()
        beginMessage()
    }

    private func beginMessage() {
        assembler.pointer.pointee = MessageAssembler(context: context, adapters: adapters)
        isPassedOver = false
    }

    /// The message at hand.
    var message: MessageAssembler { assembler.pointer.pointee }

    func outcome() throws(Refusal) -> ReadMessage.Outcome { try assembler.pointer.pointee.outcome() }

    func takeFinished() -> [Finished] {
        defer { finished.removeAll(keepingCapacity: true) }
        return finished
    }

    // MARK: Events

    var isBundle: Bool { root != .message }

    func startElement(
        _ element: Element, _ attributes: XMLAttributes, depth: Int, tagEnd: Int
    ) throws(Refusal) -> TextWanted {
        if depth == 0, try opensBundle(element, attributes) { return .none }
        if depth == 1, isBundle {
            beginMessage()
            isPassedOver = root == .wrapper && element != .msgHead
        }
        if isPassedOver { return .none }
        return try assembler.pointer.pointee.startElement(element, attributes, tagEnd: tagEnd) ? .gathered : .none
    }

    func textPiece(_ text: ByteText) throws(Refusal) {}

    func endElement(_ text: ByteText, tagEnd: Int) throws(Refusal) {
        // The end of a bundle's root, and what a wrapper holds beside its message, are nobody's.
        if isPassedOver || assembler.pointer.pointee.isOutside { return }
        try assembler.pointer.pointee.endElement(text, tagEnd: tagEnd)
    }

    func endMember(_ extent: XMLMember, fault: XMLFault?) {
        if isPassedOver { return }
        let outcome = Result { () throws(Refusal) in try assembler.pointer.pointee.outcome() }
        finished.append(
            Finished(extent: extent, message: assembler.pointer.pointee, fault: fault, outcome: outcome))
    }

    /// - Returns: whether messages are the children of this root.
    private func opensBundle(_ element: Element, _ attributes: XMLAttributes) throws(Refusal) -> Bool {
        switch element {
        case .bundle: root = .bundle(announced: attributes.value("antall")?.trimmed.number)
        case .outboxPage:
            guard let next = attributes.value("neste"), let more = attributes.value("flere")?.trimmed,
                more == "true" || more == "false"
            else { throw Refusal(.pageUnreadable) }
            root = .outboxPage(next: next.unescaped, hasMore: more == "true")
        case .eiFellesformat:
            guard context.readsWrapped else { throw Refusal(.wrapperNotConfigured) }
            root = .wrapper
        default: return false
        }
        return true
    }
}

extension ByteText {
    /// libxml2 leaves `&` in an attribute as `&#38;`.
    fileprivate var unescaped: String { string.replacing("&#38;", with: "&") }
}
