// What may be used once: the `jti` of assertions and proofs, remembered for as long as the text that carries it could still
// be valid; and what must be shown again: nonces.

import Foundation

/// Ids that have been used.
final class UsedOnce: Sendable {
    private let used = Locked<[String: Int64]>([:])

    /// - Parameters:
    ///   - until: when the text that carries it can no longer be valid, in seconds since 1970.
    /// - Returns: whether it is new.
    func use(_ id: String, until: Int64, now: Int64) -> Bool {
        used.withLock { used in
            if let until = used[id], until >= now { return false }
            if used.count >= 10_000 { used = used.filter { $0.value >= now } }
            used[id] = until
            return true
        }
    }
}

/// Nonces given out, each valid for a while (RFC 9449 §8 leaves it to the server how long).
final class Nonces: Sendable {
    static let lifetimeSeconds: Int64 = 60

    private let given = Locked<[String: Int64]>([:])

    func give(now: Int64) -> String {
        let nonce = UUID().uuidString
        given.withLock { given in
            if given.count >= 10_000 { given = given.filter { $0.value >= now } }
            given[nonce] = now + Self.lifetimeSeconds
        }
        return nonce
    }

    func isValid(_ nonce: String, now: Int64) -> Bool { given.withLock { $0[nonce].map { now <= $0 } ?? false } }
}
