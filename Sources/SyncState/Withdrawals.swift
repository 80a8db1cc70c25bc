// Orders to take an entry off the portal and to keep it off. The order is durable before anything is sent, and every later
// plan obeys it.

import Foundation
import GRDB
import SyncCore

/// An entry as an operator names it.
public struct FoundEntry: Sendable, Equatable {
    public let source: SourceID
    public let sourceName: String
    public let citizen: Digest128
    public let key: Digest128
    /// `no` for one that was planned at most.
    public let told: Told
    public let status: AppointmentStatus
    public let start: Instant
    public let end: Instant
    public let pair: ServiceUnit
    public let isActive: Bool
    /// Since when it is kept off, and why.
    public let withdrawal: WithdrawalOrder?
}

public struct WithdrawalOrder: Sendable, Equatable {
    public let reason: String
    public let ordered: Instant

    public init(reason: String, ordered: Instant) {
        self.reason = reason
        self.ordered = ordered
    }
}

extension Ledger {
    /// The entries an id may mean: its identifier's value, with or without the mark of identity rule 5, a uid that led to it,
    /// or the first 16 or more digits of its keyed digest, as `plan --operations` prints them.
    ///
    /// - Parameter source: the only one to look in, by its name.
    public func findEntries(_ id: String, in source: String? = nil) throws(LedgerFault) -> [FoundEntry] {
        let key = keys.entryKey(id).data
        let range = Digest128.range(startingWith: id)
        return try read("looking for an entry") { db in
            var found = try entries(db, "e.entry = ?", [key], in: source)
            if let range {
                found += try entries(
                    db, "e.entry BETWEEN ? AND ?", [range.lowerBound.data, range.upperBound.data], in: source)
            }
            // A uid of one citizen's may be the value of another's entry: whoever orders has to say whose he means.
            found += try entries(
                db, "(e.source, e.citizen, e.entry) IN (SELECT source, citizen, entry FROM alias WHERE uid = ?)", [key],
                in: source
            ).filter { other in !found.contains { $0.key == other.key && $0.source == other.source } }
            return try found + markedEntries(id, db, in: source)
        }
    }

    /// Only where the value is another's is there a marked one. Marks are derived and lie nowhere, so every citizen's is made.
    private func markedEntries(_ value: String, _ db: Database, in source: String?) throws -> [FoundEntry] {
        let isHeld = try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM source s JOIN entry e ON e.source = s.id AND e.entry = :key)
                    OR EXISTS (SELECT 1 FROM source s JOIN spentIdentifier i ON i.source = s.id AND i.entry = :key)
                """, arguments: ["key": keys.entryKey(value).data])
        guard isHeld == true else { return [] }
        let known = try Row.fetchCursor(db, sql: "SELECT source, citizen FROM sourceCitizen")
        var found: [FoundEntry] = []
        while let row = try known.next() {
            let citizen: Digest128 = row[1]
            found += try entries(
                db, "e.source = ? AND e.citizen = ? AND e.entry = ?",
                [row[0] as Int64, citizen.data, keys.entryKey(citizen.marking(value)).data], in: source)
        }
        return found
    }

    private func entries(
        _ db: Database, _ condition: String, _ arguments: StatementArguments, in source: String?
    ) throws -> [FoundEntry] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT e.source, s.name, e.citizen, e.entry, e.told, e.status, e.start, e."end", u.service, u.unit,
                    coalesce(a.state, 0) = 1 AS isActive, w.reason, w.ordered
                FROM entry e JOIN source s ON s.id = e.source JOIN serviceUnit u ON u.id = e.pair
                    LEFT JOIN activation a ON a.citizen = e.citizen
                    LEFT JOIN withdrawal w ON w.source = e.source AND w.citizen = e.citizen AND w.entry = e.entry
                WHERE \(condition) ORDER BY s.name
                """, arguments: arguments)
        return rows.map { row in
            FoundEntry(
                source: SourceID(row[0]), sourceName: row[1], citizen: Digest128(row[2] as Data),
                key: Digest128(row[3] as Data), told: Told(rawValue: row[4]) ?? .possibly,
                status: AppointmentStatus(rawValue: row[5]) ?? .enteredInError, start: Instant(seconds: row[6]),
                end: Instant(seconds: row[7]), pair: ServiceUnit(service: row[8], unit: row[9]), isActive: row[10],
                withdrawal: (row[11] as String?).map {
                    WithdrawalOrder(reason: $0, ordered: Instant(seconds: row[12]))
                })
        }.filter { source == nil || $0.sourceName == source }
    }

    /// Keeps an entry off the portal from now on. An older order stays as it was given, with the newer reason.
    public func keepOff(_ entry: FoundEntry, reason: String, at now: Instant) throws(LedgerFault) {
        try write("recording an order") { db in
            try db.execute(
                sql: """
                    INSERT INTO withdrawal (source, citizen, entry, reason, ordered) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET reason = excluded.reason
                    """,
                arguments: [entry.source.row, entry.citizen.data, entry.key.data, reason, now.seconds])
        }
    }

    /// Orders that are not carried out yet: an entry that may still be shown, of a citizen the portal takes something about.
    public func openWithdrawals() throws(LedgerFault) -> Int {
        try read("counting orders") { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM withdrawal w JOIN entry e USING (source, citizen, entry)
                        JOIN activation a ON a.citizen = w.citizen AND a.state = 1
                    WHERE e.told = 1 OR e.told = 2 AND e.status <> 4
                    """) ?? 0
        }
    }
}

extension Digest128 {
    /// All digests whose hexadecimal digits begin so; `nil` for what is no such beginning, or too short to mean one.
    static func range(startingWith text: String) -> ClosedRange<Digest128>? {
        guard (16...32).contains(text.utf8.count), text.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
        func digest(filledWith digit: Character) -> Digest128? {
            let digits = text + String(repeating: digit, count: 32 - text.utf8.count)
            guard let high = UInt64(digits.prefix(16), radix: 16), let low = UInt64(digits.suffix(16), radix: 16) else {
                return nil
            }
            return Digest128(high: high, low: low)
        }
        guard let first = digest(filledWith: "0"), let last = digest(filledWith: "f") else { return nil }
        return first...last
    }
}
