// A cancellation that a later statement took back is dropped while both are at hand (R14), whichever of them came first:
// the snapshot that says so will be replaced by the next one, and the push would cancel the visit anew.

import Foundation
import GRDB
import SyncCore

extension InboxWriter {
    /// Drops what the statement takes back of older pushes, whether it counts itself or comes too late for that.
    func dropCancellations(takenBackBy visits: VisitStatement, _ place: StatedPlace) throws {
        let pushes = try pushes(before: visits, place).filter(\.visits.hasCancellations)
        guard !pushes.isEmpty else { return }
        let reinstatement = try reinstatement(visits, try kept(place), place)
        for push in pushes {
            let remainder = reinstatement.remainder(of: push.visits)
            if remainder != push.visits { try replace(push.place, by: remainder) }
        }
    }

    /// A push without what later statements, which came before it, have taken back.
    func withoutCancellationsTakenBack(_ push: VisitStatement, _ place: StatedPlace) throws -> VisitStatement {
        guard push.kind != .snapshot, push.hasCancellations else { return push }
        let kept = try kept(place)
        return try kept.filter { $0.generated > push.generated }.reduce(push) { left, later in
            try reinstatement(later, kept + [push], place).remainder(of: left)
        }
    }

    private func reinstatement(
        _ visits: VisitStatement, _ kept: [VisitStatement], _ place: StatedPlace
    ) throws -> Reinstatement {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT uid, residue FROM series WHERE source = ? AND citizen = ?"),
            arguments: [place.source, place.citizen])
        let phases = Dictionary(
            rows.map { (Digest128($0[0] as Data), Recurrence.Phase(residue: $0[1])) }, uniquingKeysWith: { $1 })
        return Reinstatement(visits, beside: kept) { phases[keys.entryKey($0)] }
    }

    // MARK: Rows

    private struct KeptVisits {
        let place: StatedPlace
        let visits: VisitStatement
    }

    private func pushes(before visits: VisitStatement, _ place: StatedPlace) throws -> [KeptVisits] {
        guard visits.events.contains(where: { $0.state == .planned || $0.state == .assigned }) else { return [] }
        return try read(
            "kind = 2 AND generated < ?", [place.source, place.citizen, visits.generated.nanoseconds], place)
    }

    private func kept(_ place: StatedPlace) throws -> [VisitStatement] {
        try read("kind IN (1, 2)", [place.source, place.citizen], place).map(\.visits)
    }

    private func read(
        _ condition: String, _ arguments: StatementArguments, _ place: StatedPlace
    ) throws -> [KeptVisits] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT kind, unit, message, part, sealed FROM stated
                    WHERE source = ? AND citizen = ? AND \(condition)
                    """), arguments: arguments)
        return try rows.map { row in
            var place = place
            place.kind = StatedKind(rawValue: row[0]) ?? .push
            place.unit = row[1]
            place.message = row[2]
            place.part = row[3]
            let bytes = try keys.open(row[4], context: place.context)
            return KeptVisits(place: place, visits: try VisitStatement(decoding: bytes, arrival: place.message))
        }
    }

    private func replace(_ place: StatedPlace, by remainder: VisitStatement) throws {
        let key = "source = ? AND citizen = ? AND kind = ? AND unit = ? AND message = ? AND part = ?"
        let arguments: StatementArguments = [
            place.source, place.citizen, place.kind.rawValue, place.unit, place.message, place.part,
        ]
        guard !remainder.events.isEmpty else {
            return try db.cachedStatement(sql: "DELETE FROM stated WHERE \(key)").execute(arguments: arguments)
        }
        let sealed = try keys.seal(remainder.encode(), context: place.context)
        try db.cachedStatement(sql: "UPDATE stated SET sealed = ? WHERE \(key)")
            .execute(arguments: [sealed] + arguments)
    }
}
