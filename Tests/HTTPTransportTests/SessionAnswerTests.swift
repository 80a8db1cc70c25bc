// What a session sends and what it makes of answers, against a server that keeps to HTTP/1.1.

import Testing

@testable import HTTPTransport

@Suite("A session and its answers", .timeLimit(.minutes(10)))
struct SessionAnswerTests {
    @Test("status, headers and body come back as the server sent them")
    func wholeAnswer() async throws {
        try await serving { _ in
            .answer(
                status: 201, headers: ["ETag: W/\"3\"", "Set-Cookie: a", "set-cookie: b"], body: Array("svar æ".utf8))
        } _: { server, session in
            let response = try await session.send(HTTPRequest(method: .get, url: server.url("/Appointment")))
            #expect(response.status == 201)
            #expect(response.header("etag") == "W/\"3\"")
            #expect(response.headers.filter { $0.name.lowercased() == "set-cookie" }.map(\.value) == ["a", "b"])
            #expect(response.header("Location") == nil)
            #expect(response.body == Array("svar æ".utf8))
        }
    }

    @Test("a PUT arrives with its method, headers and body, and without headers nobody asked for")
    func putOnTheWire() async throws {
        try await serving { _ in
            .answer()
        } _: { server, session in
            let headers = [
                HTTPHeader(name: "Content-Type", value: "application/fhir+json"),
                HTTPHeader(name: "X-Empty", value: ""),
            ]
            let body = Array(#"{"resourceType":"Appointment"}"#.utf8)
            let url = server.url("/a?x=%201")
            _ = try await session.send(HTTPRequest(method: .put, url: url, headers: headers, body: body))
            let request = try #require(await server.request())
            #expect(request.requestLine == "PUT /a?x=%201 HTTP/1.1")
            #expect(request.body == body)
            #expect(
                request.headerLines.sorted() == [
                    "Accept: */*", "Content-Length: 30", "Content-Type: application/fhir+json",
                    "Host: 127.0.0.1:\(server.port)", "User-Agent: transport-tests/1", "X-Empty:",
                ])
        }
    }

    @Test("an empty body is sent as a length of nothing", arguments: [HTTPRequest.Method.put, .post])
    func emptyRequestBody(method: HTTPRequest.Method) async throws {
        try await serving { _ in
            .answer(status: 204)
        } _: { server, session in
            let response = try await session.send(HTTPRequest(method: method, url: server.url("/")))
            #expect(response == HTTPResponse(status: 204, headers: [HTTPHeader(name: "Content-Length", value: "0")]))
            let request = try #require(await server.request())
            #expect(request.requestLine == "\(method.rawValue) / HTTP/1.1")
            #expect(request.headerLines.contains("Content-Length: 0"))
            #expect(!request.headerLines.contains { $0.hasPrefix("Content-Type") })
        }
    }

    @Test("more than a megabyte arrives whole, without waiting for a 100 Continue")
    func largeRequestBody() async throws {
        try await serving {
            .answer(body: Array("\($0.body.count)".utf8))
        } _: { server, session in
            // Over 1 MiB is where libcurl by itself would ask for the 100 Continue.
            let body = [UInt8](repeating: 0x41, count: (1 << 20) + 1)
            let response = try await session.send(HTTPRequest(method: .put, url: server.url("/"), body: body))
            #expect(response.body == Array("1048577".utf8))
            #expect(try #require(await server.request()).headerLines.allSatisfy { !$0.hasPrefix("Expect") })
        }
    }

    @Test("a chunked answer is put together, and its trailer is no header")
    func chunkedAnswer() async throws {
        let pieces = [
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Early: 1\r\n\r\n", "3\r\nabc\r\n", "2\r\nde\r\n",
            "0\r\nX-Late: 1\r\n\r\n",
        ]
        try await serving { _ in
            .raw(pieces, closing: false)
        } _: { server, session in
            let response = try await session.send(HTTPRequest(method: .get, url: server.url("/")))
            #expect(response.body == Array("abcde".utf8))
            #expect(response.header("X-Early") == "1")
            #expect(response.header("X-Late") == nil)
        }
    }

    @Test("an answer that comes byte by byte is the same answer")
    func slowAnswer() async throws {
        let answer = "HTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"
        try await serving { _ in
            .raw(answer.unicodeScalars.map { String($0) }, closing: false)
        } _: { server, session in
            let response = try await session.send(HTTPRequest(method: .get, url: server.url("/")))
            let length = HTTPHeader(name: "Content-Length", value: "4")
            #expect(response == HTTPResponse(status: 200, headers: [length], body: Array("body".utf8)))
        }
    }

    @Test("any status is an answer, and a redirect is not followed", arguments: [302, 400, 401, 429, 503])
    func everyStatus(status: Int) async throws {
        try await serving { _ in
            .answer(status: status, headers: ["Location: /elsewhere"])
        } _: { server, session in
            let response = try await session.send(HTTPRequest(method: .get, url: server.url("/")))
            #expect(response.status == status)
            #expect(server.acceptedCount == 1)
        }
    }

    @Test("the library names itself")
    func librariesInUse() {
        #expect(HTTPSession.librariesInUse.hasPrefix("libcurl/"))
    }
}
