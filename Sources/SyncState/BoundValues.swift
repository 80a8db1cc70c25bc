// Values on their way into a statement. They go by pointer to where SQLite takes them, and it takes a copy.

import Foundation
import GRDB
import GRDBSQLite

/// What is bound to one of a statement's places.
enum HotValue {
    case null
    case number(Int64)
    case text(String)
    case bytes(Data)

    init(_ number: Int64?) { self = number.map { .number($0) } ?? .null }
    init(_ number: Int?) { self.init(number.map { Int64($0) }) }
    init(_ text: String?) { self = text.map { .text($0) } ?? .null }
    init(_ bytes: Data?) { self = bytes.map { .bytes($0) } ?? .null }
}

extension GRDB.Statement {
    /// - Parameter index: counts from 1.
    /// - Returns: SQLite's result code.
    func bind(_ value: HotValue, at index: CInt) -> CInt {
        // SQLITE_TRANSIENT, which C writes as a cast.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: return sqlite3_bind_null(sqliteStatement, index)
        case .number(let number): return sqlite3_bind_int64(sqliteStatement, index, number)
        case .text(var text):
            return text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text(sqliteStatement, index, $0.baseAddress, CInt($0.count), transient)
                }
            }
        case .bytes(let data):
            return data.withUnsafeBytes {
                // Without an address SQLite would bind NULL.
                guard let address = $0.baseAddress, !$0.isEmpty else {
                    return sqlite3_bind_zeroblob(sqliteStatement, index, 0)
                }
                return sqlite3_bind_blob(sqliteStatement, index, address, CInt($0.count), transient)
            }
        }
    }
}
