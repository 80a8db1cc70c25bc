// A second door to the same database that only opens inwards: for whoever answers questions while a cycle writes. With a
// write-ahead log neither waits for the other.

import Foundation
import GRDB

extension Ledger {
    /// The same ledger, over a connection of its own that cannot write.
    ///
    /// - Parameter cacheBytes: 2 MB for who counts, and counts again.
    public func reader(cacheBytes: Int = 2 << 20) throws(LedgerFault) -> Ledger {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(2)
        configuration.label = "ledger reader"
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -\(cacheBytes >> 10); PRAGMA temp_store = MEMORY;")
        }
        let path = queue.path
        let reading = configuration
        let queue = try LedgerFault.translating("opening the ledger", reading: true) {
            try DatabaseQueue(path: path, configuration: reading)
        }
        return Ledger(keys: keys, queue: queue, originals: originals)
    }

    /// Another number than the last time means that something was committed since.
    public func version() throws(LedgerFault) -> Int {
        // The file and not the open descriptor: a ledger that was moved away is no ledger any more.
        guard FileManager.default.fileExists(atPath: queue.path) else {
            throw LedgerFault.cannotRead(doing: "looking for the ledger", reason: "the file is gone")
        }
        return try read("looking for changes") { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }
}
