// What is made of a message before the transaction it counts in: digests, sealed keys, its receipt. One thread at a time writes
// the ledger, so whatever needs no look into it is done by whoever reads the message, on a core of its own.

import Foundation
import SyncCore

struct ArrivalContent: Equatable {
    /// Of its bytes.
    let key: Digest128
    let bytes: Int
    let member: Data
    let messageKey: Digest128?
    /// Of what it states, and that, statement by statement, as it is stored.
    let stated: Digest128?
    var encoded: [[UInt8]]
    /// `nil` where none is kept.
    let original: KeptOriginal?
    /// The positive one, where its sender asks for it and the message can end so.
    let receipt: ReadyReceipt?
}

extension ArrivalContent {
    /// - Parameters:
    ///   - placement: of its original, under `batch`; `nil` where none is kept.
    ///   - rendering: `nil` where nobody is answered.
    ///   - now: the receipt's time.
    init(
        _ arrival: Arrival, placed placement: SegmentWriter.Placement?, batch: BatchNumber, _ keys: InstallationKeys,
        _ rendering: (any OutgoingRendering)?, now: Instant
    ) throws {
        key = keys.contentKey(arrival.bytes)
        bytes = arrival.bytes.count
        let member = keys.memberKey(arrival.member).data
        self.member = member
        messageKey = arrival.messageID.map(keys.messageKey)
        let statements = arrival.verdict.statements
        let encoded = statements.map(\.encoded)
        self.encoded = encoded
        stated = arrival.source.flatMap { keys.statedKey(statements, encoded, source: $0) }
        original = try placement.map { try KeptOriginal($0, batch: batch, member: member, keys) }
        if let rendering, let source = arrival.source, let messageKey, let replyTo = arrival.replyTo,
            ReceiptDecision(arrival.verdict.bestEnd, replyTo.acknowledgement) == .accepted
        {
            receipt = try ReadyReceipt(replyTo, messageKey, source: source, fault: nil, keys, rendering, now: now)
        } else {
            receipt = nil
        }
    }
}

extension Arrival.Verdict {
    fileprivate var statements: [SyncCore.Statement] {
        if case .states(let statements) = self { statements } else { [] }
    }

    /// Where it ends if nothing in the ledger is against it.
    fileprivate var bestEnd: MessageDisposition {
        switch self {
        case .states, .asks, .receipt: .applied
        case .notForUs: .notForUs
        case .setAside: .quarantined
        }
    }
}
