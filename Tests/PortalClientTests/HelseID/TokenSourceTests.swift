// One token for everybody, renewed in time, replaced once, and never asked for in vain.

import Foundation
import HTTPTransport
import SyncCore
import Testing

@testable import PortalClient

@Suite struct TokenSourceTests {
    private static let refused = ScriptedServers.Answer.failure(
        HTTPFailure(code: 7, text: "Connection refused", kind: .unreachable))

    private func failure(_ helsenorge: Helsenorge) async -> PortalFailure? {
        do throws(PortalFailure) {
            _ = try await helsenorge.checkActive([])
            return nil
        } catch {
            return error
        }
    }

    @Test func theDanceIsDoneOnceAndTheTokenIsKept() async throws {
        let servers = ScriptedServers()
        let helsenorge = servers.helsenorge(try servers.source())
        for _ in 0..<3 { #expect(await failure(helsenorge) == nil) }
        #expect(servers.asked.count == 2)
        let assertions = servers.asked.compactMap { $0.assertion.flatMap(ReadJWS.init) }
        #expect(Set(assertions.compactMap { $0.claims["jti"] as? String }).count == 2, "a fresh assertion each time")
        let proofs = (servers.asked + servers.requests).compactMap { $0.proof.flatMap(ReadJWS.init) }
        #expect(Set(proofs.compactMap { $0.claims["jti"] as? String }).count == 5, "a fresh proof each time")
        #expect(proofs.filter { !$0.isSignedByItsKey }.isEmpty)
        #expect(proofs.map { $0.claims["nonce"] as? String } == [nil, "n1", nil, nil, nil])
        #expect(proofs[2].claims["htm"] as? String == "POST")
        #expect(
            proofs[2].claims["htu"] as? String
                == ScriptedServers.portalURL + "/digitaltaktiv/helsenorgeaktivsjekken/v1")
        #expect(proofs[2].claims["ath"] as? String == AccessToken("token-1", scheme: .dpop)?.hash)
        #expect(servers.requests.map(\.authorization) == Array(repeating: "DPoP token-1", count: 3))
    }

    @Test func itIsRenewedShortlyBeforeItsEnd() async throws {
        let servers = ScriptedServers()
        let helsenorge = servers.helsenorge(try servers.source())
        for seconds in [0, 49, 1, 49, 1] as [Int64] {
            servers.pass(seconds)
            #expect(await failure(helsenorge) == nil)
        }
        let tokens = servers.requests.map { $0.authorization?.last }
        #expect(tokens == ["1", "1", "2", "2", "3"])
        #expect([1, 2, 6, 30, 60, 300].map(TokenSource.margin) == [1, 1, 1, 5, 10, 10])
    }

    @Test func everybodyWaitsForTheOneFetch() async throws {
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let servers = ScriptedServers { number, _ in
            guard number == 1 else { return nil }
            begin.yield()
            for await _ in released { break }
            return nil
        }
        let source = try servers.source()
        let request = HTTPRequest(method: .get, url: "https://portal.example/a")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await source.credentials(for: request, over: servers) } }
            for await _ in begun { break }
            release.yield()
            try await group.waitForAll()
        }
        #expect(servers.asked.count == 2)
    }

    @Test(arguments: [401, 403])
    func aRefusedTokenIsReplacedOnce(status: Int) async throws {
        let servers = ScriptedServers(portal: { number, _ in
            number == 2 ? ScriptedServers.refusal(status) : nil
        })
        let helsenorge = servers.helsenorge(try servers.source())
        for _ in 0..<3 { #expect(await failure(helsenorge) == nil) }
        #expect(servers.requests.map { $0.authorization?.last } == ["1", "1", "2", "2"])
        #expect(servers.asked.count == 4)
        #expect(servers.paused == [])
    }

    @Test func aNewTokenThatIsRefusedTooIsTheEnd() async throws {
        let servers = ScriptedServers(portal: { _, _ in ScriptedServers.refusal(401, code: "EHSEC-110002") })
        let helsenorge = servers.helsenorge(try servers.source())
        #expect(await failure(helsenorge) == .unauthorised(status: 401, code: "EHSEC-110002"))
        #expect(servers.requests.map { $0.authorization?.last } == ["1", "2"])
        // Whoever asks next is refused as well, and nobody fetches a third.
        #expect(await failure(helsenorge) == .unauthorised(status: 401, code: "EHSEC-110002"))
        #expect(servers.requests.map { $0.authorization?.last } == ["1", "2", "2"])
        #expect(servers.asked.count == 4)
    }

    @Test func manyRefusedAtOnceFetchOneNewToken() async throws {
        let servers = ScriptedServers(portal: { _, sent in
            sent.authorization?.hasSuffix("1") == true ? ScriptedServers.refusal(403) : nil
        })
        let helsenorge = servers.helsenorge(try servers.source())
        await withTaskGroup(of: PortalFailure?.self) { group in
            for _ in 0..<20 { group.addTask { await failure(helsenorge) } }
            for await failure in group { #expect(failure == nil) }
        }
        #expect(servers.asked.count == 4)
        #expect(servers.requests.filter { $0.authorization?.hasSuffix("2") == true }.count == 20)
    }

    @Test func thePortalsNonceIsAnsweredOnceAndKept() async throws {
        let servers = ScriptedServers(portal: { number, sent in
            let nonce = sent.proof.flatMap(ReadJWS.init)?.claims["nonce"] as? String
            let wanted = number < 4 ? "p1" : "p2"
            if nonce == wanted { return nil }
            return ScriptedServers.refusal(
                401, ["DPoP-Nonce": wanted, "WWW-Authenticate": "DPoP error=\"use_dpop_nonce\""])
        })
        let helsenorge = servers.helsenorge(try servers.source())
        for _ in 0..<4 { #expect(await failure(helsenorge) == nil) }
        let nonces = servers.requests.map { $0.proof.flatMap(ReadJWS.init)?.claims["nonce"] as? String }
        #expect(nonces == [nil, "p1", "p1", "p1", "p2", "p2"])
        #expect(servers.asked.count == 2, "no token is fetched for a nonce")
    }

    @Test func aPortalThatIsNeverContentWithANonceIsTheEnd() async throws {
        let servers = ScriptedServers(portal: { number, _ in
            ScriptedServers.refusal(
                401, ["DPoP-Nonce": "p\(number)", "WWW-Authenticate": "DPoP error=\"use_dpop_nonce\""])
        })
        #expect(await failure(servers.helsenorge(try servers.source())) == .unauthorised(status: 401))
        #expect(servers.requests.count == 2)
    }

    @Test func aPortalWithAnotherTimeIsSaidPlainly() async throws {
        let servers = ScriptedServers(portal: { _, _ in
            ScriptedServers.refusal(401, ["Date": "Thu, 26 Nov 2026 00:05:12 GMT"])
        })
        #expect(
            await failure(servers.helsenorge(try servers.source()))
                == .noToken(.skewed(seconds: 312, host: "the portal")))
    }

    @Test func aServiceThatIsAwayIsAskedAgainAndThenGivenUp() async throws {
        let servers = ScriptedServers { number, _ in
            number == 2 ? ScriptedServers.refusal(503, ["Retry-After": "3"]) : Self.refused
        }
        let helsenorge = servers.helsenorge(try servers.source())
        let reason = "the server was not reached; nothing was sent: Connection refused (curl 7)"
        #expect(await failure(helsenorge) == .noToken(.unreachable(host: "helseid.example", reason: reason)))
        #expect(servers.asked.count == 4 && servers.requests.isEmpty)
        #expect(servers.paused == [0.5, 3, 8])
        let ids = servers.asked.compactMap { $0.assertion.flatMap(ReadJWS.init)?.claims["jti"] as? String }
        #expect(Set(ids).count == 4)
    }

    @Test func aFailureIsNotRemembered() async throws {
        let servers = ScriptedServers { number, _ in
            number == 1 ? .success(HTTPResponse(status: 400, body: Array(#"{"error":"invalid_client"}"#.utf8))) : nil
        }
        let helsenorge = servers.helsenorge(try servers.source())
        #expect(await failure(helsenorge) == .noToken(.refused(error: "invalid_client", words: nil)))
        #expect(await failure(helsenorge) == nil)
    }

    @Test func givingUpDoesNotWaitForAServiceThatHangs() async throws {
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let (never, silence) = AsyncStream.makeStream(of: Void.self)
        let servers = ScriptedServers { _, _ in
            begin.yield()
            // Ends when its task is cancelled, as a request does.
            for await _ in never {}
            return .failure(HTTPFailure(code: 42, text: "given up", kind: .cancelled))
        }
        let helsenorge = servers.helsenorge(try servers.source())
        let asking = Task { await failure(helsenorge) }
        for await _ in begun { break }
        asking.cancel()
        let reason = "the request was cancelled; the request may have arrived: given up (curl 42)"
        #expect(await asking.value == .noToken(.unreachable(host: "helseid.example", reason: reason)))
        #expect(servers.asked.count == 1)
        withExtendedLifetime(silence) {}
    }

    @Test func withoutDPoPTheTokenIsBorne() async throws {
        let servers = ScriptedServers()
        #expect(await failure(servers.helsenorge(try servers.source(dpop: false))) == nil)
        #expect(servers.asked.map(\.proof) == [nil])
        #expect(servers.requests.map(\.authorization) == ["Bearer token-1"])
        #expect(servers.requests.map(\.proof) == [nil])
    }

    @Test func whatThereWasNoTokenForDidNotArrive() {
        let refusal = TokenFailure.refused(error: "invalid_scope", words: nil)
        #expect(PortalVerdict.noToken(refusal).mayHaveArrived == false)
        #expect(PortalVerdict.unauthorised(status: 401, code: "x").mayHaveArrived == false)
    }

    @Test func oneAtATimeWhereOneMayBe() async {
        let turns = Turns(1)
        await turns.take()
        let (log, write) = AsyncStream.makeStream(of: String.self)
        let waiting = Task {
            await turns.take()
            write.yield("second")
            turns.give()
            write.finish()
        }
        write.yield("first")
        turns.give()
        await waiting.value
        var order: [String] = []
        for await line in log { order.append(line) }
        #expect(order == ["first", "second"])
    }
}
