// A plan that somebody asked to apply while another process holds the lock: asked here, carried out by whoever has the lock
// next, and reported back to who asked.

import Foundation
import GRDB
import SyncCore

/// One request to apply plans.
public struct ApplyDecision: Sendable, Equatable {
    public let number: Int64
    /// By number.
    public let plans: [Int64]
    public let withoutChanged: Bool
    /// For which time, when not for the time it is carried out at.
    public let now: Instant?
}

extension Ledger {
    public func requestApply(
        _ plans: [Int64], withoutChanged: Bool, now: Instant?, at made: Instant
    ) throws(LedgerFault) -> ApplyDecision {
        try write("recording a decision") { db in
            try db.execute(
                sql: "INSERT INTO decision (plans, withoutChanged, now, made) VALUES (?, ?, ?, ?)",
                arguments: [
                    plans.map(String.init).joined(separator: " "), withoutChanged, now?.seconds, made.seconds,
                ])
            return ApplyDecision(
                number: db.lastInsertedRowID, plans: plans, withoutChanged: withoutChanged, now: now)
        }
    }

    /// What nobody has carried out yet, in the order of asking.
    public func openDecisions() throws(LedgerFault) -> [ApplyDecision] {
        try read("reading decisions") { db in
            try Row.fetchAll(
                db, sql: "SELECT id, plans, withoutChanged, now FROM decision WHERE run IS NULL ORDER BY id"
            ).map { row in
                ApplyDecision(
                    number: row[0], plans: (row[1] as String).split(separator: " ").compactMap { Int64($0) },
                    withoutChanged: row[2], now: (row[3] as Int64?).map { Instant(seconds: $0) })
            }
        }
    }

    public func recordCarriedOut(_ decision: ApplyDecision, by run: Int64) throws(LedgerFault) {
        try write("recording that a decision was carried out") { db in
            try db.execute(sql: "UPDATE decision SET run = ? WHERE id = ?", arguments: [run, decision.number])
        }
    }

    /// Nobody waits for it any more.
    public func withdraw(_ decision: ApplyDecision) throws(LedgerFault) {
        try write("withdrawing a decision") { db in
            try db.execute(sql: "DELETE FROM decision WHERE id = ? AND run IS NULL", arguments: [decision.number])
        }
    }

    /// The run that carried it out, once it has.
    public func run(of decision: ApplyDecision) throws(LedgerFault) -> RunRecord? {
        try read("reading decisions") { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT r.id, r.command, r.now, r.started, r.ended, r.exitCode, r.report, r.text FROM decision d
                    JOIN run r ON r.id = d.run WHERE d.id = ?
                    """, arguments: [decision.number]
            ).map { RunRecord($0) }
        }
    }
}
