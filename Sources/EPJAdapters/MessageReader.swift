// One message whose bytes are all at hand: the short way through DocumentReader.

import SyncCore

/// Reads messages one after the other. Owned by one thread, reusable for any number of messages, not Sendable.
public final class MessageReader {
    private let document: DocumentReader
    private let bytesMax: Int

    /// - Parameter adapters: by the sender's level-1 HER-id; a sender that is missing here is `.unknownSender`.
    public convenience init(context: ReadingContext, adapters: [String: AdapterKind]) {
        self.init(context: context, SenderAdapters(adapters))
    }

    /// Reads every sender's messages as one EPJ's: no sender is unknown.
    ///
    /// - Parameter adapter: `nil` for no EPJ in particular, as DocumentReader has it.
    public convenience init(context: ReadingContext, everySender adapter: AdapterKind?) {
        self.init(context: context, SenderAdapters(everySender: adapter))
    }

    init(context: ReadingContext, _ senders: SenderAdapters) {
        document = DocumentReader(context: context, senders)
        bytesMax = context.limits.messageBytesMax
    }

    public func read(_ bytes: [UInt8]) -> ReadMessage { bytes.withUnsafeBytes { read($0) } }

    public func read(_ bytes: UnsafeRawBufferPointer) -> ReadMessage {
        read(bytes) { document.take(bytes, $0) }
    }

    /// - Parameter chunkBytes: 1 and up; the outcome does not depend on it.
    func read(_ bytes: UnsafeRawBufferPointer, chunkBytes: Int) -> ReadMessage {
        read(bytes) { document.take(bytes, chunkBytes: chunkBytes, $0) }
    }

    private func read(_ bytes: UnsafeRawBufferPointer, _ take: ((DocumentMember) -> Void) -> Bool) -> ReadMessage {
        guard bytes.count <= bytesMax else { return Self.refused(.tooLarge) }
        var message: ReadMessage?
        document.begin()
        _ = take { message = $0.message }
        let verdict = document.end { message = $0.message }
        guard case .message = verdict.root, let message else { return Self.refused(.bundleUnexpected) }
        return message
    }

    private static func refused(_ kind: FindingKind) -> ReadMessage {
        ReadMessage(
            envelope: nil, subject: nil, outcome: .refused,
            findings: [kind.finding(at: Finding.Position(line: 0, column: 0, element: ""))], tolerancesUsed: [:])
    }
}
