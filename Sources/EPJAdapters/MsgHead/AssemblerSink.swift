// The parser's listener: hands every event on to the assembler of the message at hand.

final class AssemblerSink: XMLEventSink {
    private let assembler: Pinned<MessageAssembler>

    init(_ assembler: MessageAssembler) { self.assembler = Pinned(assembler) }

    deinit { assembler.deallocate() }

    /// The message at hand.
    var message: MessageAssembler {
        // Lent, because a copy would count the references of every reader.
        _read { yield assembler.pointer.pointee }
        set { assembler.pointer.pointee = newValue }
    }

    func outcome() throws(Refusal) -> ReadMessage.Outcome { try assembler.pointer.pointee.outcome() }

    func startElement(_ element: Element, _ attributes: XMLAttributes, tagEnd: Int) throws(Refusal) -> Bool {
        // The event reader knows gathered texts only; pieces are passed over until it hands them on (`textPiece`).
        try assembler.pointer.pointee.startElement(element, attributes, tagEnd: tagEnd) == .gathered
    }

    func endElement(_ text: ByteText, tagEnd: Int) throws(Refusal) {
        try assembler.pointer.pointee.endElement(text, tagEnd: tagEnd)
    }
}
