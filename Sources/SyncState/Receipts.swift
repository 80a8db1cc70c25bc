// Receipts for messages that were read (HIS 80415, HITS 1168 §5.4). A receipt answers the reading in and nothing that comes
// after it, and it is final: one for each MsgId of a source, so a message that comes again gets no second one. A message
// that ends in quarantine is answered after three days, because whoever looks in that time can still make it a good one.

import Foundation
import GRDB
import SyncCore

/// How a message is answered, by where it ended and what its sender asks for.
enum ReceiptDecision: Equatable {
    case none
    case accepted
    /// When it has lain there for `QuarantinedMessage.receiptHours`.
    case refusedLater

    init(_ disposition: MessageDisposition, _ acknowledgement: Envelope.Acknowledgement) {
        switch (disposition, acknowledgement) {
        case (_, .never): self = .none
        // Not for us: sound, but of a kind that is for another system of the receiver's. A positive receipt would say that
        // it was read in here (HITS 1168), a negative one that it was wrong; a wrongly addressed message gets none, and
        // its sender learns it by the silence of 96 hours.
        case (.notForUs, _): self = .none
        case (.quarantined, _): self = .refusedLater
        // Let go of by a person: its answer lies with what was set aside, and is made due there.
        case (.refused, _): self = .none
        case (.applied, .always), (.superseded, .always), (.duplicate, .always): self = .accepted
        case (.applied, .onError), (.superseded, .onError), (.duplicate, .onError): self = .none
        }
    }
}

extension InboxWriter {
    /// - Parameters:
    ///   - messageKey: of its MsgId; `nil` for a message that is the same again, which gets no receipt of its own.
    ///   - finding: of one that is set aside.
    func answer(
        _ arrival: Arrival, _ content: ArrivalContent, row: Int64, _ messageKey: Digest128?,
        _ disposition: MessageDisposition, _ finding: Finding?
    ) throws {
        if retry != nil { try db.execute(sql: "DELETE FROM receiptDue WHERE message = ?", arguments: [row]) }
        guard let rendering, let source = arrival.source, let messageKey, let replyTo = arrival.replyTo else { return }
        let outgoing = OutgoingWriter(db: db, keys: keys, rendering: rendering, now: retry?.now ?? now)
        switch ReceiptDecision(disposition, replyTo.acknowledgement) {
        case .none: break
        case .accepted:
            if let receipt = content.receipt { try outgoing.tell(source.row, receipt, for: row) }
        case .refusedLater:
            guard let finding, try !outgoing.isAnswered(messageKey, source: source) else { return }
            let due = ReceiptDue(replyTo: replyTo, messageKey: messageKey, text: finding.text)
            try db.execute(
                sql: "INSERT INTO receiptDue (message, due, sealed) VALUES (?, ?, ?)",
                arguments: [
                    row, now.adding(hours: QuarantinedMessage.receiptHours).seconds,
                    try keys.seal(due.encode(), context: ReceiptDue.context(row)),
                ])
        }
    }
}

/// A receipt as it is stored, before anything is known of its message but what the message says.
struct ReadyReceipt: Equatable {
    let id: String
    let status: Receipt.Status
    let sealed: Data
}

extension ReadyReceipt {
    /// - Parameter fault: why the message is refused; `nil` when it was read.
    init(
        _ replyTo: ReplyTo, _ messageKey: Digest128, source: SourceID, fault: Receipt.Fault?, _ keys: InstallationKeys,
        _ rendering: any OutgoingRendering, now: Instant
    ) throws {
        let id = keys.receiptID(messageKey, source: source)
        let receipt = Receipt(
            version: replyTo.version, id: id, generated: now, sender: replyTo.sender, receiver: replyTo.receiver,
            status: fault == nil ? .accepted : .refused, faults: fault.map { [$0] } ?? [], original: replyTo.original)
        self.init(
            id: id, status: receipt.status,
            sealed: try keys.seal(rendering.bytes(of: receipt), context: OutgoingWriter.context(id)))
    }
}

extension InstallationKeys {
    fileprivate func receiptID(_ messageKey: Digest128, source: SourceID) -> String {
        var subject = ByteWriter()
        subject.write(source.row)
        return outgoingID(.receipt, subject.bytes + messageKey.bytes)
    }
}

extension OutgoingWriter {
    fileprivate func isAnswered(_ messageKey: Digest128, source: SourceID) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM outgoing WHERE source = ? AND id = ?)",
            arguments: [source.row, keys.receiptID(messageKey, source: source)]) ?? false
    }
}

extension Ledger {
    /// Answers what has lain in quarantine for its time: negatively, and for good.
    public func answerQuarantined(at now: Instant) throws(LedgerFault) {
        guard let rendering else { return }
        try write("answering what is set aside") { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT d.message, d.sealed, m.source, m.code FROM receiptDue d JOIN message m ON m.id = d.message
                    WHERE d.due <= ? AND m.source IS NOT NULL ORDER BY d.message
                    """, arguments: [now.seconds])
            let outgoing = OutgoingWriter(db: db, keys: keys, rendering: rendering, now: now)
            for row in rows {
                let message: Int64 = row[0]
                let due = try ReceiptDue(decoding: keys.open(row[1], context: ReceiptDue.context(message)))
                let finding = Finding(
                    code: FindingCode(row[3]), severity: .refused,
                    position: Finding.Position(line: 0, column: 0, element: ""), text: due.text)
                let source: Int64 = row[2]
                let receipt = try ReadyReceipt(
                    due.replyTo, due.messageKey, source: SourceID(source), fault: rendering.fault(of: finding), keys,
                    rendering, now: now)
                try outgoing.tell(source, receipt, for: message)
                try db.execute(sql: "DELETE FROM receiptDue WHERE message = ?", arguments: [message])
            }
        }
    }
}

/// What is sealed of a negative receipt to come.
struct ReceiptDue {
    private static let version: UInt8 = 1

    let replyTo: ReplyTo
    let messageKey: Digest128
    /// Of the finding: what is wrong and what the sender can do.
    let text: String

    init(replyTo: ReplyTo, messageKey: Digest128, text: String) {
        self.replyTo = replyTo
        self.messageKey = messageKey
        self.text = text
    }

    static func context(_ message: Int64) -> Data { Data("receiptDue \(message)".utf8) }

    func encode() -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 512)
        writer.write(Self.version)
        replyTo.write(to: &writer)
        writer.write(messageKey)
        writer.write(text)
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        guard try reader.readByte() == Self.version else { throw ByteReader.Mismatch() }
        replyTo = try ReplyTo(from: &reader)
        messageKey = try reader.readDigest()
        text = try reader.readString()
    }
}
