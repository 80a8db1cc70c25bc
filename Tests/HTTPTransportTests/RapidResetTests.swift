// A server that counts the resets libcurl answers late ends of streams with, and closes the connection over all that is
// under way. Nothing is lost: each request is answered or its failure says that it may have arrived; and after a few the
// server is spoken to in HTTP/1.1.

import TestSupport
import Testing

@testable import HTTPTransport

@Suite struct HTTP2TrustTests {
    private static let second: UInt64 = 1_000_000_000

    private func trust(brokenAt seconds: [UInt64]) -> HTTP2Trust {
        var trust = HTTP2Trust()
        for time in seconds { trust.streamBroke(at: (1_000 + time) * Self.second) }
        return trust
    }

    static let table: [(seconds: [UInt64], isLost: Bool)] = [
        ([], false), ([0, 0, 0, 0], false), ([0, 0, 0, 0, 0], true), ([0, 10, 20, 30, 59], true),
        ([0, 10, 20, 30, 60], false), ([0, 10, 20, 30, 60, 69], true), ([0, 61, 122, 183, 244, 305], false),
        // Once lost it stays so.
        ([0, 0, 0, 0, 0, 10_000], true),
    ]

    @Test(arguments: table.indices) func fiveWithinAMinute(_ index: Int) {
        #expect(trust(brokenAt: Self.table[index].seconds).isLost == Self.table[index].isLost)
    }
}

@Suite(
    .enabled(
        if: RapidResetServer.python != nil, "EPJ_RAPID_RESET names no python with h2; scripts/nginx-http runs this"),
    .timeLimit(.minutes(5)))
struct RapidResetTests {
    /// Sends a number until it is answered; how often it broke off.
    private static func send(_ number: Int, _ session: HTTPSession, _ url: String) async throws -> Int {
        var broken = 0
        while true {
            do throws(HTTPFailure) {
                let body = Array(String(number).utf8)
                let response = try await session.send(HTTPRequest(method: .put, url: url, body: body))
                #expect(response.status == 200 && response.body == body)
                return broken
            } catch {
                // In doubt, or not sent at all; never lost without a word.
                #expect(error.kind == .broken || error.kind == .unreachable, "\(error)")
                broken += 1
                guard broken < 100 else { throw error }
            }
        }
    }

    @Test func nothingIsLostAndTheRestGoesOverHTTP1() async throws {
        let server = try RapidResetServer(resets: 20)
        let session = try HTTPSession(
            configuration: roomy {
                $0.http2 = true
                $0.certificateAuthorityFile = server.folder.file("ca.pem")
            })
        var (count, broken) = (0, 0)
        // How soon resets come depends on how the machine cuts the bytes; the time limit is what ends a wait in vain.
        while count < 3_000 || !session.http2Trouble.hasFallenBack {
            broken += try await Self.send(count..<count + 500, session, server.url)
            count += 500
        }
        let trouble = session.http2Trouble
        #expect(trouble.brokenStreams >= HTTP2Trust.brokenMax)
        // What broke off is what was under way until the trust was lost, and no more.
        #expect(broken >= trouble.brokenStreams && broken <= 200, "\(broken) broke off")
        let again = try await Self.send(count..<count + 100, session, server.url)
        #expect(again == 0)
        await session.close()
        let arrived = try server.arrived()
        #expect(Set(arrived.compactMap { Int($0.body) }) == Set(0..<count + 100))
        #expect(arrived.suffix(100).allSatisfy { $0.version == "1" })
        #expect(arrived.contains { $0.version == "2" })
    }

    /// Sends them from 16 tasks; how often one broke off.
    private static func send(_ numbers: Range<Int>, _ session: HTTPSession, _ url: String) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<16 {
                group.addTask {
                    var broken = 0
                    for number in numbers where number % 16 == task { broken += try await send(number, session, url) }
                    return broken
                }
            }
            return try await group.reduce(0, +)
        }
    }
}
