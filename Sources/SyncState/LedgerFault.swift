// What can go wrong with the memory, in words an operator can act on. SQLite's own text is kept; the statement and its
// arguments are not, because arguments are people.

import Foundation
import GRDB
import SyncCore

public enum LedgerFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The database has content and its master key is not there.
    case keyMissing(path: String)
    /// The master key is not the one the database was made with.
    case keyWrong(path: String)
    /// Not 32 bytes, or readable by others.
    case keyUnusable(path: String, reason: String)
    case cannotWrite(doing: String, reason: String)
    case cannotRead(doing: String, reason: String)
    /// Sealed bytes did not open: they were changed, or moved to another row.
    case sealBroken
    case newerSchema
    case lockHeld(path: String)
    /// What is to be restored is no whole backup.
    case noBackup(path: String, reason: String)

    public var description: String {
        switch self {
        case .keyMissing(let path):
            "The database has content, but its master key \(path) is not there. Nothing was read or sent. "
                + "Put the key back from its backup; a new key cannot read this database."
        case .keyWrong(let path):
            "The master key \(path) is not the one this database was made with. Nothing was read or sent. "
                + "Put the right key back from its backup."
        case .keyUnusable(let path, let reason):
            "The master key \(path) cannot be used: \(reason). Nothing was read or sent."
        case .cannotWrite(let doing, let reason):
            "The state could not be written while \(doing): \(reason). What was committed before is safe, and the next "
                + "run goes on from there. Free space in, or repair, the state directory."
        case .cannotRead(let doing, let reason):
            "The state could not be read while \(doing): \(reason). Nothing was changed. Check the state directory."
        case .sealBroken:
            "A sealed row of the database did not open: it was changed or moved. Nothing was sent because of it. "
                + "Restore the database from its backup."
        case .newerSchema:
            "The database was written by a newer version of epjsyncd. Nothing was changed. Install that version again."
        case .noBackup(let path, let reason):
            "\(path) is no backup that can be restored: \(reason). Nothing was changed. Name a file that 'epjsyncd backup' made."
        case .lockHeld(let path):
            "Another run holds the lock \(path). Nothing was done. Wait for it to end, or look at it with "
                + "'epjsyncd status'."
        }
    }

    /// The state directory or its disk is at fault, rather than the configuration.
    public var isStorage: Bool {
        switch self {
        case .cannotWrite, .cannotRead, .sealBroken, .newerSchema: true
        case .keyMissing, .keyWrong, .keyUnusable, .lockHeld, .noBackup: false
        }
    }

    static func translating<Value>(
        _ doing: String, reading: Bool = false, _ body: () throws -> Value
    ) throws(LedgerFault) -> Value {
        do {
            return try body()
        } catch let fault as LedgerFault {
            throw fault
        } catch let error as DatabaseError {
            let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
            switch error.resultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CANTOPEN:
                throw .cannotRead(doing: doing, reason: reason)
            default:
                throw reading ? .cannotRead(doing: doing, reason: reason) : .cannotWrite(doing: doing, reason: reason)
            }
        } catch is ByteReader.Mismatch {
            // The bytes were authentic, so another version of the program wrote them.
            throw .newerSchema
        } catch {
            // The system's words where there are any; Foundation's do not say which thing is wrong.
            let error = error as NSError
            let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError } ?? error
            let isSystems = cause.domain == NSPOSIXErrorDomain
            let reason = isSystems ? String(cString: strerror(Int32(cause.code))) : error.localizedDescription
            throw reading ? .cannotRead(doing: doing, reason: reason) : .cannotWrite(doing: doing, reason: reason)
        }
    }
}
