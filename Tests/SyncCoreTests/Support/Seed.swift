// Randomness that can be had again. A property test draws a seed, says it, and a failure is replayed with
// `EPJSYNCD_SEED=n swift test --filter <suite>`.

import Foundation

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every platform.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &self) == 0 }
    mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &self)] }
}

enum Seed {
    /// The one given in the environment, else a new one; said on standard error either way.
    ///
    /// - Parameter usual: in place of a new one.
    static func draw(for suite: String, usual: UInt64? = nil) -> UInt64 {
        let given = ProcessInfo.processInfo.environment["EPJSYNCD_SEED"].flatMap(UInt64.init)
        let seed = given ?? usual ?? UInt64.random(in: 1...UInt64(UInt32.max))
        FileHandle.standardError.write(Data((replay(seed, suite) + "\n").utf8))
        return seed
    }

    static func replay(_ seed: UInt64, _ suite: String) -> String {
        "EPJSYNCD_SEED=\(seed) swift test --filter \(suite)"
    }
}
