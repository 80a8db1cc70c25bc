// Where a key lies among the others.

import TestSupport
import Testing

@testable import SyncCore

@Suite struct TargetKeysTests {
    private func targets(_ keys: [Digest128]) -> [EntryTarget] {
        keys.indices.map { EntryTarget(key: keys[$0], value: nil, service: nil, told: $0) }
    }

    @Test("every key is found in whatever order they come and however they are spread, and no other is")
    func found() {
        var random = SeededGenerator(seed: 41)
        let spreads: [(UInt64) -> UInt64] = [{ $0 }, { $0 & 0xff }, { _ in .max }, { _ in 0 }, { $0 | 0xffff << 48 }]
        for count in [0, 1, 2, 3, 60, 500] {
            for spread in spreads {
                let keys = (0..<count).map { _ in Digest128(high: spread(random.next()), low: random.next() << 1) }
                for order in [keys, keys.sorted()] {
                    let known = TargetKeys(targets(order))
                    for (index, key) in order.enumerated() { #expect(known[key] == index) }
                    for key in keys { #expect(known[Digest128(high: key.high, low: key.low | 1)] == nil) }
                }
                var more = TargetKeys(targets(keys))
                let key = Digest128(high: 7, low: 7)
                #expect(more[key] == nil)
                more.add(key, target: count)
                #expect(more[key] == count)
            }
        }
    }
}
