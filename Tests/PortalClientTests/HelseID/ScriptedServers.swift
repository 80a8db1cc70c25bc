// A token service and a portal inside the test: answers by a script, and everything that was sent is kept to be looked at.

import Foundation
import HTTPTransport
import SyncCore
import TestSupport

@testable import PortalClient

final class ScriptedServers: HTTPExchange {
    static let tokenURL = "https://helseid.example/connect/token"
    static let portalURL = "https://portal.example"

    struct Sent: Sendable {
        var url: String
        var authorization: String?
        var proof: String?
        var assertion: String?
    }

    private struct State: Sendable {
        var sent: [Sent] = []
        var tokens = 0
        var now = Instant(seconds: 1_795_651_200)
        var paused: [Double] = []
        var ids = 0
    }

    typealias Answer = Result<HTTPResponse, HTTPFailure>

    private let state = Guarded(State())
    /// The nth question to the token service, from 1, and its answer; `nil` for the usual one.
    private let tokenService: @Sendable (Int, Sent) async -> Answer?
    private let portal: @Sendable (Int, Sent) -> Answer?

    init(
        tokenService: @escaping @Sendable (Int, Sent) async -> Answer? = { _, _ in nil },
        portal: @escaping @Sendable (Int, Sent) -> Answer? = { _, _ in nil }
    ) {
        self.tokenService = tokenService
        self.portal = portal
    }

    var asked: [Sent] { state.withLock { $0.sent.filter { $0.url == Self.tokenURL } } }
    var requests: [Sent] { state.withLock { $0.sent.filter { $0.url != Self.tokenURL } } }
    var paused: [Double] { state.withLock { $0.paused } }
    var now: Instant { state.withLock { $0.now } }
    func pass(_ seconds: Int64) { state.withLock { $0.now = $0.now.adding(seconds: seconds) } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        func header(_ name: String) -> String? { request.headers.first { $0.name == name }?.value }
        let form = String(decoding: request.body, as: UTF8.self)
        let sent = Sent(
            url: request.url, authorization: header("Authorization"), proof: header("DPoP"),
            assertion: form.components(separatedBy: "client_assertion=").dropFirst().first)
        state.withLock { $0.sent.append(sent) }
        let isToken = request.url == Self.tokenURL
        let number = isToken ? asked.count : requests.count
        let scripted = isToken ? await tokenService(number, sent) : portal(number, sent)
        if let scripted { return try scripted.get() }
        return isToken ? token(sent) : HTTPResponse(status: 200, body: Array(#"{"erAktivListe":{}}"#.utf8))
    }

    /// As HelseID does it: a nonce first, then a token.
    private func token(_ sent: Sent) -> HTTPResponse {
        if let proof = sent.proof.flatMap(ReadJWS.init), proof.claims["nonce"] == nil { return Self.nonce("n1") }
        let number = state.withLock { state in
            state.tokens += 1
            return state.tokens
        }
        return Self.token("token-\(number)", type: sent.proof == nil ? "Bearer" : "DPoP")
    }

    func close() async {}

    static func nonce(_ nonce: String) -> HTTPResponse {
        HTTPResponse(
            status: 400, headers: [HTTPHeader(name: "DPoP-Nonce", value: nonce)],
            body: Array(#"{"error":"use_dpop_nonce"}"#.utf8))
    }

    static func token(_ text: String, type: String = "DPoP", seconds: Int = 60) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            body: Array(#"{"access_token":"\#(text)","token_type":"\#(type)","expires_in":\#(seconds)}"#.utf8))
    }

    static func refusal(_ status: Int, _ headers: [String: String] = [:], code: String? = nil) -> Answer {
        let body = code.map {
            #"{"resourceType":"OperationOutcome","issue":[{"details":{"coding":[{"code":"\#($0)"}]}}]}"#
        }
        return .success(
            HTTPResponse(
                status: status, headers: headers.map { HTTPHeader(name: $0.key, value: $0.value) },
                body: Array((body ?? "").utf8)))
    }

    func source(dpop: Bool = true) throws -> TokenSource {
        TokenSource(
            HelseIDConfiguration(
                tokenURL: Self.tokenURL, clientID: "c", audience: "https://helseid.example", scopes: ["a"],
                usesDPoP: dpop),
            key: try ClientKey(ClientKeyTests.ec.pemRepresentation, keyID: "k1"), now: { self.now },
            newID: {
                self.state.withLock { state in
                    state.ids += 1
                    return "id-\(state.ids)"
                }
            }, pause: { seconds in self.state.withLock { $0.paused.append(seconds) } }, jitter: { 0 })
    }

    func helsenorge(_ source: TokenSource) -> Helsenorge {
        Helsenorge(
            session: self,
            configuration: HelsenorgeConfiguration(baseURL: Self.portalURL, authorisation: source, requestsAtOnce: 4),
            pause: { seconds in self.state.withLock { $0.paused.append(seconds) } }, jitter: { 0 })
    }
}
