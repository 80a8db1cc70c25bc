// After a ledger was lost: what the one before had shown, against what is told again. A number is all there is, because the
// keys of its entries mean nothing under another master key.

import GRDB
import SyncCore

extension Ledger {
    /// What to say of a source whose earlier ledger is lost, once: forgotten with the answer.
    ///
    /// - Parameter time: what ended before it is over and not counted.
    /// - Returns: `nil` where nothing was lost.
    public func takeShownBefore(of source: String, at time: Instant) throws(LedgerFault) -> (before: Int, again: Int)? {
        try write("counting what was shown before") { db in
            guard
                let row = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT b.source AS source, b.count AS count FROM shownBefore b JOIN source s ON s.id = b.source
                        WHERE s.name = ?
                        """, arguments: [source])
            else { return nil }
            let id: Int64 = row["source"]
            let again = try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM entry WHERE source = ? AND told > 0 AND status IN (0, 1, 3) AND "end" > ?
                    """, arguments: [id, time.seconds])
            try db.execute(sql: "DELETE FROM shownBefore WHERE source = ?", arguments: [id])
            return (row["count"], again ?? 0)
        }
    }
}
