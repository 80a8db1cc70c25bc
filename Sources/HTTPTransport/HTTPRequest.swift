// One request as a value. It may hold a token in its headers and a citizen's data in its body and URL, so it prints
// itself as method and sizes only.

/// One header field (RFC 9110 §5). Prints as its name alone: the value may be a token.
public struct HTTPHeader: Sendable, Equatable, CustomStringConvertible {
    /// The field's name; letter case does not matter.
    public var name: String

    /// The field's value, without the blanks around it.
    public var value: String

    /// A field as it shall stand in the message.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    public var description: String { "\(name): •••" }

    /// Whether name and value hold only characters that RFC 9110 §5.1 and §5.5 allow them; a line break in a value
    /// would begin another header.
    var isWellFormed: Bool {
        let nameIsToken = !name.isEmpty && name.utf8.allSatisfy(Self.isTokenByte)
        return nameIsToken && value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }

    /// `tchar` of RFC 9110 §5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

/// One request. Prints as method and sizes: no URL, no header values, no body.
public struct HTTPRequest: Sendable, Equatable, CustomStringConvertible {
    /// The methods the transport speaks.
    public enum Method: String, Sendable {
        case get = "GET"
        case put = "PUT"
        case post = "POST"
    }

    /// What is asked of the resource.
    public var method: Method

    /// The whole address, `https://…`; `http://` to loopback only. Blanks and non-ASCII are the caller's to escape.
    public var url: String

    /// Further headers. `Content-Length`, `Transfer-Encoding` and `Expect` are the transport's own.
    public var headers: [HTTPHeader]

    /// The bytes to send; empty for a GET.
    public var body: [UInt8]

    /// A request as it shall be sent; it is checked when it is sent.
    public init(method: Method, url: String, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    public var description: String { "\(method.rawValue), \(headers.count) headers, \(body.count) bytes" }
}
