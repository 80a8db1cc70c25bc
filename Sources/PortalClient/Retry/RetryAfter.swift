// `Retry-After` (RFC 9110 §10.2.3): seconds, or a date. A date is a time of the server's, so it is measured from the `Date` of
// the same answer and not from this machine's clock.

import Foundation
import HTTPTransport

enum RetryAfter {
    /// - Returns: `nil` without the field, and for what is neither.
    static func seconds(_ response: HTTPResponse) -> Int? {
        guard let text = response.header("retry-after")?.trimmingCharacters(in: .whitespaces) else { return nil }
        if let seconds = Int(text) { return max(0, seconds) }
        guard let until = ClockSkew.parse(text), let date = response.header("date").flatMap(ClockSkew.parse) else {
            return nil
        }
        return Int(max(0, until - date))
    }
}
