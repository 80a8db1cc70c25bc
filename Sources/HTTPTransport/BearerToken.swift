// What stands for a person or a program at a server (RFC 6750), as a value that tells nobody what it is.

import Foundation

/// An access token; prints as `•••`.
public struct BearerToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    /// - Returns: `nil` for what cannot stand in a header (RFC 6750 §2.1).
    public init?(_ text: String) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty, trimmed.utf8.allSatisfy({ (33...126).contains($0) }) else { return nil }
        value = trimmed
    }

    /// The field that carries it.
    public var authorization: HTTPHeader { HTTPHeader(name: "Authorization", value: "Bearer " + value) }

    public var description: String { "•••" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
