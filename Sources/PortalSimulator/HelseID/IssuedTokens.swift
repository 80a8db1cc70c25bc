// Access tokens as NHN's sister services describe them: a signed JWT with `aud`, `scope`, `client_id`, organisation numbers
// and, when bound by DPoP, `cnf.jkt`. The key is made at the start, so no token outlives the simulator.

import Crypto
import Foundation

struct IssuedToken: Equatable, Sendable {
    var clientID: String
    var scopes: [String]
    var parent: String?
    var child: String?
    /// Thumbprint of the key it is bound to.
    var binding: String?
    var expires: Int64
}

struct IssuedTokens: Sendable {
    static let audience = "nhn:helsenorge.eksternapi"
    private static let organisation = "helseid://claims/client/claims/orgnr_"

    private let key = P256.Signing.PrivateKey()

    func text(_ token: IssuedToken, issuer: String, now: Int64) throws -> String {
        var claims = JSONObject([
            .init(name: "iss", value: .string(issuer)), .init(name: "aud", value: .string(Self.audience)),
            .init(name: "client_id", value: .string(token.clientID)),
            .init(name: "scope", value: .array(token.scopes.map(JSONValue.string))),
            .init(name: "iat", value: .number(String(now))), .init(name: "nbf", value: .number(String(now))),
            .init(name: "exp", value: .number(String(token.expires))),
            .init(name: "jti", value: .string(UUID().uuidString)),
        ])
        claims[Self.organisation + "parent"] = token.parent.map(JSONValue.string)
        claims[Self.organisation + "child"] = token.child.map(JSONValue.string)
        claims["cnf"] = token.binding.map { ["jkt": .string($0)] }
        let header: JSONValue = ["alg": "ES256", "typ": "at+jwt", "kid": "portal-simulator"]
        let input = [header, .object(claims)].map { Base64URL.text(JSONWriter.write($0)) }.joined(separator: ".")
        return input + "." + Base64URL.text(try key.signature(for: Data(input.utf8)).rawRepresentation)
    }

    /// What a token says, expired or not.
    ///
    /// - Returns: `nil` for what this simulator did not issue.
    func read(_ text: String) -> IssuedToken? {
        guard let signed = try? SignedText(text), signed.header.string("typ") == "at+jwt",
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signed.signature),
            key.publicKey.isValidSignature(signature, for: signed.input),
            let clientID = signed.claims.string("client_id"), let expires = signed.claims.seconds("exp")
        else { return nil }
        return IssuedToken(
            clientID: clientID, scopes: signed.claims.strings("scope"),
            parent: signed.claims.string(Self.organisation + "parent"),
            child: signed.claims.string(Self.organisation + "child"),
            binding: signed.claims.object("cnf")?.string("jkt"), expires: expires)
    }
}
