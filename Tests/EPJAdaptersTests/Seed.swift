// Randomness that can be had again: a property test draws a seed and every failure names it; `EPJSYNCD_SEED=n` replays.

import Foundation
import Testing

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

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
    mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }
}

enum Seed {
    /// The one given in the environment; else always the same, or a new one with `EPJSYNCD_RANDOM=1`.
    static func draw() -> UInt64 {
        let environment = ProcessInfo.processInfo.environment
        if let given = environment["EPJSYNCD_SEED"].flatMap(UInt64.init) { return given }
        return environment["EPJSYNCD_RANDOM"] == "1" ? UInt64.random(in: 1...UInt64(UInt32.max)) : 1_000
    }

    static func replay(_ seed: UInt64, _ suite: String) -> Comment {
        "EPJSYNCD_SEED=\(seed) swift test --filter \(suite)"
    }
}
