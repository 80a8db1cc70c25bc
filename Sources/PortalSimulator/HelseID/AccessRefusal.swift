// Which rule a client broke, each with a code of its own, so that a test of a client can tell them apart. HelseID's own
// errors are the few of OAuth; the code stands at the beginning of their description.

struct AccessRefusal: Error, Equatable, Sendable {
    /// OAuth's (RFC 6749 §5.2, RFC 9449 §5 and §7.1).
    enum OAuthError: String, Sendable {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidScope = "invalid_scope"
        case invalidToken = "invalid_token"
        case invalidProof = "invalid_dpop_proof"
        case insufficientScope = "insufficient_scope"
        case unsupportedGrantType = "unsupported_grant_type"
        case useNonce = "use_dpop_nonce"
    }

    var error: OAuthError
    /// Stable: `assertion-…`, `dpop-…`, `token-…`, `form-…`, `scope-…`.
    var code: String
    /// Norwegian, for the person who reads the client's log; never a value.
    var text: String

    init(_ error: OAuthError, _ code: String, _ text: String) {
        self.error = error
        self.code = code
        self.text = text
    }
}
