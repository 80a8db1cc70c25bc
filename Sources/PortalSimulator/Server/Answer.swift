// An HTTP answer as a value: decided in the endpoints, written in one place.

/// Status, headers and body of an answer.
struct Answer: Equatable, Sendable {
    /// The headers an endpoint may set.
    enum Header: Sendable {
        case allow
        case cacheControl
        case dpopNonce
        case contentSecurityPolicy
        case contentTypeOptions
        case retryAfter
        case wwwAuthenticate
    }

    var status: Int
    var contentType: String?
    var headers: [Header: String] = [:]
    var body: [UInt8] = []

    static let noContent = Answer(status: 204)

    static func json(_ status: Int, _ value: JSONValue) -> Answer {
        Answer(status: status, contentType: "application/json; charset=utf-8", body: JSONWriter.write(value))
    }

    static func fhir(_ status: Int, _ value: JSONValue) -> Answer {
        Answer(status: status, contentType: "application/fhir+json; charset=utf-8", body: JSONWriter.write(value))
    }

    static func outcome(_ status: Int, _ issues: [Issue]) -> Answer {
        fhir(status, OperationOutcome(issues: issues).json)
    }
}

/// What to do with a connection once a request has been looked at.
enum Reaction: Equatable, Sendable {
    case answer(Answer)
    /// The body in pieces over that many milliseconds.
    case trickle(Answer, milliseconds: Int)
    /// Head and half of the body; then the connection is closed.
    case breakOff(Answer)
    /// No answer: the connection is closed after that many milliseconds.
    case cut(afterMilliseconds: Int)
}

/// A request as the endpoints see it.
struct Question: Equatable, Sendable {
    var method: String
    /// Path without query.
    var path: String
    /// What follows `?`, as it was sent.
    var query = ""
    var authorization: String?
    /// Host and port as the client calls this server; empty where it does not say.
    var authority = ""
    /// The values of every `DPoP` header.
    var proofs: [String] = []
    /// The media type without parameters, in lower case; empty when there is none.
    var mediaType = ""
    /// `nil` when the body was longer than allowed.
    var body: [UInt8]? = []
}

extension Question {
    /// Whether the client means this machine by its own name, and not by a name that only leads here.
    var isForLoopback: Bool {
        guard !authority.isEmpty else { return true }
        let name = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        return ["127.0.0.1", "localhost", "[::1]"].contains(name.lowercased())
    }
}
