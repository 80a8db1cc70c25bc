// Plans become durable slice by slice, before anything of them is sent. A new plan of a source supersedes what an older one
// left undone: the newest planned state is the only one worth sending (R16).

import Foundation
import GRDB
import SyncCore

public struct PlanID: Hashable, Sendable {
    let row: Int64
    public let source: SourceID
    /// `P31`: what the plan goes by towards people.
    public var name: String { "P\(row)" }
}

public struct RunID: Hashable, Sendable {
    let row: Int64
    /// The run's number, for people.
    public var number: Int64 { row }
}

extension Ledger {
    public func beginRun(_ command: String, now: Instant, started: Instant) throws(LedgerFault) -> RunID {
        try write("beginning a run") { db in
            try db.execute(
                sql: "INSERT INTO run (command, now, started) VALUES (?, ?, ?)",
                arguments: [command, now.seconds, started.seconds])
            return RunID(row: db.lastInsertedRowID)
        }
    }

    /// - Parameters:
    ///   - report: JSON without personal data.
    ///   - text: the same for people.
    ///   - isCutShort: the rest was left for the next run.
    public func endRun(
        _ run: RunID, at ended: Instant, exitCode: Int32, report: String, text: String? = nil, isCutShort: Bool = false
    ) throws(LedgerFault) {
        try write("ending a run") { db in
            try db.execute(
                sql: "UPDATE run SET ended = ?, exitCode = ?, report = ?, text = ?, cutShort = ? WHERE id = ?",
                arguments: [ended.seconds, exitCode, report, text, isCutShort, run.row])
        }
    }

    /// Begins the plan of a source. Of older plans nothing is left open: what was only planned is forgotten, entries that
    /// were never sent with it, and intents without outcome are closed as unknown. Only the newest plans that may still be
    /// applied are kept.
    ///
    /// - Parameters:
    ///   - settleSeconds: how long after its intent a request without outcome may still arrive (R16).
    ///   - terms: of the configuration it is made by.
    public func beginPlan(
        _ run: RunID, source: SourceID, settleSeconds: Int = 60, terms: Digest128? = nil
    ) throws(LedgerFault) -> PlanID {
        try write("beginning a plan") { db in
            try OutcomeWriter(db: db).closeAbandonedIntents(source: source.row, settleSeconds: settleSeconds)
            try db.execute(
                sql: """
                    UPDATE plan SET kept = 0 WHERE source = :source AND kept = 1 AND id NOT IN
                        (SELECT id FROM plan WHERE source = :source AND kept = 1 ORDER BY id DESC LIMIT :kept)
                    """, arguments: ["source": source.row, "kept": Self.keptPlansMax - 1])
            let open = "source = ? AND state < 2 AND kept = 0"
            try db.execute(
                sql: "DELETE FROM operation WHERE state IN (0, 5, 6) AND plan IN (SELECT id FROM plan WHERE \(open))",
                arguments: [source.row])
            try db.execute(sql: "UPDATE plan SET state = 3 WHERE \(open)", arguments: [source.row])
            // Left to itself SQLite reads everything the source was told.
            try db.execute(
                sql: "DELETE FROM entry INDEXED BY entryUntold WHERE source = ? AND told = 0", arguments: [source.row])
            try db.execute(sql: "DELETE FROM membership WHERE source = ? AND told = 0", arguments: [source.row])
            try db.execute(
                sql: """
                    INSERT INTO plan (run, source, state, seen, news, terms)
                    VALUES (?, ?, 0, (SELECT coalesce(max(id), 0) FROM message),
                        (SELECT coalesce(max(number), 0) FROM news), ?)
                    """, arguments: [run.row, source.row, terms?.data])
            return PlanID(row: db.lastInsertedRowID, source: source)
        }
    }

    /// Of a source, the one in the making included.
    private static var keptPlansMax: Int { 3 }

    /// Begins the small plan of an order. It stands beside a source's plan and supersedes none; what it does not do is no
    /// debt, because the order itself is what the next cycle goes by.
    public func beginOrder(_ run: RunID, source: SourceID) throws(LedgerFault) -> PlanID {
        try write("beginning a plan") { db in
            try db.execute(
                sql: "INSERT INTO plan (run, source, state, seen, kind) VALUES (?, ?, 0, 0, 1)",
                arguments: [run.row, source.row])
            return PlanID(row: db.lastInsertedRowID, source: source)
        }
    }

    /// Makes a slice of a plan durable.
    ///
    /// - Parameter replan: called inside the transaction for a citizen some of whose new identifiers belong to another
    ///   citizen (identity rule 5), with their keys; pure.
    /// - Returns: the plans as stored.
    public func save(
        _ slice: [(situation: CitizenSituation, plan: CitizenPlan)], to plan: PlanID,
        replan: (CitizenSituation) throws -> CitizenPlan
    ) throws(LedgerFault) -> [CitizenPlan] {
        if slice.isEmpty { return [] }
        return try write("making a plan durable") { db in
            let writer = PlanWriter(db: db, keys: keys, plan: plan)
            return try slice.map { situation, citizenPlan in
                var situation = situation
                var citizenPlan = citizenPlan
                var held = try writer.reserve(citizenPlan, of: situation.citizenKey)
                while !held.isEmpty {
                    guard !held.isSubset(of: situation.heldByOthers) else {
                        // The marked form is this citizen's alone, so this is a row that should not be there.
                        throw LedgerFault.cannotWrite(
                            doing: "making a plan durable", reason: "an identifier made for one citizen is taken")
                    }
                    situation.heldByOthers.formUnion(held)
                    citizenPlan = try replan(situation)
                    held = try writer.reserve(citizenPlan, of: situation.citizenKey)
                }
                try writer.write(citizenPlan, of: situation)
                return citizenPlan
            }
        }
    }

    /// The plan is whole; from here on it may be pushed.
    public func finish(_ plan: PlanID) throws(LedgerFault) {
        try write("making a plan durable") { db in
            try db.execute(sql: "UPDATE plan SET state = 1 WHERE id = ?", arguments: [plan.row])
        }
    }

    /// Nothing of the plan will be pushed any more.
    public func end(_ plan: PlanID) throws(LedgerFault) {
        try write("ending a plan") { db in
            try db.execute(sql: "UPDATE plan SET state = 2 WHERE id = ?", arguments: [plan.row])
            try db.execute(
                sql: """
                    DELETE FROM readAgain WHERE source = :source AND EXISTS (
                        SELECT 1 FROM plan WHERE id = :plan AND kind = 0 AND seen >= readAgain.message)
                        AND NOT EXISTS (SELECT 1 FROM operation WHERE plan = :plan AND state IN (4, 6))
                    """, arguments: ["source": plan.source.row, "plan": plan.row])
            // What was not sent because of what its citizen was called is part of the entry's story.
            try db.execute(
                sql: "DELETE FROM operation WHERE plan = ? AND state = 5 AND answer IS NOT ?",
                arguments: [plan.row, Self.notActive])
        }
    }
}

/// One transaction's work on a plan.
private final class PlanWriter {
    private let db: Database
    private let keys: InstallationKeys
    private let plan: PlanID
    /// A source has a handful of pairs and a night a hundred thousand operations.
    private var pairs: [ServiceUnit: Int64] = [:]

    init(db: Database, keys: InstallationKeys, plan: PlanID) {
        self.db = db
        self.keys = keys
        self.plan = plan
    }

    private var source: Int64 { plan.source.row }

    /// Takes the new identifiers for this citizen, or none of them.
    ///
    /// - Returns: those another citizen holds.
    func reserve(_ citizenPlan: CitizenPlan, of citizen: Digest128) throws -> Set<Digest128> {
        let mark = citizen.shortHexadecimal
        let citizen = citizen.data
        var held = Set<Digest128>()
        for operation in citizenPlan.appointments where operation.isNewEntry {
            let shown = operation.content.shown
            try db.cachedStatement(
                sql: """
                    INSERT INTO entry (source, citizen, entry, told, status, start, "end", pair)
                    SELECT :source, :citizen, :entry, 0, :status, :start, :end, :pair
                    WHERE :marked OR NOT EXISTS (
                        SELECT 1 FROM spentIdentifier WHERE source = :source AND entry = :entry)
                    ON CONFLICT DO NOTHING
                    """
            ).execute(arguments: [
                "source": source, "citizen": citizen, "entry": operation.key.data,
                "status": Int(shown.status.rawValue), "start": shown.start.seconds, "end": shown.end.seconds,
                "pair": try pair(shown.pair),
                // A marked identifier (rule 5) was never anybody else's.
                "marked": operation.content.value.hasSuffix("/" + mark),
            ])
            if db.changesCount == 0, try !takeAgain(operation, for: citizen) { held.insert(operation.key) }
        }
        if !held.isEmpty {
            try db.execute(
                sql: "DELETE FROM entry WHERE source = ? AND citizen = ? AND told = 0", arguments: [source, citizen])
        }
        return held
    }

    /// An earlier plan took it for this citizen, and nothing of it was sent: a killed one's, or what a night left to the next.
    ///
    /// - Returns: whether it was this citizen's.
    private func takeAgain(_ operation: AppointmentOperation, for citizen: Data) throws -> Bool {
        let shown = operation.content.shown
        try db.cachedStatement(
            sql: """
                UPDATE entry SET status = ?, start = ?, "end" = ?, pair = ?
                WHERE source = ? AND citizen = ? AND entry = ? AND told = 0
                """
        ).execute(arguments: [
            Int(shown.status.rawValue), shown.start.seconds, shown.end.seconds, try pair(shown.pair), source, citizen,
            operation.key.data,
        ])
        return db.changesCount > 0
    }

    func write(_ citizenPlan: CitizenPlan, of situation: CitizenSituation) throws {
        let citizen = situation.citizenKey.data
        for operation in citizenPlan.appointments {
            let entry = situation.told.first { $0.key == operation.key }
            try write(operation, citizen, basis: entry.map { PlanBasis($0) })
        }
        for operation in citizenPlan.memberships {
            let old = situation.memberships.first { $0.pair == operation.pair }
            try write(operation, citizen, basis: old.map { PlanBasis($0) })
        }
        for (uid, entry) in citizenPlan.aliases {
            // An alias to an entry that is not planned to be told has nothing to lead to yet.
            try db.cachedStatement(
                sql: """
                    INSERT INTO alias (source, citizen, uid, entry) SELECT source, citizen, ?, entry FROM entry
                    WHERE source = ? AND citizen = ? AND entry = ?
                    ON CONFLICT DO UPDATE SET entry = excluded.entry
                    """
            ).execute(arguments: [uid.data, source, citizen, entry.data])
        }
        let remembered = RememberedPhases(source: source, citizen: citizen)
        for (name, phase) in citizenPlan.phases { try remembered.write(phase, under: name, db) }
    }

    private func write(_ operation: AppointmentOperation, _ citizen: Data, basis: PlanBasis?) throws {
        let entry = operation.key.data
        let shown = operation.content.shown
        let context = EntryContent.context(source: source, citizen: citizen, entry: entry)
        var content = operation.content
        if operation.awaitsContent {
            var operation = operation
            operation.takeOver(try EntryContent.told(source: source, citizen: citizen, entry: entry, db, keys))
            content = operation.content
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO operation
                    (plan, kind, citizen, entry, pair, urgency, state, fingerprint, status, start, "end", sealed, basis,
                    message)
                VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            plan.row, Int(operation.kind.rawValue), citizen, entry, try pair(shown.pair), operation.urgency.value,
            operation.fingerprint.data, Int(shown.status.rawValue), shown.start.seconds, shown.end.seconds,
            try keys.seal(EntryContent.encode(content), context: context), basis?.bytes, operation.message,
        ])
    }

    private func write(_ operation: MembershipOperation, _ citizen: Data, basis: PlanBasis?) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO operation (plan, kind, citizen, pair, urgency, state, since, until, basis)
                VALUES (?, ?, ?, ?, 0, 0, ?, ?, ?)
                """
        ).execute(arguments: [
            plan.row, Int(operation.kind.rawValue), citizen, try pair(operation.pair), operation.since.dayNumber,
            operation.until?.dayNumber, basis?.bytes,
        ])
    }

    private func pair(_ pair: ServiceUnit) throws -> Int64 {
        if let known = pairs[pair] { return known }
        try db.execute(
            sql: "INSERT OR IGNORE INTO serviceUnit (source, service, unit) VALUES (?, ?, ?)",
            arguments: [source, pair.service, pair.unit])
        let id = try Int64.fetchOne(
            db, sql: "SELECT id FROM serviceUnit WHERE source = ? AND service = ? AND unit = ?",
            arguments: [source, pair.service, pair.unit])
        pairs[pair] = id
        return id ?? 0
    }
}
