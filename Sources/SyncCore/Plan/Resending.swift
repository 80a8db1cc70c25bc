// `sync --resend`: when there is reason to believe that the portal has lost what it answered for (it has no read-back,
// R16), everything that lies ahead is told anew, endings included. It is told as after an answer that never came.

extension CitizenSituation {
    /// Nothing of the coming time counts as known to the portal. R20: what is past or performed stays as it was told.
    public func inDoubt(from now: Instant) -> CitizenSituation {
        var situation = self
        for index in told.indices
        where told[index].told == .yes && told[index].start >= now && told[index].status != .fulfilled {
            situation.told[index].told = .possibly
            situation.told[index].fingerprint = nil
        }
        for index in memberships.indices where memberships[index].told == .yes {
            situation.memberships[index].told = .possibly
        }
        return situation
    }
}
