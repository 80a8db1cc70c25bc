// Asking an outbox: what is asked, what each answer means, and that nothing but a whole page is ever a page.

import HTTPTransport
import TestSupport
import Testing

@testable import Feeds

@Suite(.timeLimit(.minutes(10))) struct OutboxFeedTests {
    private func asking(
        _ server: OutboxServer, token: String? = nil, responseBytesMax: Int = 1 << 20, timeoutSeconds: Int = 60,
        _ body: (OutboxFeed) async throws -> Void
    ) async throws {
        let session = try HTTPSession(
            configuration: HTTPTransportConfiguration(
                responseTimeoutSeconds: timeoutSeconds, responseBytesMax: responseBytesMax, userAgent: "outbox-tests/1")
        )
        try await body(OutboxFeed(url: server.url, token: token.flatMap { BearerToken($0) }, session: session))
        await session.close()
    }

    private func fault(
        _ feed: OutboxFeed, after cursor: String? = nil
    ) async -> OutboxFault? {
        do throws(OutboxFault) {
            let answer = try await feed.ask(after: cursor, messagesMax: 10)
            Issue.record("answered \(answer)")
            return nil
        } catch {
            return error
        }
    }

    @Test func aPageAndWhatFollowsIt() async throws {
        let server = try #require(OutboxServer())
        server.put("first", after: "")
        server.put("second", after: "a b&c=æ/+%")
        try await asking(server) { feed in
            guard case .page(let bytes, let tag) = try await feed.ask(after: nil, messagesMax: 10) else {
                Issue.record("no page")
                return
            }
            #expect(bytes == Array("first".utf8) && tag != nil)
            guard case .page(let next, _) = try await feed.ask(after: "a b&c=æ/+%", messagesMax: 7) else {
                Issue.record("no page")
                return
            }
            #expect(next == Array("second".utf8))
        }
        #expect(server.asked == ["", "a b&c=æ/+%"])
        #expect(server.messagesMax == [10, 7])
    }

    @Test func aCursorIsEscaped() {
        #expect(OutboxFeed.escaped("aZ09-._~ &=+/%æ") == "aZ09-._~%20%26%3D%2B%2F%25%C3%A6")
    }

    @Test func whatHasNotChangedIsNotSentAgain() async throws {
        let server = try #require(OutboxServer())
        server.put("page", after: "c")
        try await asking(server) { feed in
            guard case .page(_, let tag?) = try await feed.ask(after: "c", messagesMax: 10) else {
                Issue.record("no page")
                return
            }
            let again = try await feed.ask(after: "c", messagesMax: 10, unlessMatching: tag)
            #expect(again == .unchanged)
            server.put("another", after: "c")
            guard case .page = try await feed.ask(after: "c", messagesMax: 10, unlessMatching: tag) else {
                Issue.record("no page")
                return
            }
        }
        #expect(server.answers == [200, 304, 200])
    }

    @Test func anUnknownCursor() async throws {
        let server = try #require(OutboxServer())
        try await asking(server) { feed in
            let answer = try await feed.ask(after: "gone", messagesMax: 10)
            #expect(answer == .unknownCursor)
            // There is nothing before the beginning.
            #expect(await fault(feed) == .unexpected(url: server.url, status: 410))
        }
    }

    @Test func theTokenIsShown() async throws {
        let server = try #require(OutboxServer(token: "secret"))
        server.put("page", after: "")
        try await asking(server, token: "secret") { feed in
            guard case .page = try await feed.ask(after: nil, messagesMax: 10) else {
                Issue.record("no page")
                return
            }
        }
        try await asking(server, token: "other") { feed in
            #expect(await fault(feed) == .notAdmitted(url: server.url, status: 401))
        }
    }

    @Test(arguments: [429, 500, 503])
    func aServerThatPutsUsOff(_ status: Int) async throws {
        let server = try #require(OutboxServer())
        server.put("page", after: "")
        server.trouble(.status(status, headers: ["Retry-After: 120"]))
        try await asking(server) { feed in
            #expect(await fault(feed) == .putOff(url: server.url, status: status))
        }
        #expect(server.asked.count == 1, "it is left for the next run")
    }

    @Test(arguments: [204, 302, 400, 404])
    func whatIsNoAnswerOfAnOutbox(_ status: Int) async throws {
        let server = try #require(OutboxServer())
        server.put("page", after: "")
        server.trouble(.status(status))
        try await asking(server) { feed in
            #expect(await fault(feed) == .unexpected(url: server.url, status: status))
        }
    }

    @Test func aPageThatIsCutIsNoPage() async throws {
        let server = try #require(OutboxServer())
        server.put(String(repeating: "x", count: 1_000), after: "")
        server.trouble(.cut)
        try await asking(server) { feed in
            guard case .notAnswered(_, let reason)? = await fault(feed) else {
                Issue.record("answered")
                return
            }
            #expect(reason.hasPrefix("the exchange broke off; the request may have arrived: "))
        }
    }

    @Test func aServerThatDoesNotAnswer() async throws {
        let server = try #require(OutboxServer())
        server.put("page", after: "")
        server.trouble(.silence)
        try await asking(server, timeoutSeconds: 1) { feed in
            guard case .notAnswered(_, let reason)? = await fault(feed) else {
                Issue.record("answered")
                return
            }
            #expect(reason.hasPrefix("the server did not answer in time; "))
        }
    }

    @Test func aPageThatIsTooLarge() async throws {
        let server = try #require(OutboxServer())
        server.put(String(repeating: "x", count: 1_001), after: "")
        try await asking(server, responseBytesMax: 1_000) { feed in
            #expect(await fault(feed) == .pageTooLarge(url: server.url))
        }
    }

    @Test func texts() {
        let url = "https://epj.example/utboks"
        let table: [(OutboxFault, String)] = [
            (
                .notAnswered(url: url, reason: "no route"),
                "The outbox \(url) gave no whole answer: no route. No message of that page counts; it is asked for again "
                    + "in the next run. Check that the EPJ's server runs, that this machine may reach it, and that the two "
                    + "know each other's certificates (ca_file, client_certificate)."
            ),
            (
                .notAdmitted(url: url, status: 401),
                "The outbox \(url) does not let us in (401). Nothing was read; it is asked again in the next run. Check "
                    + "the source's token, or client_certificate and client_key, with the EPJ's vendor."
            ),
            (
                .putOff(url: url, status: 503),
                "The outbox \(url) cannot answer now (503). It is asked for the same page in the next run. If it stays "
                    + "so, tell the EPJ's vendor."
            ),
            (
                .unexpected(url: url, status: 404),
                "The outbox \(url) answered 404, which is no answer of an outbox. Nothing was read; it is asked again in "
                    + "the next run. Check the source's url."
            ),
            (
                .pageTooLarge(url: url),
                "The outbox \(url) holds a message that is larger than is read, even asked for one at a time. Nothing "
                    + "after it can be read; it is asked for again in the next run. Raise limits.message_bytes_max, or "
                    + "have the message taken out of the outbox."
            ),
        ]
        for (fault, text) in table { #expect(fault.description == text) }
    }
}
