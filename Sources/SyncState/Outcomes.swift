// Intent, request, outcome: an intent is durable before its request leaves, and an intent without an outcome means the
// portal may or may not have it. Outcomes are collected and committed together; what a crash takes is sent again.

import Foundation
import GRDB
import SyncCore

/// An operation about to be sent.
public struct IntendedOperation: Sendable {
    public enum Payload: Sendable {
        case appointment(ToldEntry.Content)
        case membership(pair: ServiceUnit, since: CivilDate, until: CivilDate?)
    }

    public let id: Int64
    public let kind: OperationKind
    public let citizenKey: Digest128
    public let citizen: NationalIdentityNumber
    public let payload: Payload
}

/// What became of one request.
public enum OperationOutcome: Sendable, Equatable {
    case accepted(answer: String)
    /// The portal has it not, and said why.
    case refused(answer: String)
    /// No answer that can be trusted: the portal may have it. May be sent again from `notBefore` on.
    case unknown(answer: String, notBefore: Instant)
    /// It was never sent.
    case left(answer: String)
    /// It was never sent and is no debt: its citizen was just called not active (R17).
    case dropped
}

/// An operation waiting to be sent, by its row.
public struct PendingOperation: Sendable, Equatable {
    public let id: Int64
    public let kind: OperationKind
    public let citizenKey: Digest128
    public let urgency: Urgency
    /// An unknown outcome of the same entry has to settle first (R16).
    public let notBefore: Instant?
}

extension Ledger {
    /// What a plan holds that is still to be sent, most urgent first.
    ///
    /// - Parameter urgency: only what is more urgent than that.
    public func pendingOperations(
        of plan: PlanID, before urgency: Urgency? = nil
    ) throws(LedgerFault) -> [PendingOperation] {
        try read("listing what is to be sent") { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT o.id, o.kind, o.citizen, o.urgency, e.notBefore FROM operation o
                    LEFT JOIN entry e ON e.source = ? AND e.citizen = o.citizen AND e.entry = o.entry AND e.told = 1
                    WHERE o.plan = ? AND o.state = 0 AND o.urgency < ? ORDER BY o.urgency, o.id
                    """, arguments: [plan.source.row, plan.row, urgency?.value ?? .max])
            var pending: [PendingOperation] = []
            while let row = try rows.next() {
                pending.append(
                    PendingOperation(
                        id: row[0], kind: OperationKind(rawValue: row[1]) ?? .update,
                        citizenKey: Digest128(row[2] as Data), urgency: Urgency(value: row[3]),
                        notBefore: (row[4] as Int64?).map { Instant(seconds: $0) }))
            }
            return pending
        }
    }

    /// Makes intents durable and returns what is to be sent, in the order given; what is no longer planned is left out.
    public func intend(_ ids: [Int64], of plan: PlanID, at now: Instant) throws(LedgerFault) -> [IntendedOperation] {
        try write("making intents durable") { db in
            let writer = IntentWriter(db: db, keys: keys, source: plan.source.row, now: now)
            return try ids.compactMap { try writer.intend($0) }
        }
    }

    /// What a dropped operation is answered by: the portal's own word for its citizen (R17).
    static let notActive = "2118"

    /// R17: nothing more for citizens the portal just called inactive; what was planned for them is no debt.
    ///
    /// - Returns: how many operations of the plan were not sent for that reason, those included that were dropped on the way.
    @discardableResult
    public func dropRest(of plan: PlanID, for citizens: Set<Digest128>) throws(LedgerFault) -> Int {
        guard !citizens.isEmpty else { return 0 }
        return try write("dropping what inactive citizens were to get") { db in
            for citizen in citizens {
                try db.execute(
                    sql: """
                        UPDATE operation SET state = 5, sealed = NULL, answer = ? WHERE plan = ? AND state = 0 AND citizen = ?
                        """, arguments: [Self.notActive, plan.row, citizen.data])
            }
            return try Int.fetchOne(
                db, sql: "SELECT count(*) FROM operation WHERE plan = ? AND state = 5 AND answer = ?",
                arguments: [plan.row, Self.notActive]) ?? 0
        }
    }

    /// Closes what was not sent as left for the next run.
    ///
    /// - Returns: how many operations of the plan are left, those included that were given up on the way.
    public func leaveRest(of plan: PlanID) throws(LedgerFault) -> Int {
        try write("leaving what was not sent") { db in
            try db.execute(
                sql: "UPDATE operation SET state = 6, sealed = NULL WHERE plan = ? AND state = 0", arguments: [plan.row]
            )
            return try Int.fetchOne(
                db, sql: "SELECT count(*) FROM operation WHERE plan = ? AND state = 6", arguments: [plan.row]) ?? 0
        }
    }

    public func conclude(
        _ outcomes: [(id: Int64, outcome: OperationOutcome)], of plan: PlanID, at now: Instant
    ) throws(LedgerFault) {
        guard !outcomes.isEmpty else { return }
        try write("recording outcomes") { db in
            let writer = OutcomeWriter(db: db)
            for (id, outcome) in outcomes { try writer.conclude(id, outcome, source: plan.source.row, now: now) }
        }
    }
}

private struct IntentWriter {
    let db: Database
    let keys: InstallationKeys
    let source: Int64
    let now: Instant

    /// - Returns: `nil` when the operation was intended, dropped or superseded already.
    func intend(_ id: Int64) throws -> IntendedOperation? {
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT o.kind, o.citizen, o.entry, o.sealed, o.since, o.until, c.sealed AS person, u.service,
                            u.unit
                        FROM operation o JOIN citizen c ON c.key = o.citizen JOIN serviceUnit u ON u.id = o.pair
                        WHERE o.id = ? AND o.state = 0
                        """), arguments: [id])
        else { return nil }
        let citizen: Data = row["citizen"]
        let record = try CitizenRecord(decoding: keys.open(row["person"], context: citizen))
        let number = try NationalIdentityNumber(record.number, synthetic: .accept)
        let payload: IntendedOperation.Payload
        if let entry = row["entry"] as Data? {
            let context = EntryContent.context(source: source, citizen: citizen, entry: entry)
            payload = .appointment(try EntryContent.decode(keys.open(row["sealed"], context: context)))
            try intendEntry(id, citizen: citizen, entry: entry)
        } else {
            payload = .membership(
                pair: ServiceUnit(service: row["service"], unit: row["unit"]),
                since: CivilDate(dayNumber: row["since"]),
                until: (row["until"] as Int32?).map { CivilDate(dayNumber: $0) })
            try intendMembership(id)
        }
        return IntendedOperation(
            id: id, kind: OperationKind(rawValue: row["kind"]) ?? .update, citizenKey: Digest128(citizen),
            citizen: number, payload: payload)
    }

    private func intendEntry(_ id: Int64, citizen: Data, entry: Data) throws {
        try db.cachedStatement(
            sql: """
                UPDATE operation SET state = 1, intended = :now,
                    (beforeTold, beforeFingerprint) = (SELECT told, fingerprint FROM entry
                        WHERE source = :source AND citizen = :citizen AND entry = :entry)
                WHERE id = :id
                """
        ).execute(arguments: [
            "now": now.seconds, "source": source, "citizen": citizen, "entry": entry, "id": id,
        ])
        try db.cachedStatement(
            sql: "UPDATE entry SET told = 1, fingerprint = NULL WHERE source = ? AND citizen = ? AND entry = ?"
        ).execute(arguments: [source, citizen, entry])
        // R16: possibly told, so there has to be something to withdraw it by if the outcome never comes.
        try db.cachedStatement(
            sql: """
                INSERT INTO entryContent (source, citizen, entry, sealed)
                SELECT :source, citizen, entry, sealed FROM operation WHERE id = :id ON CONFLICT DO NOTHING
                """
        ).execute(arguments: ["source": source, "id": id])
    }

    private func intendMembership(_ id: Int64) throws {
        try db.cachedStatement(
            sql: """
                UPDATE operation SET state = 1, intended = :now,
                    beforeTold = coalesce((SELECT told FROM membership m
                        WHERE m.source = :source AND m.citizen = operation.citizen AND m.pair = operation.pair), 0)
                WHERE id = :id
                """
        ).execute(arguments: ["now": now.seconds, "source": source, "id": id])
        try db.cachedStatement(
            sql: """
                INSERT INTO membership (source, citizen, pair, told, since, until)
                SELECT :source, citizen, pair, 1, since, until FROM operation WHERE id = :id
                ON CONFLICT DO UPDATE SET told = 1
                """
        ).execute(arguments: ["source": source, "id": id])
    }
}

struct OutcomeWriter {
    let db: Database

    func conclude(_ id: Int64, _ outcome: OperationOutcome, source: Int64, now: Instant) throws {
        switch outcome {
        case .accepted(let answer):
            try accept(id, source: source)
            try close(id, state: 2, answer: answer, now: now)
        case .refused(let answer):
            try restore(id, source: source)
            try doubtOffer(of: id, source: source)
            try close(id, state: 3, answer: answer, now: now)
        case .unknown(let answer, let notBefore):
            try doubt(id, source: source, notBefore: notBefore)
            try close(id, state: 4, answer: answer, now: now)
        case .left(let answer):
            try restore(id, source: source)
            try close(id, state: 6, answer: answer, now: now)
        case .dropped:
            try restore(id, source: source)
            try close(id, state: 5, answer: Ledger.notActive, now: now)
        }
    }

    /// Intents that a killed run left without outcome: the portal may have them.
    ///
    /// - Parameter settleSeconds: from the intent on, for as long nothing more is sent of the entry (R16).
    func closeAbandonedIntents(source: Int64, settleSeconds: Int) throws {
        let intents = try Row.fetchAll(
            db,
            sql: """
                SELECT o.id, o.intended FROM operation o JOIN plan p ON p.id = o.plan
                WHERE p.source = ? AND p.state < 2 AND o.state = 1
                """, arguments: [source])
        for intent in intents {
            let settled = Instant(seconds: intent["intended"]).adding(seconds: Int64(settleSeconds))
            try abandon(intent["id"], source: source, notBefore: settled)
        }
    }

    /// The same for one citizen of every source, and what was only planned is closed as superseded.
    ///
    /// - Parameters:
    ///   - settleSeconds: `nil` for a citizen of whom nothing more is sent.
    ///   - entry: the only one of which what was planned is closed; `nil` for everything of his.
    func closeUnsettled(of citizen: Data, settleSeconds: Int? = nil, entry: Data? = nil) throws {
        let intents = try Row.fetchAll(
            db,
            sql: """
                SELECT o.id, p.source, o.intended FROM operation o JOIN plan p ON p.id = o.plan
                WHERE p.state < 2 AND o.state = 1 AND o.citizen = ?
                """, arguments: [citizen])
        for intent in intents {
            let settled = settleSeconds.map { Instant(seconds: intent["intended"]).adding(seconds: Int64($0)) }
            try abandon(intent["id"], source: intent["source"], notBefore: settled)
        }
        try db.execute(
            sql: """
                UPDATE operation SET state = 5, sealed = NULL
                WHERE plan IN (SELECT id FROM plan WHERE state < 2) AND state = 0 AND citizen = :citizen
                    AND (:entry IS NULL OR entry = :entry)
                """, arguments: ["citizen": citizen, "entry": entry])
    }

    private func abandon(_ id: Int64, source: Int64, notBefore: Instant?) throws {
        try doubt(id, source: source, notBefore: notBefore)
        try db.execute(
            sql: "UPDATE operation SET state = 4, sealed = NULL, answer = 'no outcome recorded' WHERE id = ?",
            arguments: [id])
    }

    private func close(_ id: Int64, state: Int, answer: String, now: Instant) throws {
        try db.cachedStatement(
            sql: "UPDATE operation SET state = ?, answer = ?, ended = ?, sealed = NULL WHERE id = ?"
        ).execute(arguments: [state, answer, now.seconds, id])
    }

    private func accept(_ id: Int64, source: Int64) throws {
        try tell(id, source: source, told: .yes, notBefore: nil)
    }

    /// The portal may have the new state: for withdrawal it counts as told, for comparison it differs from everything.
    private func doubt(_ id: Int64, source: Int64, notBefore: Instant?) throws {
        try tell(id, source: source, told: .possibly, notBefore: notBefore)
    }

    /// A membership that the portal refuses may be one of an offer it has lost: the next run tells it again, which changes
    /// nothing where it has it.
    private func doubtOffer(of id: Int64, source: Int64) throws {
        try db.cachedStatement(
            sql: """
                UPDATE offer SET told = 1 WHERE source = :source AND told = 2 AND value = (
                    SELECT u.service || '@' || u.unit FROM operation o JOIN serviceUnit u ON u.id = o.pair
                    WHERE o.id = :id AND o.kind = :memberIn)
                """
        ).execute(arguments: ["source": source, "id": id, "memberIn": Int(OperationKind.memberIn.rawValue)])
    }

    /// The portal still has what it had before.
    private func restore(_ id: Int64, source: Int64) throws {
        try db.cachedStatement(
            sql: """
                UPDATE entry SET told = coalesce(o.beforeTold, told), fingerprint = o.beforeFingerprint
                FROM operation o WHERE o.id = :id AND o.state = 1 AND entry.source = :source
                    AND entry.citizen = o.citizen AND entry.entry = o.entry
                """
        ).execute(arguments: ["id": id, "source": source])
        try db.cachedStatement(
            sql: """
                UPDATE membership SET told = o.beforeTold
                FROM operation o WHERE o.id = :id AND o.state = 1 AND o.entry IS NULL
                    AND membership.source = :source AND membership.citizen = o.citizen AND membership.pair = o.pair
                """
        ).execute(arguments: ["id": id, "source": source])
    }

    /// What was planned becomes what is told: sealed bytes and the hot columns that come with them.
    private func tell(_ id: Int64, source: Int64, told: Told, notBefore: Instant?) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO entryContent (source, citizen, entry, sealed)
                SELECT :source, citizen, entry, sealed FROM operation WHERE id = :id AND entry IS NOT NULL
                ON CONFLICT DO UPDATE SET sealed = excluded.sealed
                """
        ).execute(arguments: ["source": source, "id": id])
        try db.cachedStatement(
            sql: """
                UPDATE entry SET told = :told, fingerprint = iif(:told = 2, o.fingerprint, NULL), status = o.status,
                    start = o.start, "end" = o."end", pair = o.pair, notBefore = :notBefore,
                    latestStart = iif(:told = 1 AND o.beforeTold > 0, max(coalesce(latestStart, entry.start), o.start), NULL)
                FROM operation o WHERE o.id = :id AND entry.source = :source AND entry.citizen = o.citizen
                    AND entry.entry = o.entry
                """
        ).execute(arguments: [
            "id": id, "source": source, "told": Int(told.rawValue), "notBefore": notBefore?.seconds,
        ])
        try db.cachedStatement(
            sql: """
                UPDATE membership SET told = :told, since = o.since, until = o.until
                FROM operation o WHERE o.id = :id AND o.entry IS NULL AND membership.source = :source
                    AND membership.citizen = o.citizen AND membership.pair = o.pair
                """
        ).execute(arguments: ["id": id, "source": source, "told": Int(told.rawValue)])
    }
}
