// Faults on demand: what a portal may do to its clients on a bad night.

/// One kind of misbehaviour, and for which requests it is meant.
struct Fault: Equatable, Sendable {
    /// What happens to a request that is hit; the raw value is its name in `PUT /faults`.
    enum Kind: String, CaseIterable, Sendable {
        /// Answers `status`, keeps nothing.
        case status
        /// Answers rightly, `milliseconds` late.
        case delay
        /// Keeps nothing, answers nothing; closes the connection after `milliseconds`.
        case hang
        /// Closes the connection without an answer; nothing is kept.
        case cutBeforeCommit = "cut-before-commit"
        /// Does what was asked, then closes the connection without an answer.
        case cutAfterCommit = "cut-after-commit"
        /// Does what was asked; the answer's body trickles over `milliseconds`.
        case slowBody = "slow-body"
        /// Does what was asked; the answer's body breaks off half-way, under a correct length.
        case badJSON = "bad-json"
        /// Answers as if it had done what was asked, keeps nothing.
        case acceptAndForget = "accept-and-forget"
        /// Does what was asked; the answer is a proxy's page under the right status.
        case html
        /// Does what was asked; the answer has no body.
        case empty
        /// Does what was asked; the answer's body is right, and called text/plain.
        case wrongType = "wrong-type"
        /// Does what was asked; the connection ends half-way through the answer's body.
        case cutBody = "cut-body"

        /// The time used when none, or 0, is given.
        var defaultMilliseconds: Int {
            switch self {
            case .delay: 1000
            case .hang: 60_000
            case .slowBody: 5000
            default: 0
            }
        }
    }

    /// `nil` for every method.
    var method: String?
    /// Prefix of the paths concerned; empty for all.
    var path = ""
    var kind: Kind
    /// HTTP status of kind `status`.
    var status = 503
    /// What an answer of kind `status` consists of.
    enum Body: String, CaseIterable, Sendable {
        /// An OperationOutcome.
        case outcome
        /// A proxy's page.
        case html
        case empty
    }

    var body = Body.outcome
    /// Code of the OperationOutcome.
    var code = "fault"
    /// Seconds in `Retry-After`; `nil` for no such header.
    var retryAfter: Int?
    var milliseconds = 0
    /// Part of the matching requests that is hit, 0 to 1.
    var share = 1.0
    /// Most requests that are hit; `nil` for no limit.
    var count: Int?
    /// Start of the sequence that decides which requests `share` hits.
    var seed: UInt64 = 0

    func matches(method: String, path: String) -> Bool {
        (self.method == nil || self.method == method) && path.hasPrefix(self.path)
    }
}

/// Which of the coming requests are hit. The same faults and the same requests give the same hits.
struct FaultPlan: Sendable {
    private struct Armed: Sendable {
        var fault: Fault
        var left: Int?
        var random: SplitMix64
    }

    private var armed: [Armed]

    init(_ faults: [Fault] = []) {
        armed = faults.map { Armed(fault: $0, left: $0.count, random: SplitMix64(state: $0.seed)) }
    }

    /// The fault that hits this request: the first that matches, is not used up, and whose draw falls within its
    /// share. A fault draws once for each request that gets as far as it.
    mutating func next(method: String, path: String) -> Fault? {
        for index in armed.indices where armed[index].fault.matches(method: method, path: path) {
            guard armed[index].left != 0 else { continue }
            let draw = Double(armed[index].random.next() >> 11) / Double(1 << 53)
            guard draw < armed[index].fault.share else { continue }
            armed[index].left = armed[index].left.map { $0 - 1 }
            return armed[index].fault
        }
        return nil
    }
}

/// Steele, Lea and Flood's SplitMix64: small, seeded, the same on every machine.
struct SplitMix64: RandomNumberGenerator, Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
