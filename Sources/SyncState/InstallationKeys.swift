// One master key, three working keys, each derived under its own label: whoever learns one learns nothing of the others,
// and the database alone tells nothing about anybody. Losing the master key means losing what was told; the check value
// in the database makes a wrong key an error at the door instead of a second, empty memory beside the first.

import Crypto
import Foundation
import SyncCore

/// The 256 random bits everything else is derived from. Prints as `•••`.
public struct MasterKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let key: SymmetricKey

    fileprivate func derive(_ label: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data(label.utf8), outputByteCount: 32)
    }

    /// - Parameter bytes: exactly 32.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        key = SymmetricKey(data: bytes)
    }

    public var description: String { "•••" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What names and compares. It stays what it was when the master key becomes another one: of a MsgId nothing is left but its
/// digest, so nobody could name it anew.
struct NamingKeys: Sendable {
    fileprivate let naming: SymmetricKey
    fileprivate let fingerprints: SymmetricKey

    init(_ master: MasterKey) {
        naming = master.derive("epjsyncd name 1")
        fingerprints = master.derive("epjsyncd fingerprint 1")
    }

    /// - Throws: `LedgerFault.sealBroken` when these are not the 64 bytes that `bytes` gave.
    init(_ bytes: [UInt8]) throws {
        guard bytes.count == 64 else { throw LedgerFault.sealBroken }
        naming = SymmetricKey(data: bytes.prefix(32))
        fingerprints = SymmetricKey(data: bytes.suffix(32))
    }

    var bytes: [UInt8] { naming.bytes + fingerprints.bytes }
}

/// The derived keys. AES-256-GCM seals, HMAC-SHA-256 names and compares.
public struct InstallationKeys: Sendable, KeyedDigests {
    private var entryHash: KeyedHash
    private let citizenHash: KeyedHash
    private let messageHash: KeyedHash
    private let contentHash: KeyedHash
    private let memberHash: KeyedHash
    private let conversationHash: KeyedHash
    private let definitionHash: KeyedHash
    private let statedHash: KeyedHash
    private let outgoingHash: KeyedHash
    private var fingerprintHash: KeyedHash
    private let sealing: SymmetricKey
    let names: NamingKeys
    /// Lies in the database; equal only for the same master key.
    let checkValue: Data

    public init(_ master: MasterKey) { self.init(master, names: NamingKeys(master)) }

    /// - Parameter names: of the master key the ledger began with, where this is a later one.
    init(_ master: MasterKey, names: NamingKeys) {
        self.names = names
        let naming = names.naming
        entryHash = KeyedHash(naming, of: 1)
        citizenHash = KeyedHash(naming, of: 2)
        messageHash = KeyedHash(naming, of: 3)
        contentHash = KeyedHash(naming, of: 4)
        memberHash = KeyedHash(naming, of: 5)
        conversationHash = KeyedHash(naming, of: 6)
        definitionHash = KeyedHash(naming, of: 8)
        statedHash = KeyedHash(naming, of: 7)
        outgoingHash = KeyedHash(naming, of: 9)
        fingerprintHash = KeyedHash(names.fingerprints, of: 1)
        sealing = master.derive("epjsyncd seal 1")
        let check = master.derive("epjsyncd check 1")
        checkValue = Data(HMAC<SHA256>.authenticationCode(for: Data("epjsyncd".utf8), using: check)).prefix(16)
    }

    public func entryKey(_ value: String) -> Digest128 { entryHash.digest(value) }
    public func citizenKey(_ number: NationalIdentityNumber) -> Digest128 {
        citizenHash.digest(number.digits)
    }
    public func messageKey(_ messageID: String) -> Digest128 { messageHash.digest(messageID) }
    public func contentKey(_ bytes: [UInt8]) -> Digest128 { contentHash.digest(bytes) }
    public func memberKey(_ name: String) -> Digest128 { memberHash.digest(name) }
    func conversationKey(_ conversation: String) -> Digest128 { conversationHash.digest(conversation) }
    func definitionKey(_ definition: String) -> Digest128 { definitionHash.digest(definition) }
    func statedKey(_ canonicalBytes: [UInt8]) -> Digest128 { statedHash.digest(canonicalBytes) }
    func outgoingKey(_ canonicalBytes: [UInt8]) -> Digest128 { outgoingHash.digest(canonicalBytes) }
    public func fingerprint(_ canonicalBytes: [UInt8]) -> Digest128 { fingerprintHash.digest(canonicalBytes) }

    /// For a core of its own to plan with: what the plan asks for is not shared with the others.
    public var unshared: InstallationKeys {
        var keys = self
        keys.entryHash = entryHash.unshared
        keys.fingerprintHash = fingerprintHash.unshared
        return keys
    }

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
