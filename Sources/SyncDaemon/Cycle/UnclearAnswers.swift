// Answers that say something of the portal rather than of the item: none to go by, "not now", or a refusal that is no
// OperationOutcome, a proxy's perhaps. One is an accident; many in a row mean that asking on is pointless.

import PortalClient

struct UnclearAnswers {
    /// So many in a row stop the run.
    static let max = 20

    private var inARow = 0
    private var last = ""

    /// Why nothing more is sent, if so.
    var stop: PortalFailure? { inARow < Self.max ? nil : .unclear(requests: inARow, last: last) }

    mutating func take(_ verdict: PortalVerdict) {
        switch verdict {
        case .unknown(let reason, _): count(reason)
        case .tooMany: count("answered 429")
        case .refused(let code) where code.hasPrefix("http-"): count("answered \(code.dropFirst(5))")
        default: inARow = 0
        }
    }

    private mutating func count(_ answer: String) {
        inARow += 1
        last = answer
    }
}
