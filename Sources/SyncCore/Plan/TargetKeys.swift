// Which entry has this key? A night asks ten million times. What was told comes in the order of its keys, and a key is a
// digest, as good as drawn by lot: it tells where among the others it lies, give or take a few.

struct TargetKeys {
    /// Ascending.
    private var told: [(key: Digest128, target: Int)]
    private var new: [Digest128: Int] = [:]

    init(_ targets: [EntryTarget]) {
        told = targets.indices.map { (targets[$0].key, $0) }
        let isAscending = told.indices.dropFirst().allSatisfy { told[$0 - 1].key < told[$0].key }
        if !isAscending { told.sort { $0.key < $1.key } }
    }

    mutating func add(_ key: Digest128, target: Int) { new[key] = target }

    subscript(key: Digest128) -> Int? {
        var place = Int((key.high >> 32) * UInt64(told.count) >> 32)
        while place > 0, !(told[place - 1].key < key) { place -= 1 }
        while place < told.count, told[place].key < key { place += 1 }
        if place < told.count, told[place].key == key { return told[place].target }
        return new.isEmpty ? nil : new[key]
    }
}
