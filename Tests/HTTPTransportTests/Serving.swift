// The frame of the tests that need a server and a session: both are gone when the test's body returns.

import TestSupport
import Testing

@testable import HTTPTransport

/// Limits wide enough never to matter in a test that is not about them.
func roomy(_ change: (inout HTTPTransportConfiguration) -> Void = { _ in }) -> HTTPTransportConfiguration {
    var configuration = HTTPTransportConfiguration(
        connectTimeoutSeconds: 30, responseTimeoutSeconds: 60, userAgent: "transport-tests/1")
    change(&configuration)
    return configuration
}

/// Runs a test's body with a scripted server and a session, and ends both.
func serving(
    _ configuration: HTTPTransportConfiguration = roomy(),
    _ script: @escaping LoopbackServer.Script,
    _ body: (LoopbackServer, HTTPSession) async throws -> Void
) async throws {
    let server = try #require(LoopbackServer(script))
    defer { server.stop() }
    let session = try HTTPSession(configuration: configuration)
    try await body(server, session)
    await session.close()
}

/// The failure a request ends with; nil, and a recorded issue, if it has an answer.
func failure(of session: HTTPSession, _ request: HTTPRequest) async -> HTTPFailure? {
    do throws(HTTPFailure) {
        let response = try await session.send(request)
        Issue.record("answered with \(response)")
        return nil
    } catch {
        return error
    }
}

extension LoopbackServer {
    /// Waits for an event; the test's time limit is what ends a wait in vain.
    func first(where isWanted: @Sendable (Event) -> Bool) async -> Event? {
        for await event in events where isWanted(event) { return event }
        return nil
    }

    /// Waits until a request has come in whole.
    func request() async -> Received? {
        for await event in events { if case .received(let request) = event { return request } }
        return nil
    }
}
