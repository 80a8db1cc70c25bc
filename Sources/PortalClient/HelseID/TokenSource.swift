// One token for all requests of the process: whoever needs it while it is being fetched waits for that one fetch. It is
// renewed shortly before its end, and thrown away when the portal refuses it; a new one that is refused at once is not
// replaced again, because another would fare no better.

import Foundation
import HTTPTransport
import SyncCore

public actor TokenSource: Authorisation {
    private struct Held {
        var token: AccessToken
        var number: Int
        var renewAt: Instant
        /// Whether it took the place of one that was refused.
        var isReplacement: Bool
        var wasAccepted = false
    }

    private let configuration: HelseIDConfiguration
    private let key: ClientKey
    private let proofKey = DPoPKey()
    /// The machine's clock, never a planned time: tokens are of now.
    private let now: @Sendable () -> Instant
    private let newID: @Sendable () -> String
    private let pause: @Sendable (Double) async -> Void
    private let jitter: @Sendable () -> Double

    private var held: Held?
    private var fetching: Task<Result<Held, TokenFailure>, Never>?
    private var fetched = 0
    private var wasRefused = false
    /// The portal's newest nonce (RFC 9449 §8.2); the token service's is used in the dance and no longer.
    private var portalNonce: String?

    /// - Parameter newID: a new id of one use each time.
    public init(
        _ configuration: HelseIDConfiguration, key: ClientKey, now: @escaping @Sendable () -> Instant,
        newID: @escaping @Sendable () -> String, pause: @escaping @Sendable (Double) async -> Void,
        jitter: @escaping @Sendable () -> Double
    ) {
        self.configuration = configuration
        self.key = key
        self.now = now
        self.newID = newID
        self.pause = pause
        self.jitter = jitter
    }

    // MARK: Showing it

    public func credentials(
        for request: HTTPRequest, over session: any HTTPExchange
    ) async throws(TokenFailure) -> Credentials {
        let held = try await current(over: session)
        var credentials = Credentials(fields: [held.token.authorization])
        credentials.token = held.number
        credentials.made = now()
        guard configuration.usesDPoP else { return credentials }
        credentials.nonce = portalNonce
        let proof = DPoPProof(
            method: request.method.rawValue, url: request.url, issued: now().seconds, id: newID(),
            nonce: portalNonce, token: held.token)
        guard let text = try? proof.signed(by: proofKey) else { throw .cannotSign }
        credentials.fields.append(HTTPHeader(name: "DPoP", value: text))
        return credentials
    }

    public func remedy(for response: HTTPResponse, to credentials: Credentials) -> Remedy? {
        let nonce = configuration.usesDPoP ? DPoPNonce.of(response) : nil
        if let nonce { portalNonce = nonce }
        // RFC 9449 §9 has 401; §8 has 400 for the same demand of a token service.
        if [400, 401].contains(response.status), let nonce,
            response.header("www-authenticate")?.contains("use_dpop_nonce") == true
        {
            return nonce == credentials.nonce ? nil : .nonce
        }
        guard response.status == 401 || response.status == 403 else {
            if held?.number == credentials.token { held?.wasAccepted = true }
            return nil
        }
        // Another request may have had it replaced meanwhile.
        guard let held, held.number == credentials.token else { return .token }
        if held.isReplacement, !held.wasAccepted { return nil }
        self.held = nil
        wasRefused = true
        return .token
    }

    public func cause(of response: HTTPResponse, to credentials: Credentials) -> TokenFailure? {
        guard let made = credentials.made,
            let skew = ClockSkew.seconds(date: response.header("date"), sent: made, received: now())
        else { return nil }
        return .skewed(seconds: skew, host: "the portal")
    }

    // MARK: Having it

    private func current(over session: any HTTPExchange) async throws(TokenFailure) -> Held {
        if let held, now() < held.renewAt { return held }
        let fetching = self.fetching ?? begin(over: session)
        // Whoever is given up because the program stops gives up for all: nobody is left to use what would come.
        let result = await withTaskCancellationHandler {
            await fetching.value
        } onCancel: {
            fetching.cancel()
        }
        return try result.get()
    }

    private func begin(over session: any HTTPExchange) -> Task<Result<Held, TokenFailure>, Never> {
        let task = Task {
            let result = await fetch(over: session)
            held = try? result.get()
            fetching = nil
            return result
        }
        fetching = task
        return task
    }

    private func fetch(over session: any HTTPExchange) async -> Result<Held, TokenFailure> {
        var attempt = 1
        while true {
            let asked = now()
            switch await ask(over: session) {
            case .token(let token, let lifetime):
                fetched += 1
                defer { wasRefused = false }
                return .success(
                    Held(
                        token: token, number: fetched,
                        renewAt: asked.adding(seconds: lifetime - Self.margin(lifetime)), isReplacement: wasRefused))
            case .failure(let failure): return .failure(failure)
            case .nonce: return .failure(.nonceAgain(host: configuration.host))
            case .later(let failure, let retryAfter):
                let delay = configuration.retry.delay(
                    afterAttempt: attempt, retryAfterSeconds: retryAfter, jitter: jitter())
                guard let delay else { return .failure(failure) }
                await pause(delay)
                attempt += 1
            }
        }
    }

    /// One question to the token service, and once more where it asks for a nonce.
    private func ask(over session: any HTTPExchange) async -> TokenAnswer {
        var nonce: String?
        while true {
            let sent = now()
            let request = TokenRequest(
                configuration: configuration, key: key, proofKey: proofKey, issued: sent.seconds, nonce: nonce)
            guard let message = try? request.request(newID: newID) else { return .failure(.cannotSign) }
            let response: HTTPResponse
            do {
                response = try await session.send(message)
            } catch {
                let failure = TokenFailure.unreachable(host: configuration.host, reason: error.description)
                let isOver = error.kind == .closed || error.kind == .cancelled || error.kind == .refusedByUs
                return isOver ? .failure(failure) : .later(failure, retryAfterSeconds: nil)
            }
            let answer = TokenAnswer.read(
                response, to: configuration, gaveNonce: nonce != nil, sent: sent, received: now())
            guard case .nonce(let asked) = answer, nonce == nil else { return answer }
            nonce = asked
        }
    }

    /// How long before its end a token is renewed: ten seconds, or a sixth of a short life.
    static func margin(_ lifetimeSeconds: Int64) -> Int64 { min(10, max(1, lifetimeSeconds / 6)) }
}
