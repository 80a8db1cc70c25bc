// The key by which HelseID knows this client. It is read once, lies in this value alone, prints as dots, and does one
// thing: sign. Nothing here or elsewhere gives it out again.

import Crypto
import CryptoExtras
import Foundation

/// What HelseID takes a client's signature in (RFC 7518 §3.1).
public enum ClientKeyAlgorithm: String, CaseIterable, Sendable {
    case rs256 = "RS256"
    case ps256 = "PS256"
    case es256 = "ES256"
}

/// A client's private key; prints as `•••`.
public struct ClientKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let secret: Secret
    public let algorithm: ClientKeyAlgorithm
    /// `kid`, by which HelseID finds the public half.
    public let keyID: String

    enum Secret: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
    }

    /// - Parameters:
    ///   - text: a PEM private key (PKCS #8, PKCS #1, SEC 1) or a JWK.
    ///   - algorithm: `nil` for what the JWK says, else PS256 or ES256 by the key's type.
    ///   - keyID: `nil` for the JWK's own.
    public init(
        _ text: String, algorithm: ClientKeyAlgorithm? = nil, keyID: String? = nil
    ) throws(ClientKeyFault) {
        let read = try ClientKeyReading.read(text)
        if case .rsa(let key) = read.secret, key.keySizeInBits < 2_048 { throw .tooSmall(bits: key.keySizeInBits) }
        let stated = read.algorithm.flatMap(ClientKeyAlgorithm.init)
        if let name = read.algorithm, stated == nil || algorithm != nil && algorithm != stated {
            throw .otherAlgorithm(name)
        }
        let chosen = algorithm ?? stated
        switch read.secret {
        case .rsa:
            self.algorithm = chosen ?? .ps256
            guard self.algorithm != .es256 else { throw .isRSA }
        case .p256:
            self.algorithm = chosen ?? .es256
            guard self.algorithm == .es256 else { throw .isEC }
        }
        if let named = read.keyID, let keyID, named != keyID { throw .otherKeyID }
        guard let id = keyID ?? read.keyID else { throw .keyIDMissing }
        self.keyID = id
        secret = read.secret
    }

    /// For people: algorithm and size.
    public var kind: String {
        switch secret {
        case .rsa(let key): "\(algorithm.rawValue), \(key.keySizeInBits) bits"
        case .p256: "\(algorithm.rawValue), P-256"
        }
    }

    func signature(of message: [UInt8]) throws -> Data {
        switch secret {
        case .rsa(let key):
            let padding: _RSA.Signing.Padding = algorithm == .ps256 ? .PSS : .insecurePKCS1v1_5
            return try key.signature(for: message, padding: padding).rawRepresentation
        case .p256(let key): return try key.signature(for: message).rawRepresentation
        }
    }

    public var description: String { "•••" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a file holds no key we can use: the end of a sentence that names the file, and never any of its content.
public enum ClientKeyFault: Error, Equatable, Sendable, CustomStringConvertible {
    case notAKey
    case passPhrase
    case publicOnly
    case otherCurve
    case tooSmall(bits: Int)
    case isRSA
    case isEC
    case otherAlgorithm(String)
    case keyIDMissing
    case otherKeyID

    public var description: String {
        switch self {
        case .notAKey:
            "it is neither a private key in PEM nor a JWK. Put the whole file there that came with the client in "
                + "HelseID's self-service"
        case .passPhrase:
            "it is protected by a pass phrase. Write it without one ('openssl pkey -in KEY -out FILE') and keep the "
                + "file at mode 0600"
        case .publicOnly: "it holds a public key or a certificate. Put the private key there"
        case .otherCurve: "it is an EC key of another curve than P-256. Make one for ES256 and register it with HelseID"
        case .tooSmall(let bits):
            "it is an RSA key of \(bits) bits, and at least 2048 are needed. Make a new one and register it with HelseID"
        case .isRSA:
            "it is an RSA key, and helseid.algorithm is \"ES256\". Set it to \"PS256\" or \"RS256\", or use an EC key"
        case .isEC:
            "it is an EC key, and helseid.algorithm is of RSA keys. Set it to \"ES256\", or use an RSA key"
        case .otherAlgorithm(let name):
            "it is meant for \(name.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(10)), and "
                + "helseid.algorithm is another or does not know it. Make the two agree"
        case .keyIDMissing:
            "it names no key id, and helseid.key_id is missing. Set it to the kid that HelseID's self-service shows"
        case .otherKeyID:
            "its kid is not helseid.key_id. Leave key_id out, or use the key it names"
        }
    }
}
