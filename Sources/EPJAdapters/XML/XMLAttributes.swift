// The attributes of one start tag, as libxml2 lays them out: five pointers each, the value between the last two and
// without a terminator. Of all attributes of these messages only V and S are ever read, unqualified, and of a bundle's
// root what says whether it is whole.

/// Valid only during the call that hands it out.
struct XMLAttributes {
    let start: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    let count: Int
    let vName: UnsafePointer<UInt8>?
    let sName: UnsafePointer<UInt8>?

    /// A code's value. libxml2 leaves `&` in attributes as a character reference; no code of these standards has one.
    var v: ByteText? { value(named: vName) }
    /// The code list of a code.
    var s: ByteText? { value(named: sName) }

    private func value(named name: UnsafePointer<UInt8>?) -> ByteText? {
        guard let start else { return nil }
        for index in 0..<count where start[index * 5] == name && start[index * 5 + 2] == nil { return text(index) }
        return nil
    }

    /// An unqualified attribute by its name, for the few that occur once in a document.
    func value(_ name: StaticString) -> ByteText? {
        guard let start else { return nil }
        for index in 0..<count where start[index * 5 + 2] == nil {
            guard let bytes = start[index * 5] else { continue }
            var length = 0
            while bytes[length] != 0 { length += 1 }
            if ByteText(start: bytes, count: length) == name { return text(index) }
        }
        return nil
    }

    func text(_ index: Int) -> ByteText {
        guard let start, let low = start[index * 5 + 3], let high = start[index * 5 + 4] else {
            return ByteText(start: nil, count: 0)
        }
        return ByteText(start: low, count: high - low)
    }

    /// Whether an attribute has a prefix that was never declared.
    var hasUndeclaredPrefix: Bool {
        guard let start else { return false }
        for index in 0..<count where start[index * 5 + 1] != nil && start[index * 5 + 2] == nil { return true }
        return false
    }

    func hasC1Control() -> Bool {
        for index in 0..<count {
            guard let low = start?[index * 5 + 3], let high = start?[index * 5 + 4] else { continue }
            var scan = C1Scan()
            if scan.finds(in: low, high - low) { return true }
        }
        return false
    }
}
