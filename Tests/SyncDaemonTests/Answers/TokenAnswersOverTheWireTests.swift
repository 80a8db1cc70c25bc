// Every answer of the token service that docs/portal.md lists, over libcurl from the simulator's own HelseID.

import Crypto
import Foundation
import HTTPTransport
import TestSupport
import Testing

@testable import PortalClient
@testable import SyncCore

@Suite(.timeLimit(.minutes(10))) struct TokenAnswersOverTheWireTests {
    private static let host = "127.0.0.1"
    private static let scopes = ["nhn:helsenorge.eksternapi/avtaler"]

    static let rows: [(answer: String, fault: String, failure: Expected<TokenFailure>)] = [
        (
            "400 without an OAuth error", WireFault.status(400),
            .exactly(.nonsense(host: host, reason: "400 without an OAuth error"))
        ),
        ("401", WireFault.status(401), .exactly(.nonsense(host: host, reason: "401 without an OAuth error"))),
        ("403", WireFault.status(403), .exactly(.nonsense(host: host, reason: "403 without an OAuth error"))),
        (
            "404 without a code", WireFault.status(404),
            .exactly(.nonsense(host: host, reason: "404 without an OAuth error"))
        ),
        ("413", WireFault.status(413), .exactly(.nonsense(host: host, reason: "413 without an OAuth error"))),
        ("429", WireFault.status(429), .exactly(.unreachable(host: host, reason: "it answered 429"))),
        (
            "503 with Retry-After", WireFault.status(503, "\"retryAfter\":1"),
            .exactly(.unreachable(host: host, reason: "it answered 503"))
        ),
        (
            "success with an HTML page", WireFault.status(200),
            .exactly(.nonsense(host: host, reason: "it answered 200 as text/html"))
        ),
        (
            "success of another content type", "\"kind\":\"wrong-type\"",
            .exactly(.nonsense(host: host, reason: "it answered 200 as text/plain"))
        ),
        (
            "success with an empty body", WireFault.status(200, "\"body\":\"empty\""),
            .exactly(.nonsense(host: host, reason: "it answered 200 with an empty body"))
        ),
        (
            "success with a truncated body", "\"kind\":\"bad-json\"",
            .exactly(.nonsense(host: host, reason: "an answer without an access token"))
        ),
        ("connection ends in the body", "\"kind\":\"cut-body\"", .beginning(WireFault.broke)),
    ]

    private let keys: TemporaryFolder
    private let session: HTTPSession

    init() throws {
        keys = try TemporaryFolder()
        let key = P256.Signing.PrivateKey()
        try keys.write(key.pemRepresentation, to: "client.pem")
        try keys.write(key.publicKey.pemRepresentation, to: "client.pub")
        session = try HTTPSession(
            configuration: HTTPTransportConfiguration(responseTimeoutSeconds: 5, userAgent: "epjsyncd-tests"))
    }

    private func simulator(_ flags: [String] = []) throws -> SimulatorProcess {
        try SimulatorProcess(flags, auth: ["--auth", "full", "--client-key", keys.file("client.pub")])
    }

    private func source(_ simulator: SimulatorProcess, key: P256.Signing.PrivateKey? = nil) throws -> TokenSource {
        let pem = try key?.pemRepresentation ?? String(contentsOfFile: keys.file("client.pem"), encoding: .utf8)
        return TokenSource(
            HelseIDConfiguration(
                tokenURL: simulator.portalURL + "/connect/token", clientID: "kommunen", audience: simulator.portalURL,
                scopes: Self.scopes), key: try ClientKey(pem, keyID: "k1"),
            now: { Instant(nanoseconds: Int64(Date().timeIntervalSince1970 * 1e9)) }, newID: { UUID().uuidString },
            pause: { _ in }, jitter: { 0 })
    }

    private func failure(_ source: TokenSource, _ simulator: SimulatorProcess) async -> TokenFailure? {
        let request = HTTPRequest(method: .put, url: simulator.portalURL + "/timeavtaler/api/v1/Appointment")
        do {
            _ = try await source.credentials(for: request, over: session)
            return nil
        } catch {
            return error
        }
    }

    @Test func everyAnswerHasItsOutcome() async throws {
        let simulator = try simulator()
        for row in Self.rows {
            try await simulator.put("/faults", "[{\(row.fault)}]")
            let failure = await failure(try source(simulator), simulator)
            switch (row.failure, failure) {
            case (.exactly(let expected), _): #expect(failure == expected, "\(row.answer)")
            case (.beginning(let words), .unreachable(_, let reason)):
                #expect(reason.hasPrefix(words), "\(row.answer)")
            default: Issue.record("\(row.answer): \(String(describing: failure))")
            }
        }
        try await simulator.put("/faults", "[]")
        #expect(await failure(try source(simulator), simulator) == nil)
    }

    @Test func whatHelseIDItselfRefuses() async throws {
        let stranger = try simulator()
        let refused = await failure(try source(stranger, key: P256.Signing.PrivateKey()), stranger)
        guard case .refused(error: "invalid_client", let words) = refused else {
            Issue.record("\(String(describing: refused))")
            return
        }
        #expect(words?.hasPrefix("assertion-signature") == true)
        let rejecting = try simulator(["--reject-scope", Self.scopes[0]])
        #expect(await failure(try source(rejecting), rejecting) == .rejectedScopes(Self.scopes))
    }

    @Test func theTableIsTheDocumented() throws {
        let natural = [
            "200 with a token | asked", "200 without a scope that was asked for | stop",
            "400 with use_dpop_nonce | asked", "400 with an OAuth error | stop",
        ]
        let rows = try DocumentedAnswer.rows(under: "Tokens")
        #expect(rows.map(\.name) == natural + Self.rows.map { "\($0.answer) | stop" })
        rows[1].expect(TokenFailure.rejectedScopes(Self.scopes).description)
        rows[3].expect(TokenFailure.refused(error: "invalid_client", words: "x").description)
        for (documented, row) in zip(rows.dropFirst(natural.count), Self.rows) {
            switch row.failure {
            case .exactly(let failure): documented.expect(failure.description)
            case .beginning(let words):
                documented.expect(TokenFailure.unreachable(host: Self.host, reason: words).description)
            }
        }
    }
}
