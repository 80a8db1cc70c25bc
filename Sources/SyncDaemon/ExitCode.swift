// Exit codes are interface. When several apply, the one that needs a person most wins.

enum ExitCode: Int32, CaseIterable {
    case done = 0
    /// `plan`: there are changes.
    case changes = 2
    /// Done, but messages were set aside or items left for the next run.
    case leftOver = 3
    /// A source is held until its cause is found or a person approves.
    case held = 4
    case lockHeld = 5
    /// The night's window closed before the cycle was done, or it was told to stop; the rest goes on next time.
    case windowClosed = 6
    case usage = 64
    /// What the command line names as input cannot be read.
    case inputUnreadable = 65
    case portalUnreachable = 69
    case internalError = 70
    case stateUnwritable = 73
    case stale = 75
    case configurationInvalid = 78

    static let precedence: [ExitCode] = [
        .stateUnwritable, .internalError, .configurationInvalid, .portalUnreachable, .stale, .held, .lockHeld,
        .windowClosed,
        .usage, .inputUnreadable, .leftOver, .changes, .done,
    ]

    static func worst(_ codes: some Sequence<ExitCode>) -> ExitCode {
        let all = Set(codes)
        return precedence.first { all.contains($0) } ?? .done
    }
}
