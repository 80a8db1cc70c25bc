// What is signed, byte for byte, and by which key.

import Crypto
import CryptoExtras
import Foundation
import HTTPTransport
import Testing

@testable import PortalClient

@Suite struct AssertionAndProofTests {
    private func assertion(_ organisation: ClientOrganisation? = nil) -> ClientAssertion {
        ClientAssertion(
            clientID: "kommunen \"A\"", audience: "https://helseid-sts.test.nhn.no", organisation: organisation,
            issued: 1_795_651_200, id: "id-1")
    }

    @Test func anAssertionIsSignedByTheClientsKey() throws {
        let ec = ClientKeyTests.ec
        let rsa = try #require(ClientKeyTests.rsa)
        for algorithm in ClientKeyAlgorithm.allCases {
            let pem = algorithm == .es256 ? ec.pemRepresentation : rsa.pkcs8PEMRepresentation
            let key = try ClientKey(pem, algorithm: algorithm, keyID: "k1")
            let read = try #require(ReadJWS(try assertion().signed(by: key)))
            #expect(
                read.headerText
                    == #"{"alg":"\#(algorithm.rawValue)","kid":"k1","typ":"client-authentication+jwt"}"#)
            #expect(
                read.claimsText
                    == #"{"iss":"kommunen \"A\"","sub":"kommunen \"A\"","aud":"https://helseid-sts.test.nhn.no","#
                    + #""iat":1795651200,"nbf":1795651200,"exp":1795651230,"jti":"id-1"}"#)
            switch algorithm {
            case .es256: #expect(read.isSigned(by: ec.publicKey))
            case .ps256: #expect(read.isSigned(by: rsa.publicKey, .PSS))
            case .rs256: #expect(read.isSigned(by: rsa.publicKey, .insecurePKCS1v1_5))
            }
        }
    }

    @Test(
        arguments: [
            (.parent("999944454", child: nil), "urn:oid:1.0.6523", "NO:ORGNR:999944454:"),
            (.parent("999944454", child: "974761076"), "urn:oid:1.0.6523", "NO:ORGNR:999944454:974761076"),
            (.child("974761076"), "urn:oid:2.16.578.1.12.4.1.4.101", "974761076"),
        ] as [(ClientOrganisation, String, String)])
    func anOrganisationStandsInAssertionDetails(_ organisation: ClientOrganisation, _ system: String, _ value: String)
        throws
    {
        let key = try ClientKey(ClientKeyTests.ec.pemRepresentation, keyID: "k1")
        let read = try #require(ReadJWS(try assertion(organisation).signed(by: key)))
        let details =
            #","assertion_details":{"type":"helseid_authorization","practitioner_role":{"organization":"#
            + #"{"identifier":{"system":"\#(system)","type":"ENH","value":"\#(value)"}}}}}"#
        #expect(read.claimsText.hasSuffix(details), "\(read.claimsText)")
    }

    @Test func aProofIsSignedByItsOwnKey() throws {
        let key = DPoPKey()
        let token = AccessToken("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU", scheme: .dpop)
        let proof = DPoPProof(
            method: "GET", url: "https://portal.example/a?offset=1#b", issued: 1_795_651_200, id: "id-2",
            nonce: "n-1", token: token)
        let read = try #require(ReadJWS(try proof.signed(by: key)))
        let (x, y) = key.coordinates
        #expect(
            read.headerText
                == #"{"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)"}}"#)
        // `ath` is RFC 9449 §7.1's for this token.
        #expect(
            read.claimsText
                == #"{"jti":"id-2","htm":"GET","htu":"https://portal.example/a","iat":1795651200,"nonce":"n-1","#
                + #""ath":"fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"}"#)
        #expect(read.isSignedByItsKey)
        let bare = try #require(
            ReadJWS(try DPoPProof(method: "POST", url: "https://a/b", issued: 0, id: "i").signed(by: key)))
        #expect(bare.claimsText == #"{"jti":"i","htm":"POST","htu":"https://a/b","iat":0}"#)
    }

    @Test func theRequestForAToken() throws {
        let configuration = HelseIDConfiguration(
            tokenURL: "https://helseid.example/connect/token", clientID: "a b/æ", audience: "https://helseid.example",
            scopes: ["nhn:a/b", "nhn:c"])
        let key = try ClientKey(ClientKeyTests.ec.pemRepresentation, keyID: "k1")
        let proofKey = DPoPKey()
        var ids = 0
        let request = try TokenRequest(
            configuration: configuration, key: key, proofKey: proofKey, issued: 1_795_651_200, nonce: "n"
        ).request {
            ids += 1
            return "id-\(ids)"
        }
        #expect(request.method == .post && request.url == configuration.tokenURL)
        let form = String(decoding: request.body, as: UTF8.self)
        #expect(
            form.hasPrefix(
                "grant_type=client_credentials&client_id=a%20b%2F%C3%A6&scope=nhn%3Aa%2Fb%20nhn%3Ac&client_assertion_type="
                    + "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=ey"), "\(form)"
        )
        let assertion = try #require(ReadJWS(String(form.split(separator: "=").last ?? "")))
        #expect(assertion.isSigned(by: ClientKeyTests.ec.publicKey))
        let header = try #require(request.headers.first { $0.name == "DPoP" })
        let proof = try #require(ReadJWS(header.value))
        #expect(proof.isSignedByItsKey && !proof.isSigned(by: ClientKeyTests.ec.publicKey))
        #expect(proof.claims["nonce"] as? String == "n" && proof.claims["jti"] as? String == "id-2")
        #expect(assertion.claims["jti"] as? String == "id-1")
        #expect(!"\(request)".contains("ey"))
    }
}
