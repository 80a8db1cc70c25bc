// The services a source has opened, as the portal was told them. They change with the configuration, not with the night.

import Foundation
import GRDB
import SyncCore

extension Ledger {
    /// The fingerprints of the offers the portal accepted, by identifier value.
    public func toldOffers(of source: SourceID) throws(LedgerFault) -> [String: Digest128] {
        try read("reading the told offers") { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT value, fingerprint FROM offer WHERE source = ? AND told = 2", arguments: [source.row])
            return Dictionary(
                uniqueKeysWithValues: rows.map { ($0["value"] as String, Digest128($0["fingerprint"] as Data)) })
        }
    }

    public func recordOffers(
        _ offers: [String: Digest128], told: Told, of source: SourceID
    ) throws(LedgerFault) {
        try write("recording offers") { db in
            for (value, fingerprint) in offers {
                try db.execute(
                    sql: """
                        INSERT INTO offer (source, value, told, fingerprint) VALUES (?, ?, ?, ?)
                        ON CONFLICT DO UPDATE SET told = excluded.told, fingerprint = excluded.fingerprint
                        """, arguments: [source.row, value, Int(told.rawValue), fingerprint.data])
            }
        }
    }
}
