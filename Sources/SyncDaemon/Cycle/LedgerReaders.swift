// Connections that read while the ledger writes, as many as are wanted at the same time, opened when they are. Reading waits
// for the disk, so it is done on threads of its own: those that tasks share are as many as there are cores, and have something
// to compute.

import Foundation
import HTTPTransport
import SyncState

struct LedgerReaders: Sendable {
    private static let cacheBytes = 4 << 20

    private let ledger: Ledger
    private let idle = LockBox<[Ledger]>([])

    init(_ ledger: Ledger) { self.ledger = ledger }

    /// - Parameter body: has the connection to itself.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Ledger) throws(LedgerFault) -> Value
    ) async throws(LedgerFault) -> Value {
        let outcome = await withCheckedContinuation { continuation in aside(body) { continuation.resume(returning: $0) }
        }
        return try outcome.get()
    }

    /// - Parameters:
    ///   - body: has the connection to itself.
    ///   - then: is told what became of it, once, in the same thread.
    func aside<Value: Sendable>(
        _ body: @escaping @Sendable (Ledger) throws(LedgerFault) -> Value,
        then: @escaping @Sendable (Result<Value, LedgerFault>) -> Void
    ) {
        Thread.detachNewThread {
            then(Result { () throws(LedgerFault) in try withReader(body) })
        }
    }

    private func withReader<Value>(_ body: (Ledger) throws(LedgerFault) -> Value) throws(LedgerFault) -> Value {
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
