// What an EPJ hears from us: receipts, changes of who is digitally active, answers to its questions. Each is rendered once,
// in the transaction that decides it, and is from then on the same bytes under the same id until it is delivered.

import Foundation
import GRDB
import SyncCore

/// What the ledger must be told to tell an EPJ anything: the national XML, and who the EPJs are.
public protocol OutgoingRendering: Sendable {
    func bytes(of receipt: Receipt) -> [UInt8]
    func bytes(of message: ActivationMessage) -> [UInt8]
    /// What a sender is told of a finding (Volven 8221).
    func fault(of finding: Finding) -> Receipt.Fault
    /// Who speaks to a source's EPJ when nobody was asked, and to whom; `nil` for a source that is not configured.
    func parties(ofSource name: String) -> (sender: CommunicationParty, receiver: CommunicationParty)?
}

/// Raw values lie in the ledger.
public enum OutgoingKind: Int, CaseIterable, Sendable {
    case receipt = 1
    /// `SDAB`.
    case status
    /// `28` or `29`.
    case answer
}

/// A message to an EPJ that waits to be delivered.
public struct OutgoingMessage: Sendable, Equatable {
    /// In the order in which they were decided.
    public let number: Int64
    /// A UUID; the message's own `Id` or `MsgId`.
    public let id: String
    public let kind: OutgoingKind
    /// They may hold identity numbers.
    public let bytes: [UInt8]
}

/// How many messages a source's EPJ was told, by what they are.
public struct OutgoingCounts: Sendable, Equatable {
    public var receiptsAccepted = 0
    public var receiptsRefused = 0
    public var statusMessages = 0
    public var answers = 0

    public init() {}
}

extension Ledger {
    /// The number of the newest message to an EPJ; 0 before the first.
    public func newestOutgoing() throws(LedgerFault) -> Int64 {
        try read("counting messages to EPJs") { db in
            try Int64.fetchOne(db, sql: "SELECT max(number) FROM outgoing") ?? 0
        }
    }

    /// What was decided after a number, by source.
    public func outgoing(after number: Int64) throws(LedgerFault) -> [SourceID: OutgoingCounts] {
        try read("counting messages to EPJs") { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT source, kind, status, count(*) FROM outgoing WHERE number > ? GROUP BY 1, 2, 3",
                arguments: [number])
            var counts: [SourceID: OutgoingCounts] = [:]
            while let row = try rows.next() {
                let source = SourceID(row[0])
                switch OutgoingKind(rawValue: row[1]) {
                case .receipt where row[2] as Int? == Int(Receipt.Status.accepted.rawValue):
                    counts[source, default: OutgoingCounts()].receiptsAccepted += row[3]
                case .receipt: counts[source, default: OutgoingCounts()].receiptsRefused += row[3]
                case .status: counts[source, default: OutgoingCounts()].statusMessages += row[3]
                case .answer: counts[source, default: OutgoingCounts()].answers += row[3]
                case nil: break
                }
            }
            return counts
        }
    }

    /// What is not delivered yet, the oldest first.
    ///
    /// - Parameters:
    ///   - after: the number of the last message of the slice before.
    ///   - newest: the number of the last message to be taken.
    public func undelivered(
        of source: SourceID, kinds: Set<OutgoingKind> = Set(OutgoingKind.allCases), after number: Int64 = 0,
        through newest: Int64 = .max, limit: Int
    ) throws(LedgerFault) -> [OutgoingMessage] {
        try read("reading messages to an EPJ") { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT number, id, kind, sealed FROM outgoing
                        WHERE source = ? AND delivered IS NULL AND number > ? AND number <= ?
                            AND kind IN (?, ?, ?)
                        ORDER BY number LIMIT ?
                        """),
                arguments: StatementArguments(
                    [source.row, number, newest]
                        + OutgoingKind.allCases.map { kinds.contains($0) ? Int64($0.rawValue) : 0 }
                        + [Int64(limit)]))
            return try rows.map { row in
                let id: String = row[1]
                return OutgoingMessage(
                    number: row[0], id: id, kind: OutgoingKind(rawValue: row[2]) ?? .receipt,
                    bytes: try keys.open(row[3], context: OutgoingWriter.context(id)))
            }
        }
    }

    /// How many messages wait to be delivered: of a source, or of all.
    public func undeliveredCount(of source: SourceID? = nil) throws(LedgerFault) -> Int {
        try read("counting messages to EPJs") { db in
            let waiting = "SELECT count(*) FROM outgoing WHERE delivered IS NULL"
            guard let source else { return try Int.fetchOne(db, sql: waiting) ?? 0 }
            return try Int.fetchOne(
                db.cachedStatement(sql: waiting + " AND source = ?"), arguments: [source.row]) ?? 0
        }
    }

    public func isAnythingUndelivered(of source: SourceID) throws(LedgerFault) -> Bool {
        try read("counting messages to EPJs") { db in
            try Bool.fetchOne(
                db.cachedStatement(
                    sql: "SELECT EXISTS (SELECT 1 FROM outgoing WHERE source = ? AND delivered IS NULL)"),
                arguments: [source.row]) ?? false
        }
    }

    /// After they were delivered. Their bytes are no longer needed, and are forgotten.
    public func recordDelivered(_ messages: [OutgoingMessage], at now: Instant) throws(LedgerFault) {
        guard !messages.isEmpty else { return }
        try write("recording what was delivered") { db in
            for message in messages {
                try db.cachedStatement(
                    sql: "UPDATE outgoing SET delivered = ?, sealed = NULL WHERE number = ? AND delivered IS NULL"
                ).run([.number(now.seconds), .number(message.number)])
            }
        }
    }
}

/// Stores messages to EPJs, inside the transaction that decides them.
struct OutgoingWriter {
    let db: Database
    let keys: InstallationKeys
    let rendering: any OutgoingRendering
    let now: Instant

    /// One message is answered by one receipt, whatever comes later (HITS 1168 §5.4): a second one has the same id and is
    /// not stored.
    func tell(_ source: Int64, _ receipt: ReadyReceipt, for message: Int64) throws {
        try insert(source, receipt.id, .receipt, receipt.sealed, status: receipt.status, message: message)
    }

    func tell(_ source: Int64, _ message: ActivationMessage, _ kind: OutgoingKind) throws {
        let sealed = try keys.seal(rendering.bytes(of: message), context: Self.context(message.id))
        try insert(source, message.id, kind, sealed)
    }

    private func insert(
        _ source: Int64, _ id: String, _ kind: OutgoingKind, _ sealed: Data, status: Receipt.Status? = nil,
        message: Int64? = nil
    ) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO outgoing (source, id, kind, status, message, sealed, created) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (source, id) DO NOTHING
                """
        ).run([
            .number(source), .text(id), HotValue(kind.rawValue), HotValue(status.map { Int($0.rawValue) }),
            HotValue(message), .bytes(sealed), .number(now.seconds),
        ])
    }

    static func context(_ id: String) -> Data { Data("outgoing \(id)".utf8) }
}

extension InstallationKeys {
    /// The id of the message that these bytes decide: a UUID of version 8 (RFC 9562 §5.8), the same for the same bytes, and
    /// telling nothing of them.
    func outgoingID(_ kind: OutgoingKind, _ canonicalBytes: [UInt8]) -> String {
        var bytes = outgoingKey([UInt8(kind.rawValue)] + canonicalBytes).bytes
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            for digit in [byte >> 4, byte & 15] {
                text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
