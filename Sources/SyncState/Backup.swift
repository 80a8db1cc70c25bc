// The whole memory in one file, made while everything goes on: SQLite's online backup of the ledger, and in the same
// database the sealed originals its rows point at. The master key is not in it: whoever finds the file finds nobody.

import Foundation
import GRDB
import SyncCore

/// What a backup holds, by counts.
public struct BackupContents: Equatable, Sendable {
    public var made: Instant
    public var entries = 0
    public var messages = 0
    public var segments = 0
    public var bytes = 0
}

enum BackupFile {
    /// Of the file's own tables, not of the ledger's.
    static let format: Int64 = 1
    /// Originals go in pieces of this size, so that none has to lie in memory whole.
    static let pieceBytes = 4 << 20

    static let tables = """
        CREATE TABLE backupNote (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE backupSegment (
            batch INTEGER NOT NULL, piece INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE (batch, piece)
        ) STRICT;
        """

    static func connection(_ path: String, readonly: Bool) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.label = "backup"
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Whether this is a whole backup this key can read.
    ///
    /// - Throws: `LedgerFault` that says what is wrong with it.
    static func check(
        _ path: String, keys: InstallationKeys, keyFile: String, thoroughly: Bool = true
    ) throws(LedgerFault) -> BackupContents {
        try LedgerFault.translating("checking the backup", reading: true) {
            try connection(path, readonly: true).read { db in
                guard try db.tableExists("backupNote"), try db.tableExists("installation") else {
                    throw LedgerFault.cannotRead(
                        doing: "checking the backup", reason: "the file is a database, but no backup of a ledger")
                }
                let notes = try Dictionary(
                    uniqueKeysWithValues: Row.fetchAll(db, sql: "SELECT name, value FROM backupNote").map {
                        ($0["name"] as String, $0["value"] as Int64)
                    })
                guard let made = notes["made"], notes["format"] == format else { throw LedgerFault.newerSchema }
                if try Schema.migrator.hasBeenSuperseded(db) { throw LedgerFault.newerSchema }
                let stored = try Data.fetchOne(db, sql: "SELECT value FROM installation WHERE name = 'keyCheck'")
                if stored != keys.checkValue { throw LedgerFault.keyWrong(path: keyFile) }
                if thoroughly, let flaw = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)"), flaw != "ok" {
                    throw LedgerFault.cannotRead(doing: "checking the backup", reason: flaw)
                }
                var contents = BackupContents(made: Instant(seconds: made))
                contents.entries = try Int.fetchOne(db, sql: "SELECT count(*) FROM entry WHERE told > 0") ?? 0
                contents.messages = try Int.fetchOne(db, sql: "SELECT count(*) FROM message") ?? 0
                contents.segments = try Int.fetchOne(db, sql: "SELECT count(DISTINCT batch) FROM backupSegment") ?? 0
                contents.bytes = (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
                return contents
            }
        }
    }
}

extension Ledger {
    /// Copies everything into one new file, mode 0600, which appears under its name when it is whole, checked and durable.
    ///
    /// Runs and the service go on meanwhile; the copy is of one instant. An original that is let go of between that
    /// instant and its own copying is missing in it, and restoring knows.
    ///
    /// - Parameter progress: pages copied, of how many.
    public func backup(
        to path: String, keyFile: String, now: Instant,
        progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(LedgerFault) -> BackupContents {
        let part = path + ".part"
        try LedgerFault.translating("writing the backup") {
            unlink(part)
            // Before anything is in it: never readable by others, not even for a moment.
            let descriptor = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            close(descriptor)
        }
        do {
            try LedgerFault.translating("writing the backup") {
                let copy = try BackupFile.connection(part, readonly: false)
                try queue.backup(to: copy, pagesPerStep: 4_096) { step in
                    progress(step.completedPageCount, step.totalPageCount)
                }
                // One file, and no log beside it.
                try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
                try copy.write { db in
                    try db.execute(sql: BackupFile.tables)
                    try db.execute(
                        sql: "INSERT INTO backupNote (name, value) VALUES ('format', ?), ('made', ?)",
                        arguments: [BackupFile.format, now.seconds])
                    try copyOriginals(into: db)
                }
                try copy.close()
            }
            let contents = try BackupFile.check(part, keys: keys, keyFile: keyFile)
            try LedgerFault.translating("writing the backup") { try DurableFile.move(part, to: path) }
            return contents
        } catch {
            unlink(part)
            throw error
        }
    }

    private func copyOriginals(into db: Database) throws {
        let batches = try Int64.fetchAll(
            db, sql: "SELECT DISTINCT batch FROM message WHERE sealedKey IS NOT NULL ORDER BY batch")
        for batch in batches {
            guard let file = FileHandle(forReadingAtPath: segmentPath(BatchNumber(batch))) else { continue }
            defer { try? file.close() }
            var piece: Int64 = 0
            while let bytes = try file.read(upToCount: BackupFile.pieceBytes), !bytes.isEmpty {
                try db.execute(
                    sql: "INSERT INTO backupSegment (batch, piece, bytes) VALUES (?, ?, ?)",
                    arguments: [batch, piece, bytes])
                piece += 1
            }
        }
    }
}

/// Renames that survive a power cut.
enum DurableFile {
    static func synchronize(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).synchronize()
    }

    static func move(_ path: String, to end: String) throws {
        try synchronize(path)
        guard rename(path, end) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        try KeyFile.synchronizeFolder(of: end)
    }
}
