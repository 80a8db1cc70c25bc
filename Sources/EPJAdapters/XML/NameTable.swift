// From libxml2's interned names to the vocabulary by one look at two pointers. libxml2 keeps each name and namespace
// once per dictionary, so equal pointers mean equal names as long as that dictionary lives.

/// Pairs of interned pointers and their elements; open addressing, filled once for one dictionary.
struct NameTable {
    private struct Slot {
        var name: UnsafePointer<UInt8>?
        var uri: UnsafePointer<UInt8>?
        var element = Element.foreign
    }

    /// A power of two, four times the names there are, so that a look-up nearly always hits at once.
    private static let slotBits = 10
    static let slotCount = 1 << slotBits
    private let slots: UnsafeMutablePointer<Slot>
    private let others: UnsafeMutablePointer<(uri: UnsafePointer<UInt8>, element: Element)>
    private var otherCount = 0
    /// Interned `V` and `S`, the only attributes that are read.
    let v: UnsafePointer<UInt8>?
    let s: UnsafePointer<UInt8>?

    /// - Parameter intern: gives the dictionary's pointer for a name, `nil` when memory has run out.
    init(intern: (String) -> UnsafePointer<UInt8>?) {
        slots = .allocate(capacity: Self.slotCount)
        slots.initialize(repeating: Slot(), count: Self.slotCount)
        others = .allocate(capacity: Vocabulary.names.reduce(0) { $0 + $1.0.uris.count })
        v = intern("V")
        s = intern("S")
        for (namespace, pairs) in Vocabulary.names {
            for uri in namespace.uris.compactMap(intern) {
                (others + otherCount).initialize(to: (uri, namespace.otherElement))
                otherCount += 1
                for (name, element) in pairs {
                    guard let name = intern(name) else { continue }
                    insert(name, uri, element)
                }
            }
        }
    }

    func deallocate() {
        slots.deallocate()
        others.deallocate()
    }

    private func insert(_ name: UnsafePointer<UInt8>, _ uri: UnsafePointer<UInt8>, _ element: Element) {
        var index = Self.hash(name, uri)
        while slots[index].name != nil { index = (index + 1) & (Self.slotCount - 1) }
        slots[index] = Slot(name: name, uri: uri, element: element)
    }

    @inline(__always)
    func element(_ name: UnsafePointer<UInt8>, _ uri: UnsafePointer<UInt8>?) -> Element {
        guard let uri else { return .foreign }
        var index = Self.hash(name, uri)
        while let candidate = slots[index].name {
            if candidate == name, slots[index].uri == uri { return slots[index].element }
            index = (index + 1) & (Self.slotCount - 1)
        }
        for index in 0..<otherCount where others[index].uri == uri { return others[index].element }
        return .foreign
    }

    @inline(__always)
    private static func hash(_ name: UnsafePointer<UInt8>, _ uri: UnsafePointer<UInt8>) -> Int {
        let mixed = (UInt(bitPattern: name) ^ (UInt(bitPattern: uri) << 1)) &* 0x9e37_79b9_7f4a_7c15
        return Int(mixed >> (64 - slotBits))
    }
}
