// Citizens that are known before any message speaks of them: what a rehearsal on recorded messages begins with.

import GRDB
import SyncCore

extension Ledger {
    /// Puts citizens among those a source's EPJ knows, and lets them have been active since a time.
    public func begin(
        with citizens: [NationalIdentityNumber], of source: SourceID, activeSince: Instant
    ) throws(LedgerFault) {
        let batch = try beginBatch(at: activeSince)
        let known = try write("beginning with citizens") { db in
            let writer = InboxWriter(
                db: db, keys: keys, batch: batch, now: activeSince, statedDaysMax: 0, rendering: nil)
            return try citizens.map { Digest128(try writer.know($0, stated: nil, by: source)) }
        }
        try endBatch(batch, at: activeSince)
        _ = try record(
            known.map { ActivationAnswer(citizen: $0, isActiveSelf: true, isActiveViaOthers: false) }, at: activeSince)
    }
}
