// Every effect on the world is a step: a commit, bytes appended, a rename, a file written, a request. They are counted, and
// a run can be killed at any of them: before it took place, or after it with its answer lost. From then on nothing of that
// run has any effect: whatever its code goes on to do is refused.

import SyncState
import TestSupport

struct Killed: Error {}

final class Steps: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case commit, append, removal, rename, folder, write, request
    }

    struct Kill: Sendable, Equatable {
        /// From 1.
        var step: Int
        var isAfterEffect: Bool
    }

    private struct State: Sendable {
        var count = 0
        var counts: [Kind: Int] = [:]
        var kill: Kill?
        var isDead = false
        /// Of the change of the ledger that is under way; there is one at a time.
        var change = 0
    }

    private let state = Guarded(State())

    var count: Int { state.withLock { $0.count } }
    var counts: [Kind: Int] { state.withLock { $0.counts } }
    var isDead: Bool { state.withLock { $0.isDead } }

    /// Counts from 0, for a run that lives or is killed.
    func begin(killingAt kill: Kill?) { state.withLock { $0 = State(kill: kill) } }

    /// Before an effect.
    ///
    /// - Returns: its number, for `end`.
    func begin(_ kind: Kind) throws(Killed) -> Int {
        let number: Int? = state.withLock { state in
            if state.isDead { return nil }
            state.count += 1
            state.counts[kind, default: 0] += 1
            if state.kill == Kill(step: state.count, isAfterEffect: false) {
                state.isDead = true
                return nil
            }
            return state.count
        }
        guard let number else { throw Killed() }
        return number
    }

    /// After it.
    func end(_ number: Int) throws(Killed) {
        let isDead = state.withLock { state in
            if state.kill == Kill(step: number, isAfterEffect: true) { state.isDead = true }
            return state.isDead
        }
        if isDead { throw Killed() }
    }

    func around<Value>(_ kind: Kind, _ effect: () throws -> Value) throws -> Value {
        let number = try begin(kind)
        let value = try effect()
        try end(number)
        return value
    }
}

/// The ledger's changes as steps, on a disk that may be full.
struct StateWitness: LedgerWitness {
    let steps: Steps
    let disk: Disk
    private let under = Guarded(0)

    init(steps: Steps, disk: Disk) {
        self.steps = steps
        self.disk = disk
    }

    func willMake(_ change: LedgerChange) throws {
        if change != .removal { try disk.use() }
        let number = try steps.begin(change.kind)
        under.withLock { $0 = number }
    }

    func didMake(_ change: LedgerChange) throws { try steps.end(under.withLock { $0 }) }
}

extension LedgerChange {
    fileprivate var kind: Steps.Kind {
        switch self {
        case .commit: .commit
        case .append: .append
        case .removal: .removal
        }
    }
}
