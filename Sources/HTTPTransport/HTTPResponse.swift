// One whole answer as a value. Any status is an answer, 500 as well as 200: what a status means is decided above.

/// One whole answer. Prints as status and sizes: no header values, no body.
public struct HTTPResponse: Sendable, Equatable, CustomStringConvertible {
    /// The status code (RFC 9110 §15), 200 or above: informational answers have been passed over.
    public var status: Int

    /// The header fields in the order they came; trailers are not among them.
    public var headers: [HTTPHeader]

    /// The body, whole, with any transfer coding removed.
    public var body: [UInt8]

    /// An answer as it was received.
    public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first field of that name, whatever its letter case, or nil.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }

    public var description: String { "status \(status), \(headers.count) headers, \(body.count) bytes" }
}
