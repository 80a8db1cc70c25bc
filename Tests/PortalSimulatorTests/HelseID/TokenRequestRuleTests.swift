// Token requests that break one rule each, and the code they get for it.

import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import PortalSimulator

@Suite struct TokenRequestRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var code: String
        var error = "invalid_client"
        var change: @Sendable (inout TestClient) -> Void
        var tenancy = HelseIDSettings.Tenancy.single

        var testDescription: String { code }
    }

    private static func assertion(_ code: String, _ name: String, _ value: JSONValue?) -> Case {
        Case(code: "assertion-" + code) { $0.assertion.set(name, value) }
    }

    private static func time(_ code: String, _ name: String, ahead: Int64) -> Case {
        Case(code: "assertion-" + code) { $0.assertion.set(name, .number(String($0.now + ahead))) }
    }

    private static func header(_ code: String, _ name: String, _ value: JSONValue?) -> Case {
        Case(code: "assertion-" + code) { $0.assertionHeader.set(name, value) }
    }

    private static func form(_ code: String, _ error: String, _ name: String, _ value: String) -> Case {
        Case(code: code, error: error) { $0.form[name] = value }
    }

    private static func proof(_ code: String, _ name: String, _ value: JSONValue?) -> Case {
        Case(code: "dpop-" + code, error: "invalid_dpop_proof") { $0.proof.set(name, value) }
    }

    private static func proofTime(_ code: String, ahead: Int64) -> Case {
        Case(code: "dpop-" + code, error: "invalid_dpop_proof") {
            $0.proof.set("iat", .number(String($0.now + ahead)))
        }
    }

    private static func proofHeader(_ code: String, _ name: String, _ value: JSONValue?) -> Case {
        Case(code: "dpop-" + code, error: "invalid_dpop_proof") { $0.proofHeader.set(name, value) }
    }

    private static func details(_ system: String, _ type: String, _ value: String) -> JSONValue {
        [
            "type": "helseid_authorization",
            "practitioner_role": [
                "organization": [
                    "identifier": ["system": .string(system), "type": .string(type), "value": .string(value)]
                ]
            ],
        ]
    }

    static let cases: [Case] = [
        form("form-grant-type", "invalid_request", "grant_type", ""),
        form("grant-type", "unsupported_grant_type", "grant_type", "password"),
        form("form-client-id", "invalid_request", "client_id", ""),
        form("assertion-secret", "invalid_client", "client_secret", "hemmelig"),
        form("assertion-type", "invalid_client", "client_assertion_type", "jwt"),
        form("assertion-type", "invalid_client", "client_assertion_type", ""),
        form("assertion-malformed", "invalid_client", "client_assertion", "a.b"),
        form("assertion-malformed", "invalid_client", "client_assertion", "e30.e30.e30.e30"),
        form("assertion-malformed", "invalid_client", "client_assertion", "e30=.e30.e30"),
        form("assertion-malformed", "invalid_client", "client_assertion", "W10.e30.e30"),
        form("scope-missing", "invalid_scope", "scope", ""),
        form("scope-unknown", "invalid_scope", "scope", "nhn:helsenorge.eksternapi/alt"),
        form("scope-unknown", "invalid_scope", "scope", PortalEndpoint.scopes[0] + " " + PortalEndpoint.scopes[0]),
        header("alg", "alg", "none"), header("alg", "alg", "HS256"), header("alg", "alg", nil),
        header("key", "alg", "PS256"), header("typ", "typ", "at+jwt"), header("typ", "typ", nil),
        header("kid-missing", "kid", nil), header("kid-missing", "kid", ""), header("crit", "crit", ["b64"]),
        Case(code: "assertion-signature") { $0.signer = .p256() },
        Case(code: "assertion-signature") { client in
            let signer = client.signer
            client.signer.sign = { try signer.sign($0 + Data([0])) }
        },
        assertion("iss", "iss", "en annen"), assertion("iss", "iss", nil), assertion("sub", "sub", "en annen"),
        assertion("sub", "sub", nil), form("assertion-iss", "invalid_client", "client_id", "en-annen"),
        assertion("aud-missing", "aud", nil), assertion("aud", "aud", "https://helseid-sts.nhn.no"),
        assertion("aud", "aud", .string(TestClient.base + "/")),
        assertion("aud", "aud", [.string(TestClient.base), "https://helseid-sts.nhn.no"]),
        assertion("exp-missing", "exp", nil), assertion("exp-missing", "exp", "om litt"),
        assertion("exp-missing", "exp", .number("1.5")), time("expired", "exp", ahead: 0),
        time("expired", "exp", ahead: -30), time("exp-too-far", "exp", ahead: 61), time("iat", "iat", ahead: 6),
        time("nbf", "nbf", ahead: 6), assertion("iat", "iat", "nå"), assertion("jti-missing", "jti", nil),
        assertion("jti-missing", "jti", ""), assertion("details", "assertion_details", "alt"),
        assertion("details", "assertion_details", details("urn:oid:1.0.6523", "ENH", "999944454")),
        assertion("details", "assertion_details", details("urn:oid:1.0.6523", "ENH", "NO:ORGNR:999944454")),
        assertion("details", "assertion_details", details("urn:oid:1.0.6523", "RESH", "NO:ORGNR:999944454:")),
        assertion("details", "assertion_details", details("urn:oid:2.16.578.1.12.4.1.4.102", "ENH", "999944454")),
        // A client of one organisation asks for another's token.
        assertion("details", "assertion_details", details("urn:oid:1.0.6523", "ENH", "NO:ORGNR:974761076:")),
        proofHeader("typ", "typ", "JWT"), proofHeader("alg", "alg", "none"), proofHeader("alg", "alg", nil),
        proofHeader("jwk", "jwk", nil), proofHeader("jwk", "jwk", ["kty": "oct", "k": "AAAA"]),
        proofHeader("crit", "crit", []),
        Case(code: "dpop-jwk", error: "invalid_dpop_proof") { $0.proofHeader.set("jwk.d", "AAAA") },
        Case(code: "dpop-jwk", error: "invalid_dpop_proof") { $0.proofHeader.set("alg", "PS256") },
        Case(code: "dpop-signature", error: "invalid_dpop_proof") { $0.proofSigner = .p256() },
        Case(code: "dpop-client-key", error: "invalid_dpop_proof") { client in
            client.proofSigner = client.signer
            client.proofHeader.set("jwk", client.signer.publicJWK)
        },
        proof("htm", "htm", "PUT"), proof("htm", "htm", "post"), proof("htm", "htm", nil), proof("htu", "htu", nil),
        proof("htu", "htu", .string(TestClient.base + "/connect/token/")),
        proof("htu", "htu", "https://127.0.0.1:8480/connect/token"),
        proof("htu-query", "htu", .string(TestClient.base + "/connect/token?a=b")), proof("iat", "iat", nil),
        proof("iat", "iat", "nå"), proofTime("too-old", ahead: -7), proofTime("future", ahead: 6),
        proof("jti-missing", "jti", nil),
        Case(code: "dpop-nonce", error: "use_dpop_nonce") { $0.proof.set("nonce", nil) },
        Case(code: "dpop-nonce", error: "use_dpop_nonce") { $0.proof.set("nonce", "en gammel") },
    ]

    /// A HelseID, and a client that has its nonce already.
    static func prepared(
        _ settings: (PublicKey) -> HelseIDSettings = { HelseIDSettings(clientKey: $0) }
    ) throws -> (HelseID, TestClient) {
        let clock = SimulatorClock()
        var client = TestClient(now: clock.tokenTime.seconds)
        let helseID = HelseID(settings(try #require(client.signer.publicKey)), clock: clock)
        let first = try helseID.answerTokenRequest(try client.tokenRequest())
        client.renew()
        client.proof.set("nonce", .string(try #require(first.headers[.dpopNonce])))
        return (helseID, client)
    }

    @Test(arguments: cases)
    func eachBrokenRuleHasItsCode(wrong: Case) throws {
        var (helseID, client) = try Self.prepared { HelseIDSettings(clientKey: $0, tenancy: wrong.tenancy) }
        wrong.change(&client)
        let answer = try helseID.answerTokenRequest(try client.tokenRequest())
        #expect(answer.status == 400)
        #expect(answer.json?.string("error") == wrong.error)
        #expect(answer.brokenRule == wrong.code)
        #expect(answer.json?["access_token"] == nil)
        #expect((answer.headers[.dpopNonce] != nil) == (wrong.error == "use_dpop_nonce"))
    }

    @Test func theTableIsLongEnough() {
        #expect(Set(Self.cases.map(\.code)).count >= 30)
    }

    @Test func theFormIsReadStrictly() throws {
        let cases: [(String, String, String?)] = [
            ("form-repeated", "application/x-www-form-urlencoded", "grant_type=a&grant_type=b"),
            ("form-encoding", "application/x-www-form-urlencoded", "grant_type=%4"),
            ("form-encoding", "application/x-www-form-urlencoded", "grant_type=%FF"),
            ("form-type", "application/json", "{}"), ("form-too-long", "application/x-www-form-urlencoded", nil),
        ]
        let (helseID, client) = try Self.prepared()
        for (code, type, body) in cases {
            var question = try client.tokenRequest()
            question.mediaType = type
            question.body = body.map { Array($0.utf8) }
            let answer = try helseID.answerTokenRequest(question)
            #expect(answer.brokenRule == code)
            #expect(answer.json?.string("error") == "invalid_request")
        }
    }

    @Test func proofsStandExactlyOnce() throws {
        let (helseID, client) = try Self.prepared()
        for (code, count) in [("dpop-missing", 0), ("dpop-several", 2)] {
            var client = client
            client.renew()
            var question = try client.tokenRequest()
            question.proofs = Array(repeating: question.proofs[0], count: count)
            #expect(try helseID.answerTokenRequest(question).brokenRule == code)
        }
    }

    @Test func nothingIsTakenTwice() throws {
        let (helseID, client) = try Self.prepared()
        #expect(try helseID.answerTokenRequest(try client.tokenRequest()).status == 200)
        var sameAssertion = client
        sameAssertion.proof.set("jti", "ny")
        #expect(try helseID.answerTokenRequest(try sameAssertion.tokenRequest()).brokenRule == "assertion-replayed")
        var sameProof = client
        sameProof.assertion.set("jti", "ny")
        #expect(try helseID.answerTokenRequest(try sameProof.tokenRequest()).brokenRule == "dpop-replayed")
    }

    /// The first request of the dance is a use of its assertion too.
    @Test func theDanceNeedsAFreshAssertion() throws {
        let clock = SimulatorClock()
        var client = TestClient(now: clock.tokenTime.seconds)
        let helseID = HelseID(HelseIDSettings(clientKey: try #require(client.signer.publicKey)), clock: clock)
        let first = try helseID.answerTokenRequest(try client.tokenRequest())
        #expect(first.json?.string("error") == "use_dpop_nonce")
        client.proof.set("nonce", first.headers[.dpopNonce].map(JSONValue.string))
        client.proof.set("jti", "ny")
        #expect(try helseID.answerTokenRequest(try client.tokenRequest()).brokenRule == "assertion-replayed")
        client.assertion.set("jti", "ny")
        #expect(try helseID.answerTokenRequest(try client.tokenRequest()).status == 200)
    }

    @Test func everyAlgorithmIsTaken() throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        for signer in [try TestSigner.rsa("RS256", key), try TestSigner.rsa("PS256", key), .p256()] {
            let clock = SimulatorClock()
            var client = TestClient(now: clock.tokenTime.seconds)
            client.signer = signer
            client.assertionHeader.set("alg", .string(signer.algorithm))
            let helseID = HelseID(HelseIDSettings(clientKey: try #require(signer.publicKey)), clock: clock)
            #expect(try client.token(from: helseID) != "", "\(signer.algorithm)")
        }
    }

    @Test func anAnswerSaysWhatTheTokenIs() throws {
        let rejected = PortalEndpoint.scopes[2]
        let (helseID, client) = try Self.prepared { HelseIDSettings(clientKey: $0, rejectedScopes: [rejected]) }
        let answer = try helseID.answerTokenRequest(try client.tokenRequest())
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.json?["expires_in"] == 60)
        #expect(answer.json?.string("token_type") == "DPoP")
        #expect(answer.json?.string("scope") == PortalEndpoint.scopes.prefix(2).joined(separator: " "))
        #expect(answer.json?.string("rejected_scope") == rejected)
        let token = try #require(helseID.tokens.read(answer.json?.string("access_token") ?? ""))
        #expect(token.clientID == "kommunen" && token.parent == HelseID.registeredOrganisation)
        #expect(token.binding == client.proofSigner.publicKey?.thumbprint)
    }

    @Test func anOrganisationIsNamedAsDocumented() throws {
        let cases: [(HelseIDSettings.Tenancy, JSONValue?, String?, String?)] = [
            (.multi, Self.details("urn:oid:1.0.6523", "ENH", "NO:ORGNR:974761076:"), "974761076", nil),
            (.multi, Self.details("urn:oid:1.0.6523", "ENH", "NO:ORGNR:974761076:999944454"), "974761076", "999944454"),
            (
                .multi, [Self.details("urn:oid:1.0.6523", "ENH", "NO:ORGNR:974761076:")], "974761076",
                nil
            ),
            (.multi, nil, nil, nil),
            (
                .single, Self.details("urn:oid:2.16.578.1.12.4.1.4.101", "ENH", "974761076"),
                HelseID.registeredOrganisation, "974761076"
            ),
        ]
        for (tenancy, details, parent, child) in cases {
            var (helseID, client) = try Self.prepared { HelseIDSettings(clientKey: $0, tenancy: tenancy) }
            client.assertion.set("assertion_details", details)
            let answer = try helseID.answerTokenRequest(try client.tokenRequest())
            let token = try #require(helseID.tokens.read(answer.json?.string("access_token") ?? ""))
            #expect(token.parent == parent && token.child == child)
        }
    }
}
