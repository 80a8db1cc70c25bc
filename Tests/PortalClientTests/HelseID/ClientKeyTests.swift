// Which files hold a client's key, what is said of those that do not, and that the key itself is never said.

import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import PortalClient

@Suite struct ClientKeyTests {
    static let ec = P256.Signing.PrivateKey()
    // Keys of this size cannot fail to be made.
    static let rsa = try? _RSA.Signing.PrivateKey(keySize: .bits2048)
    static let small = try? _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: 1_024))

    private static func jwk(_ key: P256.Signing.PrivateKey, _ more: String = "") -> String {
        let raw = key.publicKey.rawRepresentation
        return #"{"kty":"EC","crv":"P-256","x":"\#(Base64URL.text(raw.prefix(32)))","y":"#
            + #""\#(Base64URL.text(raw.suffix(32)))","d":"\#(Base64URL.text(key.rawRepresentation))"\#(more)}"#
    }

    @Test func everyFormOfAKeyIsRead() throws {
        let rsa = try #require(Self.rsa)
        let parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
        let cases: [(String, ClientKeyAlgorithm?, String)] = [
            (Self.ec.pemRepresentation, nil, "ES256, P-256"), (Self.ec.pemRepresentation, .es256, "ES256, P-256"),
            (parameters + Self.ec.pemRepresentation, nil, "ES256, P-256"), (Self.jwk(Self.ec), nil, "ES256, P-256"),
            (rsa.pkcs8PEMRepresentation, nil, "PS256, 2048 bits"), (rsa.pemRepresentation, .rs256, "RS256, 2048 bits"),
            ("\n" + rsa.pkcs8PEMRepresentation + "\n\n", .ps256, "PS256, 2048 bits"),
        ]
        for (text, algorithm, kind) in cases {
            let key = try ClientKey(text, algorithm: algorithm, keyID: "k1")
            #expect(key.kind == kind)
            #expect(key.keyID == "k1")
        }
        let named = try ClientKey(Self.jwk(Self.ec, #","kid":"k2","alg":"ES256","use":"sig""#))
        #expect(named.keyID == "k2" && named.algorithm == .es256)
    }

    @Test func anRSAKeyAsJWK() throws {
        // RFC 7515 A.2.1's key.
        let n =
            "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZ"
            + "S-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2"
            + "R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcD"
            + "TW9gb54h4FRWyuXpoQ"
        let d =
            "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_G"
            + "O-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQl"
            + "BjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0"
            + "QU91p1DhOVRuOopznQ"
        let key = try ClientKey(#"{"kty":"RSA","kid":"a","n":"\#(n)","e":"AQAB","d":"\#(d)"}"#)
        #expect(key.kind == "PS256, 2048 bits" && key.keyID == "a")
        let signed = try key.signature(of: [1, 2, 3])
        let modulus = try #require(Base64URL.bytes(n))
        let exponent = try #require(Base64URL.bytes("AQAB"))
        let publicKey = try _RSA.Signing.PublicKey(n: modulus, e: exponent)
        #expect(publicKey.isValidSignature(.init(rawRepresentation: signed), for: [1, 2, 3], padding: .PSS))
    }

    @Test func whatIsNoKeyIsToldWhatToDo() throws {
        let rsa = try #require(Self.rsa)
        let small = try #require(Self.small)
        let locked = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"
        let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"
        let cut = String(rsa.pkcs8PEMRepresentation.prefix(600))
        let cases: [(String, ClientKeyAlgorithm?, String?, ClientKeyFault)] = [
            ("", nil, "k", .notAKey), ("hemmelig", nil, "k", .notAKey), ("{", nil, "k", .notAKey),
            ("{\"kty\":\"oct\",\"k\":\"AAAA\"}", nil, "k", .notAKey), (cut, nil, "k", .notAKey),
            (locked, nil, "k", .passPhrase), (old, nil, "k", .passPhrase),
            (Self.ec.publicKey.pemRepresentation, nil, "k", .publicOnly),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", nil, "k", .publicOnly),
            (#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#, nil, "k", .publicOnly),
            (P384.Signing.PrivateKey().pemRepresentation, nil, "k", .otherCurve),
            (#"{"kty":"EC","crv":"P-384","d":"AAAA"}"#, nil, "k", .otherCurve),
            (small.pkcs8PEMRepresentation, nil, "k", .tooSmall(bits: 1_024)),
            (rsa.pkcs8PEMRepresentation, .es256, "k", .isRSA), (Self.ec.pemRepresentation, .ps256, "k", .isEC),
            (Self.ec.pemRepresentation, .rs256, "k", .isEC), (Self.ec.pemRepresentation, nil, nil, .keyIDMissing),
            (Self.jwk(Self.ec, #","kid":"k2""#), nil, "k1", .otherKeyID),
            (Self.jwk(Self.ec, #","alg":"ES384""#), nil, "k", .otherAlgorithm("ES384")),
            (Self.jwk(Self.ec, #","alg":"PS256""#), .es256, "k", .otherAlgorithm("PS256")),
        ]
        for (text, algorithm, keyID, fault) in cases {
            #expect(throws: fault) { try ClientKey(text, algorithm: algorithm, keyID: keyID) }
        }
    }

    @Test func theTexts() {
        let cases: [(ClientKeyFault, String)] = [
            (
                .notAKey,
                "it is neither a private key in PEM nor a JWK. Put the whole file there that came with the client in HelseID's "
                    + "self-service"
            ),
            (
                .passPhrase,
                "it is protected by a pass phrase. Write it without one ('openssl pkey -in KEY -out FILE') and keep the file at "
                    + "mode 0600"
            ),
            (.publicOnly, "it holds a public key or a certificate. Put the private key there"),
            (
                .otherCurve,
                "it is an EC key of another curve than P-256. Make one for ES256 and register it with HelseID"
            ),
            (
                .tooSmall(bits: 1_024),
                "it is an RSA key of 1024 bits, and at least 2048 are needed. Make a new one and register it with HelseID"
            ),
            (
                .isRSA,
                "it is an RSA key, and helseid.algorithm is \"ES256\". Set it to \"PS256\" or \"RS256\", or use an EC key"
            ),
            (.isEC, "it is an EC key, and helseid.algorithm is of RSA keys. Set it to \"ES256\", or use an RSA key"),
            (
                .otherAlgorithm("ES384<x>"),
                "it is meant for ES384x, and helseid.algorithm is another or does not know it. Make the two agree"
            ),
            (
                .keyIDMissing,
                "it names no key id, and helseid.key_id is missing. Set it to the kid that HelseID's self-service shows"
            ),
            (.otherKeyID, "its kid is not helseid.key_id. Leave key_id out, or use the key it names"),
        ]
        for (fault, text) in cases { #expect(fault.description == text) }
    }

    @Test func noSecretIsEverPrinted() throws {
        let key = try ClientKey(Self.ec.pemRepresentation, keyID: "k1")
        let token = try #require(AccessToken("hemmelig.token", scheme: .dpop))
        for secret in [key, DPoPKey(), token] as [any Sendable] {
            var dumped = ""
            dump(secret, to: &dumped)
            for text in ["\(secret)", String(reflecting: secret), dumped] {
                #expect(text.contains("•••"))
                #expect(!text.contains("hemmelig") && !text.contains("k1") && !text.contains("Private"), "\(text)")
            }
        }
    }
}
