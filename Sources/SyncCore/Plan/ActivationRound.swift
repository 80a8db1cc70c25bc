// Whom the portal is asked about in this cycle, and why. Nobody is asked twice for two reasons, and nobody is left out for
// longer than the recheck: citizens go inactive from disuse without a word (no list of changes tells it).

/// Why a citizen is asked about. Whoever has several reasons has the first.
public enum AskingReason: UInt8, Sendable, CaseIterable {
    /// The portal refused something as "not active" (R17), or gave no answer about the citizen last time.
    case again
    /// Never asked about.
    case new
    /// Named by the portal's list of changes.
    case changed
    /// Last asked about longer ago than `night.recheck_days`, or in the future.
    case aged
    /// No list of changes to go by: everybody is asked about.
    case sweep
}

/// One cycle's rule for whom to ask about.
public struct ActivationRound: Sendable {
    /// Citizens the portal's list of changes names; `nil` where there is no list to go by.
    public let changed: Set<Digest128>?
    /// Whoever was last asked about outside this is asked about again: too long ago, or in what is the future now (a
    /// plan was made for a later time, or the clock was wrong).
    private let fresh: ClosedRange<Instant>

    public init(changed: Set<Digest128>?, now: Instant, recheckDays: Int) {
        self.changed = changed
        fresh = now.adding(days: -max(0, recheckDays))...now
    }

    /// - Parameters:
    ///   - asked: when the portal last answered about the citizen; `nil` for never.
    ///   - isToBeAskedAgain: whatever the list says.
    /// - Returns: `nil` when what is known of the citizen still holds.
    public func reason(of citizen: Digest128, asked: Instant?, isToBeAskedAgain: Bool) -> AskingReason? {
        if isToBeAskedAgain { return .again }
        guard let asked else { return .new }
        guard let changed else { return .sweep }
        if changed.contains(citizen) { return .changed }
        return fresh.contains(asked) ? nil : .aged
    }
}
