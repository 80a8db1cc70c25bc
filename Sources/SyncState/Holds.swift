// For what a source is held, and what a person approved. A hold belongs to the plan that exceeded a limit; what it says
// since when is carried from plan to plan until one passes.

import Foundation
import GRDB
import SyncCore

/// One limit that one plan exceeds, under the number it goes by towards people.
public struct Hold: Sendable, Equatable {
    public let number: Int64
    public let source: String
    /// `P31`.
    public let plan: String
    public let exceeded: Exceeded
    /// Since when the source has been held for this.
    public let since: Instant
    /// When somebody let it pass; `nil` as well when newer plans took its place before anybody did.
    public let approved: Instant?

    public init(
        number: Int64, source: String, plan: String, exceeded: Exceeded, since: Instant, approved: Instant? = nil
    ) {
        self.number = number
        self.source = source
        self.plan = plan
        self.exceeded = exceeded
        self.since = since
        self.approved = approved
    }

    /// `H12`.
    public var name: String { "H\(number)" }
}

/// How long an approval lasts.
public enum Approval {
    public static let hours = 24
}

extension Ledger {
    // MARK: What the guard has to know

    public func guardHistory(
        of source: SourceID, terms: Digest128, runs: Int
    ) throws(LedgerFault) -> GuardHistory {
        try read("reading what the guard remembers") { db in
            let creations = try Int.fetchAll(
                db, sql: "SELECT count FROM created WHERE source = ? ORDER BY run DESC LIMIT ?",
                arguments: [source.row, runs])
            let wasTold = try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM entry WHERE source = :source AND told > 0)
                        OR EXISTS (SELECT 1 FROM membership WHERE source = :source AND told > 0)
                        OR EXISTS (SELECT 1 FROM spentIdentifier WHERE source = :source)
                    """, arguments: ["source": source.row])
            let known = try Data.fetchOne(
                db, sql: "SELECT terms FROM sourceTerms WHERE source = ?", arguments: [source.row])
            return GuardHistory(
                creations: creations, wasToldAnything: wasTold ?? false,
                isConfigurationChanged: known.map { $0 != terms.data } ?? false)
        }
    }

    /// Up to how much of what a person approved in the last hours; a changed configuration only as it was approved.
    public func approvals(
        of source: SourceID, terms: Digest128, at now: Instant
    ) throws(LedgerFault) -> [HeldKind: Int] {
        try read("reading approvals") { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT kind, max(count) FROM hold
                    WHERE source = ? AND state = 1 AND approved > ? AND (kind <> 'configuration' OR terms = ?)
                    GROUP BY kind
                    """,
                arguments: [source.row, now.adding(hours: -Approval.hours).seconds, terms.data])
            var approvals: [HeldKind: Int] = [:]
            for row in rows {
                guard let kind = HeldKind(rawValue: row[0]) else { continue }
                // What a source begins with is asked about once, however much it is by then.
                approvals[kind] = kind == .firstRun ? Int.max : row[1]
            }
            return approvals
        }
    }

    /// How many of the citizens each source's EPJ knows are active. A country's citizens are gone through once, for all of them.
    public func activeCounts() throws(LedgerFault) -> [SourceID: Int] {
        try read("counting active citizens") { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT k.source, count(*) FROM sourceCitizen k JOIN activation a ON a.citizen = k.citizen
                    WHERE a.state = 1 GROUP BY k.source
                    """)
            return Dictionary(rows.map { (SourceID($0[0]), $0[1]) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// Which of these a source's EPJ knows.
    public func knownCitizens(
        of source: SourceID, among citizens: Set<Digest128>
    ) throws(LedgerFault) -> Set<Digest128> {
        try read("reading whom a source knows") { db in
            let find = try db.cachedStatement(sql: "SELECT 1 FROM sourceCitizen WHERE citizen = ? AND source = ?")
            return try citizens.filter { try Bool.fetchOne(find, arguments: [$0.data, source.row]) ?? false }
        }
    }

    // MARK: Verdicts

    /// Keeps a plan that exceeds limits until a person decides, or the next plan passes.
    public func hold(
        _ plan: PlanID, for exceeded: [Exceeded], terms: Digest128, at now: Instant
    ) throws(LedgerFault) -> [Hold] {
        try write("holding a plan") { db in
            let before = try Row.fetchAll(
                db, sql: "SELECT kind, since FROM hold WHERE source = ? AND state = 0", arguments: [plan.source.row])
            let since = Dictionary(before.map { ($0[0] as String, $0[1] as Int64) }, uniquingKeysWith: min)
            try closeHolds(of: plan.source, db)
            try db.execute(sql: "UPDATE plan SET kept = 1 WHERE id = ?", arguments: [plan.row])
            let name = try String.fetchOne(
                db, sql: "SELECT name FROM source WHERE id = ?", arguments: [plan.source.row])
            return try exceeded.map { exceeded in
                let begun = since[exceeded.kind.rawValue] ?? now.seconds
                try db.execute(
                    sql: """
                        INSERT INTO hold (plan, source, kind, count, whole, unit, terms, since, state)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
                        """,
                    arguments: [
                        plan.row, plan.source.row, exceeded.kind.rawValue, exceeded.count, exceeded.whole,
                        exceeded.unit, terms.data, begun,
                    ])
                return Hold(
                    number: db.lastInsertedRowID, source: name ?? "", plan: plan.name, exceeded: exceeded,
                    since: Instant(seconds: begun))
            }
        }
    }

    /// The plan passed, or was approved as it is: from here on it may be pushed.
    public func release(_ plan: PlanID, terms: Digest128) throws(LedgerFault) {
        try write("releasing a plan") { db in
            try closeHolds(of: plan.source, db)
            try db.execute(sql: "UPDATE plan SET kept = 0 WHERE id = ?", arguments: [plan.row])
            try db.execute(
                sql: "INSERT OR REPLACE INTO sourceTerms (source, terms) VALUES (?, ?)",
                arguments: [plan.source.row, terms.data])
        }
    }

    private func closeHolds(of source: SourceID, _ db: Database) throws {
        try db.execute(sql: "UPDATE hold SET state = 2 WHERE source = ? AND state = 0", arguments: [source.row])
    }

    /// What a complete run created is what later ones are measured by.
    public func recordCreated(_ count: Int, of source: SourceID, in run: RunID) throws(LedgerFault) {
        guard count > 0 else { return }
        try write("recording what was created") { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO created (source, run, count) VALUES (?, ?, ?)",
                arguments: [source.row, run.row, count])
        }
    }

    // MARK: People

    /// What is held now, the oldest first.
    public func openHolds() throws(LedgerFault) -> [Hold] { try holds("h.state = 0", []) }

    /// What somebody has let pass since then.
    public func holds(approvedSince time: Instant) throws(LedgerFault) -> [Hold] {
        try holds("h.state = 1 AND h.approved > ?", [time.seconds])
    }

    public func hold(numbered number: Int64) throws(LedgerFault) -> Hold? { try holds("h.id = ?", [number]).first }

    /// Those of one plan, `P31`.
    public func holds(ofPlan number: Int64) throws(LedgerFault) -> [Hold] { try holds("h.plan = ?", [number]) }

    /// Lets the source's runs of the next hours exceed what is held up to the count it shows. One that was approved before
    /// stays approved from then on.
    public func approve(_ holds: [Hold], at now: Instant) throws(LedgerFault) {
        try write("approving") { db in
            for hold in holds {
                try db.execute(
                    sql: "UPDATE hold SET state = 1, approved = ? WHERE id = ? AND state = 0",
                    arguments: [now.seconds, hold.number])
            }
        }
    }

    private func holds(_ condition: String, _ arguments: StatementArguments) throws(LedgerFault) -> [Hold] {
        try read("reading what is held") { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT h.id, s.name, h.plan, h.kind, h.count, h.whole, h.unit, h.since, h.approved
                    FROM hold h JOIN source s ON s.id = h.source WHERE \(condition) ORDER BY h.id
                    """, arguments: arguments)
            return rows.compactMap { row in
                guard let kind = HeldKind(rawValue: row[3]) else { return nil }
                let plan: Int64 = row[2]
                return Hold(
                    number: row[0], source: row[1], plan: "P\(plan)",
                    exceeded: Exceeded(kind: kind, count: row[4], whole: row[5], unit: row[6]),
                    since: Instant(seconds: row[7]), approved: (row[8] as Int64?).map { Instant(seconds: $0) })
            }
        }
    }
}
