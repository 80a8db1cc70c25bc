// The transport against nginx as Debian has it: nothing lost over HTTP/1.1 and over HTTP/2, also where the server closes
// connections as it pleases; TLS 1.2 at least; certificates of the configured authority only.

import Foundation
import TestSupport
import Testing

@testable import HTTPTransport

@Suite(
    .enabled(if: Nginx.path != nil, "EPJ_NGINX names no nginx; scripts/nginx-http runs this suite"), .serialized,
    .timeLimit(.minutes(5)))
struct NginxTests {
    /// Sends so many numbered requests from that many tasks; the numbers that came back as the answer to another.
    private func send(_ count: Int, tasks: Int, over session: HTTPSession, to url: String) async throws -> [Int] {
        try await withThrowingTaskGroup(of: [Int].self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var wrong: [Int] = []
                    for number in stride(from: task, to: count, by: tasks) {
                        let response = try await session.send(Self.request(number, url))
                        if response.status != 200 || response.body != Array("\(number)".utf8) { wrong.append(number) }
                    }
                    return wrong
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// The body is the number in 1.2 kB.
    private static func request(_ number: Int, _ url: String) -> HTTPRequest {
        HTTPRequest(
            method: .put, url: url, headers: [HTTPHeader(name: "X-Number", value: String(number))],
            body: Array((String(number) + ":" + String(repeating: "x", count: 1_200)).utf8))
    }

    private func session(
        _ server: Nginx, http2: Bool, connectionsMax: Int = 16
    ) async throws -> HTTPSession {
        let session = try HTTPSession(
            configuration: roomy {
                $0.http2 = http2
                $0.connectionsMax = connectionsMax
                $0.certificateAuthorityFile = server.folder.file("ca.pem")
            })
        // It listens soon; the time limit is what ends a wait in vain.
        while await refused(session, server.url) {}
        return session
    }

    private func refused(_ session: HTTPSession, _ url: String) async -> Bool {
        do throws(HTTPFailure) {
            _ = try await session.send(HTTPRequest(method: .get, url: url))
            return false
        } catch {
            return error.kind == .unreachable && error.code == 7
        }
    }

    /// The numbers of all bodies the server has read.
    private func arrived(_ lines: [[String]]) -> [Int] {
        lines.compactMap { $0.count == 5 ? Int($0[4].prefix { $0 != ":" }) : nil }.sorted()
    }

    @Test("4,000 from 64 tasks: each arrives once and has its own answer", arguments: [false, true])
    func nothingIsLost(http2: Bool) async throws {
        let server = try Nginx(http2: http2, "keepalive_requests 100000;")
        let session = try await session(server, http2: http2)
        #expect(try await send(4_000, tasks: 64, over: session, to: server.url) == [])
        await session.close()
        server.stop()
        let lines = try server.lines().filter { $0.count == 5 && $0[4] != "-" }
        #expect(arrived(lines) == Array(0..<4_000))
        #expect(Set(lines.map { $0[0] }) == [http2 ? "HTTP/2.0" : "HTTP/1.1"])
        #expect(Set(lines.map { $0[1] }) == ["TLSv1.3"])
        // A small pool, kept; over HTTP/2 one connection.
        #expect(Set(lines.map { $0[2] }).count <= (http2 ? 1 : 16))
        #expect(session.http2Trouble == HTTP2Trouble())
    }

    @Test("a server that closes each connection after 20 requests loses none", arguments: [false, true])
    func closedConnections(http2: Bool) async throws {
        let server = try Nginx(http2: http2, "keepalive_requests 20;")
        let session = try await session(server, http2: http2, connectionsMax: 8)
        #expect(try await send(2_000, tasks: 16, over: session, to: server.url) == [])
        await session.close()
        server.stop()
        #expect(Set(arrived(try server.lines())) == Set(0..<2_000))
        #expect(session.http2Trouble == HTTP2Trouble())
    }

    /// A reload may close a connection in the very moment a request is written to it; then the request is in doubt.
    @Test("a server that is reloaded while requests are under way loses none without a word", arguments: [false, true])
    func reloaded(http2: Bool) async throws {
        let server = try Nginx(http2: http2)
        let session = try await session(server, http2: http2, connectionsMax: 8)
        let url = server.url
        for round in 0..<5 {
            await withTaskGroup { group in
                for number in round * 400..<(round + 1) * 400 {
                    group.addTask { await Self.sendUntilAnswered(number, session, url) }
                }
                server.reload()
            }
        }
        await session.close()
        server.stop()
        #expect(Set(arrived(try server.lines())) == Set(0..<2_000))
    }

    private static func sendUntilAnswered(_ number: Int, _ session: HTTPSession, _ url: String) async {
        while true {
            do throws(HTTPFailure) {
                let response = try await session.send(request(number, url))
                return #expect(response.status == 200 && response.body == Array("\(number)".utf8))
            } catch {
                guard error.kind == .broken, error.mayHaveArrived else {
                    Issue.record("\(number): \(error)")
                    return
                }
            }
        }
    }

    @Test func aServerThatOffersTLS1_2OnlyIsSpokenTo() async throws {
        let server = try Nginx(http2: false, protocols: "TLSv1.2")
        let session = try await session(server, http2: false)
        #expect(try await send(10, tasks: 2, over: session, to: server.url) == [])
        await session.close()
        server.stop()
        #expect(Set(try server.lines().map { $0[1] }) == ["TLSv1.2"])
    }

    @Test func aServerThatOffersLessIsNot() async throws {
        let server = try Nginx(http2: false, "ssl_ciphers DEFAULT@SECLEVEL=0;", protocols: "TLSv1 TLSv1.1")
        let session = try await session(server, http2: false)
        let failure = await failure(of: session, Self.request(1, server.url))
        #expect(failure?.kind == .unreachable && failure?.mayHaveArrived == false)
        await session.close()
        server.stop()
        #expect(arrived(try server.lines()) == [])
    }

    @Test func aCertificateOfAnotherAuthorityIsNotBelieved() async throws {
        let (server, other) = (try Nginx(http2: false), try Nginx(http2: false))
        _ = try await session(server, http2: false)
        for authority in [other.folder.file("ca.pem"), nil] {
            let session = try HTTPSession(configuration: roomy { $0.certificateAuthorityFile = authority })
            let failure = await failure(of: session, Self.request(1, server.url))
            #expect(failure?.kind == .unreachable && failure?.mayHaveArrived == false)
            await session.close()
        }
        server.stop()
        #expect(arrived(try server.lines()) == [])
    }

    @Test("cancelled requests leave the others alone", arguments: [false, true])
    func cancelled(http2: Bool) async throws {
        let server = try Nginx(http2: http2)
        let session = try await session(server, http2: http2)
        let url = server.url
        await withTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    let task = Task { try await session.send(Self.request(10_000 + number, url)) }
                    if number.isMultiple(of: 2) { await Task.yield() }
                    task.cancel()
                    _ = await task.result
                }
            }
        }
        #expect(try await send(500, tasks: 16, over: session, to: server.url) == [])
        #expect(session.unsettledCount == 0)
        await session.close()
    }
}
