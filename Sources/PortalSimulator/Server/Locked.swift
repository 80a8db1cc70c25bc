// A value and the lock that guards it. NSLock rather than Synchronization.Mutex: the latter waits on a futex that
// ThreadSanitizer cannot see, which would then report a race at every use and hide the true ones.

import class Foundation.NSLock

/// A value that is only ever reached with its lock held.
// Sendable without the compiler's proof: `value` is private and touched in `withLock` alone, under the lock.
final class Locked<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) {
        self.value = value
    }

    /// Reads or changes the value; the body must be short and must not lock again.
    func withLock<Outcome: Sendable>(_ body: (inout Value) -> Outcome) -> Outcome {
        lock.lock()
        defer { lock.unlock() }
        return body(&value)
    }
}
