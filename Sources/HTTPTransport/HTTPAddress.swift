// Where a URL leads, read by libcurl's own parser: the program that decides whether an address is allowed and the
// one that connects must not read it differently ("http://127.0.0.1@elsewhere/" and the like).

import CCurl

/// What must be known of a URL before anything is sent to it.
struct HTTPAddress: Equatable {
    /// The scheme: `http` or `https`.
    let scheme: String

    /// The host in lower case as libcurl will use it: a name, four decimal octets, or an IPv6 address in brackets.
    let host: String

    /// The port as it is written, or nil for the scheme's own.
    let port: String?

    /// The query without its question mark, or nil; only to keep it out of error texts.
    let query: String?

    /// The server as one name.
    var server: String { host + ":" + (port ?? "") }

    /// Whether the host is this machine: 127.0.0.0/8 (RFC 1122 §3.2.1.3), ::1 (RFC 4291 §2.5.3), or `localhost`,
    /// which libcurl since 7.78 never asks a name server for (RFC 6761 §6.3).
    var isLoopback: Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil }
    }

    /// Reads a URL, or says why it is none that may be asked. The failures' texts hold no part of the URL.
    static func parse(_ url: String) -> Result<HTTPAddress, HTTPFailure> {
        // libcurl reads C strings: a NUL would end the URL early; a blank or control character is never legal.
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            return .failure(refusal(CURLE_URL_MALFORMAT, "the URL holds a blank or a control character"))
        }
        guard let parser = curl_url() else {
            return .failure(refusal(CURLE_OUT_OF_MEMORY, "no memory to read the URL"))
        }
        defer { curl_url_cleanup(parser) }
        let code = curl_url_set(parser, CURLUPART_URL, url, UInt32(CURLU_DISALLOW_USER))
        guard code == CURLUE_OK else { return .failure(refusal(code)) }
        let scheme = part(CURLUPART_SCHEME, of: parser)
        guard let scheme, scheme == "https" || scheme == "http" else {
            return .failure(refusal(CURLE_UNSUPPORTED_PROTOCOL, "the URL's scheme is neither https nor http"))
        }
        guard let host = part(CURLUPART_HOST, of: parser) else {
            return .failure(refusal(CURLE_URL_MALFORMAT, "the URL has no host"))
        }
        let (port, query) = (part(CURLUPART_PORT, of: parser), part(CURLUPART_QUERY, of: parser))
        return .success(HTTPAddress(scheme: scheme, host: host.lowercased(), port: port, query: query))
    }

    /// One part of a parsed URL, or nil if it has none.
    private static func part(_ part: CURLUPart, of parser: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parser, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    private static func refusal(_ code: CURLUcode) -> HTTPFailure {
        if code == CURLUE_USER_NOT_ALLOWED {
            return refusal(CURLE_URL_MALFORMAT, "the URL holds a user name or a password; they belong in a header")
        }
        return refusal(CURLE_URL_MALFORMAT, "the URL cannot be read: \(String(cString: curl_url_strerror(code)))")
    }

    private static func refusal(_ code: CURLcode, _ text: String) -> HTTPFailure {
        HTTPFailure(code: Int32(code.rawValue), text: text, kind: .refusedByUs)
    }
}
