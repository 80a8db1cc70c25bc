// Orders to withhold what a citizen would see, whoever states it: everything, or the names of employees. They are the
// citizen's and hold in every source, also in one that has not spoken of him yet; what is kept is his key and a date.

import Foundation
import GRDB
import SyncCore

/// Raw values lie in the ledger.
public enum Withholding: Int, CaseIterable, Sendable {
    case everything = 1
    case names
}

public struct WithholdingOrder: Sendable, Equatable {
    public let citizen: Digest128
    public let kind: Withholding
    public let ordered: Instant
}

extension Ledger {
    /// - Returns: whether it was not in force already.
    public func withhold(_ kind: Withholding, of citizen: Digest128, at now: Instant) throws(LedgerFault) -> Bool {
        try write("recording an order") { db in
            try db.execute(
                sql: "INSERT INTO withholding (citizen, kind, ordered) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                arguments: [citizen.data, kind.rawValue, now.seconds])
            return db.changesCount > 0
        }
    }

    /// An order given under a former number is the person's (identity rule 8), and is taken back under either.
    ///
    /// - Returns: whether it was in force.
    public func stopWithholding(_ kind: Withholding, of citizen: Digest128) throws(LedgerFault) -> Bool {
        try write("recording an order") { db in
            try db.execute(
                sql: """
                    DELETE FROM withholding WHERE kind = :kind
                        AND (citizen = :citizen OR citizen IN (SELECT former FROM numberLink WHERE citizen = :citizen))
                    """, arguments: ["citizen": citizen.data, "kind": kind.rawValue])
            return db.changesCount > 0
        }
    }

    /// The oldest first.
    public func withholdings() throws(LedgerFault) -> [WithholdingOrder] {
        try read("listing orders") { db in
            try Row.fetchAll(db, sql: "SELECT citizen, kind, ordered FROM withholding ORDER BY ordered, citizen, kind")
                .map { row in
                    WithholdingOrder(
                        citizen: Digest128(row[0] as Data), kind: Withholding(rawValue: row[1]) ?? .everything,
                        ordered: Instant(seconds: row[2]))
                }
        }
    }

    /// Whether the ledger knows a citizen by that key at all.
    public func knows(_ citizen: Digest128) throws(LedgerFault) -> Bool {
        try read("looking for a citizen") { db in try CitizenRecord.isKnown(citizen.data, db) }
    }
}
