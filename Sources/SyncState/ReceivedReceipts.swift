// An EPJ's receipt for a message of ours, found by the id it answers. It is final as ours are: the first one counts.

import GRDB
import SyncCore

extension InboxWriter {
    /// - Returns: `.notForUs` when it answers nothing of ours: an EPJ's receipts to others may lie in the same feed.
    func end(of receipt: ReceivedReceipt, from source: SourceID?) throws -> MessageDisposition {
        guard let source,
            let answered = try Bool.fetchOne(
                db.cachedStatement(sql: "SELECT answered IS NOT NULL FROM outgoing WHERE source = ? AND id = ?"),
                arguments: [source.row, receipt.originalMessageID])
        else { return .notForUs }
        if answered { return .duplicate }
        try db.execute(
            sql: "UPDATE outgoing SET answered = ?, answerStatus = ?, answerErrors = ? WHERE source = ? AND id = ?",
            arguments: [
                now.seconds, receipt.status.rawValue, receipt.errors.joined(separator: " "), source.row,
                receipt.originalMessageID,
            ])
        return .applied
    }
}
