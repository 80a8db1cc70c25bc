// Where a request goes. Whoever speaks to a server speaks to this, so that a simulation can be the server.

/// Sends requests and returns whole answers.
public protocol HTTPExchange: Sendable {
    /// - Throws: `HTTPFailure`, which says whether the request may have arrived.
    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse

    /// Ends it: requests under way fail as `.closed`, later ones too.
    func close() async

    /// What HTTP/2 has cost so far, where it is spoken.
    var http2Trouble: HTTP2Trouble { get }
}

extension HTTPExchange {
    public var http2Trouble: HTTP2Trouble { HTTP2Trouble() }
}

extension HTTPSession: HTTPExchange {}
