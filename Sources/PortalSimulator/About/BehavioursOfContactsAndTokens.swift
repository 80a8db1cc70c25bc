// Health contacts, and HelseID with what the portal asks of its tokens.

extension Behaviour {
    private static let post = "POST /helsekontakter/api/v1"

    static let ofHealthContacts: [Behaviour] = [
        .documented(
            post, "A FHIR Bundle, scope Helsekontakter; lists are split.", by: "Visma's reading of Medlemstjenester"),
        .assumed(
            post,
            "The Bundles' own shape: collection of offers, batch of at most 100 members, the source as identifier; "
                + "a fault of the Bundle refuses it whole.", after: "no example is public", "bundle-type",
            "bundle-identifier", "bundle-entry", "bundle-entry-resource", "bundle-entry-max-100"),
        .assumed(
            post,
            "An offer: HealthcareService with TjenesteId@HER-id, its Organization and Location in the same Bundle, "
                + "its unit as endpoint.", after: "no example is public", "offers-resource", "offer-identifier-system",
            "offer-identifier-value", "offer-active", "offer-name", "offer-providedBy", "offer-location",
            "offer-endpoint", "offer-organization-number", "offer-organization-name"),
        .assumed(
            post, "A member: Patient with one number, one offer, one organisation and a period; open until 9999-12-31.",
            after: "no example is public", "member-resource", "member-identifier", "member-offer",
            "member-organization", "member-period"),
        .assumed(
            post, "Each entry is answered by itself; members of an offer nobody told of are answered 404.",
            after: "FHIR R4 §3.1.0.11, batch", "offer-unknown"),
    ]

    private static let token = "POST /connect/token"
    private static let atThePortal = "tokens at the portal"

    static let ofTokens: [Behaviour] = ofTheTokenService + ofProofs + ofTokensAtThePortal

    private static let ofTheTokenService: [Behaviour] = [
        .documented(
            token, "client_credentials with private_key_jwt, form-encoded; OAuth's errors.",
            by: "HelseID, token-endepunktet, feilmeldinger; RFC 6749 §3.2, §5.2; RFC 7523", "form-type",
            "form-encoding",
            "form-repeated", "form-grant-type", "form-client-id", "grant-type", "assertion-type", "assertion-missing",
            "assertion-malformed", "assertion-crit", "assertion-signature", "assertion-key", "assertion-iss",
            "assertion-sub", "assertion-aud-missing", "assertion-exp-missing", "assertion-expired"),
        .documented(
            token,
            "Assertions: asymmetric algorithms, typ, kid, aud the issuer (or the endpoint, in older texts), exp at "
                + "most 60 s ahead, jti once.", by: "HelseID.Library; HelseID, client assertion", "assertion-alg",
            "assertion-typ", "assertion-kid-missing", "assertion-kid", "assertion-aud", "assertion-exp-too-far",
            "assertion-jti-missing", "assertion-replayed"),
        .documented(
            token, "An organisation is asked for by assertion_details of type helseid_authorization.",
            by: "HelseID.Library; HelseID, token-endepunktet", "assertion-details"),
        .documented(
            token,
            "Scopes the client is not approved for are refused; scopes whose terms the organisation has not accepted "
                + "are left out of the token (rejected_scope).", by: "HelseID, token-endepunktet", "scope-missing",
            "scope-unknown"),
        .assumed(
            token, "iat and nbf at most five seconds ahead; no client_secret beside an assertion; at most 1 MiB.",
            after: "RFC 7523 §3, RFC 6749 §2.3", "assertion-iat", "assertion-nbf", "assertion-secret", "form-too-long"),
        .assumed(
            token, "404 where the simulator issues no tokens (--auth off, bearer).", after: "the simulator's flags",
            "token-service"),
    ]

    private static let ofProofs: [Behaviour] = [
        .documented(
            "DPoP",
            "A proof in every request, by RFC 9449; at the token endpoint with the nonce that is asked for first.",
            by: "HelseID, DPoP; HelseID.Library; RFC 9449 §4.3, §8", "dpop-missing", "dpop-several", "dpop-malformed",
            "dpop-crit", "dpop-typ", "dpop-alg", "dpop-jwk", "dpop-signature", "dpop-htm", "dpop-htu", "dpop-htu-query",
            "dpop-iat", "dpop-too-old", "dpop-future", "dpop-jti-missing", "dpop-replayed", "dpop-ath-missing",
            "dpop-ath",
            "dpop-nonce"),
        .documented(
            "DPoP", "A proof is good for one second, with five seconds between clocks.",
            by: "NHN, dpop-bearer-api-examples"),
        .assumed(
            "DPoP", "A proof by the client's own key is refused; a nonce lasts 60 seconds.", after: "nothing is said",
            "dpop-client-key"),
    ]

    private static let ofTokensAtThePortal: [Behaviour] = [
        .documented(
            atThePortal, "An expired token is answered 403 (--expired-token 401 for what was seen).",
            by: "Helsenorge, Kall til eksterne API", "token-expired"),
        .documented(
            atThePortal,
            "A token without an organisation is answered 401 EHSEC-110002, \"Token is expired or invalid\".",
            by: "an outsider's log of 2026", "EHSEC-110002"),
        .documented(
            atThePortal, "A bound token needs its proof, by its key (cnf.jkt).", by: "RFC 9449 §7.1; NHN's sample",
            "token-binding", "token-bound", "token-scheme"),
        .assumed(
            atThePortal, "A token issued elsewhere is 401, one without the interface's scope 403.",
            after: "RFC 6750 §3.1",
            "token-unknown", "token-scope"),
        .assumed(
            atThePortal, "The spelling of three scopes.", after: "they are public by their display names only"),
    ]
}
