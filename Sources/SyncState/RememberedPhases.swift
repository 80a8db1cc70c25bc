// Which weeks of a citizen's series are "on", by the keys of their names. It is remembered with his plan; for whoever is not active
// none is made, and his EPJ moves DTSTART on all the same, so then it is remembered when the list is read.

import Foundation
import GRDB
import SyncCore

struct RememberedPhases {
    let source: Int64
    let citizen: Data

    func read(_ db: Database) throws -> [Digest128: Recurrence.Phase] {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT uid, residue FROM series WHERE source = ? AND citizen = ?"),
            arguments: [source, citizen])
        return Dictionary(
            rows.map { (Digest128($0[0] as Data), Recurrence.Phase(residue: $0[1])) }, uniquingKeysWith: { $1 })
    }

    func write(_ phase: Recurrence.Phase, under name: Digest128, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO series (source, citizen, uid, residue) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET residue = excluded.residue
                """
        ).execute(arguments: [source, citizen, name.data, phase.residue])
    }
}

extension InboxWriter {
    func rememberPhases(of visits: VisitStatement, _ place: StatedPlace) throws {
        guard visits.events.contains(where: { ($0.recurrence?.interval ?? 1) > 1 }), try !isActive(place.citizen)
        else { return }
        let remembered = RememberedPhases(source: place.source, citizen: place.citizen)
        let known = try remembered.read(db)
        for (name, phase) in visits.phases(remembered: { known[keys.entryKey($0)] }) {
            try remembered.write(phase, under: keys.entryKey(name), db)
        }
    }

    private func isActive(_ citizen: Data) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM activation WHERE citizen = ? AND state = 1)", arguments: [citizen])
            ?? false
    }
}
