// An EPJ's outbox for tests: pages by the cursor they are asked with, and everything that can go wrong with one.

import Foundation

public final class OutboxServer: Sendable {
    /// What the next requests get in place of their page, in order.
    public enum Trouble: Sendable {
        case status(Int, headers: [String] = [])
        /// The page, cut in its middle: the connection ends before the length it announced.
        case cut
        /// The page's first half as if it were all: whole as HTTP, cut as XML.
        case half
        /// Its page, as if there were no trouble.
        case nothing
        /// Half of the page at once, and the rest a byte at a time.
        case dribble
        /// No answer until the client gives up.
        case silence
        /// These bytes, as a page.
        case instead(String)
    }

    private struct Contents: Sendable {
        var pages: [String: String] = [:]
        var messagesMax: [Int] = []
        var asked: [String] = []
        var answers: [Int] = []
        var troubles: [Trouble] = []
        var posts: [Post] = []
        var postAnswers: [Int] = []
    }

    /// A message it was told.
    public struct Post: Sendable, Equatable {
        /// `kvittering` or `melding`.
        public let kind: String
        public let idempotencyKey: String
        public let text: String
    }

    private let contents: Guarded<Contents>
    private let server: LoopbackServer

    /// - Parameter token: the bearer token without which it answers 401.
    public init?(token: String? = nil) {
        let contents = Guarded(Contents())
        self.contents = contents
        let server = LoopbackServer { request in
            contents.withLock { Self.reply(to: request, token: token, &$0) }
        }
        guard let server else { return nil }
        self.server = server
    }

    deinit { server.stop() }

    /// How many connections were made to it.
    public var connections: Int { server.acceptedCount }
    public var port: UInt16 { server.port }

    public var url: String { server.url("/utboks") }

    /// The page that is answered after a cursor; "" is the beginning. Other cursors are unknown: 410.
    public func put(_ page: String?, after cursor: String) {
        contents.withLock { $0.pages[cursor] = page }
    }

    public func trouble(_ troubles: Trouble...) { contents.withLock { $0.troubles += troubles } }

    /// The cursors it was asked with so far; "" where there was none.
    public var asked: [String] { contents.withLock { $0.asked } }

    /// What it answered so far.
    public var answers: [Int] { contents.withLock { $0.answers } }

    /// `maks` of each request so far.
    public var messagesMax: [Int] { contents.withLock { $0.messagesMax } }

    /// What it was told, taken or not, in order.
    public var posts: [Post] { contents.withLock { $0.posts } }

    /// What the next messages it is told are answered with in place of 201.
    public func answerPosts(_ statuses: Int...) { contents.withLock { $0.postAnswers += statuses } }

    public func stop() { server.stop() }

    public static func page(_ messages: [String], next: String, more: Bool = false) -> String {
        "<Utboks xmlns=\"urn:epjsync:utboks:1\" neste=\"\(next)\" flere=\"\(more)\">" + messages.joined(separator: "\n")
            + "</Utboks>\n"
    }

    private static func reply(
        to request: LoopbackServer.Received, token: String?, _ contents: inout Contents
    ) -> LoopbackServer.Reply {
        if request.requestLine.hasPrefix("POST ") { return replyToPost(request, token: token, &contents) }
        let query = URLComponents(string: request.target)?.queryItems ?? []
        let cursor = query.first { $0.name == "etter" }?.value ?? ""
        contents.asked.append(cursor)
        contents.messagesMax.append(query.first { $0.name == "maks" }?.value.flatMap { Int($0) } ?? 0)
        if let token, !request.headerLines.contains("Authorization: Bearer " + token) {
            return answer(401, [], [], &contents)
        }
        let trouble = contents.troubles.isEmpty ? nil : contents.troubles.removeFirst()
        guard let page = contents.pages[cursor] else { return answer(410, [], [], &contents) }
        let body = Array(page.utf8)
        switch trouble {
        case .status(let status, let headers): return answer(status, headers, [], &contents)
        case .silence: return .hang
        case .instead(let text): return answer(200, [], Array(text.utf8), &contents)
        case .half: return answer(200, [], Array(body.prefix(body.count / 2)), &contents)
        case .cut:
            let head = "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n"
            return .raw([head, String(decoding: body.prefix(body.count / 2), as: UTF8.self)], closing: true)
        case .dribble:
            let head = Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n".utf8)
            let half = body.count / 2
            return .dribble(beginning: head + body.prefix(half), rest: Array(body.dropFirst(half)))
        case .nothing?, nil:
            // The same bytes have the same tag; that is all a tag is.
            let entityTag = "\"\(body.reduce(into: UInt32(17)) { $0 = $0 &* 31 &+ UInt32($1) })\""
            if request.headerLines.contains("If-None-Match: " + entityTag) { return answer(304, [], [], &contents) }
            return answer(200, ["ETag: " + entityTag], body, &contents)
        }
    }

    private static func replyToPost(
        _ request: LoopbackServer.Received, token: String?, _ contents: inout Contents
    ) -> LoopbackServer.Reply {
        if let token, !request.headerLines.contains("Authorization: Bearer " + token) { return .answer(status: 401) }
        let key = request.headerLines.first { $0.hasPrefix("Idempotency-Key: ") }?.dropFirst(17) ?? ""
        contents.posts.append(
            Post(
                kind: request.target.split(separator: "/").last.map(String.init) ?? "", idempotencyKey: String(key),
                text: String(decoding: request.body, as: UTF8.self)))
        return .answer(status: contents.postAnswers.isEmpty ? 201 : contents.postAnswers.removeFirst())
    }

    private static func answer(
        _ status: Int, _ headers: [String], _ body: [UInt8], _ contents: inout Contents
    ) -> LoopbackServer.Reply {
        contents.answers.append(status)
        return .answer(status: status, headers: headers, body: body)
    }
}
