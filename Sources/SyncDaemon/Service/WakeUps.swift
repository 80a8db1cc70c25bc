// What wakes the loop, and all that does: whoever has news for it rings one of these. Rings that come while it works are
// kept, each kind once.

import Foundation
import HTTPTransport

final class WakeUps: Sendable {
    /// A decision that another process leaves in the ledger would be a kind of its own here, rung by whatever sees it.
    enum Kind: Hashable, Sendable {
        /// The time waited for has come.
        case time
        /// An inbox has a new name, or is another than before.
        case inbox
        /// SIGHUP.
        case configuration
        /// SIGTERM, SIGINT.
        case stop
    }

    private struct State {
        var rung: Set<Kind> = []
        var sleeper: CheckedContinuation<Void, Never>?
    }

    private let state = LockBox(State())

    func ring(_ kind: Kind) {
        let sleeper = state.withLock { state in
            state.rung.insert(kind)
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }

    /// Sleeps until something rings; at once when something has.
    ///
    /// - Returns: everything that rang since the last time.
    func next(withinSeconds seconds: Double) async -> Set<Kind> {
        let alarm = Task {
            try await Task.sleep(for: .seconds(seconds))
            ring(.time)
        }
        await withCheckedContinuation { (sleeper: CheckedContinuation<Void, Never>) in
            let isRung = state.withLock { state in
                if state.rung.isEmpty { state.sleeper = sleeper }
                return !state.rung.isEmpty
            }
            if isRung { sleeper.resume() }
        }
        alarm.cancel()
        return take()
    }

    private func take() -> Set<Kind> {
        state.withLock { state in
            defer { state.rung = [] }
            return state.rung
        }
    }
}
