// Proof of possession (RFC 9449): each request shows, by a signature over its method and address, that whoever sends a
// token holds the key it was given for. That key is made when the program starts, is never written down, and is not the
// client's.

import Crypto
import Foundation

/// The key that tokens are bound to; prints as `•••`.
public struct DPoPKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let secret: P256.Signing.PrivateKey
    /// `x` and `y` of the public half (RFC 7518 §6.2.1), which every proof shows.
    let coordinates: (x: String, y: String)

    public init() {
        secret = P256.Signing.PrivateKey()
        let raw = secret.publicKey.rawRepresentation
        coordinates = (Base64URL.text(raw.prefix(32)), Base64URL.text(raw.suffix(32)))
    }

    func signature(of message: [UInt8]) throws -> Data { try secret.signature(for: message).rawRepresentation }

    public var description: String { "•••" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

struct DPoPProof {
    var method: String
    /// Its query and fragment are left out (RFC 9449 §4.2).
    var url: String
    /// Seconds since 1970.
    var issued: Int64
    /// Of one use.
    var id: String
    /// What the server asked to see again.
    var nonce: String?
    /// The token that goes along, where one does.
    var token: AccessToken?

    func signed(by key: DPoPKey) throws -> String {
        let coordinates = key.coordinates
        return try CompactJWS.text { header in
            header.string("typ", "dpop+jwt")
            header.string("alg", "ES256")
            header.object("jwk") {
                $0.string("kty", "EC")
                $0.string("crv", "P-256")
                $0.string("x", coordinates.x)
                $0.string("y", coordinates.y)
            }
        } claims: {
            $0.string("jti", id)
            $0.string("htm", method)
            $0.string("htu", String(url.prefix { $0 != "?" && $0 != "#" }))
            $0.integer("iat", issued)
            if let nonce { $0.string("nonce", nonce) }
            if let token { $0.string("ath", token.hash) }
        } sign: {
            try key.signature(of: $0)
        }
    }
}
