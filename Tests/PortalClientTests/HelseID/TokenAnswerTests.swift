// The token service's answers and what follows from them, and each failure's words.

import Foundation
import HTTPTransport
import SyncCore
import Testing

@testable import PortalClient

@Suite struct TokenAnswerTests {
    private static let host = "helseid.example"
    private static let now = Instant(seconds: 1_795_651_200)  // 2026-11-26T00:00:00Z

    private func read(
        _ status: Int, _ body: String, _ headers: [String: String] = [:], gaveNonce: Bool = true, dpop: Bool = true
    ) -> String {
        let configuration = HelseIDConfiguration(
            tokenURL: "https://\(Self.host)/connect/token", clientID: "c", audience: "https://\(Self.host)",
            scopes: ["a", "b"], usesDPoP: dpop)
        let response = HTTPResponse(
            status: status, headers: headers.map { HTTPHeader(name: $0.key, value: $0.value) }, body: Array(body.utf8))
        let answer = TokenAnswer.read(
            response, to: configuration, gaveNonce: gaveNonce, sent: Self.now, received: Self.now.adding(seconds: 1))
        switch answer {
        case .token(_, let seconds): return "token \(seconds)"
        case .nonce(let nonce): return "nonce \(nonce)"
        case .failure(let failure): return "\(Self.short(failure))"
        case .later(let failure, let seconds): return "later \(seconds ?? -1) \(Self.short(failure))"
        }
    }

    private static func short(_ failure: TokenFailure) -> String {
        switch failure {
        case .unreachable(_, let reason): "unreachable: \(reason)"
        case .refused(let error, let words): "refused \(error): \(words ?? "-")"
        case .rejectedScopes(let scopes): "rejected \(scopes.joined(separator: "+"))"
        case .skewed(let seconds, let host): "skewed \(seconds) \(host)"
        case .nonsense(_, let reason): "nonsense: \(reason)"
        case .nonceAgain: "nonce again"
        case .cannotSign: "cannot sign"
        }
    }

    private static let token = #""access_token":"t.o.k","token_type":"DPoP","expires_in":60"#

    @Test func everyAnswer() {
        let cases: [(Int, String, [String: String], String)] = [
            (200, "{\(Self.token)}", [:], "token 60"),
            (200, "{\(Self.token),\"scope\":\"b a\"}", [:], "token 60"),
            (200, "{\(Self.token),\"scope\":[\"a\",\"b\",\"c\"]}", [:], "token 60"),
            (200, "{\(Self.token),\"scope\":\"a\",\"rejected_scope\":\"b\"}", [:], "rejected b"),
            (200, "{\(Self.token),\"rejected_scope\":[\"a\",\"b\"]}", [:], "rejected a+b"),
            (200, "{\(Self.token),\"scope\":\"a\"}", [:], "rejected b"),
            (200, "<html>", [:], "nonsense: an answer without an access token"),
            (200, #"{"token_type":"DPoP","expires_in":60}"#, [:], "nonsense: an answer without an access token"),
            (
                200, #"{"access_token":"a b","token_type":"DPoP","expires_in":60}"#, [:],
                "nonsense: an answer without an access token"
            ),
            (200, #"{"access_token":"t","token_type":"DPoP"}"#, [:], "nonsense: a token without expires_in"),
            (
                200, #"{"access_token":"t","token_type":"DPoP","expires_in":0}"#, [:],
                "nonsense: a token without expires_in"
            ),
            (
                200, #"{"access_token":"t","token_type":"Bearer","expires_in":60}"#, [:],
                "nonsense: a token of another type than DPoP (portal.dpop)"
            ),
            (429, "", ["Retry-After": "7"], "later 7 unreachable: it answered 429"),
            (503, "", [:], "later -1 unreachable: it answered 503"),
            (
                400, #"{"error":"invalid_client","error_description":"feil nøkkel"}"#, [:],
                "refused invalid_client: feil nøkkel"
            ),
            (401, #"{"error":"invalid_client"}"#, [:], "refused invalid_client: -"),
            (
                400, #"{"error":"x1","error_description":"eyJhbGciOi.eyJpc 01824049986 ok"}"#, [:],
                "refused an error without a readable code: ••• ••• ok"
            ),
            (404, "nothing here", [:], "nonsense: 404 without an OAuth error"),
            (302, "", ["Location": "https://elsewhere"], "nonsense: 302 without an OAuth error"),
            (400, #"{"error":"use_dpop_nonce"}"#, ["DPoP-Nonce": "n2"], "nonce again"),
            (400, #"{"error":"use_dpop_nonce"}"#, [:], "refused use_dpop_nonce: -"),
            (
                400, #"{"error":"invalid_client"}"#, ["DPoP-Nonce": "n2"], "refused invalid_client: -"
            ),
            (
                400, #"{"error":"invalid_client"}"#, ["Date": "Thu, 26 Nov 2026 00:05:13 GMT"],
                "skewed 312 helseid.example"
            ),
            (
                400, #"{"error":"invalid_dpop_proof"}"#, ["Date": "Wed, 25 Nov 2026 23:54:47 GMT"],
                "skewed -312 helseid.example"
            ),
            (
                400, #"{"error":"invalid_scope"}"#, ["Date": "Thu, 26 Nov 2026 00:05:13 GMT"],
                "refused invalid_scope: -"
            ),
            (
                400, #"{"error":"invalid_client"}"#, ["Date": "Thu, 26 Nov 2026 00:00:06 GMT"],
                "refused invalid_client: -"
            ),
        ]
        for (status, body, headers, expected) in cases { #expect(read(status, body, headers) == expected, "\(body)") }
    }

    @Test func theDanceBeginsWithAnyRefusalThatGivesANonce() {
        #expect(read(400, #"{"error":"use_dpop_nonce"}"#, ["DPoP-Nonce": "n1"], gaveNonce: false) == "nonce n1")
        #expect(read(401, "", ["dpop-nonce": "n1"], gaveNonce: false) == "nonce n1")
        #expect(
            read(400, #"{"error":"use_dpop_nonce"}"#, ["DPoP-Nonce": "a b"], gaveNonce: false)
                == "refused use_dpop_nonce: -")
        #expect(
            read(400, #"{"error":"use_dpop_nonce"}"#, ["DPoP-Nonce": "n1"], gaveNonce: false, dpop: false)
                == "refused use_dpop_nonce: -")
        #expect(read(200, #"{"access_token":"t","token_type":"bearer","expires_in":60}"#, dpop: false) == "token 60")
    }

    @Test(
        arguments: [
            ("Thu, 26 Nov 2026 00:00:00 GMT", 0), ("Thu, 26 Nov 2026 00:00:20 GMT", 5),
            ("Thu, 26 Nov 2026 00:00:21 GMT", 6), ("Wed, 25 Nov 2026 23:59:54 GMT", -5),
            ("Wed, 25 Nov 2026 23:59:53 GMT", -6), ("Thu, 26 Nov 2026 12:00:15 GMT", 43_200), ("yesterday", 0),
            ("Thu, 31 Nov 2026 00:00:00 GMT", 0), ("Thu, 26 Nov 2026 24:00:00 GMT", 0),
        ] as [(String, Int64)])
    func onlyWhatTheDateProvesIsSkew(_ date: String, _ seconds: Int64) {
        // An answer that took 15 seconds: its date may be of any of them.
        let skew = ClockSkew.seconds(date: date, sent: Self.now, received: Self.now.adding(seconds: 15))
        #expect(skew == (abs(seconds) > 5 ? seconds : nil))
    }

    @Test func theTexts() {
        let rest = "Nothing more is sent in this run, and the next run tries again. "
        let cases: [(TokenFailure, String)] = [
            (
                .unreachable(host: Self.host, reason: "it answered 503"),
                "HelseID cannot be reached at helseid.example: it answered 503. Without a token nothing is sent; what was read "
                    + "is safe, and the next run goes on. Check the network, helseid.token_url and portal.proxy."
            ),
            (
                .refused(error: "invalid_client", words: "feil nøkkel"),
                "HelseID refuses this client (invalid_client: feil nøkkel). \(rest)Check that helseid.client_id, key and key_id "
                    + "belong to one client in HelseID's self-service, that its key has not expired there, and that "
                    + "helseid.issuer is the environment it is registered in."
            ),
            (
                .refused(error: "invalid_scope", words: nil),
                "HelseID refuses this client (invalid_scope). \(rest)Check helseid.scopes against what the client is approved "
                    + "for in HelseID's self-service."
            ),
            (
                .refused(error: "unauthorized_client", words: nil),
                "HelseID refuses this client (unauthorized_client). \(rest)Check in HelseID's self-service that the client may "
                    + "use client_credentials, and for which organisations."
            ),
            (
                .refused(error: "invalid_dpop_proof", words: nil),
                "HelseID refuses this client (invalid_dpop_proof). \(rest)Check portal.dpop: it is to be true where HelseID "
                    + "demands DPoP of this client."
            ),
            (
                .refused(error: "invalid_request", words: nil),
                "HelseID refuses this client (invalid_request). \(rest)Check the keys of [helseid], or ask HelseID's operator "
                    + "with this error."
            ),
            (
                .rejectedScopes(["nhn:a", "nhn:b"]),
                "HelseID gave a token without the scopes nhn:a, nhn:b. Nothing is sent with it, and the next run asks again. "
                    + "Either the organisation (helseid.organisation_number) has not accepted the terms, or the client is not "
                    + "approved: see HelseID's self-service, or take out of helseid.scopes what is not needed."
            ),
            (
                .skewed(seconds: 312, host: Self.host),
                "This machine's clock is 312 seconds behind that of helseid.example, and tokens are refused for it. \(rest)Set "
                    + "the clock; 'timedatectl' says whether something keeps it."
            ),
            (
                .skewed(seconds: -7, host: "the portal"),
                "This machine's clock is 7 seconds ahead of that of the portal, and tokens are refused for it. \(rest)Set the "
                    + "clock; 'timedatectl' says whether something keeps it."
            ),
            (
                .nonsense(host: Self.host, reason: "404 without an OAuth error"),
                "HelseID's token service at helseid.example answered something that is not its interface: 404 without an OAuth "
                    + "error. Nothing is concluded from it, nothing more is sent in this run, and the next run tries again. "
                    + "Check helseid.token_url and what lies between (proxy, maintenance)."
            ),
            (
                .nonceAgain(host: Self.host),
                "HelseID's token service at helseid.example asked for a DPoP nonce again after it was sent the one it had asked "
                    + "for. \(rest)Check that one proxy does not spread requests over several services, or ask HelseID's "
                    + "operator."
            ),
            (
                .cannotSign,
                "The client key could not sign a request for a token. Nothing more is sent in this run. Check the key with "
                    + "'openssl pkey -check -noout -in FILE'."
            ),
        ]
        for (failure, text) in cases {
            #expect(failure.description == text)
            #expect(PortalFailure.noToken(failure).description == text)
        }
    }

    @Test func whatThePortalSaysOfAToken() {
        #expect(
            PortalFailure.unauthorised(status: 403).description
                == "The portal does not take our token (403). Nothing more is sent in this run. Check the token, its scopes and "
                + "the organisation it stands for.")
        #expect(
            PortalFailure.unauthorised(status: 401, code: "EHSEC-110002").description
                == "The portal does not take our token (401, EHSEC-110002). Nothing more is sent in this run. Check the token, "
                + "its scopes and the organisation it stands for. The portal calls a token expired also when it names no "
                + "organisation (helseid.organisation_number).")
    }
}
