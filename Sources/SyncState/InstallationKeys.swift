// One master key, three working keys, each derived under its own label: whoever learns one learns nothing of the others,
// and the database alone tells nothing about anybody. Losing the master key means losing what was told; the check value
// in the database makes a wrong key an error at the door instead of a second, empty memory beside the first.

import Crypto
import Foundation
import SyncCore

/// The 256 random bits everything else is derived from. Prints as `•••`.
public struct MasterKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    fileprivate let key: SymmetricKey

    /// - Parameter bytes: exactly 32.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        key = SymmetricKey(data: bytes)
    }

    public var description: String { "•••" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The derived keys. AES-256-GCM seals, HMAC-SHA-256 names and compares.
public struct InstallationKeys: Sendable, KeyedDigests {
    private let entryHash: KeyedHash
    private let citizenHash: KeyedHash
    private let messageHash: KeyedHash
    private let contentHash: KeyedHash
    private let memberHash: KeyedHash
    private let conversationHash: KeyedHash
    private let definitionHash: KeyedHash
    private let statedHash: KeyedHash
    private let outgoingHash: KeyedHash
    private let fingerprintHash: KeyedHash
    private let sealing: SymmetricKey
    /// Lies in the database; equal only for the same master key.
    let checkValue: Data

    public init(_ master: MasterKey) {
        func derive(_ label: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(inputKeyMaterial: master.key, info: Data(label.utf8), outputByteCount: 32)
        }
        let naming = derive("epjsyncd name 1")
        entryHash = KeyedHash(naming, of: 1)
        citizenHash = KeyedHash(naming, of: 2)
        messageHash = KeyedHash(naming, of: 3)
        contentHash = KeyedHash(naming, of: 4)
        memberHash = KeyedHash(naming, of: 5)
        conversationHash = KeyedHash(naming, of: 6)
        definitionHash = KeyedHash(naming, of: 8)
        statedHash = KeyedHash(naming, of: 7)
        outgoingHash = KeyedHash(naming, of: 9)
        fingerprintHash = KeyedHash(derive("epjsyncd fingerprint 1"), of: 1)
        sealing = derive("epjsyncd seal 1")
        let check = derive("epjsyncd check 1")
        checkValue = Data(HMAC<SHA256>.authenticationCode(for: Data("epjsyncd".utf8), using: check)).prefix(16)
    }

    public func entryKey(_ value: String) -> Digest128 { entryHash.digest(Array(value.utf8)) }
    public func citizenKey(_ number: NationalIdentityNumber) -> Digest128 {
        citizenHash.digest(Array(number.digits.utf8))
    }
    public func messageKey(_ messageID: String) -> Digest128 { messageHash.digest(Array(messageID.utf8)) }
    public func contentKey(_ bytes: [UInt8]) -> Digest128 { contentHash.digest(bytes) }
    public func memberKey(_ name: String) -> Digest128 { memberHash.digest(Array(name.utf8)) }
    func conversationKey(_ conversation: String) -> Digest128 { conversationHash.digest(Array(conversation.utf8)) }
    func definitionKey(_ definition: String) -> Digest128 { definitionHash.digest(Array(definition.utf8)) }
    func statedKey(_ canonicalBytes: [UInt8]) -> Digest128 { statedHash.digest(canonicalBytes) }
    func outgoingKey(_ canonicalBytes: [UInt8]) -> Digest128 { outgoingHash.digest(canonicalBytes) }
    public func fingerprint(_ canonicalBytes: [UInt8]) -> Digest128 { fingerprintHash.digest(canonicalBytes) }

    /// - Parameter context: what the sealed bytes belong to; bytes moved to another row do not open.
    func seal(_ bytes: [UInt8], context: Data) throws -> Data {
        guard let combined = try AES.GCM.seal(bytes, using: sealing, authenticating: context).combined else {
            throw LedgerFault.sealBroken
        }
        return combined
    }

    /// - Throws: `LedgerFault.sealBroken` when the bytes are not what was sealed for this context.
    func open(_ sealed: Data, context: Data) throws -> [UInt8] {
        do {
            return Array(try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: sealing, authenticating: context))
        } catch {
            throw LedgerFault.sealBroken
        }
    }

    /// A key for one original, used once.
    static func makeOriginalKey() -> [UInt8] { KeyFile.randomBytes() }

    static func sealOriginal(_ bytes: [UInt8], key: [UInt8]) throws -> Data {
        guard let combined = try AES.GCM.seal(bytes, using: SymmetricKey(data: key)).combined else {
            throw LedgerFault.sealBroken
        }
        return combined
    }

    static func openOriginal(_ sealed: Data, key: [UInt8]) throws -> [UInt8] {
        do {
            return Array(try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: SymmetricKey(data: key)))
        } catch {
            throw LedgerFault.sealBroken
        }
    }
}

/// HMAC-SHA-256 with the key already in it: a night asks a million times, and half of each answer would be the key.
private struct KeyedHash: Sendable {
    private let begun: HMAC<SHA256>

    /// - Parameter kind: tells digests of different things under one key apart.
    init(_ key: SymmetricKey, of kind: UInt8) {
        var hash = HMAC<SHA256>(key: key)
        hash.update(data: [kind])
        begun = hash
    }

    func digest(_ bytes: [UInt8]) -> Digest128 {
        var hash = begun
        hash.update(data: bytes)
        return Digest128(Data(hash.finalize()))
    }
}

extension Digest128 {
    /// The same as of any sequence of bytes, without asking each byte by protocol.
    init(_ data: Data) {
        let bytes = [UInt8](data)
        func word(_ range: Range<Int>) -> UInt64 {
            range.reduce(0) { $0 << 8 | ($1 < bytes.count ? UInt64(bytes[$1]) : 0) }
        }
        self.init(high: word(0..<8), low: word(8..<16))
    }

    /// As it lies in the ledger: big-endian, so that byte order is `<`.
    var data: Data {
        var bytes = [UInt8](repeating: 0, count: 16)
        for index in 0..<8 {
            bytes[index] = UInt8(truncatingIfNeeded: high >> UInt64(56 - 8 * index))
            bytes[index + 8] = UInt8(truncatingIfNeeded: low >> UInt64(56 - 8 * index))
        }
        return Data(bytes)
    }
}
