// Why there is no token, said to whoever looks at it at four in the morning: what happened, what happens next, what to do.

/// Why the portal cannot be asked for want of a token.
public enum TokenFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nothing came back from the token service, or nothing but "not now".
    case unreachable(host: String, reason: String)
    /// An OAuth error (RFC 6749 §5.2), with the service's own words, cut to what a log can take.
    case refused(error: String, words: String?)
    /// A token came, but not for these scopes.
    case rejectedScopes([String])
    /// The server's clock is that many seconds ahead of this machine's; negative when it is behind.
    case skewed(seconds: Int64, host: String)
    case nonsense(host: String, reason: String)
    case nonceAgain(host: String)
    case cannotSign

    public var description: String {
        switch self {
        case .unreachable(let host, let reason):
            "HelseID cannot be reached at \(host): \(reason). Without a token nothing is sent; what was read is safe, and "
                + "the next run goes on. Check the network, helseid.token_url and portal.proxy."
        case .refused(let error, let words):
            "HelseID refuses this client (\(error)\(words.map { ": " + $0 } ?? "")). Nothing more is sent in this run, "
                + "and the next run tries again. " + Self.advice(error)
        case .rejectedScopes(let scopes):
            "HelseID gave a token without \(scopes.count == 1 ? "the scope" : "the scopes") "
                + "\(scopes.joined(separator: ", ")). Nothing is sent with it, and the next run asks again. Either the "
                + "organisation (helseid.organisation_number) has not accepted the terms, or the client is not approved: "
                + "see HelseID's self-service, or take out of helseid.scopes what is not needed."
        case .skewed(let seconds, let host):
            "This machine's clock is \(abs(seconds)) seconds \(seconds > 0 ? "behind" : "ahead of") that of \(host), and "
                + "tokens are refused for it. Nothing more is sent in this run, and the next run tries again. Set the "
                + "clock; 'timedatectl' says whether something keeps it."
        case .nonsense(let host, let reason):
            "HelseID's token service at \(host) answered something that is not its interface: \(reason). Nothing is "
                + "concluded from it, nothing more is sent in this run, and the next run tries again. Check "
                + "helseid.token_url and what lies between (proxy, maintenance)."
        case .nonceAgain(let host):
            "HelseID's token service at \(host) asked for a DPoP nonce again after it was sent the one it had asked for. "
                + "Nothing more is sent in this run, and the next run tries again. Check that one proxy does not spread "
                + "requests over several services, or ask HelseID's operator."
        case .cannotSign:
            "The client key could not sign a request for a token. Nothing more is sent in this run. Check the key with "
                + "'openssl pkey -check -noout -in FILE'."
        }
    }

    private static func advice(_ error: String) -> String {
        switch error {
        case "invalid_client":
            "Check that helseid.client_id, key and key_id belong to one client in HelseID's self-service, that its key has "
                + "not expired there, and that helseid.issuer is the environment it is registered in."
        case "invalid_scope":
            "Check helseid.scopes against what the client is approved for in HelseID's self-service."
        case "unauthorized_client", "unsupported_grant_type", "invalid_grant":
            "Check in HelseID's self-service that the client may use client_credentials, and for which organisations."
        case "invalid_dpop_proof", "use_dpop_nonce":
            "Check portal.dpop: it is to be true where HelseID demands DPoP of this client."
        default:
            "Check the keys of [helseid], or ask HelseID's operator with this error."
        }
    }
}

/// Words of a server that go into a log: printable, short, and nothing in them that could be a person's number or a token.
enum ForeignWords {
    static func cut(_ text: String?) -> String? {
        guard let text else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace).map { word -> String in
            let isHarmless =
                word.count <= 60 && word.filter(\.isNumber).count < 9
                && word.allSatisfy { $0.isASCII || $0.isLetter } && !word.contains("eyJ")
            return isHarmless ? word.filter { !"\u{7F}".contains($0) && $0 >= " " } : "•••"
        }
        let line = words.joined(separator: " ")
        return line.isEmpty ? nil : String(line.prefix(200))
    }

    /// An OAuth error code, or what stands for one that is none.
    static func code(_ text: String) -> String {
        let isCode = !text.isEmpty && text.count <= 40 && text.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") }
        return isCode ? text : "an error without a readable code"
    }
}
