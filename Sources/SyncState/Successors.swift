// A municipality that changes its EPJ: the source that replaces another, as the replaced one's plan has to know it.

import Foundation
import GRDB
import SyncCore

/// Whom a replacing source shows anything, told already or about to be by its plan.
public struct SuccessorView: Sendable {
    fileprivate var shown: Set<Digest128>
    fileprivate var performed: Set<Digest128>
    fileprivate var members: Set<Digest128>

    public func presence(of citizen: Digest128) -> SuccessorPresence {
        SuccessorPresence(
            showsEntries: shown.contains(citizen), hasPerformed: performed.contains(citizen),
            hasContacts: members.contains(citizen))
    }
}

extension Ledger {
    /// - Parameter plan: the replacing source's, when it is to be pushed in the same run.
    public func successorView(of source: SourceID, plan: PlanID?) throws(LedgerFault) -> SuccessorView {
        try read("reading what a replacing source shows") { db in
            func citizens(_ sql: String, _ arguments: StatementArguments) throws -> Set<Digest128> {
                let rows = try Data.fetchCursor(db, sql: sql, arguments: arguments)
                var citizens = Set<Digest128>()
                while let row = try rows.next() { citizens.insert(Digest128(row)) }
                return citizens
            }
            func planned(_ kind: OperationKind) throws -> Set<Digest128> {
                guard let plan else { return [] }
                return try citizens(
                    "SELECT DISTINCT citizen FROM operation WHERE plan = ? AND state = 0 AND kind = ?",
                    [plan.row, Int(kind.rawValue)])
            }
            let told = "SELECT DISTINCT citizen FROM"
            let fulfilled = Int(AppointmentStatus.fulfilled.rawValue)
            return SuccessorView(
                shown: try citizens(
                    "\(told) entry WHERE source = ? AND told > 0 AND status <> ?", [source.row, fulfilled]
                ).union(planned(.create)),
                performed: try citizens(
                    "\(told) entry WHERE source = ? AND told > 0 AND status = ?", [source.row, fulfilled]),
                members: try citizens("\(told) membership WHERE source = ? AND told > 0", [source.row])
                    .union(planned(.memberIn)))
        }
    }

    /// Leaves for a later run what a replaced source was to take back from citizens of whom the portal has taken nothing of
    /// its successor's: they keep what they see.
    public func leaveUnmoved(_ plan: PlanID, successor: PlanID) throws(LedgerFault) {
        try write("leaving what has no successor yet") { db in
            for (kind, moved, table) in [
                (OperationKind.withdraw, OperationKind.create, "entry"),
                (OperationKind.memberOut, OperationKind.memberIn, "membership"),
            ] {
                try db.execute(
                    sql: """
                        UPDATE operation SET state = 6, sealed = NULL, answer = 'its successor is not shown yet'
                        WHERE plan = ? AND state = 0 AND kind = ?
                            AND citizen IN (SELECT citizen FROM operation WHERE plan = ? AND kind = ?)
                            AND citizen NOT IN (SELECT citizen FROM \(table) WHERE source = ? AND told > 0)
                        """,
                    arguments: [
                        plan.row, Int(kind.rawValue), successor.row, Int(moved.rawValue), successor.source.row,
                    ])
            }
        }
    }
}
