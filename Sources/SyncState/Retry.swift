// A message that lay in quarantine and is read again, in its own row: it goes the way of a message that arrives, except
// that it was received when it was received. So its place in the order of statements (R14) is the one it always had, and
// what came after it is not undone.

import Foundation
import GRDB
import SyncCore

extension InboxWriter {
    struct Retry {
        /// Of the message in quarantine.
        let row: Int64
        /// When it is read again.
        let now: Instant
    }
}

extension Ledger {
    /// Lets a message that lies in quarantine count by a new reading, in one transaction and in its own row.
    ///
    /// - Parameters:
    ///   - arrival: its original, read again; the member's name is not looked at.
    ///   - now: when it is read again. R14 goes by the time it was received.
    /// - Returns: where it ended, `.quarantined` when it stays; `nil` when it does not lie in quarantine.
    public func retry(
        _ message: MessageNumber, as arrival: Arrival, now: Instant, statedDaysMax: Int
    ) throws(LedgerFault) -> MessageDisposition? {
        try write("recording a message again") { db in
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT batch, received FROM message WHERE id = ? AND disposition = ?",
                    arguments: [message.value, MessageDisposition.quarantined.rawValue])
            else { return nil }
            let writer = InboxWriter(
                db: db, keys: keys, batch: BatchNumber(row["batch"]), now: Instant(seconds: row["received"]),
                statedDaysMax: statedDaysMax, rendering: rendering,
                retry: InboxWriter.Retry(row: message.value, now: now))
            let content = try ArrivalContent(arrival, placed: nil, batch: writer.batch, keys, rendering, now: now)
            let end = try writer.record(arrival, content)
            if end == .applied, let source = arrival.source {
                try db.execute(
                    sql: "INSERT INTO readAgain (message, source) VALUES (?, ?)",
                    arguments: [message.value, source.row])
            }
            return end
        }
    }
}

extension InboxWriter {
    /// The row of a message that is read again, as its new reading has it. Its original stays where there is a use for it.
    func rewrite(
        _ row: Int64, _ arrival: Arrival, _ messageKey: Digest128?, _ disposition: MessageDisposition,
        finding: Finding?, stated: Digest128?
    ) throws {
        try db.execute(
            sql: """
                UPDATE message SET source = ?, messageKey = ?, disposition = ?, code = ?, line = ?, "column" = ?,
                    element = ?, generated = ?, statedKey = ? WHERE id = ?
                """,
            arguments: [
                arrival.source?.row, messageKey?.data, disposition.rawValue, finding?.code.number,
                finding?.position.line, finding?.position.column, finding?.position.element,
                arrival.generated?.nanoseconds, stated?.data, row,
            ])
        if disposition == .duplicate || disposition == .notForUs { try forgetOriginal(of: row) }
    }

    private func forgetOriginal(of row: Int64) throws {
        try db.execute(
            sql: "UPDATE message SET segmentOffset = NULL, segmentLength = NULL, sealedKey = NULL WHERE id = ?",
            arguments: [row])
    }

    /// Whoever was told that a message was refused, and has stated something newer of the same citizen and unit since, does not
    /// count on the older one any more: what it says of the visits is not brought back. Before its receipt, a message counts as
    /// one that arrives late: a snapshot older than its unit's newest one is superseded, and a push speaks of what it names.
    func isOvertaken(_ statement: SyncCore.Statement, source: SourceID) throws -> Bool {
        guard let retry, case .visits(let visits) = statement.content, try isAnswered(retry) else { return false }
        return try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM stated
                    WHERE source = ? AND citizen = ? AND kind IN (1, 2) AND unit = ? AND generated > ?)
                """,
            arguments: [
                source.row, try currentKey(of: statement.citizen, source: source), visits.unit,
                min(visits.generated, now).nanoseconds,
            ]) ?? false
    }

    private func isAnswered(_ retry: Retry) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM outgoing WHERE message = ?)", arguments: [retry.row]) ?? false
    }

    /// A push read again after its visits are over is known to no plan yet, although plans were made since it arrived: it
    /// must not expire before one was, within A11.
    func keepUntilPlanned(_ statements: [SyncCore.Statement], source: SourceID) throws {
        guard let retry else { return }
        for citizen in Set(statements.map(\.citizen)) {
            try db.execute(
                sql: """
                    UPDATE stated SET expires = max(expires, min(generated / 1000000000 + ?, ?))
                    WHERE source = ? AND citizen = ? AND kind = 2 AND message = ?
                    """,
                arguments: [
                    statedDaysMax * 86_400, retry.now.adding(hours: 48).seconds, source.row,
                    try currentKey(of: citizen, source: source), retry.row,
                ])
        }
    }
}
