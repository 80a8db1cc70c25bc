// A night reads ten million rows of what was told. They are taken column by column from where SQLite has them; the library's
// own rows, which know their columns' names and are checked at every step, cost as much again as the reading.

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

    /// `nil` for anything but a blob of 16 bytes.
    func digest(_ column: CInt) -> Digest128? { Digest128(sqliteStatement: statement, index: column) }
}

extension GRDB.Statement {
    func forEachRow(_ arguments: StatementArguments, _ body: (HotRow) throws -> Void) throws {
        try setArguments(arguments)
        // What went wrong was said by the step.
        defer { _ = sqlite3_reset(sqliteStatement) }
        while true {
            switch sqlite3_step(sqliteStatement) {
            case SQLITE_ROW: try body(HotRow(statement: sqliteStatement))
            case SQLITE_DONE: return
            case let code: throw DatabaseError(resultCode: ResultCode(rawValue: code), sql: sql)
            }
        }
    }
}
