// What a seed says of its history beside its number, in bits of their own: seeds without them are the histories they were before
// there were such.

extension History {
    /// The history lives by day.
    static let dayFlag: UInt64 = 1 << 32
    /// The portal goes on showing what is past (A9).
    static let pastFlag: UInt64 = 1 << 33

    var livesByDay: Bool { seed & Self.dayFlag != 0 }
    var showsPast: Bool { seed & Self.pastFlag != 0 }

    /// Without days and with them in turn, and one in five of a portal that shows the past, unless the first one says which.
    static func seed(_ number: UInt64, from first: UInt64) -> UInt64 {
        guard first & (dayFlag | pastFlag) == 0 else { return first + number }
        return first + number / 2 + number % 2 * dayFlag + (number % 5 == 4 ? pastFlag : 0)
    }
}
