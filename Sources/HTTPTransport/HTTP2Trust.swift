// Whether a server is still spoken to in HTTP/2, as a value. libcurl answers the late end of a stream by a reset, and a
// server that counts resets (its defence against CVE-2023-44487) then closes the connection over everything that is under
// way on it. Such a server is better spoken to in HTTP/1.1.
//
//   broken streams within a minute     version offered to that server
//   0 to 4                             HTTP/2
//   5                                  HTTP/1.1, for as long as the session lasts

/// What one session has seen of one server.
struct HTTP2Trust: Sendable, Equatable {
    static let brokenMax = 5
    static let windowNanoseconds: UInt64 = 60_000_000_000

    private var recent: [UInt64] = []
    private(set) var isLost = false

    /// - Parameter nanoseconds: by a clock that only goes forward.
    mutating func streamBroke(at nanoseconds: UInt64) {
        guard !isLost else { return }
        recent.removeAll { nanoseconds - min($0, nanoseconds) >= Self.windowNanoseconds }
        recent.append(nanoseconds)
        isLost = recent.count >= Self.brokenMax
        if isLost { recent = [] }
    }
}

/// The count of it over a session.
public struct HTTP2Trouble: Sendable, Equatable {
    /// Requests that ended with their stream or their connection broken.
    public var brokenStreams = 0
    /// A server is spoken to in HTTP/1.1 because of them.
    public var hasFallenBack = false

    public init() {}
}
