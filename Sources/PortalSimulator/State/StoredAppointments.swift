// Appointments in the store: one row per (system, value), one transaction per PUT.

import Foundation
import GRDB

/// What became of one PUT.
struct AppointmentReceipt: Sendable {
    var decision: AppointmentDecision
    /// The id under which the portal keeps the resource.
    var id: String
}

extension PortalStore {
    /// Decides on an Appointment and keeps it when it is accepted.
    /// - Parameters:
    ///   - now: becomes `lastChange` when the content is new or differs.
    ///   - forgets: answers as if kept, keeps nothing (a fault made on purpose).
    func put(_ incoming: IncomingAppointment, now: Instant, forgets: Bool = false) async throws -> AppointmentReceipt {
        try await database.write { db in
            let stored = try Self.appointment(incoming.shown.system, incoming.shown.value, db)
            let citizen = try Self.citizen(incoming.shown.patient, db)
            let decision = AppointmentDecision.decide(incoming, stored: stored, citizen: citizen)
            let id = stored?.id ?? incoming.id ?? UUID().uuidString.lowercased()
            if !forgets { try Self.keep(incoming, decision, id: id, now: now, db) }
            return AppointmentReceipt(decision: decision, id: id)
        }
    }

    private static func keep(
        _ incoming: IncomingAppointment, _ decision: AppointmentDecision, id: String, now: Instant, _ db: Database
    ) throws {
        switch decision {
        case .refused: return
        case .identical:
            let shown = incoming.shown
            try db.cachedStatement(sql: "UPDATE appointment SET lastUpdated = ? WHERE system = ? AND value = ?")
                .execute(arguments: [incoming.lastUpdated.text, shown.system, shown.value])
        case .new(let changesShown), .changed(let changesShown):
            if case .changed = decision { try keepEarlier(incoming.shown, db) }
            try upsert(incoming, id: id, now: now, db)
            guard changesShown else { return }
            try db.cachedStatement(sql: "UPDATE counter SET changesShownToCitizen = changesShownToCitizen + 1")
                .execute()
        }
    }

    /// Keeps what the appointment has been until now.
    private static func keepEarlier(_ shown: ShownAppointment, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO earlierAppointment
                SELECT system, value, versions, lastChange, status, start, "end", periodStart, periodEnd, service,
                    recurring, employee, description, cancellationReason
                FROM appointment WHERE system = ? AND value = ?
                """
        ).execute(arguments: [shown.system, shown.value])
    }

    private static func upsert(_ incoming: IncomingAppointment, id: String, now: Instant, _ db: Database) throws {
        let shown = incoming.shown
        try db.cachedStatement(
            sql: """
                INSERT INTO appointment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)
                ON CONFLICT (system, value) DO UPDATE SET
                    status = excluded.status, start = excluded.start, "end" = excluded."end",
                    periodStart = excluded.periodStart, periodEnd = excluded.periodEnd, service = excluded.service,
                    unit = excluded.unit, recurring = excluded.recurring, employee = excluded.employee,
                    description = excluded.description, cancellationReason = excluded.cancellationReason,
                    flags = excluded.flags, versions = versions + 1, lastChange = excluded.lastChange,
                    lastUpdated = excluded.lastUpdated, content = excluded.content
                """
        ).execute(arguments: [
            shown.system, shown.value, id, shown.patient, shown.status, shown.start?.text, shown.end?.text,
            shown.periodStart?.text, shown.periodEnd?.text, shown.service, shown.unit, shown.recurring,
            shown.employee, shown.description, shown.cancellationReason, shown.flags.joined(separator: " "),
            now.text, incoming.lastUpdated.text, incoming.content,
        ])
    }

    private static func appointment(_ system: String, _ value: String, _ db: Database) throws -> StoredAppointment? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT id, patient, status, start, "end", periodStart, periodEnd, service, unit, recurring, employee,
                       description, cancellationReason, flags, lastUpdated, content
                FROM appointment WHERE system = ? AND value = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [system, value]),
            let lastUpdated = instant(row["lastUpdated"])
        else { return nil }
        return StoredAppointment(
            id: row["id"], shown: ShownAppointment(row, system: system, value: value), lastUpdated: lastUpdated,
            content: row["content"])
    }

    static func instant(_ text: String?) -> Instant? { text.flatMap(Instant.init) }
}

extension ShownAppointment {
    /// Reads the columns of a stored version.
    init(_ row: Row, system: String, value: String) {
        let flags: String = row["flags"]
        self.init(
            system: system, value: value, patient: row["patient"], status: row["status"],
            start: PortalStore.instant(row["start"]), end: PortalStore.instant(row["end"]),
            periodStart: PortalStore.instant(row["periodStart"]), periodEnd: PortalStore.instant(row["periodEnd"]),
            service: row["service"], unit: row["unit"], recurring: row["recurring"], employee: row["employee"],
            description: row["description"], cancellationReason: row["cancellationReason"],
            flags: flags.split(separator: " ").map(String.init))
    }
}
