// What a session may do and how long it may take: every limit and every file name in one value, fixed when the
// session is opened. Nothing is read from the environment, proxies included: what is not written here does not apply.

/// The limits, names and files of one `HTTPSession`.
public struct HTTPTransportConfiguration: Sendable, Equatable {
    /// How many requests are under way at once; the rest wait their turn, in order. Over HTTP/1.1 this is also the
    /// number of connections. At least 1.
    public var connectionsMax: Int

    /// Whether HTTP/2 is offered to `https` servers. Off, because an HTTP/1.1 connection kept alive is as fast for
    /// small requests, and libcurl 7.88 loses requests to HTTP/2 servers that count stream resets (CVE-2023-44487); a
    /// server that breaks five streams within a minute is spoken to in HTTP/1.1 from then on.
    public var http2: Bool

    /// How long resolving, connecting and the TLS handshake may take together, in seconds. At least 1.
    public var connectTimeoutSeconds: Int

    /// How long a request may take from its turn to the last byte of its answer, connecting included, in seconds.
    /// Waiting for its turn is not counted. At least 1.
    public var responseTimeoutSeconds: Int

    /// The largest body of an answer that is taken in, in bytes; a larger one is given up as `.tooLarge`.
    public var responseBytesMax: Int

    /// The certificates (PEM file) that servers are verified against, in place of the system's own.
    public var certificateAuthorityFile: String?

    /// A proxy as `http://host:port` or `https://host:port`, without user name and password. Loopback addresses are
    /// asked directly even so.
    public var proxy: String?

    /// The `User-Agent` header of every request (RFC 9110 §10.1.5).
    public var userAgent: String

    /// The certificate this side shows to servers that ask for one.
    public var clientCertificate: ClientCertificate?

    /// A configuration with the limits that suit an API that answers small requests.
    public init(
        connectionsMax: Int = 8,
        http2: Bool = false,
        connectTimeoutSeconds: Int = 5,
        responseTimeoutSeconds: Int = 15,
        responseBytesMax: Int = 16 << 20,
        certificateAuthorityFile: String? = nil,
        proxy: String? = nil,
        userAgent: String,
        clientCertificate: ClientCertificate? = nil
    ) {
        self.connectionsMax = connectionsMax
        self.http2 = http2
        self.connectTimeoutSeconds = connectTimeoutSeconds
        self.responseTimeoutSeconds = responseTimeoutSeconds
        self.responseBytesMax = responseBytesMax
        self.certificateAuthorityFile = certificateAuthorityFile
        self.proxy = proxy
        self.userAgent = userAgent
        self.clientCertificate = clientCertificate
    }
}

/// A client certificate and its private key: names of PEM files, never the key itself.
public struct ClientCertificate: Sendable, Equatable {
    /// The certificate, with the chain after it if the server needs one.
    public var certificateFile: String

    /// The private key, without a pass phrase.
    public var keyFile: String

    /// Names the two files; they are read when a connection is made.
    public init(certificateFile: String, keyFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}

extension HTTPTransportConfiguration {
    /// The longest a time limit may be, in seconds: a day.
    static let timeoutSecondsMax = 86_400

    /// The largest cap on an answer's body, in bytes: 1 GiB.
    static let responseBytesCeiling = 1 << 30

    /// The most requests under way at once.
    static let connectionsCeiling = 1_000

    /// Why no session can be opened with these values, or nil. A message names the value and its bounds.
    var objection: String? {
        let bounded: [(name: String, value: Int, bounds: ClosedRange<Int>)] = [
            ("connectionsMax", connectionsMax, 1...Self.connectionsCeiling),
            ("connectTimeoutSeconds", connectTimeoutSeconds, 1...Self.timeoutSecondsMax),
            ("responseTimeoutSeconds", responseTimeoutSeconds, 1...Self.timeoutSecondsMax),
            ("responseBytesMax", responseBytesMax, 1...Self.responseBytesCeiling),
        ]
        for (name, value, bounds) in bounded where !bounds.contains(value) {
            return "\(name) is \(value); it must be \(bounds.lowerBound) to \(bounds.upperBound)"
        }
        guard HTTPHeader(name: "User-Agent", value: userAgent).isWellFormed else {
            return "userAgent holds a character no header may hold"
        }
        guard let proxy else { return nil }
        guard case .success(let address) = HTTPAddress.parse(proxy) else {
            return "proxy is not of the form http://host:port or https://host:port, without user name and password"
        }
        return address.query == nil ? nil : "proxy must not have a query"
    }
}
