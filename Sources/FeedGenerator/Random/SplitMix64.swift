// Chance, repeatable.
//
// The same arguments must give the same bytes on every machine and with every Swift version, so neither the system's
// generator nor the standard library's `random(in:)` (whose reduction is not promised) is used. SplitMix64 has 64 bits
// of state, needs no warm-up and can be started anywhere, which lets every citizen have streams of his own: what
// happens to one does not depend on how many others there are before him.

/// The generator of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// A stream of its own for each combination of labels; neighbouring labels give unrelated streams.
    init(seed: UInt64, labels: UInt64...) {
        state = seed
        for label in labels {
            state = next() ^ (label &* 0xD6E8_FEB8_6659_FD93)
        }
        state = next()
    }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

extension SplitMix64 {
    /// A number from 0 up to, not including, `bound`; `bound` must be at least 1.
    mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "there is nothing below \(bound) to draw from")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number within `range`, both ends included.
    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// True with `probability` (0 never, 1 always).
    mutating func happens(_ probability: Double) -> Bool {
        Double(next() >> 11) * 0x1p-53 < probability
    }

    /// One of `choices`, which must not be empty.
    mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[below(choices.count)]
    }

    /// The elements in another order.
    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for last in stride(from: result.count - 1, to: 0, by: -1) {
            result.swapAt(last, below(last + 1))
        }
        return result
    }

    /// A number of `count` lower-case hexadecimal digits.
    mutating func hexadecimal(_ count: Int) -> String {
        var text = ""
        for _ in 0..<count {
            text.append(Self.hexadecimalDigits[below(16)])
        }
        return text
    }

    /// A version 4 UUID in lower case (RFC 9562, section 5.4), from this stream and nowhere else.
    mutating func uuid() -> String {
        let variant = pick(["8", "9", "a", "b"])
        return "\(hexadecimal(8))-\(hexadecimal(4))-4\(hexadecimal(3))-\(variant)\(hexadecimal(3))-\(hexadecimal(12))"
    }

    private static let hexadecimalDigits = Array("0123456789abcdef")
}
