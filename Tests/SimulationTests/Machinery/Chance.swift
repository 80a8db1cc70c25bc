// Chance that can be replayed: the generator of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators"
// (2014), with a stream of its own for each thing that happens, so that one draw more here changes nothing there.

struct Chance: Sendable {
    private var state: UInt64

    init(_ seed: UInt64, _ labels: UInt64...) {
        state = seed
        for label in labels { state = next() ^ (label &* 0xD6E8_FEB8_6659_FD93) }
        state = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// From 0 up to, not including, `bound`.
    mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(max(1, bound))).high) }

    mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    mutating func happens(_ percent: Int) -> Bool { below(100) < percent }

    mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[below(choices.count)] }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for last in stride(from: result.count - 1, to: 0, by: -1) { result.swapAt(last, below(last + 1)) }
        return result
    }
}
