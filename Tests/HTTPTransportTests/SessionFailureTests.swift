// How requests fail, and whether the failure tells the truth about what may have arrived.

import TestSupport
import Testing

@testable import HTTPTransport

@Suite("A session and its failures", .timeLimit(.minutes(10)))
struct SessionFailureTests {
    /// What no failure may ever repeat.
    private static let secret = "hemmelig"

    /// A request that holds the secret in its query, a header and its body.
    private func request(_ url: String) -> HTTPRequest {
        let headers = [HTTPHeader(name: "Authorization", value: "DPoP \(Self.secret)")]
        return HTTPRequest(
            method: .put, url: "\(url)?q=\(Self.secret)", headers: headers, body: Array(Self.secret.utf8))
    }

    @Test("nobody listens: nothing was sent")
    func refusedConnection() async throws {
        let session = try HTTPSession(configuration: roomy())
        let nobody = try #require(ClosedPort())
        defer { nobody.release() }
        let port = nobody.number
        let failure = try #require(await failure(of: session, request("\(nobody.url)/a")))
        #expect(failure.code == 7)
        #expect(failure.kind == .unreachable)
        #expect(!failure.mayHaveArrived)
        #expect(failure.text.hasPrefix("Failed to connect to 127.0.0.1 port \(port)"))
        let opening = "the server was not reached; nothing was sent: Failed to connect to 127.0.0.1 port \(port)"
        #expect(failure.description.hasPrefix(opening))
        #expect(failure.description.hasSuffix(" (curl 7)"))
        #expect(!failure.description.contains(Self.secret))
        await session.close()
    }

    @Test("a name that no one can resolve: nothing was sent")
    func unresolvableHost() async throws {
        let session = try HTTPSession(configuration: roomy { $0.connectTimeoutSeconds = 2 })
        let failure = try #require(await failure(of: session, request("https://portal.invalid/a")))
        #expect(failure.kind == .unreachable)
        #expect(!failure.mayHaveArrived)
        // 28 where no name server answers at all.
        #expect(failure.code == 6 || failure.code == 28)
        if failure.code == 6 {
            let text = "the server was not reached; nothing was sent: Could not resolve host: portal.invalid (curl 6)"
            #expect(failure.description == text)
        }
        #expect(!failure.description.contains(Self.secret))
        await session.close()
    }

    @Test("a server that never answers: the request may have arrived")
    func hangingServer() async throws {
        try await serving(roomy { $0.responseTimeoutSeconds = 1 }) { _ in
            .hang
        } _: { server, session in
            let failure = try #require(await failure(of: session, request(server.url("/hang"))))
            #expect(failure.code == 28)
            #expect(failure.kind == .timedOut)
            #expect(failure.mayHaveArrived)
            let opening = "the server did not answer in time; the request may have arrived: Operation timed out"
            #expect(failure.description.hasPrefix(opening))
            #expect(!failure.description.contains(Self.secret))
        }
    }

    @Test("a TLS handshake that is never answered: nothing was sent")
    func hangingHandshake() async throws {
        try await serving(roomy { $0.connectTimeoutSeconds = 1 }) { _ in
            .hang
        } _: { server, session in
            let url = "https://127.0.0.1:\(server.port)/a"
            let failure = try #require(await failure(of: session, request(url)))
            #expect(failure.code == 28)
            #expect(failure.kind == .unreachable)
            #expect(!failure.mayHaveArrived)
        }
    }

    @Test("a server that does not speak TLS: nothing was sent")
    func plainServerAskedForTLS() async throws {
        let speaker = try #require(PlainSpeaker())
        let session = try HTTPSession(configuration: roomy())
        let failure = try #require(await failure(of: session, request("https://127.0.0.1:\(speaker.port)/a")))
        #expect(failure.code == 35)
        #expect(failure.kind == .unreachable)
        #expect(!failure.mayHaveArrived)
        await session.close()
    }

    @Test("cut before the answer: the request may have arrived")
    func cutBeforeAnswer() async throws {
        try await serving { _ in
            .cut
        } _: { server, session in
            let failure = try #require(await failure(of: session, request(server.url("/"))))
            let text = "the exchange broke off; the request may have arrived: Empty reply from server (curl 52)"
            #expect(failure.description == text)
            #expect(failure.kind == .broken)
            #expect(failure.mayHaveArrived)
        }
    }

    @Test("cut in the middle of the body: half an answer is none")
    func cutMidBody() async throws {
        let half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf "
        try await serving { _ in
            .raw([half], closing: true)
        } _: { server, session in
            let failure = try #require(await failure(of: session, request(server.url("/"))))
            #expect(failure.code == 18)
            #expect(failure.kind == .broken)
            #expect(failure.mayHaveArrived)
            #expect(failure.text == "transfer closed")
        }
    }

    @Test(
        "what is not HTTP is no answer",
        arguments: [
            "SSH-2.0-OpenSSH_9.2\r\n", "\r\n\r\n", "HTTP/1.1 \r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "\u{1}\u{2}",
        ])
    func garbage(bytes: String) async throws {
        try await serving { _ in
            .raw([bytes], closing: true)
        } _: { server, session in
            let failure = try #require(await failure(of: session, request(server.url("/"))))
            #expect(failure.kind == .broken)
            #expect(failure.mayHaveArrived)
            #expect(!failure.text.isEmpty)
            #expect(!failure.description.contains(Self.secret))
        }
    }

    @Test("a body over the limit is given up; one of exactly the limit is not")
    func tooLargeBody() async throws {
        try await serving(roomy { $0.responseBytesMax = 1_000 }) { request in
            .answer(body: [UInt8](repeating: 0x20, count: request.target.hasPrefix("/1001") ? 1_001 : 1_000))
        } _: { server, session in
            let failure = try #require(await failure(of: session, request(server.url("/1001"))))
            #expect(
                failure.description == "the answer is too large and was given up; the request may have arrived: "
                    + "its body is larger than 1000 bytes (curl 63)")
            #expect(failure.kind == .tooLarge)
            #expect(try await session.send(request(server.url("/1000"))).body.count == 1_000)
        }
    }

    @Test("headers without end are given up")
    func tooLargeHeaders() async throws {
        let line = "X-Filler: " + String(repeating: "x", count: 1_000) + "\r\n"
        let pieces = ["HTTP/1.1 200 OK\r\n"] + Array(repeating: line, count: 100)
        try await serving { _ in
            .raw(pieces, closing: true)
        } _: { server, session in
            let failure = try #require(await failure(of: session, request(server.url("/"))))
            #expect(
                failure.description == "the answer is too large and was given up; the request may have arrived: "
                    + "its headers are larger than 65536 bytes (curl 63)")
        }
    }

    @Test("a failed request leaves a session that works")
    func afterFailure() async throws {
        try await serving {
            $0.target.hasPrefix("/cut") ? .cut : .answer()
        } _: { server, session in
            for _ in 0..<20 {
                #expect(await failure(of: session, request(server.url("/cut")))?.kind == .broken)
                let next = try await session.send(request(server.url("/well")))
                #expect(next.status == 200)
            }
        }
    }

    @Test("plain http to another machine is refused before anything is sent")
    func plainTextElsewhere() async throws {
        let session = try HTTPSession(configuration: roomy())
        let failure = try #require(await failure(of: session, request("http://portal.invalid/a")))
        #expect(
            failure.description == "the request was refused here; nothing was sent: "
                + "plain http:// is for loopback addresses only; write https:// for any other host (curl 1)")
        await session.close()
    }
}
