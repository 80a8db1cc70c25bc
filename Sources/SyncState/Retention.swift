// What is let go when its time is over, a slice at a time, so that no transaction holds the night up. It is counted and not
// named. Nothing that a plan, an intent or a doubt of now still needs is among it.

import Foundation
import GRDB
import SyncCore

/// What came before these times is let go.
public struct RetentionTerms: Sendable {
    /// Originals of messages that were read.
    public var originals: Instant
    /// Messages in quarantine.
    public var quarantined: Instant
    public var runs: Instant
    /// Appointments, by their end, and contacts that ended.
    public var ended: Instant

    public init(originals: Instant, quarantined: Instant, runs: Instant, ended: Instant) {
        self.originals = originals
        self.quarantined = quarantined
        self.runs = runs
        self.ended = ended
    }
}

public struct LetGo: Sendable, Equatable {
    public var originals = 0
    public var quarantined = 0
    /// Files of originals of which none was left.
    public var segments = 0
    public var runs = 0
    public var appointments = 0
    public var contacts = 0

    public init() {}
}

extension Ledger {
    /// - Parameter slice: rows of a transaction.
    public func letGo(_ terms: RetentionTerms, slice: Int = 500) throws(LedgerFault) -> LetGo {
        var gone = LetGo()
        gone.quarantined = try letGoOfQuarantined(before: terms.quarantined)
        gone.originals = try repeating(slice) { db in
            try db.execute(
                sql: """
                    UPDATE message SET segmentOffset = NULL, segmentLength = NULL, sealedKey = NULL
                    WHERE id IN (SELECT id FROM message
                        WHERE sealedKey IS NOT NULL AND received < ? AND disposition <> 6 LIMIT ?)
                    """, arguments: [terms.originals.seconds, slice])
            return db.changesCount
        }
        gone.segments = try removeEmptySegments()
        gone.runs = try letGoOfRuns(before: terms.runs, slice)
        gone.appointments = try letGoOfAppointments(before: terms.ended, slice)
        gone.contacts = try repeating(slice) { db in
            try db.execute(
                sql: """
                    DELETE FROM membership WHERE (source, citizen, pair) IN (SELECT source, citizen, pair FROM membership
                        WHERE told = 2 AND until < ? LIMIT ?)
                    """, arguments: [terms.ended.seconds / 86_400, slice])
            return db.changesCount
        }
        return gone
    }

    /// Until a transaction finds less than a slice.
    private func repeating(_ slice: Int, _ body: (Database) throws -> Int) throws(LedgerFault) -> Int {
        var total = 0
        while true {
            let count = try write("letting go of what is past its time", body)
            total += count
            if count < slice { return total }
        }
    }

    /// R18: they end as refused; the negative receipt was given long before.
    private func letGoOfQuarantined(before time: Instant) throws(LedgerFault) -> Int {
        let old = try read("listing the quarantine") { db in
            try Int64.fetchAll(
                db, sql: "SELECT id FROM message WHERE disposition = 6 AND received < ?", arguments: [time.seconds])
        }
        return old.isEmpty ? 0 : try discard(Set(old.map { MessageNumber($0) }))
    }

    /// Files of batches that ended and of which no original is pointed at any more.
    private func removeEmptySegments() throws(LedgerFault) -> Int {
        let names = try LedgerFault.translating("listing originals", reading: true) {
            try FileManager.default.contentsOfDirectory(atPath: originals)
        }
        let numbers = names.compactMap { $0.hasSuffix(".seg") ? Int64($0.dropLast(4)) : nil }
        let empty = try read("listing originals") { db in
            try numbers.filter { number in
                try Bool.fetchOne(
                    db.cachedStatement(
                        sql: """
                            SELECT EXISTS (SELECT 1 FROM batch WHERE number = :batch AND ended IS NOT NULL)
                                AND NOT EXISTS (SELECT 1 FROM message WHERE batch = :batch AND sealedKey IS NOT NULL)
                            """), arguments: ["batch": number]) ?? false
            }
        }
        return empty.filter { unlink(segmentPath(BatchNumber($0))) == 0 }.count
    }

    /// A run with its plans and operations. The newest plan of each source stays, because what is stated is kept by it, and
    /// so does the newest complete cycle.
    private func letGoOfRuns(before time: Instant, _ slice: Int) throws(LedgerFault) -> Int {
        let old = """
            plan IN (SELECT p.id FROM plan p JOIN run r ON r.id = p.run WHERE r.started < ? AND p.state > 1
                AND \(Self.isOver("p.id")))
            """
        _ = try repeating(slice) { db in
            try db.execute(
                sql: "DELETE FROM operation WHERE id IN (SELECT id FROM operation WHERE \(old) LIMIT ?)",
                arguments: [time.seconds, slice])
            return db.changesCount
        }
        return try write("letting go of what is past its time") { db in
            let started: StatementArguments = [time.seconds]
            let plans = """
                SELECT id FROM plan WHERE state > 1 AND \(Self.isOver("plan.id"))
                    AND run IN (SELECT id FROM run WHERE started < ?)
                    AND NOT EXISTS (SELECT 1 FROM operation WHERE operation.plan = plan.id)
                """
            try db.execute(sql: "DELETE FROM hold WHERE plan IN (\(plans))", arguments: started)
            try db.execute(sql: "DELETE FROM plan WHERE id IN (\(plans))", arguments: started)
            let runs = """
                SELECT id FROM run WHERE started < ? AND NOT EXISTS (SELECT 1 FROM plan WHERE plan.run = run.id)
                    AND id IS NOT (SELECT max(id) FROM run WHERE \(Self.isComplete))
                """
            for table in ["created", "decision"] {
                try db.execute(sql: "DELETE FROM \(table) WHERE run IN (\(runs))", arguments: started)
            }
            try db.execute(sql: "DELETE FROM run WHERE id IN (\(runs))", arguments: started)
            return db.changesCount
        }
    }

    /// That a plan is not its source's newest, and nobody is asked about it.
    private static func isOver(_ plan: String) -> String {
        """
        \(plan) NOT IN (SELECT max(id) FROM plan WHERE kind = 0 GROUP BY source)
            AND \(plan) NOT IN (SELECT plan FROM hold WHERE state < 2)
        """
    }

    /// Entries with their contents and uids; nobody else ever gets their identifiers. What an open plan is about stays. An
    /// order that keeps an entry off outlives it.
    private func letGoOfAppointments(before time: Instant, _ slice: Int) throws(LedgerFault) -> Int {
        let planned = try read("listing what is to be sent") { db in
            Set(
                try Data.fetchAll(
                    db,
                    sql: """
                        SELECT entry FROM operation WHERE entry IS NOT NULL
                            AND plan IN (SELECT id FROM plan WHERE state < 2)
                        """))
        }
        var last = EntryPlace(source: 0, citizen: Data([0]), entry: Data([0]))
        var total = 0
        while true {
            let places = try write("letting go of what is past its time") { db in
                let places = try EntryPlace.ended(before: time, after: last, slice, db)
                for place in places where !planned.contains(place.entry) {
                    try place.delete(db)
                    total += 1
                }
                return places
            }
            guard let end = places.last, places.count == slice else { return total }
            last = end
        }
    }
}

private struct EntryPlace {
    let source: Int64
    let citizen: Data
    let entry: Data

    /// In the order of the table, so that a slice goes on where the one before ended.
    static func ended(before time: Instant, after last: EntryPlace, _ limit: Int, _ db: Database) throws -> [EntryPlace]
    {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT source, citizen, entry FROM entry
                    WHERE (source, citizen, entry) > (?, ?, ?) AND "end" < ? AND start < ?
                    ORDER BY source, citizen, entry LIMIT ?
                    """),
            arguments: [last.source, last.citizen, last.entry, time.seconds, time.seconds, limit]
        ).map { EntryPlace(source: $0[0], citizen: $0[1], entry: $0[2]) }
    }

    func delete(_ db: Database) throws {
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO spentIdentifier (source, entry) VALUES (?, ?)")
            .execute(arguments: [source, entry])
        try db.cachedStatement(sql: "DELETE FROM entry WHERE source = ? AND citizen = ? AND entry = ?")
            .execute(arguments: [source, citizen, entry])
    }
}
