// A JWS taken apart and checked by the public key, as whoever gets one does it.

import Crypto
import CryptoExtras
import Foundation

@testable import PortalClient

struct ReadJWS {
    let header: [String: Any]
    let claims: [String: Any]
    let headerText: String
    let claimsText: String
    let input: Data
    let signature: Data

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let header = Base64URL.bytes(parts[0]), let claims = Base64URL.bytes(parts[1]),
            let signature = Base64URL.bytes(parts[2]),
            let headerObject = try? JSONSerialization.jsonObject(with: header) as? [String: Any],
            let claimsObject = try? JSONSerialization.jsonObject(with: claims) as? [String: Any]
        else { return nil }
        self.header = headerObject
        self.claims = claimsObject
        headerText = String(decoding: header, as: UTF8.self)
        claimsText = String(decoding: claims, as: UTF8.self)
        self.signature = signature
        input = Data((parts[0] + "." + parts[1]).utf8)
    }

    func isSigned(by key: P256.Signing.PublicKey) -> Bool {
        (try? P256.Signing.ECDSASignature(rawRepresentation: signature)).map { key.isValidSignature($0, for: input) }
            ?? false
    }

    func isSigned(by key: _RSA.Signing.PublicKey, _ padding: _RSA.Signing.Padding) -> Bool {
        key.isValidSignature(.init(rawRepresentation: signature), for: input, padding: padding)
    }

    /// By the key in its own header.
    var isSignedByItsKey: Bool {
        guard let jwk = header["jwk"] as? [String: String], let x = jwk["x"].flatMap(Base64URL.bytes),
            let y = jwk["y"].flatMap(Base64URL.bytes),
            let key = try? P256.Signing.PublicKey(rawRepresentation: x + y)
        else { return false }
        return isSigned(by: key)
    }
}
