// What a client assertion must be (RFC 7523 §3 and HelseID's own bounds). Documented: asymmetric signature, `iss` and `sub`
// the client, `aud`, `exp` at most 60 s ahead, `jti` once. Assumed: five seconds' tolerance for `iat` and `nbf`, none for
// `exp`; `iat` may be missing, as RFC 7523 has it.

struct AssertionRules {
    static let lifetimeSecondsMax: Int64 = 60
    static let skewSeconds: Int64 = 5

    let key: PublicKey
    /// The issuer, and the token endpoint, which older descriptions have.
    let audiences: Set<String>
    /// Seconds since 1970.
    let now: Int64

    /// - Returns: for whom the token is asked; `nil` for the client's own organisation.
    /// - Throws: the first rule broken.
    func check(
        _ text: String, of clientID: String, used: UsedOnce
    ) throws(AccessRefusal) -> RequestedOrganisation? {
        let assertion: SignedText
        do {
            assertion = try SignedText(text)
        } catch {
            throw error == .critical
                ? Self.refusal("crit", "har en utvidelse (crit) som ikke er kjent")
                : Self.refusal("malformed", "er ikke en signert JWT i tre deler")
        }
        try checkHeader(assertion)
        try checkParties(assertion.claims, clientID)
        let expires = try checkTimes(assertion.claims)
        let organisation = try RequestedOrganisation(assertion.claims)
        guard let id = assertion.claims.string("jti"), !id.isEmpty else {
            throw Self.refusal("jti-missing", "mangler jti")
        }
        guard used.use(id, until: expires, now: now) else { throw Self.refusal("replayed", "er brukt før (jti)") }
        return organisation
    }

    private func checkHeader(_ assertion: SignedText) throws(AccessRefusal) {
        let header = assertion.header
        guard let algorithm = header.string("alg"), ["RS256", "PS256", "ES256"].contains(algorithm) else {
            throw Self.refusal("alg", "skal være signert med RS256, PS256 eller ES256")
        }
        guard ["client-authentication+jwt", "JWT"].contains(header.string("typ")) else {
            throw Self.refusal("typ", "skal ha typ client-authentication+jwt")
        }
        guard let keyID = header.string("kid"), !keyID.isEmpty else { throw Self.refusal("kid-missing", "mangler kid") }
        guard key.keyID == nil || key.keyID == keyID else { throw Self.refusal("kid", "har en ukjent kid") }
        guard key.takes(algorithm) else { throw Self.refusal("key", "har en alg som nøkkelen ikke er laget for") }
        guard key.verifies(assertion, by: algorithm) else { throw Self.refusal("signature", "har feil signatur") }
    }

    private func checkParties(_ claims: JSONObject, _ clientID: String) throws(AccessRefusal) {
        guard claims.string("iss") == clientID else { throw Self.refusal("iss", "skal ha iss lik client_id") }
        guard claims.string("sub") == clientID else { throw Self.refusal("sub", "skal ha sub lik client_id") }
        guard let audience = claims["aud"] else { throw Self.refusal("aud-missing", "mangler aud") }
        let named = audience.array?.compactMap(\.string) ?? [audience.string].compactMap(\.self)
        guard named.count == 1, audiences.contains(named[0]) else {
            throw Self.refusal("aud", "skal ha utstederen, og bare den, som aud")
        }
    }

    /// - Returns: `exp`.
    private func checkTimes(_ claims: JSONObject) throws(AccessRefusal) -> Int64 {
        guard let expires = claims.seconds("exp") else {
            throw Self.refusal("exp-missing", "mangler exp i hele sekunder")
        }
        guard expires > now else { throw Self.refusal("expired", "er utløpt (exp)") }
        guard expires <= now + Self.lifetimeSecondsMax else {
            throw Self.refusal("exp-too-far", "skal ha exp høyst 60 sekunder frem")
        }
        for name in ["iat", "nbf"] where claims[name] != nil {
            guard let time = claims.seconds(name) else { throw Self.refusal(name, "skal ha \(name) i hele sekunder") }
            guard time <= now + Self.skewSeconds else { throw Self.refusal(name, "har \(name) frem i tid") }
        }
        return expires
    }

    static func refusal(_ code: String, _ text: String) -> AccessRefusal {
        AccessRefusal(.invalidClient, "assertion-" + code, "client_assertion \(text).")
    }
}

extension JSONObject {
    /// A NumericDate that is a whole number (RFC 7519 §2), as HelseID wants it.
    func seconds(_ name: String) -> Int64? { self[name]?.integer.map(Int64.init) }
}
