// What stands for us at the portal: nothing, a fixed token, or one of HelseID's. Whoever sends a request asks for the fields
// that show it, and asks again where the answer says that they were not taken.

import HTTPTransport
import SyncCore

public protocol Authorisation: Sendable {
    /// The fields of one sending of a request.
    func credentials(
        for request: HTTPRequest, over session: any HTTPExchange
    ) async throws(TokenFailure) -> Credentials

    /// What to do before the same request may be sent once more; `nil` when its answer stands.
    func remedy(for response: HTTPResponse, to credentials: Credentials) async -> Remedy?

    /// Why an answer that stands was 401 or 403, where we know it better than the portal.
    func cause(of response: HTTPResponse, to credentials: Credentials) async -> TokenFailure?
}

/// What one sending of a request carries. Prints as the names of its fields.
public struct Credentials: Sendable {
    public var fields: [HTTPHeader]
    /// Which token it is, counted from 1.
    var token = 0
    var nonce: String?
    /// When they were made, by this machine's clock.
    var made: Instant?

    public init(fields: [HTTPHeader]) { self.fields = fields }
}

/// Each is tried at most once for one request.
public enum Remedy: Sendable, Hashable {
    /// Another token.
    case token
    /// A proof with the nonce the portal asked for.
    case nonce
}

extension Authorisation {
    public func remedy(for response: HTTPResponse, to credentials: Credentials) async -> Remedy? { nil }
    public func cause(of response: HTTPResponse, to credentials: Credentials) async -> TokenFailure? { nil }
}

/// Where the portal asks for nothing: a simulator.
public struct NoAuthorisation: Authorisation {
    public init() {}

    public func credentials(
        for request: HTTPRequest, over session: any HTTPExchange
    ) async throws(TokenFailure) -> Credentials { Credentials(fields: []) }
}

/// A token that somebody else got for us. There is no other to be had when it is not taken.
public struct FixedToken: Authorisation {
    private let token: BearerToken

    public init(_ token: BearerToken) { self.token = token }

    public func credentials(
        for request: HTTPRequest, over session: any HTTPExchange
    ) async throws(TokenFailure) -> Credentials { Credentials(fields: [token.authorization]) }
}
