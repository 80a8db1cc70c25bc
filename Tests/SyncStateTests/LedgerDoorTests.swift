// The door: which key, which version, who else is inside. Everything that is refused is refused before anything changes,
// and in words an operator can act on.

import Foundation
import GRDB
import Testing

@testable import SyncState

@Suite struct LedgerDoorTests {
    private func fault(_ folder: StateFolder, key: String? = nil) -> LedgerFault? {
        do {
            _ = try Ledger(directory: folder.path, keyFile: key ?? folder.key)
            return nil
        } catch {
            return error
        }
    }

    @Test func aNewLedgerMakesItsKeyAndKeepsEverythingToItself() throws {
        let folder = try StateFolder()
        let ledger = try folder.open()
        _ = try ledger.sourceID("a")
        #expect(FileManager.default.contents(atPath: folder.key)?.count == 32)
        #expect(try StateFolder.mode(folder.key) == 0o600)
        #expect(try StateFolder.mode(folder.database) == 0o600)
        #expect(try StateFolder.mode(folder.database + "-wal") == 0o600)
        #expect(try StateFolder.mode(folder.path + "/originals") == 0o700)
        let batch = try ledger.beginBatch(at: Installation.now)
        _ = try ledger.openSegment(batch)
        #expect(try StateFolder.mode(folder.path + "/originals/1.seg") == 0o600)
    }

    @Test func twoInstallationsHaveDifferentKeys() throws {
        let (a, b) = (try StateFolder(), try StateFolder())
        #expect(try a.open().keys.checkValue != b.open().keys.checkValue)
        #expect(FileManager.default.contents(atPath: a.key) != FileManager.default.contents(atPath: b.key))
    }

    @Test func aKeyThatIsThereIsUsedAndLeftAsItIs() throws {
        let folder = try StateFolder()
        let key = Data((0..<32).map { UInt8($0) })
        #expect(
            FileManager.default.createFile(
                atPath: folder.key, contents: key, attributes: [.posixPermissions: 0o400]))
        _ = try folder.open()
        #expect(FileManager.default.contents(atPath: folder.key) == key)
        #expect(try StateFolder.mode(folder.key) == 0o400)
    }

    @Test func theSameKeyOpensAgain() throws {
        let folder = try StateFolder()
        let first = try folder.open()
        let source = try first.sourceID("a")
        #expect(try folder.open().sourceID("a") == source)
    }

    @Test func aMissingKeyIsNeverReplaced() throws {
        let folder = try StateFolder()
        _ = try folder.open()
        try FileManager.default.removeItem(atPath: folder.key)
        let before = try folder.contents()
        let fault = fault(folder)
        #expect(fault == .keyMissing(path: folder.key))
        #expect(
            fault?.description
                == "The database has content, but its master key \(folder.key) is not there. Nothing was "
                + "read or sent. Put the key back from its backup; a new key cannot read this database.")
        #expect(fault?.isStorage == false)
        #expect(try folder.contents() == before)
    }

    @Test func anotherKeyIsRefusedBeforeAnythingIsWritten() throws {
        let folder = try StateFolder()
        _ = try folder.open()
        let other = try StateFolder()
        _ = try other.open()
        let everything = "SELECT name, sql FROM sqlite_master UNION ALL SELECT name, hex(value) FROM installation"
        func dump() throws -> [String] {
            try DatabaseQueue(path: folder.database).read { try Row.fetchAll($0, sql: everything).map(\.description) }
        }
        let before = try dump()
        let fault = fault(folder, key: other.key)
        #expect(fault == .keyWrong(path: other.key))
        #expect(
            fault?.description == "The master key \(other.key) is not the one this database was made with. Nothing was "
                + "read or sent. Put the right key back from its backup.")
        #expect(try dump() == before)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644]) func aKeyOthersMayReadIsRefused(mode: Int) throws {
        let folder = try StateFolder()
        _ = try folder.open()
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.key)
        #expect(
            fault(folder)?.description == "The master key \(folder.key) cannot be used: others may read it (use mode "
                + "0600). Nothing was read or sent.")
    }

    @Test(arguments: [0, 31, 33]) func aKeyOfAnotherLengthIsRefused(length: Int) throws {
        let folder = try StateFolder()
        #expect(
            FileManager.default.createFile(
                atPath: folder.key, contents: Data(count: length), attributes: [.posixPermissions: 0o600]))
        #expect(
            fault(folder)?.description == "The master key \(folder.key) cannot be used: it does not hold exactly 32 "
                + "bytes. Nothing was read or sent.")
        #expect(!FileManager.default.fileExists(atPath: folder.database), "nothing is made beside a bad key")
    }

    @Test func aFolderInTheKeysPlaceIsRefused() throws {
        let folder = try StateFolder()
        try FileManager.default.createDirectory(atPath: folder.key, withIntermediateDirectories: false)
        #expect(
            fault(folder)?.description
                == "The master key \(folder.key) cannot be used: it is a folder. "
                + "Nothing was read or sent.")
    }

    @Test func aKeyThatCannotBeMadeSaysWhy() throws {
        let folder = try StateFolder()
        let key = folder.path + "/nowhere/master.key"
        #expect(fault(folder, key: key) == .keyUnusable(path: key, reason: "No such file or directory"))
    }

    @Test func aNewerSchemaIsRefusedAndUnchanged() throws {
        let folder = try StateFolder()
        try folder.open().queue.write {
            try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('2 something new')")
        }
        let fault = fault(folder)
        #expect(fault == .newerSchema)
        #expect(
            fault?.description == "The database was written by a newer version of epjsyncd. Nothing was changed. "
                + "Install that version again.")
        #expect(fault?.isStorage == true)
    }

    @Test func whatIsNoDatabaseIsNotTouched() throws {
        let folder = try StateFolder()
        _ = try folder.open()
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: folder.database + suffix) }
        let junk = Data(repeating: 0x61, count: 8_192)
        try junk.write(to: URL(fileURLWithPath: folder.database))
        let fault = fault(folder)
        #expect(fault == .cannotRead(doing: "opening the ledger", reason: "file is not a database"))
        #expect(
            fault?.description == "The state could not be read while opening the ledger: file is not a database. "
                + "Nothing was changed. Check the state directory.")
        #expect(FileManager.default.contents(atPath: folder.database) == junk)
    }

    @Test func theLockIsHeldByOneAtATime() throws {
        let folder = try StateFolder()
        var held: InstallationLock? = try InstallationLock(directory: folder.path)
        #expect(throws: LedgerFault.lockHeld(path: folder.path + "/lock")) {
            try InstallationLock(directory: folder.path)
        }
        #expect(
            LedgerFault.lockHeld(path: "/s/lock").description
                == "Another run holds the lock /s/lock. Nothing was done. "
                + "Wait for it to end, or look at it with 'epjsyncd status'.")
        #expect(held != nil)
        held = nil
        _ = try InstallationLock(directory: folder.path)
        #expect(throws: LedgerFault.cannotWrite(doing: "taking the lock", reason: "No such file or directory")) {
            try InstallationLock(directory: folder.path + "/nowhere")
        }
    }

    @Test func theDatabaseIsDurableAndKeepsItsPromises() throws {
        let ledger = try StateFolder().open()
        let pragmas = try ["journal_mode", "synchronous", "foreign_keys"].map { name in
            try ledger.queue.read { try String.fetchOne($0, sql: "PRAGMA " + name) }
        }
        #expect(pragmas == ["wal", "2", "1"])
    }

    @Test("a new ledger has pages of 16 kB, an older one keeps its own, and either log is written home at 32 MB")
    func pages() throws {
        let older = try StateFolder()
        let queue = try DatabaseQueue(path: older.database)
        try queue.write { try $0.execute(sql: "CREATE TABLE something (number INTEGER) STRICT; DROP TABLE something") }
        try queue.close()
        #expect(
            FileManager.default.createFile(
                atPath: older.key, contents: Data(repeating: 7, count: 32), attributes: [.posixPermissions: 0o600]))
        for (folder, size, pages) in [(try StateFolder(), 16_384, 2_048), (older, 4_096, 8_192)] {
            let ledger = try folder.open()
            #expect(try ledger.queue.read { try Int.fetchOne($0, sql: "PRAGMA page_size") } == size)
            #expect(try ledger.queue.read { try Int.fetchOne($0, sql: "PRAGMA wal_autocheckpoint") } == pages)
        }
    }

    @Test func theOtherFaultsSayWhatToDo() {
        #expect(
            LedgerFault.cannotWrite(doing: "recording messages", reason: "database or disk is full").description
                == "The state could not be written while recording messages: database or disk is full. What was "
                + "committed before is safe, and the next run goes on from there. Free space in, or repair, the state "
                + "directory.")
        #expect(
            LedgerFault.sealBroken.description == "A sealed row of the database did not open: it was changed or moved. "
                + "Nothing was sent because of it. Restore the database from its backup.")
    }
}
