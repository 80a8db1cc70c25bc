// What must be true of the ledger whatever was read, planned, sent, or cut off in the middle: each statement by name, proved
// by looking at every row it speaks of, in one transaction. What cannot be known here is named as well.

import Foundation
import GRDB
import SyncCore

/// One thing that must be true.
public struct Invariant: Sendable, Equatable {
    public enum Verdict: Sendable, Equatable {
        /// Of so many rows.
        case proved(Int)
        case broken(Int)
        /// Nothing here knows.
        case unprovable
    }

    public let name: String
    /// The rule it holds; empty where it is the store's own.
    public let rule: String
    public let statement: String
    public let verdict: Verdict
}

extension Ledger {
    /// Looks at everything.
    ///
    /// - Parameter progress: called with the name of what is looked at next.
    public func check(progress: (String) -> Void = { _ in }) throws(LedgerFault) -> [Invariant] {
        try read("checking the ledger") { db in
            let proof = LedgerProof(db: db, keys: keys, originals: self)
            var invariants: [Invariant] = []
            var isWhole = true
            for claim in LedgerProof.claims {
                progress(claim.name)
                let verdict: Invariant.Verdict
                do {
                    // A database that is damaged proves nothing else.
                    verdict = isWhole ? try claim.prove(proof) : .unprovable
                } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                    verdict = .broken(1)
                }
                if claim.name == LedgerProof.wholeness, case .broken = verdict { isWhole = false }
                invariants.append(
                    Invariant(name: claim.name, rule: claim.rule, statement: claim.statement, verdict: verdict))
            }
            return invariants
        }
    }
}

/// The ledger, as far as a proof needs it.
struct LedgerProof {
    let db: Database
    let keys: InstallationKeys
    let originals: Ledger

    struct Claim {
        let name: String
        let rule: String
        let statement: String
        let prove: (LedgerProof) throws -> Invariant.Verdict
    }

    static let wholeness = "database-whole"

    static var claims: [Claim] { store + messages + told + orders + sealed + elsewhere }

    private static var store: [Claim] {
        [
            Claim(
                name: wholeness, rule: "", statement: "the database file is whole (SQLite's own integrity check)",
                prove: { proof in
                    let lines = try String.fetchAll(proof.db, sql: "PRAGMA integrity_check")
                    return lines == ["ok"] ? .proved(1) : .broken(lines.count)
                }),
            Claim(
                name: "references", rule: "", statement: "every reference leads to a row",
                prove: { proof in
                    let lost = try Row.fetchAll(proof.db, sql: "PRAGMA foreign_key_check").count
                    return lost == 0 ? .proved(1) : .broken(lost)
                }),
        ]
    }

    private static var messages: [Claim] {
        [
            Claim(
                name: "one-disposition", rule: "R18", statement: "every recorded message ended in exactly one place",
                prove: {
                    try $0.none(
                        of: "message",
                        """
                        disposition NOT BETWEEN 1 AND 6 OR (disposition IN (5, 6)) <> (code IS NOT NULL)
                            OR disposition IN (3, 4) AND sealedKey IS NOT NULL
                        """)
                }),
            Claim(
                name: "stated-by-message", rule: "R18",
                statement: "whatever is stated was stated by a message that counts",
                prove: {
                    try $0.none(
                        of: "stated",
                        "NOT EXISTS (SELECT 1 FROM message m WHERE m.id = stated.message AND m.disposition IN (1, 2))")
                }),
            Claim(
                name: "one-receipt", rule: "R18",
                statement: "no message has two receipts, or one given and one to come",
                prove: {
                    try $0.none(
                        of: "outgoing",
                        """
                        message IS NOT NULL AND (EXISTS (
                            SELECT 1 FROM outgoing o WHERE o.message = outgoing.message AND o.number < outgoing.number)
                            OR EXISTS (SELECT 1 FROM receiptDue d WHERE d.message = outgoing.message))
                        """)
                }),
        ]
    }

    private static var told: [Claim] {
        [
            Claim(
                name: "one-holder", rule: "R16",
                statement: "every identifier belongs to one citizen, and none comes back",
                prove: {
                    try $0.none(
                        of: "entry",
                        """
                        EXISTS (SELECT 1 FROM entry e WHERE e.source = entry.source AND e.entry = entry.entry
                            AND e.citizen < entry.citizen)
                        """)
                }),
            Claim(
                name: "intent-is-doubt", rule: "R16",
                statement: "whatever was intended and not answered counts as possibly told",
                prove: {
                    try $0.none(
                        of: "operation", where: "state = 1 AND entry IS NOT NULL",
                        """
                        NOT EXISTS (SELECT 1 FROM entry e JOIN plan p ON p.id = operation.plan
                            WHERE e.source = p.source AND e.citizen = operation.citizen AND e.entry = operation.entry
                                AND e.told = 1)
                        """)
                }),
            Claim(
                name: "ended-plans-are-done", rule: "R16", statement: "nothing of an ended plan still waits to be sent",
                prove: {
                    try $0.none(
                        of: "operation", where: "plan IN (SELECT id FROM plan WHERE state = 2)", "state IN (0, 1)")
                }),
            Claim(
                name: "answered-is-closed", rule: "R19", statement: "what was answered is no longer kept to be sent",
                prove: { try $0.none(of: "operation", where: "state > 1", "sealed IS NOT NULL") }),
            Claim(
                name: "uids-lead-somewhere", rule: "",
                statement: "every remembered uid leads to an entry of its citizen",
                prove: {
                    try $0.none(
                        of: "alias",
                        """
                        NOT EXISTS (SELECT 1 FROM entry e WHERE e.source = alias.source AND e.citizen = alias.citizen
                            AND e.entry = alias.entry)
                        """)
                }),
        ]
    }

    private static var orders: [Claim] {
        [
            Claim(
                name: "kept-off-stays-off", rule: "R8",
                statement: "nothing was told of an entry after it was ordered off the portal, but its withdrawal",
                prove: {
                    // 4: entered in error
                    try $0.none(
                        of: "withdrawal",
                        """
                        EXISTS (SELECT 1 FROM operation o JOIN plan p ON p.id = o.plan
                            WHERE p.source = withdrawal.source AND o.citizen = withdrawal.citizen
                                AND o.entry = withdrawal.entry AND o.intended > withdrawal.ordered AND o.status <> 4)
                        """)
                })
        ]
    }

    private static var elsewhere: [Claim] {
        [
            Claim(
                name: "delivered-is-recorded", rule: "R18",
                statement: "every message an EPJ delivered was recorded: what was taken is no longer there to compare",
                prove: { _ in .unprovable }),
            Claim(
                name: "portal-shows-what-was-told", rule: "R16",
                statement: "the portal shows what it was told: it has no read-back", prove: { _ in .unprovable }),
            Claim(
                name: "silent-about-people", rule: "R19",
                statement: "no log, report or file name outside the ledger speaks of a person",
                prove: { _ in .unprovable }),
        ]
    }

    /// That no row is like this; conditions name columns by their table.
    func none(of table: String, where scope: String = "1", _ broken: String) throws -> Invariant.Verdict {
        let row = try Row.fetchOne(
            db, sql: "SELECT count(*) AS n, total(\(broken)) AS broken FROM \(table) WHERE \(scope)")
        let count = Int(row?["broken"] as Double? ?? 0)
        return count == 0 ? .proved(row?["n"] ?? 0) : .broken(count)
    }
}
