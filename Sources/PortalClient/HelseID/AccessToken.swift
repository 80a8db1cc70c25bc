// What HelseID gives for an assertion, as a value that tells nobody what it is.

import Crypto
import Foundation
import HTTPTransport

/// An access token; prints as `•••`.
struct AccessToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// How it is shown to the portal.
    enum Scheme: String, Sendable {
        case bearer = "Bearer"
        case dpop = "DPoP"
    }

    private let value: String
    let scheme: Scheme
    /// `ath` (RFC 9449 §4.2), which every proof for it shows.
    let hash: String

    /// - Returns: `nil` for what cannot stand in a header (RFC 6750 §2.1).
    init?(_ text: String, scheme: Scheme) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (33...126).contains($0) }) else { return nil }
        value = text
        self.scheme = scheme
        hash = Base64URL.text(Data(SHA256.hash(data: Data(text.utf8))))
    }

    var authorization: HTTPHeader { HTTPHeader(name: "Authorization", value: scheme.rawValue + " " + value) }

    var description: String { "•••" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
