// The door to this target for what an EPJ delivers: bytes of a document in as they come, messages out one by one. A
// document is a message, a bundle of messages or a page of an outbox. Parsing streams and memory is bounded by Limits; a
// message appears only after its last byte was accepted.

import SyncCore

/// Reads documents one after the other. Owned by one thread, reusable for any number of documents, not Sendable: it keeps
/// a parser whose memory is reused.
public final class DocumentReader {
    /// Bytes the parser is given at a time.
    private static let chunkBytes = 32_768

    private let limits: Limits
    private let window = TextWindow()
    private let pinnedSink: Pinned<DocumentSink>
    private let events: XMLEventReader
    private var gate = EncodingGate()
    private var bytesTaken = 0
    private var parsed = 0
    private var members = 0
    /// What the bytes themselves were refused for, and where in the text; 0 for the document as a whole.
    private var byteFault: (refusal: Refusal, offset: Int)?

    /// - Parameter adapters: by the sender's level-1 HER-id; a sender that is missing here is `.unknownSender`.
    public convenience init(context: ReadingContext, adapters: [String: AdapterKind]) {
        self.init(context: context, SenderAdapters(adapters))
    }

    /// Reads every sender's messages as one EPJ's: no sender is unknown. For vendor testing, where there is no source.
    ///
    /// - Parameter adapter: `nil` for no EPJ in particular: what one may do and another may not is noted, and refused of
    ///   none.
    public convenience init(context: ReadingContext, everySender adapter: AdapterKind?) {
        self.init(context: context, SenderAdapters(everySender: adapter))
    }

    init(context: ReadingContext, _ senders: SenderAdapters) {
        limits = context.limits
        pinnedSink = Pinned(DocumentSink(context: context, adapters: senders))
        events = XMLEventReader(limits: context.limits, window: window, sink: pinnedSink)
    }

    deinit { pinnedSink.deallocate() }

    private var sink: DocumentSink {
        get { pinnedSink.pointer.pointee }
        _modify { yield &pinnedSink.pointer.pointee }
    }

    /// Begins a document; what was left of another is forgotten.
    public func begin() {
        window.reset()
        gate = EncodingGate()
        (bytesTaken, parsed, members, byteFault) = (0, 0, 0, nil)
        sink.begin()
        events.begin()
    }

    /// Takes the next bytes of the document and hands out the members that ended in them.
    ///
    /// - Returns: `false` when the document is refused already and more bytes change nothing.
    @discardableResult
    public func take(
        _ bytes: UnsafeRawBufferPointer, _ each: (DocumentMember) throws -> Void
    ) rethrows -> Bool {
        try take(bytes, chunkBytes: Self.chunkBytes, each)
    }

    @discardableResult
    public func take(_ bytes: [UInt8], _ each: (DocumentMember) throws -> Void) rethrows -> Bool {
        try bytes.withUnsafeBytes { try take($0, each) }
    }

    /// - Parameter chunkBytes: 1 and up; the outcome does not depend on it.
    @discardableResult
    func take(
        _ bytes: UnsafeRawBufferPointer, chunkBytes: Int, _ each: (DocumentMember) throws -> Void
    ) rethrows -> Bool {
        var start = 0
        while start < bytes.count, !isRefused {
            let end = min(start + chunkBytes, bytes.count)
            try takeChunk(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), isLast: false, each)
            start = end
        }
        return !isRefused
    }

    /// Ends the document, hands out what it still holds, and says what it was.
    public func end(_ each: (DocumentMember) throws -> Void) rethrows -> DocumentVerdict {
        if !isRefused { try takeChunk(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true, each) }
        if !isRefused {
            events.finish()
            try handOut(each)
        }
        return try verdict(each)
    }

    /// Bytes of text that are kept at the moment.
    var bytesHeld: Int { window.end - window.start }

    private var isRefused: Bool { byteFault != nil || events.fault != nil }

    private func takeChunk(
        _ bytes: UnsafeRawBufferPointer, isLast: Bool, _ each: (DocumentMember) throws -> Void
    ) rethrows {
        bytesTaken += bytes.count
        var refusal: Refusal?
        do { try gate.take(bytes, isLast: isLast, into: window) } catch { refusal = error }
        if gate.encoding != nil {
            let from = max(parsed, gate.documentStart)
            events.parse(from..<max(from, window.end))
            parsed = max(from, window.end)
        }
        try handOut(each)
        window.discard(before: neededFrom)
        // What the parser did not like lies before the byte that did not reach it.
        if let refusal, events.fault == nil { byteFault = (refusal, window.end) }
        if !isRefused { checkSize() }
    }

    /// A wrapper is one message, and whether it is a sound one shows at its end.
    private var neededFrom: Int { sink.root == .wrapper ? 0 : events.neededFrom }

    private func checkSize() {
        if window.end - neededFrom > limits.messageBytesMax {
            byteFault = (Refusal(.tooLarge), 0)
        } else if sink.isBundle, bytesTaken > limits.bundleBytesMax {
            byteFault = (Refusal(.bundleTooLarge), 0)
        }
    }

    // MARK: Members

    private func handOut(_ each: (DocumentMember) throws -> Void) rethrows {
        guard sink.root != .wrapper, !sink.finished.isEmpty else { return }
        for finished in sink.takeFinished() { try handOut(finished, each) }
    }

    private func handOut(_ finished: DocumentSink.Finished, _ each: (DocumentMember) throws -> Void) rethrows {
        let range = finished.extent.start..<finished.extent.end
        var judging = MessageJudging(
            window: window, encoding: gate.encoding, message: finished.message, start: range.lowerBound)
        let message =
            finished.fault.map { judging.refused($0) } ?? judging.judged(finished.outcome, text: range)
        members += 1
        let nameEnd = judging.nameEnd(ofTag: range.lowerBound..<finished.extent.tagEnd) - range.lowerBound
        try each(
            DocumentMember(
                number: members, message: message, text: window.text(range), window: window,
                start: range.lowerBound, declarations: (nameEnd, finished.extent.declarations)))
    }

    // MARK: The end

    private func verdict(_ each: (DocumentMember) throws -> Void) rethrows -> DocumentVerdict {
        var judging = MessageJudging(window: window, encoding: gate.encoding, message: sink.message.assembled)
        let root = root
        guard case .message = root else {
            return DocumentVerdict(root: root, members: members, fault: wholeFault(judging))
        }
        if !isRefused, sink.root == .wrapper, sink.finished.count == 1 {
            try handOut(sink.takeFinished()[0], each)
            return DocumentVerdict(root: root, members: members, fault: nil)
        }
        let message: ReadMessage
        if let byteFault {
            message = judging.refused(byteFault.refusal.kind, at: byteFault.offset)
        } else if let fault = events.fault {
            message = judging.refused(fault)
        } else if sink.root == .wrapper {
            message = judging.refused(.wrapperContent, at: 0)
        } else {
            let outcome: Result<ReadMessage.Outcome, Refusal>
            do { outcome = .success(try sink.outcome()) } catch { outcome = .failure(error) }
            judging = MessageJudging(window: window, encoding: gate.encoding, message: sink.message.assembled)
            message = judging.judged(outcome, text: 0..<window.end)
        }
        members += 1
        try each(
            DocumentMember(
                number: 1, message: message, text: window.text(0..<window.end), window: window, start: 0,
                declarations: (0, [])))
        return DocumentVerdict(root: root, members: 1, fault: nil)
    }

    private var root: DocumentVerdict.Root {
        switch sink.root {
        case .message, .wrapper: .message
        case .bundle(let announced): .bundle(announced: announced)
        case .outboxPage(let next, let hasMore): .outboxPage(next: next, hasMore: hasMore)
        }
    }

    /// What keeps a bundle from counting.
    private func wholeFault(_ judging: MessageJudging) -> Finding? {
        if let byteFault { return judging.finding(byteFault.refusal.kind, at: byteFault.offset) }
        if let fault = events.fault { return judging.finding(for: fault) }
        guard case .bundle(let announced) = sink.root else { return nil }
        let place = Finding.Position(line: 1, column: 1, element: "Meldingsbunt")
        guard let announced else { return FindingKind.bundleCountUnreadable.finding(at: place) }
        return announced == members ? nil : FindingKind.bundleCountDiffers.finding(at: place)
    }
}
