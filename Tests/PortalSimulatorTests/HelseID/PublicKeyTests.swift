// Which files name a client's public key.

import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import PortalSimulator

@Suite struct PublicKeyTests {
    @Test func pemAndJWKAreOneKey() throws {
        let ec = P256.Signing.PrivateKey()
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let cases = [
            (ec.publicKey.pemRepresentation, TestSigner.p256(ec)),
            (rsa.publicKey.pemRepresentation, try TestSigner.rsa("PS256", rsa)),
            (rsa.publicKey.pkcs1PEMRepresentation, try TestSigner.rsa("RS256", rsa)),
        ]
        for (pem, signer) in cases {
            let key = try #require(PublicKey(text: pem))
            #expect(key.thumbprint == signer.publicKey?.thumbprint)
            let json = String(decoding: JSONWriter.write(signer.publicJWK), as: UTF8.self)
            #expect(PublicKey(text: " \(json)\n") == key)
        }
    }

    /// RFC 7638 §3.1.
    @Test func theThumbprintIsTheStandards() throws {
        let n =
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
            + "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdA"
            + "ZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-"
            + "kEgU8awapJzKnqDKgw"
        let key = try #require(
            PublicKey(
                jwk: JSONObject([
                    .init(name: "kty", value: "RSA"), .init(name: "n", value: .string(n)),
                    .init(name: "e", value: "AQAB"),
                    .init(name: "kid", value: "2011-04-29"),
                ])))
        #expect(key.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
        #expect(key.keyID == "2011-04-29")
    }

    @Test func nothingPrivateAndNothingElse() throws {
        let ec = P256.Signing.PrivateKey()
        let secret = #"{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}"#
        let others = [
            ec.pemRepresentation, secret, "", "{}", "abc", P384.Signing.PrivateKey().publicKey.pemRepresentation,
            #"{"kty":"oct","k":"AAAA"}"#,
        ]
        for text in others { #expect(PublicKey(text: text) == nil) }
    }
}
