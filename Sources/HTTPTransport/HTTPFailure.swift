// Why a request has no answer. The one question everything above asks is whether the server may have acted on it: a
// request that never left may be repeated freely, one that may have arrived only if the server recognises it.

/// A request that got no whole answer.
///
/// Its text never holds the URL's query, a header of the request or the body.
public struct HTTPFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What became of the request, in the terms its sender can act on.
    public enum Kind: Sendable, Equatable, CaseIterable {
        /// Nothing was sent: the name did not resolve, no connection came about, or the TLS handshake failed.
        case unreachable
        /// It was sent, and `responseTimeoutSeconds` ran out before the answer was whole.
        case timedOut
        /// It was sent, at least in part, and the connection gave no whole answer.
        case broken
        /// The answer passed `responseBytesMax`, or its headers passed 64 KiB.
        case tooLarge
        /// The transport would not send it: the address or a header is not one it may use.
        case refusedByUs
        /// The task that sent it was cancelled.
        case cancelled
        /// The session is closed, or was closed meanwhile.
        case closed
    }

    /// The `CURLcode` that says it best; libcurl's own where libcurl failed.
    public let code: Int32

    /// The cause: libcurl's own words, or ours where the transport itself stopped the request.
    public let text: String

    /// What became of the request.
    public let kind: Kind

    /// Whether the server may have received the request, in whole or in part, and acted on it.
    public let mayHaveArrived: Bool

    /// A failure of that kind.
    /// - Parameter mayHaveArrived: nil for what the kind by itself implies: false for `.unreachable` and
    ///   `.refusedByUs`, otherwise true.
    public init(code: Int32, text: String, kind: Kind, mayHaveArrived: Bool? = nil) {
        self.code = code
        self.text = text
        self.kind = kind
        self.mayHaveArrived = mayHaveArrived ?? (kind != .unreachable && kind != .refusedByUs)
    }

    /// What happened, whether the request may have arrived, the cause, and the `CURLcode`.
    public var description: String {
        let arrival = mayHaveArrived ? "the request may have arrived" : "nothing was sent"
        return "\(kind.sentence); \(arrival): \(text) (curl \(code))"
    }
}

extension HTTPFailure.Kind {
    /// What happened, as the first half of the error's text.
    fileprivate var sentence: String {
        switch self {
        case .unreachable: "the server was not reached"
        case .timedOut: "the server did not answer in time"
        case .broken: "the exchange broke off"
        case .tooLarge: "the answer is too large and was given up"
        case .refusedByUs: "the request was refused here"
        case .cancelled: "the request was cancelled"
        case .closed: "the session is closed"
        }
    }
}
