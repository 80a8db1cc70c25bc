// A digest that needs no cryptography: FNV-1a from two starting points. It only has to tell values apart.

import SyncCore

struct TestDigests: KeyedDigests {
    func entryKey(_ value: String) -> Digest128 { digest(Array(value.utf8)) }
    func fingerprint(_ canonicalBytes: [UInt8]) -> Digest128 { digest(canonicalBytes) }

    private func digest(_ bytes: [UInt8]) -> Digest128 {
        func fnv(_ start: UInt64) -> UInt64 { bytes.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 } }
        return Digest128(high: fnv(0xcbf2_9ce4_8422_2325), low: fnv(0x6c62_272e_07bb_0142))
    }
}
