import Testing

@testable import FeedGenerator

@Suite struct SplitMix64Tests {
    @Test func matchesThePublishedSequenceForSeedZero() {
        var random = SplitMix64(seed: 0)
        #expect(random.next() == 0xE220_A839_7B1D_CDAF)
        #expect(random.next() == 0x6E78_9E6A_A1B9_65F4)
        #expect(random.next() == 0x06C4_5D18_8009_454F)
    }

    @Test func streamsOfNeighbouringLabelsDiffer() {
        var streams = (0..<100).map { SplitMix64(seed: 7, labels: 1, UInt64($0)) }
        let first = Set(streams.indices.map { streams[$0].next() })
        #expect(first.count == 100)
        var same = SplitMix64(seed: 7, labels: 1, 5)
        var again = SplitMix64(seed: 7, labels: 1, 5)
        #expect(same.next() == again.next())
    }

    @Test func drawsReachBothEndsAndNothingBeyond() {
        var random = SplitMix64(seed: 3)
        let draws = (0..<1000).map { _ in random.within(-2...3) }
        #expect(Set(draws) == [-2, -1, 0, 1, 2, 3])
    }

    @Test func probabilitiesAreKept() {
        var random = SplitMix64(seed: 4)
        let hits = (0..<10_000).count { _ in random.happens(0.3) }
        #expect((2800...3200).contains(hits))
        #expect((0..<100).allSatisfy { _ in !random.happens(0) })
        #expect((0..<100).allSatisfy { _ in random.happens(1) })
    }

    @Test func shufflingKeepsEveryElement() {
        var random = SplitMix64(seed: 5)
        let shuffled = random.shuffled(Array(0..<50))
        #expect(shuffled != Array(0..<50))
        #expect(shuffled.sorted() == Array(0..<50))
    }

    @Test func uuidsAreVersionFourInLowerCase() throws {
        var random = SplitMix64(seed: 6)
        let pattern = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        for _ in 0..<50 {
            #expect(try pattern.wholeMatch(in: random.uuid()) != nil)
        }
    }
}
