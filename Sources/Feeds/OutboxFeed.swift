// Transport `outbox`: the EPJ keeps its messages and is asked for those after a cursor, a page at a time. Nothing here is
// tried again: a page that did not come whole is asked for in the next run, with the same cursor, and so is everything a
// busy server puts off. An answer that has not changed since the last one costs a few bytes (RFC 9110 §13.1.2).

import Foundation
import HTTPTransport

public struct OutboxFeed: Sendable {
    public enum Answer: Equatable, Sendable {
        /// What was answered, whole, and what tells it apart from a later answer to the same question.
        case page([UInt8], entityTag: String?)
        /// What it answered the last time is what it would answer now (304).
        case unchanged
        /// 410: it must be asked from its beginning.
        case unknownCursor
    }

    /// Its address, without query.
    public let url: String
    private let token: BearerToken?
    private let session: any HTTPExchange

    /// - Parameter session: with the certificate the outbox asks for, and the bound on a page's bytes.
    public init(url: String, token: BearerToken?, session: any HTTPExchange) {
        self.url = url
        self.token = token
        self.session = session
    }

    /// Asks for the messages after a cursor.
    ///
    /// - Parameters:
    ///   - cursor: `nil` asks from the beginning.
    ///   - messagesMax: 1 and up.
    ///   - entityTag: of the last answer to this very question.
    public func ask(
        after cursor: String?, messagesMax: Int, unlessMatching entityTag: String? = nil
    ) async throws(OutboxFault) -> Answer {
        let response: HTTPResponse
        do {
            response = try await session.send(request(after: cursor, messagesMax: messagesMax, entityTag))
        } catch {
            throw error.kind == .tooLarge ? .pageTooLarge(url: url) : .notAnswered(url: url, reason: error.description)
        }
        switch response.status {
        case 200: return .page(response.body, entityTag: response.header("ETag").flatMap(Self.usable))
        case 304 where entityTag != nil: return .unchanged
        case 410 where cursor != nil: return .unknownCursor
        case 401, 403: throw .notAdmitted(url: url, status: response.status)
        case 429, 500...599: throw .putOff(url: url, status: response.status)
        default: throw .unexpected(url: url, status: response.status)
        }
    }

    private func request(after cursor: String?, messagesMax: Int, _ entityTag: String?) -> HTTPRequest {
        var query = "maks=\(messagesMax)"
        if let cursor { query = "etter=" + Self.escaped(cursor) + "&" + query }
        var headers = [HTTPHeader(name: "Accept", value: "application/xml")]
        if let token { headers.append(token.authorization) }
        if let entityTag { headers.append(HTTPHeader(name: "If-None-Match", value: entityTag)) }
        return HTTPRequest(method: .get, url: url + "?" + query, headers: headers)
    }

    /// What may be said back (RFC 9110 §8.8.3); a tag that no header may hold would keep us from asking at all.
    private static func usable(_ entityTag: String) -> String? {
        let isWellFormed = entityTag.count <= 1_000 && entityTag.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return isWellFormed && entityTag.hasSuffix("\"") ? entityTag : nil
    }

    /// Everything but the unreserved characters of RFC 3986 §2.3 as `%XX`, for a cursor may hold anything.
    static func escaped(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
                result.append(character)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
    }
}

/// Why an outbox gave no page. Its cursor stays where it was, so nothing is lost by any of these.
public enum OutboxFault: Error, Equatable, Sendable, CustomStringConvertible {
    case notAnswered(url: String, reason: String)
    /// 401, 403.
    case notAdmitted(url: String, status: Int)
    /// 429, 5xx.
    case putOff(url: String, status: Int)
    case unexpected(url: String, status: Int)
    case pageTooLarge(url: String)

    public var description: String {
        switch self {
        case .notAnswered(let url, let reason):
            "The outbox \(url) gave no whole answer: \(reason). No message of that page counts; it is asked for again in "
                + "the next run. Check that the EPJ's server runs, that this machine may reach it, and that the two know each "
                + "other's certificates (ca_file, client_certificate)."
        case .notAdmitted(let url, let status):
            "The outbox \(url) does not let us in (\(status)). Nothing was read; it is asked again in the next run. "
                + "Check the source's token, or client_certificate and client_key, with the EPJ's vendor."
        case .putOff(let url, let status):
            "The outbox \(url) cannot answer now (\(status)). It is asked for the same page in the next run. If it stays "
                + "so, tell the EPJ's vendor."
        case .unexpected(let url, let status):
            "The outbox \(url) answered \(status), which is no answer of an outbox. Nothing was read; it is asked again "
                + "in the next run. Check the source's url."
        case .pageTooLarge(let url):
            "The outbox \(url) holds a message that is larger than is read, even asked for one at a time. Nothing after "
                + "it can be read; it is asked for again in the next run. Raise limits.message_bytes_max, or have the "
                + "message taken out of the outbox."
        }
    }
}
