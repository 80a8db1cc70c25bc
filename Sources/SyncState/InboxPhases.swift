// Which weeks of a series are "on" is remembered with the plan of a citizen, and for whoever is not active none is made. His EPJ
// moves DTSTART on all the same, so what it says is remembered when it is read.

import Foundation
import GRDB
import SyncCore

extension InboxWriter {
    func rememberPhases(of visits: VisitStatement, _ place: StatedPlace) throws {
        guard visits.events.contains(where: { ($0.recurrence?.interval ?? 1) > 1 }), try !isActive(place.citizen)
        else { return }
        let rows = try Row.fetchAll(
            db, sql: "SELECT uid, residue FROM series WHERE source = ? AND citizen = ?",
            arguments: [place.source, place.citizen])
        let known = Dictionary(
            rows.map { ($0[0] as Digest128, Recurrence.Phase(residue: $0[1])) }, uniquingKeysWith: { first, _ in first }
        )
        for (name, phase) in visits.phases(remembered: { known[keys.entryKey($0)] }) {
            try db.execute(
                sql: """
                    INSERT INTO series (source, citizen, uid, residue) VALUES (?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET residue = excluded.residue
                    """, arguments: [place.source, place.citizen, keys.entryKey(name).data, phase.residue])
        }
    }

    private func isActive(_ citizen: Data) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM activation WHERE citizen = ? AND state = 1)", arguments: [citizen])
            ?? false
    }
}
