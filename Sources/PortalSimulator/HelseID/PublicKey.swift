// A key that signatures are checked against: the client's, registered at the start, or the one a DPoP proof brings along.

import Crypto
import CryptoExtras
import Foundation

struct PublicKey: Equatable, Sendable {
    private enum Material: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
    }

    private let material: Material
    /// Of RFC 7638: the same key has the same, whichever way it was written.
    let thumbprint: String
    /// As a JWK states it.
    let keyID: String?

    static func == (left: PublicKey, right: PublicKey) -> Bool {
        left.thumbprint == right.thumbprint && left.keyID == right.keyID
    }

    /// A PEM public key or a public JWK; `nil` for anything else, private keys included.
    init?(text: String) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if trimmed.hasPrefix("{") {
            guard let json = (try? JSONReader.read(Array(trimmed.utf8)))?.object else { return nil }
            self.init(jwk: json)
            return
        }
        guard !trimmed.contains("PRIVATE") else { return nil }
        if let key = try? P256.Signing.PublicKey(pemRepresentation: trimmed) {
            self.init(key, keyID: nil)
        } else if let key = try? _RSA.Signing.PublicKey(pemRepresentation: trimmed) {
            self.init(key, keyID: nil)
        } else {
            return nil
        }
    }

    /// RFC 7517, RFC 7518 §6: RSA of at least 2048 bits or P-256, and nothing private.
    init?(jwk: JSONObject) {
        let secrets: Set<String> = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]
        guard !jwk.names.contains(where: secrets.contains) else { return nil }
        func bytes(_ name: String) -> Data? { jwk.string(name).flatMap { Base64URL.bytes($0) } }
        switch (jwk.string("kty"), jwk.string("crv")) {
        case ("EC", "P-256"):
            guard let x = bytes("x"), let y = bytes("y"), x.count == 32, y.count == 32,
                let key = try? P256.Signing.PublicKey(rawRepresentation: x + y)
            else { return nil }
            self.init(key, keyID: jwk.string("kid"))
        case ("RSA", _):
            guard let n = bytes("n"), let e = bytes("e"), let key = try? _RSA.Signing.PublicKey(n: n, e: e) else {
                return nil
            }
            self.init(key, keyID: jwk.string("kid"))
        default: return nil
        }
    }

    private init(_ key: P256.Signing.PublicKey, keyID: String?) {
        material = .p256(key)
        let raw = key.rawRepresentation
        let (x, y) = (Base64URL.text(raw.prefix(32)), Base64URL.text(raw.suffix(32)))
        thumbprint = Self.thumbprint(#"{"crv":"P-256","kty":"EC","x":"\#(x)","y":"\#(y)"}"#)
        self.keyID = keyID
    }

    private init?(_ key: _RSA.Signing.PublicKey, keyID: String?) {
        guard let numbers = try? key.getKeyPrimitives() else { return nil }
        material = .rsa(key)
        let (n, e) = (Base64URL.text(numbers.modulus), Base64URL.text(numbers.publicExponent))
        thumbprint = Self.thumbprint(#"{"e":"\#(e)","kty":"RSA","n":"\#(n)"}"#)
        self.keyID = keyID
    }

    private static func thumbprint(_ json: String) -> String { Base64URL.text(SHA256.hash(data: Data(json.utf8))) }

    /// Whether signatures by that algorithm can be this key's.
    func takes(_ algorithm: String) -> Bool {
        switch material {
        case .rsa: algorithm == "RS256" || algorithm == "PS256"
        case .p256: algorithm == "ES256"
        }
    }

    func verifies(_ text: SignedText, by algorithm: String) -> Bool {
        switch material {
        case .rsa(let key):
            let padding: _RSA.Signing.Padding = algorithm == "PS256" ? .PSS : .insecurePKCS1v1_5
            let signature = _RSA.Signing.RSASignature(rawRepresentation: text.signature)
            return takes(algorithm) && key.isValidSignature(signature, for: text.input, padding: padding)
        case .p256(let key):
            guard takes(algorithm), let signature = try? P256.Signing.ECDSASignature(rawRepresentation: text.signature)
            else { return false }
            return key.isValidSignature(signature, for: text.input)
        }
    }
}
