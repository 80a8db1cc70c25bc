// How requests end before their answer: by their task, or by the session.

import TestSupport
import Testing

@testable import HTTPTransport

// The storm waits a hundred times, each time behind whatever holds the few threads that tests share.
@Suite("A session and its ends", .timeLimit(.minutes(20)))
struct SessionEndTests {
    /// Starts a request and returns its task.
    private func start(_ session: HTTPSession, _ url: String) -> Task<HTTPResult, Never> {
        Task {
            do throws(HTTPFailure) {
                return .success(try await session.send(HTTPRequest(method: .put, url: url, body: [0x31])))
            } catch {
                return .failure(error)
            }
        }
    }

    @Test("cancelling a request that hangs closes its connection")
    func cancelUnderWay() async throws {
        try await serving {
            $0.target == "/hang" ? .hang : .answer()
        } _: { server, session in
            let task = start(session, server.url("/hang"))
            let request = try #require(await server.request())
            task.cancel()
            let failure = try #require(await task.value.failure)
            #expect(
                failure.description == "the request was cancelled; the request may have arrived: "
                    + "its task was cancelled (curl 42)")
            #expect(failure.kind == .cancelled)
            let end = LoopbackServer.Event.closedByClient(connection: request.connection)
            #expect(await server.first { $0 == end } == end)
            #expect(try await session.send(HTTPRequest(method: .get, url: server.url("/"))).status == 200)
        }
    }

    @Test("a task cancelled before it sends has sent nothing")
    func cancelBeforeSubmission() async throws {
        try await serving { _ in
            .answer()
        } _: { server, session in
            let url = server.url("/")
            let refusal = await Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await failure(of: session, HTTPRequest(method: .get, url: url))
            }.value
            #expect(
                refusal?.description == "the request was cancelled; nothing was sent: its task was cancelled (curl 42)")
            #expect(server.acceptedCount == 0)
        }
    }

    @Test("a request that waits its turn is cancelled without having been sent")
    func cancelWaiting() async throws {
        try await serving(roomy { $0.connectionsMax = 1 }) { _ in
            .hang
        } _: { server, session in
            let first = start(session, server.url("/first"))
            #expect(await server.request()?.target == "/first")
            let second = start(session, server.url("/second"))
            second.cancel()
            let failure = try #require(await second.value.failure)
            #expect(failure.kind == .cancelled)
            #expect(!failure.mayHaveArrived)
            first.cancel()
            #expect(await first.value.failure?.mayHaveArrived == true)
            #expect(server.acceptedCount == 1)
        }
    }

    @Test("cancelling at any moment answers each request once, and the session goes on")
    func cancelStorm() async throws {
        try await serving { _ in
            .answer()
        } _: { server, session in
            let url = server.url("/")
            var generator = SplitMix(state: 20_261_121)
            var answered = 0
            for _ in 0..<20 {
                let tasks = (0..<25).map { _ in start(session, url) }
                for task in tasks where generator.next() & 1 == 0 {
                    task.cancel()
                    await Task.yield()
                }
                for task in tasks {
                    switch await task.value {
                    case .success(let response):
                        #expect(response.status == 200)
                        answered += 1
                    case .failure(let failure):
                        #expect(failure.kind == .cancelled)
                    }
                }
            }
            #expect(answered > 0)
            #expect(session.unsettledCount == 0)
            let next = try await session.send(HTTPRequest(method: .get, url: url))
            #expect(next.status == 200)
        }
    }

    @Test("closing ends what is under way and what waits, closes the connections, and refuses what comes later")
    func closeWithOpenRequests() async throws {
        try await serving(roomy { $0.connectionsMax = 2 }) { _ in
            .hang
        } _: { server, session in
            let tasks = (0..<5).map { _ in start(session, server.url("/hang")) }
            _ = await server.request()
            _ = await server.request()
            await session.close()
            var arrivals = 0
            for task in tasks {
                let failure = try #require(await task.value.failure)
                #expect(failure.kind == .closed)
                if failure.mayHaveArrived { arrivals += 1 }
            }
            #expect(arrivals == 2)
            _ = await server.first { if case .closedByClient = $0 { true } else { false } }
            _ = await server.first { if case .closedByClient = $0 { true } else { false } }
            let late = try #require(await failure(of: session, HTTPRequest(method: .get, url: server.url("/"))))
            #expect(
                late.description == "the session is closed; nothing was sent: it was closed by its owner (curl 42)")
            #expect(server.acceptedCount == 2)
        }
    }

    @Test("closing twice, and from several tasks, is closing once")
    func closeIsIdempotent() async throws {
        let session = try HTTPSession(configuration: roomy())
        await withTaskGroup { group in
            for _ in 0..<8 { group.addTask { await session.close() } }
        }
        await session.close()
    }

    @Test("a session that is let go of closes its connections")
    func letGo() async throws {
        let server = try #require(LoopbackServer { _ in .answer() })
        defer { server.stop() }
        var session: HTTPSession? = try HTTPSession(configuration: roomy())
        #expect(try await session?.send(HTTPRequest(method: .get, url: server.url("/"))).status == 200)
        session = nil
        #expect(await server.first { $0 == .closedByClient(connection: 1) } != nil)
    }

    @Test("many sessions come and go")
    func manySessions() async throws {
        let server = try #require(LoopbackServer { _ in .answer() })
        defer { server.stop() }
        for _ in 0..<50 {
            let session = try HTTPSession(configuration: roomy())
            #expect(try await session.send(HTTPRequest(method: .get, url: server.url("/"))).status == 200)
            await session.close()
        }
        #expect(server.acceptedCount == 50)
    }
}

extension Result where Failure == HTTPFailure {
    /// The failure, or nil.
    fileprivate var failure: HTTPFailure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}

/// Numbers that come again with the seed (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
