// What the token service's answers mean, decided without a socket in sight.
//
//   2xx with a token for all we asked for    the token
//   other than 2xx with DPoP-Nonce           once more, with the nonce
//   4xx with an OAuth error                  refused; the clock, where the two clocks differ
//   408, 429, 5xx                            later
//   anything else                            not a token service

import Foundation
import HTTPTransport
import SyncCore

enum TokenAnswer: Sendable {
    case token(AccessToken, lifetimeSeconds: Int64)
    case nonce(String)
    case failure(TokenFailure)
    case later(TokenFailure, retryAfterSeconds: Int?)

    private struct Body: Decodable {
        var token: String?
        var lifetimeSeconds: Int64?
        var type: String?
        var scope: Names?
        var rejectedScope: Names?
        var error: String?
        var words: String?

        enum CodingKeys: String, CodingKey {
            case token = "access_token"
            case lifetimeSeconds = "expires_in"
            case type = "token_type"
            case scope
            case rejectedScope = "rejected_scope"
            case error
            case words = "error_description"
        }
    }

    /// Names apart by blanks, or a list of them.
    private struct Names: Decodable {
        var all: [String]

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let list = try? value.decode([String].self) {
                all = list
            } else {
                all = try value.decode(String.self).split(separator: " ").map(String.init)
            }
        }
    }

    /// - Parameters:
    ///   - gaveNonce: whether the request carried the nonce that was asked for.
    ///   - sent: when it was sent, and received when answered, by this machine's clock.
    static func read(
        _ response: HTTPResponse, to configuration: HelseIDConfiguration, gaveNonce: Bool, sent: Instant,
        received: Instant
    ) -> TokenAnswer {
        let host = configuration.host
        let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
        switch response.status {
        case 200...299:
            if let oddity = Answers.oddity(of: response) {
                return .failure(.nonsense(host: host, reason: "it " + oddity))
            }
            return token(body, configuration)
        case 408, 429, 500...599:
            return .later(
                .unreachable(host: host, reason: "it answered \(response.status)"),
                retryAfterSeconds: RetryAfter.seconds(response))
        default: break
        }
        if configuration.usesDPoP, let nonce = DPoPNonce.of(response) {
            if !gaveNonce { return .nonce(nonce) }
            if body?.error == "use_dpop_nonce" { return .failure(.nonceAgain(host: host)) }
        }
        guard (400...499).contains(response.status), let error = body?.error else {
            return .failure(.nonsense(host: host, reason: "\(response.status) without an OAuth error"))
        }
        // Every error but one about scopes may be a clock's.
        if error != "invalid_scope",
            let skew = ClockSkew.seconds(date: response.header("date"), sent: sent, received: received)
        {
            return .failure(.skewed(seconds: skew, host: host))
        }
        return .failure(
            .refused(error: ForeignWords.code(error), words: ForeignWords.cut(body?.words)))
    }

    private static func token(_ body: Body?, _ configuration: HelseIDConfiguration) -> TokenAnswer {
        func nonsense(_ reason: String) -> TokenAnswer {
            .failure(.nonsense(host: configuration.host, reason: reason))
        }
        let scheme: AccessToken.Scheme = configuration.usesDPoP ? .dpop : .bearer
        guard let body, let text = body.token, let token = AccessToken(text, scheme: scheme) else {
            return nonsense("an answer without an access token")
        }
        guard let lifetime = body.lifetimeSeconds, lifetime > 0 else { return nonsense("a token without expires_in") }
        guard body.type?.lowercased() == scheme.rawValue.lowercased() else {
            return nonsense("a token of another type than \(scheme.rawValue) (portal.dpop)")
        }
        let granted = body.scope.map { Set($0.all) }
        let rejected = Set(body.rejectedScope?.all ?? [])
        let missing = configuration.scopes.filter { rejected.contains($0) || granted?.contains($0) == false }
        guard missing.isEmpty else { return .failure(.rejectedScopes(missing)) }
        return .token(token, lifetimeSeconds: lifetime)
    }
}

enum DPoPNonce {
    /// What the server wants to see in the next proof; `nil` too for what cannot stand in one (RFC 9449 §8.1).
    static func of(_ response: HTTPResponse) -> String? {
        guard let nonce = response.header("dpop-nonce"), !nonce.isEmpty, nonce.utf8.count <= 4_096,
            nonce.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
            )
        else { return nil }
        return nonce
    }
}
