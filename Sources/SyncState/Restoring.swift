// The memory from a backup, or a new one in its place. What was there is set aside, never overwritten. A ledger of yesterday
// does not know what the portal was told today, so whatever it says was told and is not over is in doubt: the next cycle
// tells it again, and what is the same harms nobody.

import Foundation
import GRDB
import SyncCore

/// What came of it, by counts.
public struct Restored: Equatable, Sendable {
    /// `nil` for a new, empty ledger.
    public var contents: BackupContents?
    /// Told before and not over: told again by the next cycle.
    public var inDoubt = 0
    /// Messages whose original the backup lacks.
    public var withoutOriginal = 0
    /// Where the earlier state lies now; `nil` when there was none.
    public var setAside: String?
    /// Entries the ledger that was set aside had shown and that are not over, by source.
    public var shown: [ShownBefore] = []
}

public struct ShownBefore: Equatable, Sendable {
    public let source: String
    public let count: Int
}

/// Puts a ledger into a state directory. The installation's lock must be held, and no service may run.
public struct Restoring {
    let directory: String
    let keyFile: String
    let now: Instant

    public init(directory: String, keyFile: String, now: Instant) {
        self.directory = directory
        self.keyFile = keyFile
        self.now = now
    }

    /// While it exists and the ledger does not, a restore was cut off between setting aside and putting in place.
    static let workName = "restoring"

    private var work: String { directory + "/" + Self.workName }
    private var ledger: String { directory + "/ledger.sqlite" }

    /// From a backup.
    ///
    /// - Throws: `LedgerFault`; before anything is set aside when the backup is not whole, or this key cannot read it.
    public func restore(_ path: String) throws(LedgerFault) -> Restored {
        let keys = InstallationKeys(try KeyFile.load(keyFile, makingIfMissing: false))
        var restored = Restored()
        do throws(LedgerFault) {
            restored.contents = try BackupFile.check(path, keys: keys, keyFile: keyFile)
        } catch .cannotRead(_, let reason) {
            throw .noBackup(path: path, reason: reason)
        }
        try LedgerFault.translating("restoring the backup") {
            try FileManager.default.removeIfThere(work)
            try FileManager.default.createDirectory(
                atPath: work + "/originals", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            let copy = work + "/ledger.sqlite"
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy)
            let database = try BackupFile.connection(copy, readonly: false)
            try database.read { try extractOriginals($0) }
            try database.write { db in
                (restored.withoutOriginal, restored.inDoubt) = try (forgetMissing(db), doubt(db))
                try db.execute(sql: "DROP TABLE backupSegment; DROP TABLE backupNote;")
            }
            try database.close()
        }
        restored.setAside = try setAside()
        try LedgerFault.translating("restoring the backup") { try putInPlace() }
        return restored
    }

    /// A new, empty ledger; with a new key when there is none. What the one before had shown is remembered as a number, so
    /// that the first complete cycle can say how much of it nobody states any more.
    public func startOver() throws(LedgerFault) -> Restored {
        var restored = Restored()
        restored.shown = try shownBefore()
        try LedgerFault.translating("setting the earlier state aside") {
            try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
        }
        restored.setAside = try setAside()
        try LedgerFault.translating("setting the earlier state aside") { try FileManager.default.removeIfThere(work) }
        let new = try Ledger(directory: directory, keyFile: keyFile)
        for shown in restored.shown {
            let source = try new.sourceID(shown.source)
            try new.write("remembering what was shown") { db in
                try db.execute(
                    sql: "INSERT INTO shownBefore (source, count) VALUES (?, ?)", arguments: [source.row, shown.count])
            }
        }
        return restored
    }

    // MARK: Of a backup

    private func extractOriginals(_ db: Database) throws {
        for batch in try Int64.fetchAll(db, sql: "SELECT DISTINCT batch FROM backupSegment ORDER BY batch") {
            let path = work + "/originals/\(batch).seg"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            let pieces = try Data.fetchCursor(
                db, sql: "SELECT bytes FROM backupSegment WHERE batch = ? ORDER BY piece", arguments: [batch])
            while let bytes = try pieces.next() { try file.write(contentsOf: bytes) }
            try file.synchronize()
        }
    }

    /// Let go of between the copy of the ledger and its own: nothing points at what is not there. In quarantine it ends as
    /// refused, as it did.
    private func forgetMissing(_ db: Database) throws -> Int {
        try db.execute(
            sql: """
                UPDATE message SET segmentOffset = NULL, segmentLength = NULL, sealedKey = NULL,
                    disposition = iif(disposition = 6, 5, disposition)
                WHERE sealedKey IS NOT NULL AND batch NOT IN (SELECT batch FROM backupSegment)
                """)
        return db.changesCount
    }

    private func doubt(_ db: Database) throws -> Int {
        try db.execute(
            sql: """
                UPDATE entry SET told = 1, fingerprint = NULL, notBefore = :now WHERE told = 2 AND "end" > :now AND status <> 4;
                """, arguments: ["now": now.seconds])
        let entries = db.changesCount
        try db.execute(
            sql: "UPDATE membership SET told = 1 WHERE told = 2 AND (until IS NULL OR until >= ?)",
            arguments: [now.seconds / 86_400])
        let contacts = db.changesCount
        try db.execute(sql: "UPDATE offer SET told = 1 WHERE told = 2")
        return entries + contacts
    }

    // MARK: Of what was there

    /// Readable without any key: counts, times and the sources' names lie open.
    private func shownBefore() throws(LedgerFault) -> [ShownBefore] {
        guard FileManager.default.fileExists(atPath: ledger) else { return [] }
        do {
            return try BackupFile.connection(ledger, readonly: true).read { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        SELECT s.name AS name, count(*) AS count FROM entry e JOIN source s ON s.id = e.source
                        WHERE e.told > 0 AND e.status IN (0, 1, 3) AND e."end" > ? GROUP BY s.id ORDER BY s.name
                        """, arguments: [now.seconds]
                ).map { ShownBefore(source: $0["name"], count: $0["count"]) }
            }
        } catch {
            // What cannot be read is not counted; it is set aside all the same.
            return []
        }
    }

    /// - Throws: `LedgerFault.cannotWrite` while another process has the ledger open.
    private func setAside() throws(LedgerFault) -> String? {
        try LedgerFault.translating("setting the earlier state aside") {
            let files = FileManager.default
            guard files.fileExists(atPath: ledger) else { return nil }
            try foldLog()
            let folder = directory + "/set-aside-" + now.iso8601UTC.filter { $0 != "-" && $0 != ":" }
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            // Where the log could not be folded in, the database goes before it: never is a database here without its log.
            for name in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "originals"]
            where files.fileExists(atPath: directory + "/" + name) {
                try files.moveItem(atPath: directory + "/" + name, toPath: folder + "/" + name)
            }
            try KeyFile.synchronizeFolder(of: folder + "/ledger.sqlite")
            try KeyFile.synchronizeFolder(of: folder)
            return folder
        }
    }

    /// Makes one file of the database and its log, which only works while nobody else has it open.
    private func foldLog() throws {
        do {
            let database = try BackupFile.connection(ledger, readonly: false)
            try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try database.close()
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
            throw LedgerFault.cannotWrite(
                doing: "setting the earlier state aside", reason: "another process has the ledger open")
        } catch is DatabaseError {
            // Damaged: it is set aside as it lies.
        }
    }

    /// The ledger last: it is what makes the rest count.
    private func putInPlace() throws {
        let files = FileManager.default
        try files.removeIfThere(directory + "/originals")
        try files.moveItem(atPath: work + "/originals", toPath: directory + "/originals")
        try DurableFile.move(work + "/ledger.sqlite", to: ledger)
        try files.removeIfThere(work)
    }
}

extension FileManager {
    fileprivate func removeIfThere(_ path: String) throws {
        if fileExists(atPath: path) { try removeItem(atPath: path) }
    }
}
