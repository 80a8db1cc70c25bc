// The parser's listener: learns from the root what the document is, and leads each message's events to an assembler of
// its own. A refusal thrown here ends the message at hand: in a bundle the rest of the member is passed over, else the
// parser stops.

import SyncCore

struct DocumentSink {
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
        let message: AssembledMessage
        let fault: XMLFault?
        /// The verdict of the assembler, where nothing was refused before.
        let outcome: Result<ReadMessage.Outcome, Refusal>
    }

    private let context: ReadingContext
    private let adapters: SenderAdapters
    /// The message at hand.
    private(set) var message: MessageAssembler
    private(set) var root = Root.message
    private(set) var finished: [Finished] = []
    /// The message at hand has a place in the document; what a wrapper holds beside its MsgHead has none.
    private var isPassedOver = false

    init(context: ReadingContext, adapters: SenderAdapters) {
        self.context = context
        self.adapters = adapters
        message = MessageAssembler(context: context, adapters: adapters)
    }

    mutating func begin() {
        root = .message
        isBundle = false
        finished.removeAll()
        beginMember()
    }

    /// Told of every member, also of one whose start tag is refused before it comes here.
    mutating func beginMember() {
        message = MessageAssembler(context: context, adapters: adapters)
        isPassedOver = false
    }

    mutating func outcome() throws(Refusal) -> ReadMessage.Outcome { try message.outcome() }

    mutating func takeFinished() -> [Finished] {
        defer { finished.removeAll(keepingCapacity: true) }
        return finished
    }

    // MARK: Events

    /// Asked after the root's start tag: messages are then its children, and nothing but blanks lies between them.
    private(set) var isBundle = false

    /// - Parameters:
    ///   - depth: 0 for the root.
    ///   - tagEnd: where the start tag ends, in bytes of the decoded text.
    mutating func startElement(
        _ element: Element, _ attributes: XMLAttributes, depth: Int, tagEnd: Int
    ) throws(Refusal) -> TextWanted {
        if depth == 0, try opensBundle(element, attributes) { return .none }
        if depth == 1, root == .wrapper { isPassedOver = element != .msgHead }
        if isPassedOver { return .none }
        return try message.startElement(element, attributes, tagEnd: tagEnd)
    }

    mutating func textPiece(_ text: ByteText) throws(Refusal) { try message.textPiece(text) }

    /// - Parameter text: empty unless it was wanted gathered.
    mutating func endElement(_ text: ByteText, tagEnd: Int) throws(Refusal) {
        // The end of a bundle's root, and what a wrapper holds beside its message, are nobody's.
        if isPassedOver || message.isOutside { return }
        try message.endElement(text, tagEnd: tagEnd)
    }

    /// - Parameter fault: what ended the member before its end.
    mutating func endMember(_ extent: XMLMember, fault: XMLFault?) {
        // In a wrapper two are as wrong as more.
        if isPassedOver || root == .wrapper && finished.count == 2 { return }
        let outcome: Result<ReadMessage.Outcome, Refusal>
        do { outcome = .success(try message.outcome()) } catch { outcome = .failure(error) }
        finished.append(Finished(extent: extent, message: message.assembled, fault: fault, outcome: outcome))
        // A member that was refused is still open in its assembler, to which the end of the root means nothing.
        isPassedOver = true
    }

    /// - Returns: whether messages are the children of this root.
    private mutating func opensBundle(_ element: Element, _ attributes: XMLAttributes) throws(Refusal) -> Bool {
        switch element {
        case .bundle: root = .bundle(announced: attributes.value("antall")?.trimmed.number)
        case .outboxPage:
            guard let next = attributes.value("neste"), let more = attributes.value("flere")?.trimmed,
                more == "true" || more == "false"
            else { throw Refusal(.pageUnreadable) }
            root = .outboxPage(next: next.unescaped, hasMore: more == "true")
        case .eiFellesformat:
            guard context.wrappers.contains(.eiFellesformat) else { throw Refusal(.wrapperNotConfigured) }
            root = .wrapper
        default: return false
        }
        isBundle = true
        return true
    }
}

extension ByteText {
    /// libxml2 leaves `&` in an attribute as `&#38;`.
    fileprivate var unescaped: String { string.replacing("&#38;", with: "&") }
}
