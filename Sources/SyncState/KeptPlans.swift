// A plan that was made and not pushed, and may be applied later: exactly as it is, while what it was made from is as it was.

import Foundation
import GRDB
import SyncCore

/// A source's plan by the number it goes by towards people.
public struct KeptPlan: Sendable, Equatable {
    public let id: PlanID
    public let source: String
    public let run: Int64
    /// The time it was made for.
    public let now: Instant
    public let terms: Digest128?
    /// Operations that wait, by kind.
    public let operations: [OperationKind: Int]
    /// Whether it may be pushed at all: it was made whole and nothing ended it.
    public let isWaiting: Bool

    public var number: Int64 { id.row }
}

/// Why a plan can no longer be applied as it is.
public enum Staleness: Sendable, Equatable {
    /// It was pushed already, or is no longer kept.
    case over
    /// The source's configuration is another.
    case configuration
    /// Something newer was stated about so many of its citizens.
    case news(citizens: Int)
    /// So many rows of the ledger that it changes have changed.
    case ledger(rows: Int)
}

/// What of a plan is not applied although the plan is.
public struct LeftOut: Sendable, Equatable {
    /// Entries, by the first digits of their digests, whose visit has begun by now.
    public var begun: [String] = []
    /// Operations of citizens of whom something newer was stated.
    public var changed = 0
    /// Operations of citizens who are no longer active.
    public var inactive = 0

    public init(begun: [String] = [], changed: Int = 0, inactive: Int = 0) {
        self.begun = begun
        self.changed = changed
        self.inactive = inactive
    }
}

extension Ledger {
    public func keptPlan(_ number: Int64) throws(LedgerFault) -> KeptPlan? {
        try read("reading a plan") { db in
            guard
                let row = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT p.source, s.name, p.run, r.now, p.terms, p.state FROM plan p
                        JOIN source s ON s.id = p.source JOIN run r ON r.id = p.run WHERE p.id = ?
                        """, arguments: [number])
            else { return nil }
            let counts = try Row.fetchAll(
                db, sql: "SELECT kind, count(*) FROM operation WHERE plan = ? AND state = 0 GROUP BY kind",
                arguments: [number])
            var operations: [OperationKind: Int] = [:]
            for count in counts { operations[OperationKind(rawValue: count[0]) ?? .update] = count[1] }
            return KeptPlan(
                id: PlanID(row: number, source: SourceID(row[0])), source: row[1], run: row[2],
                now: Instant(seconds: row[3]), terms: (row[4] as Data?).map { Digest128($0) }, operations: operations,
                isWaiting: row[5] as Int == 1)
        }
    }

    /// The pairs that citizens are to become, or cease to be, members of.
    public func memberPairs(of plan: PlanID) throws(LedgerFault) -> Set<ServiceUnit> {
        try read("reading a plan") { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT u.service, u.unit FROM operation o JOIN serviceUnit u ON u.id = o.pair
                    WHERE o.plan = ? AND o.state = 0 AND o.entry IS NULL
                    """, arguments: [plan.row])
            return Set(rows.map { ServiceUnit(service: $0[0], unit: $0[1]) })
        }
    }

    /// What waits in a plan, in the order in which it will be sent.
    public func operationLines(of plan: PlanID) throws(LedgerFault) -> [OperationLine] {
        try read("reading a plan") { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT o.kind, o.entry, o.status, o.start, o."end", o.since, o.until, u.service, u.unit
                    FROM operation o JOIN serviceUnit u ON u.id = o.pair
                    WHERE o.plan = ? AND o.state = 0 ORDER BY o.entry IS NOT NULL, o.urgency, o.id
                    """, arguments: [plan.row])
            var lines: [OperationLine] = []
            while let row = try rows.next() {
                let kind = OperationKind(rawValue: row[0]) ?? .update
                let pair = ServiceUnit(service: row[7], unit: row[8])
                if let entry = row[1] as Data? {
                    lines.append(
                        .appointment(
                            kind, key: Digest128(entry),
                            status: AppointmentStatus(rawValue: row[2]) ?? .enteredInError,
                            start: Instant(seconds: row[3]), end: Instant(seconds: row[4]), pair: pair))
                } else {
                    lines.append(
                        .membership(
                            kind, since: CivilDate(dayNumber: row[5]),
                            until: (row[6] as Int32?).map { CivilDate(dayNumber: $0) }, pair: pair))
                }
            }
            return lines
        }
    }

    /// The plan the same run made of another source.
    public func keptPlan(beside plan: KeptPlan, source: String) throws(LedgerFault) -> KeptPlan? {
        let number = try read("reading a plan") { db in
            try Int64.fetchOne(
                db,
                sql: "SELECT p.id FROM plan p JOIN source s ON s.id = p.source WHERE p.run = ? AND s.name = ?",
                arguments: [plan.run, source])
        }
        guard let number else { return nil }
        return try keptPlan(number)
    }

    /// Keeps a plan for `apply`, although nothing holds it.
    public func keep(_ plan: PlanID) throws(LedgerFault) {
        try write("keeping a plan") { db in
            try db.execute(sql: "UPDATE plan SET kept = 1 WHERE id = ?", arguments: [plan.row])
        }
    }

    /// Compares a plan with what it was made from.
    ///
    /// - Parameter terms: of the configuration as it is now.
    public func staleness(of plan: KeptPlan, terms: Digest128) throws(LedgerFault) -> [Staleness] {
        guard plan.isWaiting else { return [.over] }
        return try read("comparing a plan with what it was made from") { db in
            var stale: [Staleness] = []
            if let made = plan.terms, made != terms { stale.append(.configuration) }
            let changed = try Int.fetchOne(
                db,
                sql: "SELECT count(DISTINCT citizen) FROM operation WHERE plan = ? AND state = 0 AND \(Self.hasNews)",
                arguments: [plan.id.row, plan.id.row])
            if let changed, changed > 0 { stale.append(.news(citizens: changed)) }
            let rows = try BasisComparison(db: db, plan: plan.id).differing()
            if rows > 0 { stale.append(.ledger(rows: rows)) }
            return stale
        }
    }

    private static let hasNews = """
        citizen IN (SELECT n.citizen FROM news n JOIN plan p ON p.source = n.source
            WHERE p.id = ? AND n.number > p.news)
        """

    /// Makes a kept plan ready to be pushed: closes what a killed run left, takes the identifiers it needs, and leaves out
    /// what time or the portal has overtaken.
    ///
    /// - Parameter withoutChanged: also leaves out citizens of whom something newer was stated.
    public func prepare(
        _ plan: KeptPlan, now: Instant, withoutChanged: Bool, settleSeconds: Int
    ) throws(LedgerFault) -> LeftOut {
        try write("preparing a plan") { db in
            try OutcomeWriter(db: db).closeAbandonedIntents(source: plan.id.source.row, settleSeconds: settleSeconds)
            var out = LeftOut()
            let waiting = "plan = ? AND state = 0"
            // What is taken back of the past (R8) had begun before it was planned, and nothing has overtaken it.
            let isBegun = """
                entry IS NOT NULL AND kind <> \(OperationKind.perform.rawValue) AND start < ? AND NOT (
                    kind = \(OperationKind.withdraw.rawValue) AND start < (
                        SELECT r.now FROM plan p JOIN run r ON r.id = p.run WHERE p.id = operation.plan))
                """
            let begun = try Data.fetchAll(
                db, sql: "SELECT entry FROM operation WHERE \(waiting) AND \(isBegun) ORDER BY start, id",
                arguments: [plan.id.row, now.seconds])
            out.begun = begun.map { Digest128($0).shortHexadecimal }
            try leave(waiting, isBegun, [plan.id.row, now.seconds], "the visit has begun", db)
            if withoutChanged {
                out.changed = try leave(
                    waiting, Self.hasNews, [plan.id.row, plan.id.row], "something newer was stated", db)
            }
            let isInactive = "citizen NOT IN (SELECT citizen FROM activation WHERE state = 1)"
            out.inactive = try leave(waiting, isInactive, [plan.id.row], "not active", db)
            try db.execute(
                sql: """
                    INSERT INTO entry (source, citizen, entry, told, status, start, "end", pair)
                    SELECT ?, citizen, entry, 0, status, start, "end", pair FROM operation
                    WHERE \(waiting) AND entry IS NOT NULL AND basis IS NULL ON CONFLICT DO NOTHING
                    """, arguments: [plan.id.source.row, plan.id.row])
            return out
        }
    }

    @discardableResult
    private func leave(
        _ waiting: String, _ condition: String, _ arguments: StatementArguments, _ answer: String, _ db: Database
    ) throws -> Int {
        try db.execute(
            sql:
                "UPDATE operation SET state = 5, sealed = NULL, answer = '\(answer)' WHERE \(waiting) AND \(condition)",
            arguments: arguments)
        return db.changesCount
    }
}

/// The rows a plan changes, as they are, against what it saw.
private struct BasisComparison {
    let db: Database
    let plan: PlanID

    func differing() throws -> Int { try differingEntries() + differingMemberships() }

    /// Another citizen's row under the identifier counts as changed as well.
    private func differingEntries() throws -> Int {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT o.basis, o.citizen, o.entry, e.citizen, e.told, e.fingerprint, e.status, e.start, e."end"
                FROM operation o LEFT JOIN entry e ON e.source = ? AND e.entry = o.entry
                WHERE o.plan = ? AND o.state = 0 AND o.entry IS NOT NULL
                """, arguments: [plan.source.row, plan.row])
        var differing = 0
        while let row = try rows.next() {
            guard let holder = row[3] as Data? else {
                if row[0] as Data? != nil { differing += 1 }
                continue
            }
            let told = Told(rawValue: row[4]) ?? .possibly
            let entry = ToldEntry(
                key: Digest128(row[2] as Data), told: told, fingerprint: (row[5] as Data?).map { Digest128($0) },
                status: AppointmentStatus(rawValue: row[6]) ?? .enteredInError, start: Instant(seconds: row[7]),
                end: Instant(seconds: row[8]), pair: ServiceUnit(service: "", unit: ""))
            let now = told == .no ? nil : PlanBasis(entry).bytes
            if holder != row[1] as Data || now != row[0] as Data? { differing += 1 }
        }
        return differing
    }

    private func differingMemberships() throws -> Int {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT o.basis, m.told, m.since, m.until FROM operation o
                LEFT JOIN membership m ON m.source = ? AND m.citizen = o.citizen AND m.pair = o.pair AND m.told > 0
                WHERE o.plan = ? AND o.state = 0 AND o.entry IS NULL
                """, arguments: [plan.source.row, plan.row])
        var differing = 0
        while let row = try rows.next() {
            let now = (row[1] as UInt8?).map { told in
                PlanBasis(
                    ToldMembership(
                        pair: ServiceUnit(service: "", unit: ""), told: Told(rawValue: told) ?? .possibly,
                        since: CivilDate(dayNumber: row[2]), until: (row[3] as Int32?).map { CivilDate(dayNumber: $0) })
                ).bytes
            }
            if now != row[0] as Data? { differing += 1 }
        }
        return differing
    }
}
