// Which claims speak of which entry, in one array behind the other: nearly always one claim for each.

struct ClaimsOfTargets {
    private var claims: [Int]
    /// Where the claims of a target begin, and behind the last where they end.
    private var beginnings: [Int]

    init(_ targetOfClaim: [Int?], targets: Int) {
        var ends = Array(repeating: 0, count: targets + 1)
        for case let target? in targetOfClaim { ends[target] += 1 }
        var sum = 0
        for target in ends.indices {
            sum += ends[target]
            ends[target] = sum
        }
        claims = Array(repeating: 0, count: sum)
        // From the back, so that the claims of one target stay in order and the ends become beginnings.
        for claim in targetOfClaim.indices.reversed() {
            guard let target = targetOfClaim[claim] else { continue }
            ends[target] -= 1
            claims[ends[target]] = claim
        }
        beginnings = ends
    }

    subscript(target: Int) -> ArraySlice<Int> { claims[beginnings[target]..<beginnings[target + 1]] }
}
