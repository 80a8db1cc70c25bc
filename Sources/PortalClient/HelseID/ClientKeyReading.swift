// A private key from the forms in which HelseID's self-service and openssl write it: PEM and JWK (RFC 7517, RFC 7518 §6).

import Crypto
import CryptoExtras
import Foundation

struct ClientKeyReading {
    var secret: ClientKey.Secret
    /// As a JWK states them.
    var algorithm: String?
    var keyID: String?

    static func read(_ text: String) throws(ClientKeyFault) -> ClientKeyReading {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if trimmed.hasPrefix("{") { return try readJWK(trimmed) }
        return ClientKeyReading(secret: try readPEM(trimmed))
    }

    // MARK: PEM

    private static func readPEM(_ text: String) throws(ClientKeyFault) -> ClientKey.Secret {
        let label = /-----BEGIN ([A-Z0-9 ]+)-----/
        let labels = text.matches(of: label).map { String($0.1) }
        guard let kind = labels.first(where: { $0.hasSuffix("PRIVATE KEY") }) else {
            throw labels.isEmpty || labels == ["EC PARAMETERS"] ? .notAKey : .publicOnly
        }
        let (begin, end) = ("-----BEGIN \(kind)-----", "-----END \(kind)-----")
        guard let start = text.range(of: begin), let stop = text.range(of: end, range: start.upperBound..<text.endIndex)
        else { throw .notAKey }
        let block = String(text[start.lowerBound..<stop.upperBound])
        if block.contains("ENCRYPTED") { throw .passPhrase }
        if kind != "EC PRIVATE KEY", let key = try? _RSA.Signing.PrivateKey(unsafePEMRepresentation: block) {
            return .rsa(key)
        }
        if let key = try? P256.Signing.PrivateKey(pemRepresentation: block) { return .p256(key) }
        let isOtherCurve =
            (try? P384.Signing.PrivateKey(pemRepresentation: block)) != nil
            || (try? P521.Signing.PrivateKey(pemRepresentation: block)) != nil
        throw isOtherCurve ? .otherCurve : .notAKey
    }

    // MARK: JWK

    private struct JWK: Decodable {
        var kty: String
        var crv: String?
        var alg: String?
        var kid: String?
        var n: String?
        var e: String?
        var d: String?
        var p: String?
        var q: String?
    }

    private static func readJWK(_ text: String) throws(ClientKeyFault) -> ClientKeyReading {
        guard let jwk = try? JSONDecoder().decode(JWK.self, from: Data(text.utf8)) else { throw .notAKey }
        guard jwk.kty == "RSA" || jwk.kty == "EC" else { throw .notAKey }
        guard let d = jwk.d.flatMap(Base64URL.bytes) else { throw jwk.d == nil ? .publicOnly : .notAKey }
        let secret = jwk.kty == "RSA" ? try rsa(jwk, d) : try p256(jwk, d)
        return ClientKeyReading(secret: secret, algorithm: jwk.alg, keyID: jwk.kid)
    }

    private static func rsa(_ jwk: JWK, _ d: Data) throws(ClientKeyFault) -> ClientKey.Secret {
        guard let n = jwk.n.flatMap(Base64URL.bytes), let e = jwk.e.flatMap(Base64URL.bytes) else { throw .notAKey }
        let bits = n.drop { $0 == 0 }.count * 8
        // The library refuses these without saying why.
        if bits < 2_041 { throw .tooSmall(bits: bits) }
        let key: _RSA.Signing.PrivateKey?
        if let p = jwk.p.flatMap(Base64URL.bytes), let q = jwk.q.flatMap(Base64URL.bytes) {
            key = try? _RSA.Signing.PrivateKey(n: n, e: e, d: d, p: p, q: q)
        } else {
            key = try? _RSA.Signing.PrivateKey._createFromNumbers(n: n, e: e, d: d)
        }
        guard let key else { throw .notAKey }
        return .rsa(key)
    }

    private static func p256(_ jwk: JWK, _ d: Data) throws(ClientKeyFault) -> ClientKey.Secret {
        guard jwk.crv == "P-256" else { throw .otherCurve }
        guard let key = try? P256.Signing.PrivateKey(rawRepresentation: d) else { throw .notAKey }
        return .p256(key)
    }
}
