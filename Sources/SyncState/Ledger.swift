// The database behind one door. One connection, one writer: every change is one short transaction that either happened or
// did not, and every reader outside (`status`) sees only committed states, because the journal is a WAL.
//
// Durability: `synchronous=FULL`, so a commit that returned survives a power cut.

import Foundation
import GRDB
import SyncCore

public final class Ledger: Sendable {
    public let keys: InstallationKeys
    let rendering: (any OutgoingRendering)?
    let witness: (any LedgerWitness)?
    let queue: DatabaseQueue
    let originals: String

    /// Opens, or makes, the ledger in a state directory.
    ///
    /// A key file is made only together with a new, empty database; beside an existing database a missing or other key
    /// ends here, before anything is read.
    ///
    /// - Parameters:
    ///   - directory: exists and is writable; the database is `ledger.sqlite` in it.
    ///   - keyFile: 32 bytes, mode 0600 when made here.
    ///   - rendering: without it nothing is decided that an EPJ hears of: for commands that only look.
    public init(
        directory: String, keyFile: String, rendering: (any OutgoingRendering)? = nil,
        witness: (any LedgerWitness)? = nil
    ) throws(LedgerFault) {
        let path = directory + "/ledger.sqlite"
        let isNew = !FileManager.default.fileExists(atPath: path)
        if isNew, FileManager.default.fileExists(atPath: directory + "/" + Restoring.workName) {
            throw .cannotRead(
                doing: "opening the ledger",
                reason: "a restore was cut off before the ledger was in its place; run 'epjsyncd restore' again")
        }
        let master = try KeyFile.load(keyFile, makingIfMissing: isNew)
        self.rendering = rendering
        self.witness = witness
        originals = directory + "/originals"
        let originals = originals
        let queue = try LedgerFault.translating("opening the ledger") {
            try FileManager.default.createDirectory(
                atPath: originals, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            // Made before SQLite opens it: the write-ahead log takes the mode the database has when it is opened.
            if isNew { close(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)) }
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            let queue = try DatabaseQueue(path: path, configuration: Self.configuration)
            // Only now: with WAL, GRDB lowers this to NORMAL after it has prepared the connection.
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            return queue
        }
        self.queue = queue
        keys = try Self.prepare(queue, master, keyFile: keyFile)
    }

    /// The same ledger behind another connection.
    init(keys: InstallationKeys, queue: DatabaseQueue, originals: String) {
        self.keys = keys
        self.queue = queue
        self.originals = originals
        (rendering, witness) = (nil, nil)
    }

    /// How much lies in the write-ahead log before it is written home.
    private static let logBytesUntilHome = 32 << 20

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(10)
        configuration.label = "ledger"
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    -- of a new ledger: a night reads what is stated in another order than it came in, a question to the
                    -- disk for each page, and these are a quarter as many
                    PRAGMA page_size = 16384;
                    PRAGMA foreign_keys = ON;
                    PRAGMA cache_size = -32768;
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA temp_store = MEMORY;
                    -- what a row held is not left behind in its page: a message is forgotten with the key in its row
                    PRAGMA secure_delete = FAST;
                    """)
            // Outcomes touch pages all over the ledger, and a checkpoint writes each of them home.
            let pageBytes = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4_096
            try db.execute(sql: "PRAGMA wal_autocheckpoint = \(logBytesUntilHome / pageBytes)")
        }
        return configuration
    }

    private static func prepare(
        _ queue: DatabaseQueue, _ master: MasterKey, keyFile: String
    ) throws(LedgerFault) -> InstallationKeys {
        let checkValue = InstallationKeys(master).checkValue
        return try LedgerFault.translating("preparing the ledger") {
            let migrator = Schema.migrator
            // Both refusals come before the first change, so that a wrong key or version costs nothing.
            try queue.read { db in
                if try migrator.hasBeenSuperseded(db) { throw LedgerFault.newerSchema }
                guard try db.tableExists("installation") else { return }
                let stored = try Data.fetchOne(db, sql: "SELECT value FROM installation WHERE name = 'keyCheck'")
                if let stored, stored != checkValue { throw LedgerFault.keyWrong(path: keyFile) }
            }
            try migrator.migrate(queue)
            try queue.write { db in
                try db.execute(
                    sql: "INSERT OR IGNORE INTO installation (name, value) VALUES ('keyCheck', ?)",
                    arguments: [checkValue])
            }
            return try queue.read { try InstallationKeys(master, in: $0) }
        }
    }

    /// One transaction.
    func write<Value>(_ doing: String, _ body: (Database) throws -> Value) throws(LedgerFault) -> Value {
        try LedgerFault.translating(doing) {
            guard let witness else { return try queue.write(body) }
            return try write(before: witness, body)
        }
    }

    /// The witness learns of transactions that change something, while they still can be rolled back and once they cannot.
    private func write<Value>(before witness: any LedgerWitness, _ body: (Database) throws -> Value) throws -> Value {
        let (value, hasChanged) = try queue.write { db in
            let earlier = db.totalChangesCount
            let value = try body(db)
            let hasChanged = db.totalChangesCount != earlier
            if hasChanged { try witness.willMake(.commit) }
            return (value, hasChanged)
        }
        if hasChanged { try witness.didMake(.commit) }
        return value
    }

    func read<Value>(_ doing: String, _ body: (Database) throws -> Value) throws(LedgerFault) -> Value {
        try LedgerFault.translating(doing, reading: true) { try queue.read(body) }
    }

    /// The row of a source, made when it is new.
    public func sourceID(_ name: String) throws(LedgerFault) -> SourceID {
        try write("registering a source") { db in
            try db.execute(sql: "INSERT OR IGNORE INTO source (name) VALUES (?)", arguments: [name])
            let id = try Int64.fetchOne(db, sql: "SELECT id FROM source WHERE name = ?", arguments: [name])
            return SourceID(id ?? 0)
        }
    }

    /// Whether a source of that name ever was.
    public func hasSource(_ name: String) throws(LedgerFault) -> Bool {
        try read("looking for a source") { db in
            try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM source WHERE name = ?)", arguments: [name])
                ?? false
        }
    }

    /// Begins the write-ahead log anew when it has grown. SQLite does so by itself when nobody reads, and while a country is
    /// planned somebody always does; this waits for those who do.
    public func shortenLog() throws(LedgerFault) {
        var status = stat()
        guard stat(queue.path + "-wal", &status) == 0, status.st_size > Self.logBytesMax else { return }
        try checkpoint()
    }

    private static let logBytesMax = 128 << 20

    /// Moves the write-ahead log into the database file.
    public func checkpoint() throws(LedgerFault) {
        try LedgerFault.translating("checkpointing the ledger") {
            _ = try queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        }
    }
}

/// A source's row in the ledger.
public struct SourceID: Hashable, Sendable {
    let row: Int64
    init(_ row: Int64) { self.row = row }
}
