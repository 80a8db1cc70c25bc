// The story of one entry: which message stated what, what was planned of it, sent and answered. All of it lies in the
// ledger; nothing of it says whose the visit is or what it is about.

import Foundation
import GRDB
import SyncCore

/// A message, as far as it may be told.
public struct StoryMessage: Sendable, Equatable {
    public let number: MessageNumber
    public let batch: BatchNumber
    /// Of its name in the batch.
    public let member: Digest128
    public let received: Instant
    /// GenDate.
    public let generated: Instant?
}

public struct AppointmentStory: Sendable {
    /// One operation.
    public struct Step: Sendable, Equatable {
        /// Raw values lie in the ledger.
        public enum State: Int, Sendable {
            case planned
            case intended
            case accepted
            case refused
            case unknown
            case superseded
            case left
        }

        public let run: Int64
        public let command: String
        public let kind: OperationKind
        public let state: State
        public let status: AppointmentStatus
        public let start: Instant
        public let end: Instant
        public let sent: Instant?
        public let answered: Instant?
        public let answer: String?
        public let message: StoryMessage?
    }

    public let entry: FoundEntry
    /// GenDate of the statement behind what was told last; `nil` while nothing was.
    public let stated: Instant?
    public let activation: ActivationState
    public let activeSince: Instant?
    public let isDead: Bool
    /// By his own setting or by an operator's order.
    public let isWithheld: Bool
    public let withholdsNames: Bool
    public let isRetired: Bool
    /// The oldest first.
    public let steps: [Step]
}

/// A statement in force that names a uid of which no entry was made.
public struct UnshownStatement: Sendable, Equatable {
    public let source: String
    public let unit: String
    public let message: StoryMessage
    public let isActive: Bool
    /// The uid is a series', whose visits are entries of their own.
    public let isSeries: Bool
}

extension Ledger {
    public func story(of entry: FoundEntry) throws(LedgerFault) -> AppointmentStory {
        try read("reading the story of an entry") { db in
            let (citizen, key) = (entry.citizen.data, entry.key.data)
            let situation = try situation(of: citizen, source: entry.source.row, db)
            let context = EntryContent.context(source: entry.source.row, citizen: citizen, entry: key)
            let sealed = try Data.fetchOne(
                db, sql: "SELECT sealed FROM entryContent WHERE source = ? AND citizen = ? AND entry = ?",
                arguments: [entry.source.row, citizen, key])
            return AppointmentStory(
                entry: entry,
                stated: try sealed.map { try EntryContent.decode(keys.open($0, context: context)).stated },
                activation: situation?.activation ?? .unknown, activeSince: situation?.activeSince,
                isDead: situation?.isDead ?? false, isWithheld: situation?.isWithheld ?? false,
                withholdsNames: situation?.withholdsNames ?? false, isRetired: situation?.isRetired ?? false,
                steps: try steps(of: entry, db))
        }
    }

    private func steps(of entry: FoundEntry, _ db: Database) throws -> [AppointmentStory.Step] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT r.id AS run, r.command, o.kind, o.state, o.status, o.start, o."end", o.intended, o.ended, o.answer,
                    m.id AS message, m.batch, m.member, m.received, m.generated
                FROM operation o JOIN plan p ON p.id = o.plan JOIN run r ON r.id = p.run
                    LEFT JOIN message m ON m.id = o.message
                WHERE p.source = ? AND o.citizen = ? AND o.entry = ? ORDER BY o.id
                """, arguments: [entry.source.row, entry.citizen.data, entry.key.data])
        return rows.map { row in
            AppointmentStory.Step(
                run: row["run"], command: row["command"], kind: OperationKind(rawValue: row["kind"]) ?? .update,
                state: AppointmentStory.Step.State(rawValue: row["state"]) ?? .unknown,
                status: AppointmentStatus(rawValue: row["status"]) ?? .enteredInError,
                start: Instant(seconds: row["start"]), end: Instant(seconds: row["end"]),
                sent: (row["intended"] as Int64?).map { Instant(seconds: $0) },
                answered: (row["ended"] as Int64?).map { Instant(seconds: $0) }, answer: row["answer"],
                message: row["message"] as Int64? == nil ? nil : StoryMessage(row))
        }
    }

    /// Statements in force that name an id as the uid, or the origin, of a visit. Everything stated is opened for it.
    public func statements(
        naming uid: String, in source: String? = nil
    ) throws(LedgerFault) -> [UnshownStatement] {
        try read("looking for a statement") { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT t.source, t.citizen, t.kind, t.part, t.sealed, s.name, coalesce(a.state, 0) = 1 AS isActive,
                        m.id AS message, m.batch, m.member, m.received, m.generated
                    FROM stated t JOIN source s ON s.id = t.source JOIN message m ON m.id = t.message
                        LEFT JOIN activation a ON a.citizen = t.citizen
                    WHERE t.kind IN (1, 2) ORDER BY m.id
                    """)
            var found: [UnshownStatement] = []
            while let row = try rows.next() {
                let message = StoryMessage(row)
                let place = StatedPlace(
                    source: row["source"], citizen: row["citizen"], kind: StatedKind(rawValue: row["kind"]) ?? .push,
                    unit: "", message: message.number.value, part: row["part"])
                if let source, source != row["name"] as String { continue }
                let visits = try VisitStatement(
                    decoding: keys.open(row["sealed"], context: place.context), arrival: message.number.value)
                let naming = visits.events.filter { $0.uid == uid || $0.relatedTo == uid }
                guard !naming.isEmpty else { continue }
                found.append(
                    UnshownStatement(
                        source: row["name"], unit: visits.unit, message: message, isActive: row["isActive"],
                        isSeries: naming.contains { $0.uid == uid && $0.recurrence != nil }))
            }
            return found
        }
    }
}

extension StoryMessage {
    fileprivate init(_ row: Row) {
        number = MessageNumber(row["message"])
        batch = BatchNumber(row["batch"])
        member = Digest128(row["member"] as Data)
        received = Instant(seconds: row["received"])
        generated = (row["generated"] as Int64?).map { Instant(nanoseconds: $0) }
    }
}
