// A client of the simulator's HelseID that does as it is told: right by default, and wrong where a test says so.

import Crypto
import CryptoExtras
import Foundation

@testable import PortalSimulator

/// Signs by one key and algorithm.
struct TestSigner: Sendable {
    var algorithm: String
    var publicJWK: JSONValue
    var sign: @Sendable (Data) throws -> Data

    static func p256(_ key: P256.Signing.PrivateKey = .init()) -> TestSigner {
        let raw = key.publicKey.rawRepresentation
        return TestSigner(
            algorithm: "ES256",
            publicJWK: [
                "kty": "EC", "crv": "P-256", "x": .string(Base64URL.text(raw.prefix(32))),
                "y": .string(Base64URL.text(raw.suffix(32))),
            ],
            sign: { try key.signature(for: $0).rawRepresentation })
    }

    static func rsa(_ algorithm: String, _ key: _RSA.Signing.PrivateKey) throws -> TestSigner {
        let numbers = try key.publicKey.getKeyPrimitives()
        return TestSigner(
            algorithm: algorithm,
            publicJWK: [
                "kty": "RSA", "n": .string(Base64URL.text(numbers.modulus)),
                "e": .string(Base64URL.text(numbers.publicExponent)),
            ],
            sign: {
                try key.signature(for: $0, padding: algorithm == "PS256" ? .PSS : .insecurePKCS1v1_5).rawRepresentation
            })
    }

    var publicKey: PublicKey? { publicJWK.object.flatMap(PublicKey.init(jwk:)) }

    func text(header: JSONValue, claims: JSONValue) throws -> String {
        let input = [header, claims].map { Base64URL.text(JSONWriter.write($0)) }.joined(separator: ".")
        return input + "." + Base64URL.text(try sign(Data(input.utf8)))
    }
}

/// What a client sends, every part of it to be changed.
struct TestClient {
    static let authority = "127.0.0.1:8480"
    static let base = "http://" + authority

    var signer = TestSigner.p256()
    var proofSigner = TestSigner.p256()
    var now: Int64

    var form: [String: String] = [
        "grant_type": "client_credentials", "client_id": "kommunen",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "scope": PortalEndpoint.scopes.joined(separator: " "),
    ]
    var assertionHeader: JSONValue
    var assertion: JSONValue
    var proofHeader: JSONValue
    var proof: JSONValue

    init(now: Int64) {
        self.now = now
        assertionHeader = ["alg": "ES256", "kid": "k1", "typ": "client-authentication+jwt"]
        assertion = [
            "iss": "kommunen", "sub": "kommunen", "aud": .string(Self.base), "iat": .number(String(now)),
            "nbf": .number(String(now)), "exp": .number(String(now + 30)), "jti": .string(UUID().uuidString),
        ]
        proofHeader = ["alg": "ES256", "typ": "dpop+jwt", "jwk": proofSigner.publicJWK]
        proof = [
            "jti": .string(UUID().uuidString), "htm": "POST", "htu": .string(Self.base + "/connect/token"),
            "iat": .number(String(now)),
        ]
    }

    /// Other ids, as every request must have.
    mutating func renew() {
        assertion.set("jti", .string(UUID().uuidString))
        proof.set("jti", .string(UUID().uuidString))
    }

    func tokenRequest() throws -> Question {
        var form = form
        if form["client_assertion"] == nil {
            form["client_assertion"] = try signer.text(header: assertionHeader, claims: assertion)
        }
        var question = Question(method: "POST", path: "/connect/token")
        question.authority = Self.authority
        question.mediaType = "application/x-www-form-urlencoded"
        question.proofs = [try proofSigner.text(header: proofHeader, claims: proof)]
        question.body = Array(
            form.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }
                .map { $0.key + "=" + $0.value.replacing(" ", with: "+") }.joined(separator: "&").utf8)
        return question
    }

    /// What it asks of the portal, with a proof for it.
    func request(_ endpoint: PortalEndpoint, token: String) throws -> Question {
        var question = Question(method: endpoint.method, path: endpoint.path)
        question.authority = Self.authority
        question.authorization = "DPoP " + token
        question.proofs = [try proofSigner.text(header: proofHeader, claims: proof)]
        return question
    }

    /// Turns the proof to another request.
    mutating func aim(at endpoint: PortalEndpoint, token: String) {
        proof.set("htm", .string(endpoint.method))
        proof.set("htu", .string(Self.base + endpoint.path))
        proof.set("ath", .string(Base64URL.text(SHA256.hash(data: Data(token.utf8)))))
        proof.set("jti", .string(UUID().uuidString))
    }

    /// A token, by the whole dance.
    mutating func token(from helseID: HelseID) throws -> String {
        renew()
        proof.set("nonce", nil)
        let first = try helseID.answerTokenRequest(try tokenRequest())
        renew()
        proof.set("nonce", first.headers[.dpopNonce].map(JSONValue.string))
        let second = try helseID.answerTokenRequest(try tokenRequest())
        renew()
        proof.set("nonce", nil)
        return second.json?.string("access_token") ?? ""
    }
}

extension Answer {
    var json: JSONObject? { (try? JSONReader.read(body))?.object }

    /// The rule a token request broke, before the colon of the description.
    var brokenRule: String? { json?.string("error_description")?.split(separator: ":").first.map(String.init) }

    /// The code of an OperationOutcome's issue.
    var code: String? { LoopbackAnswer.codes(.object(json ?? JSONObject())).first }
}
