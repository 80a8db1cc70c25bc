// Requests to the portal whose token or proof breaks one rule each.

import Foundation
import Testing

@testable import PortalSimulator

@Suite struct PortalAccessTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var code: String
        var status = 401
        var challenge = "DPoP error=\"invalid_dpop_proof\""
        var change: @Sendable (inout TestClient, inout Question) throws -> Void

        var testDescription: String { code }
    }

    private static func proof(_ code: String, _ name: String, _ value: JSONValue?) -> Case {
        Case(code: "dpop-" + code) { client, question in
            client.proof.set(name, value)
            question.proofs = [try client.proofSigner.text(header: client.proofHeader, claims: client.proof)]
        }
    }

    static let cases: [Case] = [
        Case(code: "token-missing", challenge: "DPoP") { $1.authorization = nil },
        Case(code: "token-missing", challenge: "DPoP") { $1.authorization = "DPoP" },
        Case(code: "token-scheme", challenge: "DPoP error=\"invalid_token\"") {
            $1.authorization = $1.authorization?.replacing("DPoP", with: "Bearer")
        },
        Case(code: "token-unknown", challenge: "DPoP error=\"invalid_token\"") { $1.authorization = "DPoP abc" },
        Case(code: "token-unknown", challenge: "DPoP error=\"invalid_token\"") { client, question in
            // Another's signature under the same claims.
            let parts = (question.authorization ?? "").split(separator: ".").map(String.init)
            let other = try client.signer.sign(Data((parts[0].dropFirst(5) + "." + parts[1]).utf8))
            question.authorization = parts[0] + "." + parts[1] + "." + Base64URL.text(other)
        },
        Case(code: "dpop-missing") { $1.proofs = [] },
        Case(code: "dpop-several") { $1.proofs += $1.proofs },
        Case(code: "dpop-malformed") { $1.proofs = ["abc"] },
        proof("htm", "htm", "POST"), proof("htu", "htu", .string(TestClient.base + "/timeavtaler/api/v1")),
        proof("htu-query", "htu", .string(TestClient.base + "/timeavtaler/api/v1/Appointment#a")),
        proof("ath-missing", "ath", nil), proof("ath", "ath", "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"),
        proof("iat", "iat", nil), proof("jti-missing", "jti", nil),
        Case(code: "dpop-too-old") { client, question in
            client.proof.set("iat", .number(String(client.now - 7)))
            question.proofs = [try client.proofSigner.text(header: client.proofHeader, claims: client.proof)]
        },
        Case(code: "dpop-future") { client, question in
            client.proof.set("iat", .number(String(client.now + 6)))
            question.proofs = [try client.proofSigner.text(header: client.proofHeader, claims: client.proof)]
        },
        Case(code: "token-binding", challenge: "DPoP error=\"invalid_token\"") { client, question in
            client.proofSigner = .p256()
            client.proofHeader.set("jwk", client.proofSigner.publicJWK)
            question.proofs = [try client.proofSigner.text(header: client.proofHeader, claims: client.proof)]
        },
    ]

    @Test(arguments: cases)
    func eachBrokenRuleHasItsCode(wrong: Case) throws {
        var (helseID, client) = try TokenRequestRuleTests.prepared()
        let token = try client.token(from: helseID)
        client.aim(at: .appointment, token: token)
        var question = try client.request(.appointment, token: token)
        try wrong.change(&client, &question)
        let answer = try #require(helseID.refusal(of: question, at: .appointment))
        #expect(answer.status == wrong.status)
        #expect(answer.code == wrong.code)
        #expect(answer.headers[.wwwAuthenticate] == wrong.challenge)
    }

    @Test func aProofIsGoodForOneRequest() throws {
        var (helseID, client) = try TokenRequestRuleTests.prepared()
        let token = try client.token(from: helseID)
        for endpoint in [PortalEndpoint.activeCheck, .activationChanges, .healthContacts, .appointment] {
            client.aim(at: endpoint, token: token)
            let question = try client.request(endpoint, token: token)
            #expect(helseID.refusal(of: question, at: endpoint) == nil)
            #expect(helseID.refusal(of: question, at: endpoint)?.code == "dpop-replayed")
        }
    }

    @Test func everyInterfaceHasItsScope() throws {
        for rejected in PortalEndpoint.scopes {
            var (helseID, client) = try TokenRequestRuleTests.prepared {
                HelseIDSettings(clientKey: $0, rejectedScopes: [rejected])
            }
            let token = try client.token(from: helseID)
            for endpoint in [PortalEndpoint.activeCheck, .activationChanges, .healthContacts, .appointment] {
                client.aim(at: endpoint, token: token)
                let answer = helseID.refusal(of: try client.request(endpoint, token: token), at: endpoint)
                #expect(answer?.status == (endpoint.scope == rejected ? 403 : nil))
                #expect(answer?.code == (endpoint.scope == rejected ? "token-scope" : nil))
            }
        }
    }

    @Test func anExpiredTokenIsRefusedAsDocumentedOrAsSeen() throws {
        for (status, code) in [(403, "token-expired"), (401, "EHSEC-110002")] {
            var (helseID, client) = try TokenRequestRuleTests.prepared {
                HelseIDSettings(clientKey: $0, expiredTokenStatus: status)
            }
            let token = try client.token(from: helseID)
            for (shift, isOver) in [(58, false), (60, true)] as [(Int64, Bool)] {
                helseID.clock.shiftTokenTime(by: shift)
                client.aim(at: .appointment, token: token)
                client.proof.set("iat", .number(String(client.now + shift)))
                let answer = helseID.refusal(of: try client.request(.appointment, token: token), at: .appointment)
                #expect(answer?.status == (isOver ? status : nil))
                #expect(answer?.code == (isOver ? code : nil))
            }
        }
    }

    @Test func aTokenWithoutAnOrganisationIsCalledExpired() throws {
        var (helseID, client) = try TokenRequestRuleTests.prepared { HelseIDSettings(clientKey: $0, tenancy: .multi) }
        let token = try client.token(from: helseID)
        client.aim(at: .appointment, token: token)
        let answer = helseID.refusal(of: try client.request(.appointment, token: token), at: .appointment)
        #expect(answer?.status == 401 && answer?.code == "EHSEC-110002")
    }

    @Test func thePortalMayAskForANonceOfItsOwn() throws {
        var (helseID, client) = try TokenRequestRuleTests.prepared {
            HelseIDSettings(clientKey: $0, portalDemandsNonce: true)
        }
        let token = try client.token(from: helseID)
        client.aim(at: .appointment, token: token)
        let answer = helseID.refusal(of: try client.request(.appointment, token: token), at: .appointment)
        #expect(answer?.status == 401 && answer?.code == "dpop-nonce")
        #expect(answer?.headers[.wwwAuthenticate] == "DPoP error=\"use_dpop_nonce\"")
        client.aim(at: .appointment, token: token)
        client.proof.set("nonce", answer?.headers[.dpopNonce].map(JSONValue.string))
        #expect(helseID.refusal(of: try client.request(.appointment, token: token), at: .appointment) == nil)
    }

    @Test func behindAnotherServerItsAddressCounts() throws {
        let clock = SimulatorClock()
        var client = TestClient(now: clock.tokenTime.seconds)
        let front = "https://portal.example:8443"
        let helseID = HelseID(
            HelseIDSettings(clientKey: try #require(client.signer.publicKey), publicURL: front), clock: clock)
        #expect(try helseID.answerTokenRequest(try client.tokenRequest()).brokenRule == "assertion-aud")
        client.assertion.set("aud", .string(front))
        client.renew()
        #expect(try helseID.answerTokenRequest(try client.tokenRequest()).brokenRule == "dpop-htu")
        client.proof.set("htu", .string(front + "/connect/token"))
        #expect(try client.token(from: helseID) != "")
    }

    @Test func bearerTokensAreAnybodys() throws {
        var (helseID, client) = try TokenRequestRuleTests.prepared {
            HelseIDSettings(clientKey: $0, demandsDPoP: false)
        }
        client.renew()
        var request = try client.tokenRequest()
        request.proofs = []
        let answer = try helseID.answerTokenRequest(request)
        #expect(answer.json?.string("token_type") == "Bearer")
        let token = answer.json?.string("access_token") ?? ""
        var question = try client.request(.appointment, token: token)
        question.proofs = []
        #expect(helseID.refusal(of: question, at: .appointment)?.code == "token-scheme")
        question.authorization = "Bearer " + token
        #expect(helseID.refusal(of: question, at: .appointment) == nil)
        let bound = try client.token(from: helseID)
        question.authorization = "Bearer " + bound
        #expect(helseID.refusal(of: question, at: .appointment)?.code == "token-bound")
    }

    @Test func overTheWireWithTheDateOfItsClock() async throws {
        let signer = TestSigner.p256()
        let key = try #require(signer.publicKey)
        var settings = SimulatorSettings(authentication: .full)
        settings.helseID = HelseIDSettings(clientKey: key)
        try await RunningSimulator.with(settings) { simulator in
            let refused = try await simulator.ask("PUT", .appointment, SampleAppointment.with().bytes)
            #expect(refused?.status == 401 && refused?.codes == ["token-scheme"])
            try await simulator.set("/clock", ["now": "2027-01-11T00:15:00Z", "tokenShiftSeconds": -1_000_000_000])
            let answer = try await simulator.portal.send(
                "POST", "/connect/token", headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: Array("grant_type=client_credentials".utf8))
            #expect(answer?.status == 400)
            #expect(answer?.json?["error"] == "invalid_request")
            #expect(answer?.headers["date"]?.contains(" 199") == true, "\(answer?.headers["date"] ?? "")")
            #expect(answer?.headers["date"]?.hasSuffix(" GMT") == true)
            let state = try await simulator.state()
            #expect(state["now"] == "2027-01-11T00:15:00Z")
            let requests: JSONValue = [
                ["kind": "appointment", "answer": 401, "count": 1], ["kind": "token", "answer": 400, "count": 1],
            ]
            #expect(state["requests"] == requests)
        }
    }
}
