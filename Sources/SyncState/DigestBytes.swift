// Digests where they are bytes: under the hash that makes them, and in the columns of a row. A night makes twenty million of
// them and reads twenty million more, so they go by pointer, without an array in between; pointers are in this file, in
// BoundValues, and in no other of the target.

import Crypto
import Foundation
import GRDB
import GRDBSQLite
import SyncCore

/// HMAC-SHA-256 (RFC 2104) with the key already in both of its hashes, cut to 128 bits. The library's own `HMAC` gives the
/// same, a test holds it, at three times the price: it goes through generics that it does not let anybody specialise.
struct KeyedHash: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    /// - Parameters:
    ///   - key: no longer than a block of the hash.
    ///   - kind: tells digests of different things under one key apart; the first byte of what is hashed.
    init(_ key: SymmetricKey, of kind: UInt8) {
        var block = key.bytes
        block += Array(repeating: 0, count: SHA256.blockByteCount - block.count)
        var inner = SHA256()
        inner.update(data: block.map { $0 ^ 0x36 } + [kind])
        self.inner = inner
        var outer = SHA256()
        outer.update(data: block.map { $0 ^ 0x5c })
        self.outer = outer
    }

    func digest(_ bytes: [UInt8]) -> Digest128 { bytes.withUnsafeBytes { digest($0) } }

    func digest(_ text: String) -> Digest128 {
        var text = text
        return text.withUTF8 { digest(UnsafeRawBufferPointer($0)) }
    }

    private func digest(_ bytes: UnsafeRawBufferPointer) -> Digest128 {
        var inner = inner
        inner.update(bufferPointer: bytes)
        var outer = outer
        inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
        return outer.finalize().withUnsafeBytes { Digest128(bigEndian: $0) }
    }

    /// The same with nothing shared: two cores that count references to one hash wait for each other.
    var unshared: KeyedHash { KeyedHash(inner: inner, outer: outer) }

    private init(inner: SHA256, outer: SHA256) {
        var (inner, outer) = (inner, outer)
        // Whoever writes to a shared hash gets one of his own.
        inner.update(bufferPointer: UnsafeRawBufferPointer(start: nil, count: 0))
        outer.update(bufferPointer: UnsafeRawBufferPointer(start: nil, count: 0))
        self.inner = inner
        self.outer = outer
    }
}

extension SymmetricKey {
    var bytes: [UInt8] { withUnsafeBytes { Array($0) } }
}

extension Digest128 {
    /// The same as of any sequence of bytes, without asking each byte by protocol.
    init(_ data: Data) {
        self = data.withUnsafeBytes { $0.count < 16 ? Digest128(Array($0) as [UInt8]) : Digest128(bigEndian: $0) }
    }

    /// As it lies in the ledger: big-endian, so that byte order is `<`.
    var data: Data { withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Data($0) } }

    /// - Parameter bytes: at least 16.
    fileprivate init(bigEndian bytes: UnsafeRawBufferPointer) {
        self.init(
            high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
}

extension Digest128: DatabaseValueConvertible, StatementColumnConvertible {
    public var databaseValue: DatabaseValue { data.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> Digest128? {
        Data.fromDatabaseValue(value).flatMap { $0.count == 16 ? Digest128($0) : nil }
    }

    /// `nil` for anything but a blob of 16 bytes.
    public init?(sqliteStatement: SQLiteStatement, index: CInt) {
        guard sqlite3_column_bytes(sqliteStatement, index) == 16,
            let bytes = sqlite3_column_blob(sqliteStatement, index)
        else { return nil }
        self.init(bigEndian: UnsafeRawBufferPointer(start: bytes, count: 16))
    }
}
