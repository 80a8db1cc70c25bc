// Every trace of a citizen in one source, removed in one transaction. What stays says nothing about him: the keyed digests of
// identifiers that were used, without whose they were, so that nobody else ever gets them; and that a message with this digest
// was read. Originals are found by their bytes, because a row of the inbox does not say whom its message is about.

import Foundation
import GRDB
import SyncCore

/// What was removed, in numbers.
public struct Forgotten: Sendable, Equatable {
    public var statements = 0
    public var entries = 0
    public var contacts = 0
    public var operations = 0
    public var originals = 0
    /// Among the originals: messages that lay in quarantine, and end as refused.
    public var quarantined = 0
    public var questions = 0
    /// Messages to the EPJ about him that were not delivered yet.
    public var undelivered = 0
    public var orders = 0
    /// Answers to an EPJ's question that name others as well and wait to be delivered: these are not changed.
    public var answersLeft = 0
    /// No other source knew him: his number and who he is to the portal are gone too.
    public var wasLast = false

    public init() {}

    public static func + (a: Forgotten, b: Forgotten) -> Forgotten {
        var sum = a
        sum.statements += b.statements
        sum.entries += b.entries
        sum.contacts += b.contacts
        sum.operations += b.operations
        sum.originals += b.originals
        sum.quarantined += b.quarantined
        sum.questions += b.questions
        sum.undelivered += b.undelivered
        sum.orders += b.orders
        sum.answersLeft += b.answersLeft
        sum.wasLast = a.wasLast || b.wasLast
        return sum
    }

    public var isNothing: Bool { self == Forgotten() }
}

extension Ledger {
    /// The numbers a source knows a person by, the one given first: another may have taken its place (identity rule 8).
    public func numbers(
        of number: NationalIdentityNumber, in source: SourceID
    ) throws(LedgerFault) -> [NationalIdentityNumber] {
        try read("looking for a citizen") { db in
            var known: [NationalIdentityNumber] = [number]
            var next = 0
            while next < known.count {
                let key = keys.citizenKey(known[next]).data
                next += 1
                let rows = try Row.fetchAll(
                    db,
                    sql: """
                        SELECT c.key, c.sealed FROM citizen c WHERE c.key IN (
                            SELECT citizen FROM numberLink WHERE source = :source AND former = :key
                            UNION SELECT former FROM numberLink WHERE source = :source AND citizen = :key)
                        """, arguments: ["source": source.row, "key": key])
                for row in rows {
                    let record = try CitizenRecord(decoding: keys.open(row[1], context: row[0]))
                    let other = try NationalIdentityNumber(record.number, synthetic: .accept)
                    if !known.contains(other) { known.append(other) }
                }
            }
            return known
        }
    }

    /// Entries of the coming days that the portal may show of a citizen in a source.
    public func upcomingEntries(of citizen: Digest128, in source: SourceID, now: Instant) throws(LedgerFault) -> Int {
        try read("counting what is shown") { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM entry WHERE source = ? AND citizen = ? AND told > 0 AND start >= ?
                        AND (status IN (0, 1, 3) OR told = 1)
                    """, arguments: [source.row, citizen.data, now.seconds]) ?? 0
        }
    }

    /// Removes every trace.
    public func forget(_ number: NationalIdentityNumber, in source: SourceID) throws(LedgerFault) -> Forgotten {
        let messages = try originals(naming: number, in: source)
        let forgotten = try write("forgetting a citizen") { db in
            var writer = ForgettingWriter(db: db, keys: keys, source: source.row, number: number)
            try writer.forget(messages)
            return writer.forgotten
        }
        // What the rows held is in the write-ahead log still. Where a reader stands in the way, it goes when the log is
        // next moved.
        try? checkpoint()
        return forgotten
    }

    /// Messages of a source whose kept bytes hold the number. One whose original does not open tells nobody anything.
    private func originals(
        naming number: NationalIdentityNumber, in source: SourceID
    ) throws(LedgerFault) -> [Int64] {
        let digits = DigitsInBytes(number)
        return try read("looking for originals") { db in
            let rows = try Int64.fetchAll(
                db, sql: "SELECT id FROM message WHERE source = ? AND sealedKey IS NOT NULL ORDER BY id",
                arguments: [source.row])
            return rows.filter { row in
                (try? openOriginal(of: row, db)).flatMap { $0 }.map { digits.stand(in: $0) } ?? false
            }
        }
    }
}

/// The eleven digits as they stand in a document of any encoding that is read: ASCII's bytes, or UTF-16 in either order.
private struct DigitsInBytes {
    private let patterns: [Data]

    init(_ number: NationalIdentityNumber) {
        let digits = Array(number.digits.utf8)
        patterns = [Data(digits), Data(digits.flatMap { [$0, 0] }.dropLast())]
    }

    func stand(in bytes: [UInt8]) -> Bool {
        let data = Data(bytes)
        return patterns.contains { data.range(of: $0) != nil }
    }
}

private struct ForgettingWriter {
    /// Clustered by source and citizen, the children first.
    static let tables = [
        "withdrawal", "entry", "membership", "series", "stated", "unitService", "death", "privacySetting",
        "sourceCitizen", "news",
    ]

    let db: Database
    let keys: InstallationKeys
    let source: Int64
    let number: NationalIdentityNumber
    let citizen: Data
    var forgotten = Forgotten()

    init(db: Database, keys: InstallationKeys, source: Int64, number: NationalIdentityNumber) {
        self.db = db
        self.keys = keys
        self.source = source
        self.number = number
        citizen = keys.citizenKey(number).data
    }

    mutating func forget(_ messages: [Int64]) throws {
        try forgetOriginals(messages)
        try forgetQuestions()
        try forgetUndelivered()
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO spentIdentifier (source, entry)
                    SELECT source, entry FROM entry WHERE source = ? AND citizen = ? AND told > 0
                """, arguments: [source, citizen])
        try db.execute(
            sql: "DELETE FROM operation WHERE citizen = ? AND plan IN (SELECT id FROM plan WHERE source = ?)",
            arguments: [citizen, source])
        forgotten.operations = db.changesCount
        for table in Self.tables {
            try db.execute(
                sql: "DELETE FROM \(table) WHERE source = ? AND citizen = ?", arguments: [source, citizen])
            switch table {
            case "withdrawal": forgotten.orders += db.changesCount
            case "entry": forgotten.entries = db.changesCount
            case "membership": forgotten.contacts = db.changesCount
            case "stated", "unitService", "death", "privacySetting": forgotten.statements += db.changesCount
            default: break
            }
        }
        try db.execute(
            sql: "DELETE FROM numberLink WHERE source = ? AND ? IN (citizen, former)", arguments: [source, citizen])
        let isKnownElsewhere = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM sourceCitizen WHERE citizen = ?)", arguments: [citizen])
        guard isKnownElsewhere != true else { return }
        try db.execute(sql: "DELETE FROM activation WHERE citizen = ?", arguments: [citizen])
        try db.execute(sql: "DELETE FROM citizen WHERE key = ?", arguments: [citizen])
        forgotten.wasLast = db.changesCount > 0
    }

    /// The keys in their rows go, and nobody can open the bytes again.
    private mutating func forgetOriginals(_ messages: [Int64]) throws {
        for message in messages {
            try db.execute(
                sql: "UPDATE message SET segmentOffset = NULL, segmentLength = NULL, sealedKey = NULL WHERE id = ?",
                arguments: [message])
            forgotten.originals += db.changesCount
            // R18: without its bytes it can only end as refused, with its receipt.
            try db.execute(
                sql: "UPDATE message SET disposition = ? WHERE id = ? AND disposition = ?",
                arguments: [
                    MessageDisposition.refused.rawValue, message, MessageDisposition.quarantined.rawValue,
                ])
            guard db.changesCount > 0 else { continue }
            forgotten.quarantined += 1
            try db.execute(sql: "UPDATE receiptDue SET due = 0 WHERE message = ?", arguments: [message])
        }
    }

    /// A question about him and others is answered about the others.
    private mutating func forgetQuestions() throws {
        let rows = try Row.fetchAll(
            db, sql: "SELECT message, source, sealed FROM activationQuestion WHERE source = ?", arguments: [source])
        for row in rows {
            let context = PersonContext.question(source: source, message: row["message"])
            var asked = try AskedPersons(decoding: keys.open(row["sealed"], context: context))
            let others = asked.persons.filter { $0 != number }
            guard others.count < asked.persons.count else { continue }
            asked.persons = others
            forgotten.questions += 1
            try db.execute(
                sql: "UPDATE activationQuestion SET sealed = ? WHERE message = ?",
                arguments: [try keys.seal(asked.encode(), context: context), row["message"]])
        }
    }

    private mutating func forgetUndelivered() throws {
        let digits = DigitsInBytes(number)
        let rows = try Row.fetchAll(
            db, sql: "SELECT number, id, kind, sealed FROM outgoing WHERE source = ? AND delivered IS NULL",
            arguments: [source])
        for row in rows {
            let bytes = try keys.open(row["sealed"], context: OutgoingWriter.context(row["id"]))
            guard digits.stand(in: bytes) else { continue }
            guard row["kind"] == OutgoingKind.status.rawValue else {
                forgotten.answersLeft += 1
                continue
            }
            try db.execute(sql: "DELETE FROM outgoing WHERE number = ?", arguments: [row["number"] as Int64])
            forgotten.undelivered += 1
        }
    }
}
