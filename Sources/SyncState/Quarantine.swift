// Messages that were set aside: what they were, why, and their bytes as they came. Nothing of them counted; they wait for
// someone to look, and only the key in this database opens them.

import Foundation
import GRDB
import SyncCore

/// A message of the inbox, for people.
public struct MessageNumber: Hashable, Sendable {
    public let value: Int64
    public init(_ value: Int64) { self.value = value }
}

public struct QuarantinedMessage: Sendable, Equatable {
    /// How long the sender is left without an answer: whoever looks in that time can still make it a good one.
    public static let receiptHours = 72

    /// What its sender hears of it.
    public enum Receipt: Sendable, Equatable {
        /// It asks for none, its MsgId had its receipt before, or its sender cannot be told.
        case none
        /// A negative one, at that time, unless it is read by then.
        case due(Instant)
        /// The negative one. It is final.
        case decided(Instant)
    }

    public let number: MessageNumber
    /// The number its batch was taken under.
    public let batch: BatchNumber
    /// `nil` when no configured source sent it.
    public let source: String?
    public let code: FindingCode
    /// Where it is wrong. Of a message set aside by version 0.1.0 only the line is known.
    public let position: Finding.Position
    public let received: Instant
    /// Of the original.
    public let bytes: Int
    public let receipt: Receipt

    /// Its sender has had the one receipt there is.
    public var isAnswered: Bool { if case .decided = receipt { true } else { false } }
}

extension QuarantinedMessage.Receipt {
    fileprivate init(due: Instant?, decided: Instant?) {
        self = decided.map { .decided($0) } ?? due.map { .due($0) } ?? .none
    }
}

extension InboxWriter {
    /// Whether a message without MsgId lies in quarantine with the same bytes.
    func liesNameless(_ content: ArrivalContent, source: SourceID?) throws -> Bool {
        guard content.messageKey == nil else { return false }
        return try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM message WHERE contentKey = ? AND disposition = 6 AND messageKey IS NULL
                        AND source IS ? AND id IS NOT ?)
                    """),
            arguments: [content.key.data, source?.row, retry?.row]) ?? false
    }
}

extension Ledger {
    /// What lies in quarantine, the oldest first.
    public func quarantined() throws(LedgerFault) -> [QuarantinedMessage] {
        try read("listing the quarantine") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT m.id, m.batch, s.name, m.code, m.line, m."column", m.element, m.received, m.bytes,
                        d.due, o.created
                    FROM message m LEFT JOIN source s ON s.id = m.source LEFT JOIN receiptDue d ON d.message = m.id
                        LEFT JOIN outgoing o ON o.message = m.id WHERE m.disposition = ? ORDER BY m.id
                    """, arguments: [MessageDisposition.quarantined.rawValue]
            ).map { row in
                QuarantinedMessage(
                    number: MessageNumber(row[0]), batch: BatchNumber(row[1]), source: row[2],
                    code: FindingCode(row[3]),
                    position: Finding.Position(line: row[4] ?? 0, column: row[5] ?? 0, element: row[6] ?? ""),
                    received: Instant(seconds: row[7]), bytes: row[8],
                    receipt: QuarantinedMessage.Receipt(
                        due: (row[9] as Int64?).map { Instant(seconds: $0) },
                        decided: (row[10] as Int64?).map { Instant(seconds: $0) }))
            }
        }
    }

    /// How many messages lie in quarantine, and since when the oldest has.
    public func setAside() throws(LedgerFault) -> (count: Int, oldest: Instant?) {
        try read("counting the quarantine") { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT count(*) AS n, min(received) AS oldest FROM message WHERE disposition = ?",
                arguments: [MessageDisposition.quarantined.rawValue])
            return (row?["n"] ?? 0, (row?["oldest"] as Int64?).map { Instant(seconds: $0) })
        }
    }

    /// How many lie in quarantine for each reason.
    public func setAsideByCode() throws(LedgerFault) -> [FindingCode: Int] {
        try read("counting the quarantine") { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT code, count(*) FROM message WHERE disposition = ? GROUP BY code",
                arguments: [MessageDisposition.quarantined.rawValue])
            var counts: [FindingCode: Int] = [:]
            while let row = try rows.next() { counts[FindingCode(row[0])] = row[1] }
            return counts
        }
    }

    /// Since when the oldest of each reason has lain there.
    public func oldestSetAsideByCode() throws(LedgerFault) -> [FindingCode: Instant] {
        try read("counting the quarantine") { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT code, min(received) FROM message WHERE disposition = ? GROUP BY code",
                arguments: [MessageDisposition.quarantined.rawValue])
            var oldest: [FindingCode: Instant] = [:]
            while let row = try rows.next() { oldest[FindingCode(row[0])] = Instant(seconds: row[1]) }
            return oldest
        }
    }

    /// The bytes of a message as they came; `nil` when none are kept.
    ///
    /// - Throws: `LedgerFault.sealBroken` when the segment does not hold what was put there.
    public func original(of message: MessageNumber) throws(LedgerFault) -> [UInt8]? {
        try read("opening an original") { db in try openOriginal(of: message.value, db) }
    }

    func openOriginal(of message: Int64, _ db: Database) throws -> [UInt8]? {
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT batch, member, segmentOffset, segmentLength, sealedKey FROM message
                        WHERE id = ? AND sealedKey IS NOT NULL
                        """), arguments: [message])
        else { return nil }
        let batch = BatchNumber(row["batch"])
        let key = try keys.open(
            row["sealedKey"], context: OriginalKey.context(batch: batch, member: row["member"]))
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: segmentPath(batch)))
        defer { try? file.close() }
        try file.seek(toOffset: UInt64(row["segmentOffset"] as Int64))
        let sealed = try file.read(upToCount: row["segmentLength"]) ?? Data()
        return try InstallationKeys.openOriginal(sealed, key: key)
    }

    /// Lets go of messages in quarantine: they end as refused, and with the keys in their rows their originals can never be
    /// opened again. All of them or, when one does not lie in quarantine, none.
    ///
    /// - Returns: how many were let go.
    public func discard(_ messages: Set<MessageNumber>) throws(LedgerFault) -> Int {
        let discarded = try write("discarding messages") { db in
            for message in messages {
                try db.execute(
                    sql: """
                        UPDATE message SET disposition = ?, segmentOffset = NULL, segmentLength = NULL, sealedKey = NULL
                        WHERE id = ? AND disposition = ?
                        """,
                    arguments: [
                        MessageDisposition.refused.rawValue, message.value, MessageDisposition.quarantined.rawValue,
                    ])
                guard db.changesCount == 1 else {
                    throw DatabaseError(resultCode: .SQLITE_NOTFOUND, message: "a message is not in quarantine")
                }
                // R18: refused with a receipt, and there is nothing to wait for any more.
                try db.execute(sql: "UPDATE receiptDue SET due = 0 WHERE message = ?", arguments: [message.value])
            }
            return messages.count
        }
        // The write-ahead log still holds the keys. Where a reader stands in the way, they go when the log is next moved.
        try? checkpoint()
        return discarded
    }
}
