// What `status` reads: runs and open ends, by counts only.

import Foundation
import GRDB
import SyncCore

public struct RunRecord: Sendable, Equatable {
    public let number: Int64
    public let command: String
    /// The time it was for.
    public let now: Instant
    public let started: Instant
    public let ended: Instant?
    public let exitCode: Int32?
    /// As JSON, and as people read it; the latter from version 0.2.0 on.
    public let report: String?
    public let text: String?

    init(_ row: Row) {
        number = row["id"]
        command = row["command"]
        now = Instant(seconds: row["now"])
        started = Instant(seconds: row["started"])
        ended = (row["ended"] as Int64?).map { Instant(seconds: $0) }
        exitCode = row["exitCode"]
        report = row["report"]
        text = row["text"]
    }
}

public struct OpenEnds: Sendable, Equatable {
    public var quarantined = 0
    public var oldestQuarantined: Instant?
    public var quarantinedByCode: [FindingCode: Int] = [:]
    /// Entries whose last request has no trusted outcome.
    public var possiblyTold = 0
    /// Operations of the newest plans that were refused or left.
    public var refused = 0
    public var left = 0
    /// Messages to EPJs that wait to be delivered.
    public var undelivered = 0
    /// Entries ordered off the portal that it may still show.
    public var withdrawals = 0
    /// For what sources are held.
    public var holds: [Hold] = []

    public init(quarantined: Int = 0, oldestQuarantined: Instant? = nil, quarantinedByCode: [FindingCode: Int] = [:]) {
        self.quarantined = quarantined
        self.oldestQuarantined = oldestQuarantined
        self.quarantinedByCode = quarantinedByCode
    }
}

extension Ledger {
    /// The newest runs first.
    public func runs(limit: Int) throws(LedgerFault) -> [RunRecord] {
        try read("reading the history") { db in
            try Row.fetchAll(
                db,
                sql: "SELECT \(Self.runColumns) FROM run ORDER BY id DESC LIMIT ?", arguments: [limit]
            ).map { RunRecord($0) }
        }
    }

    /// Runs of these commands that began then or later, the oldest first, without their reports.
    public func runs(of commands: [String], since: Instant) throws(LedgerFault) -> [RunRecord] {
        try read("reading the history") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT id, command, now, started, ended, exitCode, NULL AS report, NULL AS text FROM run
                    WHERE command IN (\(commands.map { _ in "?" }.joined(separator: ", "))) AND started >= ? ORDER BY id
                    """, arguments: StatementArguments(commands) + [since.seconds]
            ).map { RunRecord($0) }
        }
    }

    /// One run by its number.
    public func run(_ number: Int64) throws(LedgerFault) -> RunRecord? {
        try read("reading the history") { db in
            try Row.fetchOne(db, sql: "SELECT \(Self.runColumns) FROM run WHERE id = ?", arguments: [number])
                .map { RunRecord($0) }
        }
    }

    static let runColumns = "id, command, now, started, ended, exitCode, report, text"

    /// That a run was a cycle of every source which did all that it could do without a person: whatever was set aside, and
    /// whatever is held. A hold needs no decision before 08:00, so nobody is woken because a cycle ended with one.
    static let isComplete = "command = 'sync' AND exitCode IN (0, 3, 4) AND cutShort = 0"

    /// When the last complete cycle ended.
    public func lastCompleteCycle() throws(LedgerFault) -> Instant? {
        try read("reading the history") { db in
            try Int64.fetchOne(db, sql: "SELECT max(ended) FROM run WHERE \(Self.isComplete)")
                .map { Instant(seconds: $0) }
        }
    }

    /// Whether a whole cycle that began then or later ended, with one of these exit codes.
    public func hasEndedCycle(since: Instant, exitCodes: [Int32]) throws(LedgerFault) -> Bool {
        try read("reading the history") { db in
            try Int64.fetchAll(
                db, sql: "SELECT exitCode FROM run WHERE command = 'sync' AND started >= ? AND ended IS NOT NULL",
                arguments: [since.seconds]
            ).contains { exitCodes.contains(Int32($0)) }
        }
    }

    public func openEnds() throws(LedgerFault) -> OpenEnds {
        let (quarantined, oldest) = try setAside()
        let codes = try setAsideByCode()
        let undelivered = try undeliveredCount()
        let withdrawals = try openWithdrawals()
        let holds = try openHolds()
        return try read("counting open ends") { db in
            var ends = OpenEnds(quarantined: quarantined, oldestQuarantined: oldest, quarantinedByCode: codes)
            ends.possiblyTold = try Int.fetchOne(db, sql: "SELECT count(*) FROM entry WHERE told = 1") ?? 0
            let newest = "plan IN (SELECT max(id) FROM plan WHERE kind = 0 GROUP BY source HAVING kept = 0)"
            // "Not active" is information and no error (R17): nothing of it is open.
            ends.refused =
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM operation WHERE \(newest) AND state = 3 AND answer IS NOT ?",
                    arguments: [Self.notActive]) ?? 0
            ends.left =
                try Int.fetchOne(db, sql: "SELECT count(*) FROM operation WHERE \(newest) AND state IN (0, 1, 4, 6)")
                ?? 0
            ends.undelivered = undelivered
            ends.withdrawals = withdrawals
            ends.holds = holds
            return ends
        }
    }
}
