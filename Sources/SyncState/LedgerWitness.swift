// Every change of the state, seen from outside: for tests that end a run at each of them, for a disk that is full when they
// say so, and for the service, which shows by them that it goes on.

public enum LedgerChange: Sendable {
    /// A transaction that changed something.
    case commit
    /// Originals at the end of their segment, or messages that are staged.
    case append
    /// A segment nothing points into.
    case removal
}

/// What a witness throws ends the change in its place: before it, it does not happen; after it, it has.
public protocol LedgerWitness: Sendable {
    func willMake(_ change: LedgerChange) throws
    func didMake(_ change: LedgerChange) throws
}

extension LedgerWitness? {
    func around<Value>(_ change: LedgerChange, _ body: () throws -> Value) throws -> Value {
        guard let self else { return try body() }
        try self.willMake(change)
        let value = try body()
        try self.didMake(change)
        return value
    }
}
