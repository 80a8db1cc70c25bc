// What is in force of what EPJs say of a range of citizens beside visits: three range scans over small tables.

import Foundation
import GRDB
import SyncCore

struct PersonConditions {
    let db: Database
    let keys: InstallationKeys
    let source: Int64
    let citizens: Set<Data>
    /// The range they lie in, both included.
    let first: Data
    let last: Data

    /// The newest list of each unit, by GenDate, then arrival, among the dialogues that are not cancelled (R15). A unit
    /// all of whose dialogues are cancelled said that there is nothing; one whose newest list is past its time says
    /// nothing.
    func unitServices() throws -> [Data: [UnitServicesStatement]] {
        let rows = try rows(
            """
            SELECT citizen, unit, state, message, generated, sealed FROM unitService
            WHERE source = ? AND citizen BETWEEN ? AND ?
            """, [source, first, last])
        var newest: [UnitOfCitizen: KeptList] = [:]
        while let row = try rows.next() {
            let unit = UnitOfCitizen(citizen: row[0], unit: row[1])
            guard citizens.contains(unit.citizen) else { continue }
            let list = KeptList(
                state: UnitServiceState(rawValue: row[2]) ?? .cancelled, message: row[3],
                generated: Instant(nanoseconds: row[4]), sealed: row[5])
            if newest[unit].map({ $0.yields(to: list) }) ?? true { newest[unit] = list }
        }
        var found: [Data: [UnitServicesStatement]] = [:]
        for (unit, list) in newest.sorted(by: { $0.key.unit < $1.key.unit }) {
            guard let statement = try statement(list, of: unit) else { continue }
            found[unit.citizen, default: []].append(statement)
        }
        return found
    }

    private func statement(_ list: KeptList, of unit: UnitOfCitizen) throws -> UnitServicesStatement? {
        switch list.state {
        case .forgotten: return nil
        case .cancelled:
            return UnitServicesStatement(
                unit: unit.unit, generated: list.generated, arrival: list.message, conversation: "",
                isCancellation: true, services: [])
        case .stated:
            guard let sealed = list.sealed else { throw LedgerFault.sealBroken }
            let context = PersonContext.services(source: source, citizen: unit.citizen, message: list.message)
            return try UnitServicesStatement(decoding: keys.open(sealed, context: context), arrival: list.message)
        }
    }

    /// Of whichever source (R11).
    func dead() throws -> Set<Data> {
        try Deaths.read(
            rows("SELECT \(Deaths.columns) FROM death WHERE citizen BETWEEN ? AND ?", [first, last]), of: citizens,
            keys: keys)
    }

    /// R10: of this source some definition's setting in force withholds.
    func withheld() throws -> Set<Data> {
        let rows = try rows(
            """
            SELECT citizen, definition, message, sealed FROM privacySetting
            WHERE source = ? AND citizen BETWEEN ? AND ?
            """, [source, first, last])
        var withheld = Set<Data>()
        while let row = try rows.next() {
            let citizen: Data = row[0]
            guard citizens.contains(citizen) else { continue }
            let context = PersonContext.privacy(source: source, citizen: citizen, definition: row[1])
            let privacy = try PrivacyStatement(decoding: keys.open(row[3], context: context), arrival: row[2])
            if privacy.status.withholds { withheld.insert(citizen) }
        }
        return withheld
    }

    func rows(_ sql: String, _ arguments: StatementArguments) throws -> RowCursor {
        try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
    }
}

/// R11: dead while some dialogue of some source has a death that was not cancelled.
enum Deaths {
    fileprivate static let columns = "citizen, source, conversation, message, sealed"

    fileprivate static func read(_ rows: RowCursor, of citizens: Set<Data>, keys: InstallationKeys) throws -> Set<Data>
    {
        var dead = Set<Data>()
        while let row = try rows.next() {
            let citizen: Data = row[0]
            guard citizens.contains(citizen) else { continue }
            let context = PersonContext.death(source: row[1], citizen: citizen, conversation: row[2])
            let death = try DeathStatement(decoding: keys.open(row[4], context: context), arrival: row[3])
            if !death.isCancellation { dead.insert(citizen) }
        }
        return dead
    }

    static func read(among citizens: Set<Data>, keys: InstallationKeys, _ db: Database) throws -> Set<Data> {
        try read(Row.fetchCursor(db, sql: "SELECT \(columns) FROM death"), of: citizens, keys: keys)
    }
}

extension Ledger {
    /// Those of the citizens who are dead: no EPJ is told anything of them either (R11).
    public func deceased(among citizens: Set<Digest128>) throws(LedgerFault) -> Set<Digest128> {
        try read("reading who is dead") { db in
            Set(try Deaths.read(among: Set(citizens.map(\.data)), keys: keys, db).map { Digest128($0) })
        }
    }
}

private struct UnitOfCitizen: Hashable {
    let citizen: Data
    let unit: String
}

private struct KeptList {
    let state: UnitServiceState
    let message: Int64
    let generated: Instant
    let sealed: Data?

    /// Whether the other one counts before this one; a cancelled one counts only beside cancelled ones.
    func yields(to other: KeptList) -> Bool {
        if (state == .cancelled) != (other.state == .cancelled) { return state == .cancelled }
        return (generated, message) < (other.generated, other.message)
    }
}
