// The door to this target: bytes of one message in, a ReadMessage out. The parser's work is streaming and its memory
// bounded by Limits; the statement appears only after the last byte was accepted.

import SyncCore

/// Reads messages one after the other. Owned by one thread, reusable for any number of messages, not Sendable: it keeps
/// a parser whose memory is reused.
public final class MessageReader {
    /// Bytes the parser is given at a time.
    private static let chunkBytes = 32_768

    private let context: ReadingContext
    private let adapters: SenderAdapters
    private let sink: AssemblerSink
    private let events: XMLEventReader
    private let gate: EncodingGate

    /// - Parameter adapters: by the sender's level-1 HER-id; a sender that is missing here is `.unknownSender`.
    public convenience init(context: ReadingContext, adapters: [String: AdapterKind]) {
        self.init(context: context, adapters: .byHerID(adapters))
    }

    /// Reads every sender's messages as one EPJ's: no sender is unknown. For vendor testing, where there is no source.
    public convenience init(context: ReadingContext, everySender adapter: AdapterKind) {
        self.init(context: context, adapters: .everySender(adapter))
    }

    private init(context: ReadingContext, adapters: SenderAdapters) {
        self.context = context
        self.adapters = adapters
        sink = AssemblerSink(MessageAssembler(context: context, adapters: adapters))
        events = XMLEventReader(limits: context.limits, sink: sink)
        gate = EncodingGate(bytesMax: context.limits.messageBytesMax)
    }

    public func read(_ bytes: UnsafeRawBufferPointer) -> ReadMessage { read(bytes, chunkBytes: Self.chunkBytes) }

    public func read(_ bytes: [UInt8]) -> ReadMessage { bytes.withUnsafeBytes { read($0) } }

    /// - Parameter chunkBytes: 1 and up; the outcome does not depend on it.
    func read(_ bytes: UnsafeRawBufferPointer, chunkBytes: Int) -> ReadMessage {
        sink.message = MessageAssembler(context: context, adapters: adapters)
        let gated: GatedText
        do { gated = try gate.admit(bytes) } catch {
            let position = Finding.Position(line: 0, column: 0, element: "")
            return refused(error.kind.finding(at: position))
        }
        switch gated.storage {
        case .input(let range):
            return read(text: UnsafeRawBufferPointer(rebasing: bytes[range]), gated.documentStart, chunkBytes)
        case .decoded(let decoded):
            return decoded.withUnsafeBytes { read(text: $0, gated.documentStart, chunkBytes) }
        }
    }

    private func read(text: UnsafeRawBufferPointer, _ start: Int, _ chunkBytes: Int) -> ReadMessage {
        if let fault = events.read(text, from: start, chunkBytes: chunkBytes) {
            // A person who was refused comes before whatever stopped the reading later.
            if let earlier = sink.message.patientRefusal { return refused(earlier, in: text) }
            return refused(finding(for: fault, in: text))
        }
        let outcome: ReadMessage.Outcome
        do { outcome = try sink.outcome() } catch { return refused(error, in: text) }
        var message = message(outcome, [])
        if case .unknownSender = outcome {
            let mark = sink.message.senderMark ?? sink.message.scene.mark
            message.findings.append(FindingKind.senderUnknown.finding(at: position(of: mark, in: text)))
        }
        addObservations(to: &message, text)
        return message
    }

    private func refused(_ refusal: Refusal, in text: UnsafeRawBufferPointer) -> ReadMessage {
        refused(refusal.kind.finding(at: position(of: refusal.mark ?? sink.message.scene.mark, in: text)))
    }

    private func refused(_ finding: Finding) -> ReadMessage { message(.refused, [finding]) }

    private func message(_ outcome: ReadMessage.Outcome, _ findings: [Finding]) -> ReadMessage {
        ReadMessage(
            envelope: sink.message.envelope, subject: sink.message.subject, outcome: outcome, findings: findings,
            tolerancesUsed: [:], usesOlderReceipt: sink.message.usesOlderReceipt,
            receiptSenders: sink.message.receiptSenders)
    }

    /// A deviation is `tolerated` and counted where the sender's adapter grants it, else `noted`.
    private func addObservations(to message: inout ReadMessage, _ text: UnsafeRawBufferPointer) {
        for observation in sink.message.scene.observations {
            var severity = observation.kind.severity
            let index = observation.kind.toleranceIndex
            if Tolerance.all.indices.contains(index), let adapter = sink.message.adapter,
                adapter.grants(Tolerance.all[index])
            {
                severity = .tolerated
                message.tolerancesUsed[Tolerance.all[index]] = observation.count
            }
            let place = position(of: observation.mark, in: text)
            message.findings.append(observation.kind.finding(at: place, severity: severity))
        }
    }

    private func finding(for fault: XMLFault, in text: UnsafeRawBufferPointer) -> Finding {
        if let mark = fault.refusal.mark { return fault.refusal.kind.finding(at: position(of: mark, in: text)) }
        let place =
            fault.isTagEnd
            ? TextPosition(ofTagEndingAt: fault.offset, in: text) : TextPosition(of: fault.offset, in: text)
        let element = fault.path.map(\.pathName).joined(separator: "/")
        return fault.refusal.kind.finding(
            at: Finding.Position(line: place.line, column: place.column, element: element))
    }

    private func position(of mark: Mark, in text: UnsafeRawBufferPointer) -> Finding.Position {
        let place = TextPosition(ofTagEndingAt: mark.tagEnd, in: text)
        return Finding.Position(
            line: place.line, column: place.column,
            element: Grammar.shared.path(of: mark.place, isInReport: mark.isInReport))
    }
}
