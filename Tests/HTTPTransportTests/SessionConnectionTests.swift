// How a session uses connections: kept, shared, bounded, replaced.

import Foundation
import TestSupport
import Testing

@testable import HTTPTransport

@Suite("A session and its connections", .timeLimit(.minutes(5)))
struct SessionConnectionTests {
    @Test("requests one after the other share one connection")
    func reuse() async throws {
        try await serving { _ in
            .answer()
        } _: { server, session in
            for number in 0..<20 {
                let method: HTTPRequest.Method = number.isMultiple(of: 2) ? .get : .put
                _ = try await session.send(HTTPRequest(method: method, url: server.url("/\(number)")))
            }
            #expect(server.acceptedCount == 1)
        }
    }

    @Test("each POST has a connection of its own, for libcurl repeats requests on kept ones")
    func freshConnectionForPost() async throws {
        try await serving(roomy { $0.connectionsMax = 1 }) { _ in
            .answer()
        } _: { server, session in
            for _ in 0..<3 { _ = try await session.send(HTTPRequest(method: .post, url: server.url("/"))) }
            #expect(server.acceptedCount == 3)
        }
    }

    @Test("a POST whose connection is cut is sent once, a PUT on a kept connection may be sent again")
    func repetition() async throws {
        let cut = LockBox<[String]>([])
        try await serving { request in
            guard request.target == "/cut" else { return .answer() }
            cut.withLock { $0.append(String(request.requestLine.prefix(4))) }
            return .cut
        } _: { server, session in
            for method in [HTTPRequest.Method.post, .put] {
                _ = try await session.send(HTTPRequest(method: .get, url: server.url("/")))
                let broken = await failure(of: session, HTTPRequest(method: method, url: server.url("/cut"), body: [1]))
                #expect(broken?.kind == .broken)
                #expect(broken?.mayHaveArrived == true)
            }
            #expect(cut.withLock { $0 } == ["POST", "PUT ", "PUT "])
        }
    }

    @Test("a kept connection that the server has closed costs no PUT")
    func deadConnection() async throws {
        try await serving {
            .answerAndVanish(body: $0.body)
        } _: { server, session in
            for number in 0..<50 {
                let body = Array("\(number)".utf8)
                let response = try await session.send(HTTPRequest(method: .put, url: server.url("/"), body: body))
                #expect(response.body == body)
            }
            #expect(server.acceptedCount >= 50)
        }
    }

    @Test("a request under way does not hold up the others")
    func parallel() async throws {
        let gate = Gate(opensAt: 6)
        try await serving { _ in
            gate.pass()
            return .answer()
        } _: { server, session in
            let url = server.url("/")
            try await withThrowingTaskGroup { group in
                for _ in 0..<6 { group.addTask { try await session.send(HTTPRequest(method: .get, url: url)).status } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(server.acceptedCount == 6)
        }
    }

    @Test("no more than connectionsMax are under way, the rest wait their turn and lose nothing by it")
    func boundedConnections() async throws {
        let load = LockBox((now: 0, peak: 0))
        try await serving(roomy { $0.connectionsMax = 3 }) { _ in
            load.withLock {
                $0.now += 1
                $0.peak = max($0.peak, $0.now)
            }
            defer { load.withLock { $0.now -= 1 } }
            return .answer()
        } _: { server, session in
            let url = server.url("/")
            try await withThrowingTaskGroup { group in
                for _ in 0..<60 { group.addTask { try await session.send(HTTPRequest(method: .get, url: url)).status } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(server.acceptedCount <= 3)
            #expect(load.withLock { $0.peak } <= 3)
        }
    }

    @Test("2,000 requests from 32 tasks: each gets its own answer")
    func noneLost() async throws {
        try await serving {
            .answer(body: $0.body)
        } _: { server, session in
            let url = server.url("/echo")
            let answered = try await withThrowingTaskGroup(of: Int.self) { group in
                for worker in 0..<32 {
                    group.addTask {
                        var matching = 0
                        for number in stride(from: worker, to: 2_000, by: 32) {
                            let body = Array("request \(number)".utf8)
                            let response = try await session.send(HTTPRequest(method: .put, url: url, body: body))
                            if response.status == 200 && response.body == body { matching += 1 }
                        }
                        return matching
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(answered == 2_000)
            #expect(server.acceptedCount <= 8)
        }
    }

    @Test("proxies named by the environment are not used")
    func environmentProxiesAreIgnored() async {
        await #expect(processExitsWith: .success) {
            let nobody = try #require(ClosedPort())
            defer { nobody.release() }
            for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
                try #require(setenv(name, nobody.url, 1) == 0)
            }
            try await serving { _ in
                .answer(status: 204)
            } _: { server, session in
                let response = try await session.send(HTTPRequest(method: .get, url: server.url("/")))
                try #require(response.status == 204)
            }
        }
    }

    @Test("a configured proxy gets the CONNECT, without the request's headers, and loopback goes past it")
    func configuredProxy() async throws {
        let proxy = try #require(LoopbackServer { _ in .raw(["HTTP/1.1 403 Forbidden\r\n\r\n"], closing: true) })
        defer { proxy.stop() }
        try await serving(roomy { $0.proxy = proxy.url("") }) { _ in
            .answer()
        } _: { server, session in
            let direct = try await session.send(HTTPRequest(method: .get, url: server.url("/")))
            #expect(direct.status == 200)
            #expect(proxy.acceptedCount == 0)
            let token = HTTPHeader(name: "Authorization", value: "DPoP secret")
            let url = "https://portal.invalid/a?fnr=secret"
            let failure = try #require(
                await failure(of: session, HTTPRequest(method: .get, url: url, headers: [token])))
            #expect(failure.code == 56)
            #expect(!failure.description.contains("secret"))
            let connect = try #require(await proxy.request())
            #expect(connect.requestLine == "CONNECT portal.invalid:443 HTTP/1.1")
            #expect(!connect.headerLines.contains { $0.contains("secret") })
        }
    }
}

/// Lets everyone pass once so many have come.
private final class Gate: Sendable {
    private let condition = NSCondition()
    private let missing: LockBox<Int>

    init(opensAt count: Int) {
        missing = LockBox(count)
    }

    func pass() {
        condition.lock()
        defer { condition.unlock() }
        missing.withLock { $0 -= 1 }
        condition.broadcast()
        while missing.withLock({ $0 }) > 0 { condition.wait() }
    }
}
