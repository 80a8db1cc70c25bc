// What the portal's answer was, in a word and a code: for the trace of a run. A portal's own text is no code and is left out.

import PortalClient

extension PortalVerdict {
    var word: String {
        switch self {
        case .accepted(let status): "accepted (\(status))"
        case .notActive: "not active (2118)"
        case .refused(let code): "refused (\(ReportFigures.code(code)))"
        case .unauthorised(let status, _): "not authorised (\(status))"
        case .noToken: "no token"
        case .tooMany: "too many requests"
        case .notServed(let status): "not served (\(status))"
        case .unreached: "not reached"
        case .unknown: "no answer to go by"
        }
    }
}
