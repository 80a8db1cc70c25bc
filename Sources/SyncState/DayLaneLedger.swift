// The day lane's memory: up to which message its pushes were told, and of what within the last 24 hours.

import Foundation
import GRDB
import SyncCore

extension Schema {
    static let dayLane = """
        -- seen: the newest message whose pushes the day lane has told, or has seen to need no telling
        CREATE TABLE dayLane (source INTEGER PRIMARY KEY REFERENCES source (id), seen INTEGER NOT NULL) STRICT;
        -- kind: an operation's
        CREATE TABLE dayTold (
            source INTEGER NOT NULL REFERENCES source (id),
            at INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            count INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX dayToldBySource ON dayTold (source, at);

        """

    static let readAgain = """
        -- messages that count since they were read again from quarantine, until a night or the day lane has told of them
        CREATE TABLE readAgain (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            message INTEGER NOT NULL UNIQUE REFERENCES message (id) ON DELETE CASCADE,
            source INTEGER NOT NULL REFERENCES source (id)
        ) STRICT;
        CREATE INDEX readAgainBySource ON readAgain (source);
        -- what lies in quarantine and has no MsgId is known by its bytes
        CREATE INDEX messageNameless ON message (contentKey) WHERE disposition = 6 AND messageKey IS NULL;
        """
}

extension Ledger {
    /// Pushes that neither the day lane has told yet nor a night's plan. A night that left something, or has no answer to
    /// something, may have told all but them.
    private static let isUntold = """
        s.kind = 2 AND (s.message > max(
            coalesce((SELECT seen FROM dayLane WHERE source = s.source), 0),
            coalesce((SELECT max(seen) FROM plan p WHERE p.source = s.source AND p.kind = 0 AND p.state = 2
                AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.plan = p.id AND o.state IN (4, 6))), 0))
            OR s.message IN (SELECT message FROM readAgain))
        """

    /// Active citizens of whom a push has come that neither a night's plan nor the day lane has told yet. Of one who is still
    /// shown visits under a former number (identity rule 8) nothing is told by day: the night takes those back.
    ///
    /// - Returns: them as they stand, contents opened, and the newest message there is.
    public func citizensOfTheDay(
        of source: SourceID, settleSeconds: Int, now: Instant
    ) throws(LedgerFault) -> (citizens: [CitizenSituation], newest: Int64) {
        let found = try write("reading what came by day") { db in
            // A killed run's intents are closed before anything new is said of their entries (R16).
            try OutcomeWriter(db: db).closeAbandonedIntents(source: source.row, settleSeconds: settleSeconds)
            let newest = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) FROM message") ?? 0
            let keys = try Data.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT s.citizen FROM stated s JOIN activation a ON a.citizen = s.citizen AND a.state = 1
                    WHERE s.source = :source AND \(Self.isUntold) AND NOT EXISTS (
                        SELECT 1 \(Self.shownUnderFormerNumber) WHERE l.source = s.source AND l.citizen = s.citizen)
                    ORDER BY s.citizen
                    """, arguments: ["source": source.row, "now": now.seconds])
            return (try keys.compactMap { try situation(of: $0, source: source.row, db) }, newest)
        }
        var citizens: [CitizenSituation] = []
        for situation in found.0 { citizens.append(try openContents(situation, of: source)) }
        return (citizens, found.1)
    }

    /// Whether a push has come that neither a night nor the day lane has told yet, of any source: the run that read it was
    /// ended before it could.
    public func isDayBehind() throws(LedgerFault) -> Bool {
        try read("looking whether the day is behind") { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM stated s JOIN activation a ON a.citizen = s.citizen AND a.state = 1
                        WHERE \(Self.isUntold))
                    """) ?? false
        }
    }

    /// How many entries of the source its citizens see.
    public func shownCount(of source: SourceID, at now: Instant) throws(LedgerFault) -> Int {
        try read("counting what is shown") { db in
            let shown = [AppointmentStatus.proposed, .booked, .cancelled].map { "\($0.rawValue)" }
            return try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM entry
                    WHERE source = ? AND told > 0 AND status IN (\(shown.joined(separator: ", "))) AND "end" > ?
                    """, arguments: [source.row, now.seconds]) ?? 0
        }
    }

    /// The entries of which something was intended by day in the 24 hours before, by the kind of it: sent, or possibly sent. What
    /// is tried again, because an answer or the whole run was lost, is one.
    public func intendedByDay(
        of source: SourceID, before now: Instant
    ) throws(LedgerFault) -> [OperationKind: Set<Digest128>] {
        try read("reading what was told by day") { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT o.kind, o.entry FROM run r JOIN plan p ON p.run = r.id
                    JOIN operation o ON o.plan = p.id AND o.state IN (1, 2, 4)
                    WHERE r.command = 'day' AND r.now > ? AND p.source = ? AND o.entry IS NOT NULL
                    """, arguments: [now.adding(hours: -24).seconds, source.row])
            return rows.reduce(into: [:]) { intended, row in
                guard let kind = OperationKind(rawValue: row[0]) else { return }
                intended[kind, default: []].insert(Digest128(row[1] as Data))
            }
        }
    }

    /// Nothing up to this message is left for the day lane.
    public func dayLaneHasSeen(_ message: Int64, of source: SourceID) throws(LedgerFault) {
        try write("remembering what was told by day") { db in
            try db.execute(
                sql: """
                    INSERT INTO dayLane (source, seen) VALUES (?, ?)
                    ON CONFLICT DO UPDATE SET seen = max(seen, excluded.seen)
                    """, arguments: [source.row, message])
            try db.execute(
                sql: "DELETE FROM readAgain WHERE source = ? AND message <= ?", arguments: [source.row, message])
        }
    }

    /// The last message that was read again and of which neither a night nor the day lane has told, by the order of that; `nil`
    /// where there is none.
    public func newestReadAgain() throws(LedgerFault) -> Int64? {
        try read("looking for what was read again") { db in
            try Int64.fetchOne(db, sql: "SELECT max(id) FROM readAgain")
        }
    }
}
