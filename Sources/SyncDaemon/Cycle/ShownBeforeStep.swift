// The first complete cycle after a ledger was lost says what the loss came to, once.

import SyncCore
import SyncState

extension Cycle {
    func tellShownBefore(in report: inout RunReport) throws(LedgerFault) {
        for source in report.sources where source.isComplete && source.refused == 0 && source.plan != nil {
            guard let (before, again) = try ledger.takeShownBefore(of: source.id, at: now) else { continue }
            guard let text = Self.shownBeforeText(source.id, before: before, again: again) else { continue }
            report.problems.append(text)
        }
    }

    /// - Returns: `nil` when everything is accounted for.
    static func shownBeforeText(_ source: String, before: Int, again: Int) -> String? {
        guard before > again else { return nil }
        let rest = before - again
        return
            "Source \(source): the ledger that was lost had shown \(before.grouped) entries that were not over; \(again.grouped) are "
            + "told again. The other \(rest.grouped) are stated by nobody any more and may still stand on the portal, where they end "
            + "by their own times. Ask the EPJ whether it delivered everything; the portal's operator can list them by this "
            + "source's identifier system."
    }
}
