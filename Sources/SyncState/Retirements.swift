// Sources that are retired: what lies ahead of theirs is taken back and nothing new is told. A retirement is finished when
// nothing is left that the portal would take back; until then no successor of the municipality begins.

import Foundation
import GRDB
import SyncCore

public struct Retirement: Sendable, Equatable {
    public let source: String
    public let municipality: String
    public let ordered: Instant
    public let finished: Instant?
}

/// What a source still shows of the coming days.
public struct RetirementRest: Sendable, Equatable {
    /// Of active citizens: these are still to be taken back.
    public var entries = 0
    public var contacts = 0
    /// Of citizens who are not active: the portal takes nothing about them, no ending either (R3).
    public var outOfReach = 0

    public var isNothing: Bool { entries == 0 && contacts == 0 }
}

enum Retirements {
    static func isOrdered(_ source: Int64, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM retirement WHERE source = ?)"), arguments: [source])
            ?? false
    }
}

extension Ledger {
    /// Ordered again, a retirement is the same one.
    public func retire(_ source: SourceID, municipality: String, at now: Instant) throws(LedgerFault) {
        try write("recording an order") { db in
            try db.execute(
                sql: """
                    INSERT INTO retirement (source, municipality, ordered) VALUES (?, ?, ?)
                    ON CONFLICT (source) DO NOTHING
                    """, arguments: [source.row, municipality, now.seconds])
            // No plan made before may be applied any more.
            try db.execute(sql: "UPDATE plan SET kept = 0 WHERE source = ?", arguments: [source.row])
        }
    }

    public func retirements() throws(LedgerFault) -> [Retirement] {
        try read("listing retired sources") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT s.name, r.municipality, r.ordered, r.finished FROM retirement r JOIN source s ON s.id = r.source
                    ORDER BY s.name
                    """
            ).map { row in
                Retirement(
                    source: row[0], municipality: row[1], ordered: Instant(seconds: row[2]),
                    finished: (row[3] as Int64?).map { Instant(seconds: $0) })
            }
        }
    }

    /// What nobody knows the portal has is among it (R16): a withdrawal may not have arrived.
    ///
    /// - Parameter today: the day on which a contact that ends is over.
    public func retirementRest(
        of source: SourceID, now: Instant, today: CivilDate
    ) throws(LedgerFault) -> RetirementRest {
        try read("counting what a retired source shows") { db in
            var rest = RetirementRest()
            let entries = try Row.fetchCursor(
                db,
                sql: """
                    SELECT coalesce(a.state, 0) = 1, count(*) FROM entry e LEFT JOIN activation a ON a.citizen = e.citizen
                    WHERE e.source = ? AND max(e.start, coalesce(e.latestStart, e.start)) >= ?
                        AND (e.told = 1 OR e.told = 2 AND e.status IN (0, 1, 3)) GROUP BY 1
                    """, arguments: [source.row, now.seconds])
            while let row = try entries.next() {
                if row[0] as Bool { rest.entries = row[1] } else { rest.outOfReach = row[1] }
            }
            rest.contacts =
                try Int.fetchOne(
                    db,
                    sql: """
                        SELECT count(*) FROM membership m JOIN activation a ON a.citizen = m.citizen AND a.state = 1
                        WHERE m.source = ? AND (m.told = 1
                            OR m.told = 2 AND (m.until IS NULL OR m.until > max(?, m.since)))
                        """, arguments: [source.row, today.dayNumber]) ?? 0
            return rest
        }
    }

    /// - Returns: whether it was not finished before.
    @discardableResult
    public func finishRetirement(of source: SourceID, at now: Instant) throws(LedgerFault) -> Bool {
        try write("finishing a retirement") { db in
            try db.execute(
                sql: "UPDATE retirement SET finished = ? WHERE source = ? AND finished IS NULL",
                arguments: [now.seconds, source.row])
            return db.changesCount > 0
        }
    }

    /// Whether the portal was ever sent anything of a source.
    public func hasToldAnything(of source: SourceID) throws(LedgerFault) -> Bool {
        try read("looking at what was told") { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM entry WHERE source = :source AND told > 0)
                        OR EXISTS (SELECT 1 FROM membership WHERE source = :source AND told > 0)
                        OR EXISTS (SELECT 1 FROM spentIdentifier WHERE source = :source)
                    """, arguments: ["source": source.row]) ?? false
        }
    }
}
