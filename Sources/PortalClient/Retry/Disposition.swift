// What follows from an answer for what was sent: it is settled, it is repeated now, the next run sends it, or a person has
// to do something first. One table, and one place that reads it (the daemon's pushing).
//
//   verdict                                   disposition
//   accepted, not active (R17)                settled
//   429, nothing reached                      retryNow: it certainly was not taken
//   refused, in doubt (R16)                   nextRun: sent again as planned then, the newest state
//   token not taken, none to be had,          needsOperator: no other request would fare better, and the run ends
//   nothing served there

public enum Disposition: Sendable, Equatable {
    case settled
    /// After a while, within the budget of the run; then as `nextRun`.
    ///
    /// - Parameter retryAfterSeconds: how long the portal wants to be left alone.
    case retryNow(retryAfterSeconds: Int?)
    case nextRun
    case needsOperator
}

extension PortalVerdict {
    public var disposition: Disposition {
        switch self {
        case .accepted, .notActive: .settled
        case .tooMany(let seconds): .retryNow(retryAfterSeconds: seconds)
        case .unreached: .retryNow(retryAfterSeconds: nil)
        case .refused, .unknown: .nextRun
        case .unauthorised, .noToken, .notServed: .needsOperator
        }
    }

    /// What it says of the pace.
    public var echo: Pace.Echo {
        switch self {
        case .accepted, .notActive, .refused, .unauthorised, .noToken, .notServed: .clear
        case .tooMany, .unknown: .pushedBack
        case .unreached: .none
        }
    }

    /// `Retry-After`, where stated.
    public var retryAfterSeconds: Int? {
        switch self {
        case .tooMany(let seconds), .unknown(_, let seconds): seconds
        default: nil
        }
    }
}
