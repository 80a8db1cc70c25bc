// SQLite counts what it takes and frees, under one lock for the whole process, and nobody here asks for the sums.

import CSQLite

extension Ledger {
    /// Takes that lock out of every thread's way (SQLITE_CONFIG_MEMSTATUS). Before the first ledger is opened; after that it
    /// has no effect.
    public static func leaveMemoryUncounted() { _ = csqlite_set_memory_statistics(0) }
}
