// What a later statement overrules of a push is dropped while both are at hand (R14), whichever of them came first: the
// snapshot that says otherwise will be replaced by the next one, and the push would count again.

import Foundation
import GRDB
import SyncCore

extension InboxWriter {
    /// Drops what the statement takes back of older pushes, whether it counts itself or comes too late for that.
    func dropPushes(overruledBy visits: VisitStatement, _ place: StatedPlace) throws {
        let pushes = try pushes(before: visits, place)
        guard !pushes.isEmpty else { return }
        let overruling = try overruling(visits, try kept(place), place)
        for push in pushes {
            let remainder = overruling.remainder(of: push.visits)
            if remainder != push.visits { try replace(push.place, by: remainder) }
        }
    }

    /// A push without what later statements, which came before it, overrule.
    func withoutOverruled(_ push: VisitStatement, _ place: StatedPlace) throws -> VisitStatement {
        guard push.kind != .snapshot else { return push }
        let later = try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM stated
                        WHERE source = ? AND citizen = ? AND kind IN (1, 2) AND generated > ?)
                    """), arguments: [place.source, place.citizen, push.generated.nanoseconds])
        guard later == true else { return push }
        let kept = try kept(place)
        return try kept.filter { $0.generated > push.generated }.reduce(push) { left, later in
            try overruling(later, kept + [push], place).remainder(of: left)
        }
    }

    func overruling(
        _ visits: VisitStatement, _ kept: [VisitStatement], _ place: StatedPlace
    ) throws -> Overruling {
        let phases = try RememberedPhases(source: place.source, citizen: place.citizen).read(db)
        return Overruling(visits, beside: kept) { phases[keys.entryKey($0)] }
    }

    // MARK: Rows

    struct KeptVisits {
        let place: StatedPlace
        let visits: VisitStatement
    }

    private func pushes(before visits: VisitStatement, _ place: StatedPlace) throws -> [KeptVisits] {
        guard !visits.events.isEmpty else { return [] }
        return try read(
            "kind = 2 AND generated < ?", [place.source, place.citizen, visits.generated.nanoseconds], place)
    }

    /// Nearly nobody has any.
    func hasPushes(_ place: StatedPlace) throws -> Bool {
        let select = try db.cachedStatement(
            sql: "SELECT 1 FROM stated WHERE source = ? AND citizen = ? AND kind = 2 LIMIT 1")
        return try select.first([.number(place.source), .bytes(place.citizen)]) { _ in true } ?? false
    }

    func pushes(after visits: VisitStatement, _ place: StatedPlace) throws -> [KeptVisits] {
        try read("kind = 2 AND generated > ?", [place.source, place.citizen, visits.generated.nanoseconds], place)
    }

    func kept(_ place: StatedPlace) throws -> [VisitStatement] {
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
