// From libxml2's interned names to the vocabulary by one look at two pointers. libxml2 keeps each name and namespace
// once per dictionary, so equal pointers mean equal names as long as that dictionary lives.
//
// A pair is looked up by its words when it is first met, not before: a dictionary of libxml2 2.9 that has grown past its
// first size hashes every name letter by letter (measured: 8 % of the reading), and of the vocabulary's names a message
// has a third.

/// Pairs of interned pointers and their elements; open addressing, for one dictionary.
struct NameTable {
    private struct Slot {
        var name: UnsafePointer<UInt8>?
        var uri: UnsafePointer<UInt8>?
        var element = Element.foreign
    }

    /// A power of two, four times the names a message is likely to have, so that a look-up nearly always hits at once.
    private static let slotCount = 1024
    /// Pairs that are kept; names that a sender makes up beyond that are looked up by their words each time.
    private static let pairsMax = slotCount / 2
    private let slots: UnsafeMutablePointer<Slot>
    private let pairs: UnsafeMutablePointer<Int>
    /// Interned `V` and `S`, the only attributes that are read.
    let v: UnsafePointer<UInt8>?
    let s: UnsafePointer<UInt8>?

    /// - Parameter intern: gives the dictionary's pointer for a name, `nil` when memory has run out.
    init(intern: (String) -> UnsafePointer<UInt8>?) {
        slots = .allocate(capacity: Self.slotCount)
        slots.initialize(repeating: Slot(), count: Self.slotCount)
        pairs = .allocate(capacity: 1)
        pairs.initialize(to: 0)
        v = intern("V")
        s = intern("S")
    }

    func deallocate() {
        slots.deallocate()
        pairs.deallocate()
    }

    @inline(__always)
    func element(_ name: UnsafePointer<UInt8>, _ uri: UnsafePointer<UInt8>?) -> Element {
        guard let uri else { return .foreign }
        var index = Self.hash(name, uri)
        while let candidate = slots[index].name {
            if candidate == name, slots[index].uri == uri { return slots[index].element }
            index = (index + 1) & (Self.slotCount - 1)
        }
        return firstMet(name, uri, index)
    }

    @inline(never)
    private func firstMet(_ name: UnsafePointer<UInt8>, _ uri: UnsafePointer<UInt8>, _ index: Int) -> Element {
        let element = Vocabulary.element(Self.bytes(name), in: Self.bytes(uri))
        if pairs.pointee < Self.pairsMax {
            slots[index] = Slot(name: name, uri: uri, element: element)
            pairs.pointee += 1
        }
        return element
    }

    /// Up to the zero that ends it.
    static func bytes(_ text: UnsafePointer<UInt8>) -> [UInt8] {
        var length = 0
        while text[length] != 0 { length += 1 }
        return Array(UnsafeBufferPointer(start: text, count: length))
    }

    @inline(__always)
    private static func hash(_ name: UnsafePointer<UInt8>, _ uri: UnsafePointer<UInt8>) -> Int {
        let mixed = (UInt(bitPattern: name) ^ (UInt(bitPattern: uri) << 1)) &* 0x9e37_79b9_7f4a_7c15
        return Int(mixed >> 54)
    }
}
