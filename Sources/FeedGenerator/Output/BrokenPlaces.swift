// Behind which citizens' messages the broken copies lie.

/// Spreads a number of broken copies over each night from the second on.
struct BrokenPlaces {
    private var copies: [[Int: Int]] = []

    /// - Parameters:
    ///   - perNight: broken copies in each night but the first.
    init(perNight: Int, nights: Int, citizens: Int, seed: UInt64) {
        for night in 1...nights {
            var random = SplitMix64(seed: seed, labels: 5, UInt64(night))
            var places: [Int: Int] = [:]
            for _ in 0..<(night > 1 ? perNight : 0) {
                places[random.below(citizens), default: 0] += 1
            }
            copies.append(places)
        }
    }

    /// How many copies of messages about the citizen with `ordinal` lie in `night`, counted from 1.
    func copies(night: Int, ordinal: Int) -> Int {
        copies[night - 1][ordinal] ?? 0
    }
}
