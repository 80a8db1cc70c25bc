// A night reads ten million rows of what was told, and writes a million of what was stated. They are taken column by column from
// where SQLite has them, and bound to where it wants them; the library's own rows and arguments, which know their names, are
// boxed one by one and checked at every step, cost as much again as reading.

import Foundation
import GRDB
import GRDBSQLite
import SyncCore

/// A row while it is the statement's current one. Columns count from 0.
struct HotRow {
    fileprivate let statement: SQLiteStatement

    func number(_ column: CInt) -> Int64 { sqlite3_column_int64(statement, column) }

    func optionalNumber(_ column: CInt) -> Int64? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : number(column)
    }

    func bytes(_ column: CInt) -> Data {
        guard let address = sqlite3_column_blob(statement, column) else { return Data() }
        return Data(bytes: address, count: Int(sqlite3_column_bytes(statement, column)))
    }

    /// `nil` for anything but a blob of 16 bytes.
    func digest(_ column: CInt) -> Digest128? { Digest128(sqliteStatement: statement, index: column) }
}

extension GRDB.Statement {
    /// - Parameter values: one for each place.
    func forEachRow(_ values: [HotValue], _ body: (HotRow) throws -> Void) throws {
        // What went wrong was said by the step. Nothing that was bound is held any longer than that.
        defer {
            _ = sqlite3_reset(sqliteStatement)
            _ = sqlite3_clear_bindings(sqliteStatement)
        }
        for (index, value) in values.enumerated() { try check(bind(value, at: CInt(index + 1)), SQLITE_OK) }
        while true {
            switch sqlite3_step(sqliteStatement) {
            case SQLITE_ROW: try body(HotRow(statement: sqliteStatement))
            case let code: return try check(code, SQLITE_DONE)
            }
        }
    }

    /// Of a statement that has no rows.
    func run(_ values: [HotValue]) throws { try forEachRow(values) { _ in } }

    /// The first row's.
    func first<Value>(_ values: [HotValue], _ body: (HotRow) throws -> Value) throws -> Value? {
        var first: Value?
        try forEachRow(values) { if first == nil { first = try body($0) } }
        return first
    }

    private func check(_ code: CInt, _ expected: CInt) throws {
        guard code != expected else { return }
        let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(sqliteStatement)))
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
    }
}
