// Connections that read while the ledger writes, as many as are wanted at the same time, opened when they are.

import HTTPTransport
import SyncState

struct LedgerReaders: Sendable {
    private static let cacheBytes = 4 << 20

    private let ledger: Ledger
    private let idle = LockBox<[Ledger]>([])

    init(_ ledger: Ledger) { self.ledger = ledger }

    /// - Parameter body: has the connection to itself.
    func withReader<Value>(_ body: (Ledger) throws(LedgerFault) -> Value) throws(LedgerFault) -> Value {
        let reader =
            if let reader = idle.withLock({ $0.popLast() }) {
                reader
            } else {
                try ledger.reader(cacheBytes: Self.cacheBytes)
            }
        defer { idle.withLock { $0.append(reader) } }
        return try body(reader)
    }
}
