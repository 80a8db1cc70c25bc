// Digests by pointer are the digests the library makes, and what a column holds.

import Crypto
import Foundation
import GRDB
import SyncCore
import Testing

@testable import SyncState

@Suite struct DigestBytesTests {
    private let key = SymmetricKey(data: (0..<32).map { UInt8($0 * 7) })

    @Test("the keyed hash is HMAC-SHA-256, at every length around a block's ends", arguments: [1, 9] as [UInt8])
    func hash(kind: UInt8) {
        let hash = KeyedHash(key, of: kind)
        for length in 0...200 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 31 + length) }
            let code = HMAC<SHA256>.authenticationCode(for: [kind] + bytes, using: key)
            #expect(hash.digest(bytes) == Digest128(Array(code)), "\(length) bytes")
            #expect(hash.unshared.digest(bytes) == hash.digest(bytes), "\(length) bytes")
        }
    }

    @Test func textsAreTheirBytes() {
        let hash = KeyedHash(key, of: 1)
        // A bridged or substring-backed text lies elsewhere than a small one.
        for text in ["", "9", "Hjemmesykepleie i Ås", String(repeating: "ø", count: 99), String("xAy/B".dropFirst(2))] {
            #expect(hash.digest(text) == hash.digest(Array(text.utf8)), "\(text.utf8.count) bytes")
        }
    }

    @Test func columns() throws {
        let digest = Digest128(high: 0x0102_0304_0506_0708, low: 0xF0F1_F2F3_F4F5_F6F7)
        #expect(Array(digest.data) == [1, 2, 3, 4, 5, 6, 7, 8, 0xF0, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7])
        #expect(Digest128(digest.data) == digest)
        #expect(Digest128(digest.data.dropFirst(8)) == Digest128(high: digest.low, low: 0))
        try DatabaseQueue().read { db in
            #expect(try Digest128.fetchOne(db, sql: "SELECT ?", arguments: [digest.data]) == digest)
            #expect(try Digest128.fetchOne(db, sql: "SELECT ?", arguments: [digest]) == digest)
            #expect(try Optional<Digest128>.fetchAll(db, sql: "SELECT NULL") == [nil])
            let row = try #require(try Row.fetchOne(db, sql: "SELECT ? AS a, NULL AS b", arguments: [digest.data]))
            #expect(row["a"] as Digest128? == digest)
            #expect(row["b"] as Digest128? == nil)
        }
    }
}
