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
    public let number: MessageNumber
    /// `nil` when no configured source sent it.
    public let source: String?
    public let code: FindingCode
    /// 1 and up; 0 when the finding is about the message as a whole.
    public let line: Int
    public let received: Instant
    /// Of the original.
    public let bytes: Int
}

extension Ledger {
    /// What lies in quarantine, the oldest first.
    public func quarantined() throws(LedgerFault) -> [QuarantinedMessage] {
        try read("listing the quarantine") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT m.id, s.name, m.code, m.line, m.received, m.bytes
                    FROM message m LEFT JOIN source s ON s.id = m.source WHERE m.disposition = ? ORDER BY m.id
                    """, arguments: [MessageDisposition.quarantined.rawValue]
            ).map { row in
                QuarantinedMessage(
                    number: MessageNumber(row[0]), source: row[1], code: FindingCode(row[2]), line: row[3],
                    received: Instant(seconds: row[4]), bytes: row[5])
            }
        }
    }

    /// The bytes of a message as they came; `nil` when none are kept.
    ///
    /// - Throws: `LedgerFault.sealBroken` when the segment does not hold what was put there.
    public func original(of message: MessageNumber) throws(LedgerFault) -> [UInt8]? {
        try read("opening an original") { db in
            guard
                let row = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT batch, member, segmentOffset, segmentLength, sealedKey FROM message
                        WHERE id = ? AND sealedKey IS NOT NULL
                        """, arguments: [message.value])
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
    }
}
