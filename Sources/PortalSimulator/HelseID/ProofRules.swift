// What a DPoP proof must be (RFC 9449 §4.3). As NHN's own sample of a resource server has it: valid for one second, five
// seconds' skew, `jti` once, `htm`, `htu` and `ath` checked. Assumed: a proof by the client's own key is refused.

import Crypto
import Foundation

struct ProofRules {
    static let validSeconds: Int64 = 1
    static let skewSeconds: Int64 = 5

    let method: String
    /// Without query.
    let url: String
    let now: Int64
    /// The client's: it signs assertions and nothing else.
    let clientKey: PublicKey
    /// `nil` where no nonce is asked for.
    let nonces: Nonces?
    /// The token that came along, at the portal.
    var token: String?

    /// - Parameter fields: the values of every `DPoP` header of the request.
    /// - Returns: the key it proves.
    /// - Throws: the first rule broken.
    func check(_ fields: [String], used: UsedOnce) throws(AccessRefusal) -> PublicKey {
        guard let text = fields.first, !text.isEmpty else { throw Self.refusal("missing", "mangler") }
        guard fields.count == 1 else { throw Self.refusal("several", "skal stå én gang") }
        let proof: SignedText
        do {
            proof = try SignedText(text)
        } catch {
            throw error == .critical
                ? Self.refusal("crit", "har en utvidelse (crit) som ikke er kjent")
                : Self.refusal("malformed", "er ikke en signert JWT i tre deler")
        }
        let key = try checkHeader(proof)
        try checkRequest(proof.claims)
        let issued = try checkTime(proof.claims)
        if let token { try checkToken(token, proof.claims) }
        guard let id = proof.claims.string("jti"), !id.isEmpty else { throw Self.refusal("jti-missing", "mangler jti") }
        if let nonces {
            guard let nonce = proof.claims.string("nonce"), nonces.isValid(nonce, now: now) else {
                throw AccessRefusal(.useNonce, "dpop-nonce", "DPoP skal ha nonce fra DPoP-Nonce.")
            }
        }
        guard used.use(id, until: issued + Self.validSeconds + Self.skewSeconds, now: now) else {
            throw Self.refusal("replayed", "er brukt før (jti)")
        }
        return key
    }

    private func checkHeader(_ proof: SignedText) throws(AccessRefusal) -> PublicKey {
        guard proof.header.string("typ") == "dpop+jwt" else { throw Self.refusal("typ", "skal ha typ dpop+jwt") }
        guard let algorithm = proof.header.string("alg"), ["RS256", "PS256", "ES256"].contains(algorithm) else {
            throw Self.refusal("alg", "skal være signert med RS256, PS256 eller ES256")
        }
        guard let jwk = proof.header.object("jwk"), let key = PublicKey(jwk: jwk), key.takes(algorithm) else {
            throw Self.refusal("jwk", "skal ha den offentlige nøkkelen, og bare den, som jwk")
        }
        guard key.thumbprint != clientKey.thumbprint else {
            throw Self.refusal("client-key", "skal ikke være signert med klientens nøkkel")
        }
        guard key.verifies(proof, by: algorithm) else { throw Self.refusal("signature", "har feil signatur") }
        return key
    }

    private func checkRequest(_ claims: JSONObject) throws(AccessRefusal) {
        guard claims.string("htm") == method else { throw Self.refusal("htm", "skal ha metoden som htm") }
        guard let address = claims.string("htu") else { throw Self.refusal("htu", "skal ha adressen som htu") }
        guard !address.contains(where: { "?#".contains($0) }) else {
            throw Self.refusal("htu-query", "skal ha htu uten spørring")
        }
        guard address == url else { throw Self.refusal("htu", "skal ha adressen som htu") }
    }

    /// - Returns: `iat`.
    private func checkTime(_ claims: JSONObject) throws(AccessRefusal) -> Int64 {
        guard let issued = claims.seconds("iat") else { throw Self.refusal("iat", "mangler iat i hele sekunder") }
        guard issued >= now - Self.validSeconds - Self.skewSeconds else {
            throw Self.refusal("too-old", "er for gammel (iat)")
        }
        guard issued <= now + Self.skewSeconds else { throw Self.refusal("future", "har iat frem i tid") }
        return issued
    }

    private func checkToken(_ token: String, _ claims: JSONObject) throws(AccessRefusal) {
        guard let hash = claims.string("ath") else { throw Self.refusal("ath-missing", "mangler ath") }
        guard hash == Base64URL.text(SHA256.hash(data: Data(token.utf8))) else {
            throw Self.refusal("ath", "har ath for et annet token")
        }
    }

    private static func refusal(_ code: String, _ text: String) -> AccessRefusal {
        AccessRefusal(.invalidProof, "dpop-" + code, "DPoP \(text).")
    }
}
