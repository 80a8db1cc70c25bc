// What is asked for, and the request that asks for it: fresh assertion and fresh proof each time it is sent.

import Foundation
import HTTPTransport

/// How this client is known to HelseID, and what it wants.
public struct HelseIDConfiguration: Sendable, Equatable {
    public var tokenURL: String
    public var clientID: String
    /// Of assertions: the issuer.
    public var audience: String
    public var scopes: [String]
    public var organisation: ClientOrganisation?
    /// Whether tokens are bound to a key (RFC 9449) or whoever bears them may use them.
    public var usesDPoP: Bool
    public var retry = RetryPolicy()

    public init(
        tokenURL: String, clientID: String, audience: String, scopes: [String],
        organisation: ClientOrganisation? = nil, usesDPoP: Bool = true
    ) {
        self.tokenURL = tokenURL
        self.clientID = clientID
        self.audience = audience
        self.scopes = scopes
        self.organisation = organisation
        self.usesDPoP = usesDPoP
    }

    /// For people.
    var host: String { URLComponents(string: tokenURL)?.host ?? "helseid.token_url" }
}

struct TokenRequest {
    var configuration: HelseIDConfiguration
    var key: ClientKey
    var proofKey: DPoPKey
    /// Seconds since 1970.
    var issued: Int64
    var nonce: String?

    /// - Parameter newID: a new id of one use each time.
    func request(newID: () -> String) throws -> HTTPRequest {
        let assertion = ClientAssertion(
            clientID: configuration.clientID, audience: configuration.audience,
            organisation: configuration.organisation, issued: issued, id: newID())
        let form = [
            ("grant_type", "client_credentials"), ("client_id", configuration.clientID),
            ("scope", configuration.scopes.joined(separator: " ")),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", try assertion.signed(by: key)),
        ]
        var headers = [
            HTTPHeader(name: "Content-Type", value: "application/x-www-form-urlencoded"),
            HTTPHeader(name: "Accept", value: "application/json"),
        ]
        if configuration.usesDPoP {
            let proof = DPoPProof(
                method: "POST", url: configuration.tokenURL, issued: issued, id: newID(), nonce: nonce)
            headers.append(HTTPHeader(name: "DPoP", value: try proof.signed(by: proofKey)))
        }
        let body = form.map { $0.0 + "=" + Self.encoded($0.1) }.joined(separator: "&")
        return HTTPRequest(method: .post, url: configuration.tokenURL, headers: headers, body: Array(body.utf8))
    }

    /// application/x-www-form-urlencoded; what is not unreserved is written as bytes (RFC 3986 §2.3).
    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var result = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            if byte < 0x80,
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-._~".contains(Character(scalar))
            {
                result.unicodeScalars.append(scalar)
            } else {
                result += "%" + String(digits[Int(byte >> 4)]) + String(digits[Int(byte & 15)])
            }
        }
        return result
    }
}
