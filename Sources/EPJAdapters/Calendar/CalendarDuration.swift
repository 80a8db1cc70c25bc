// x-expected-duration: how long a visit is meant to last. A wrong length misleads a citizen, so what is not plainly
// hours and minutes is unknown rather than guessed.

enum CalendarDuration: Equatable {
    case minutes(Int)
    /// `P30M`: months by RFC 5545's grammar of xCal, minutes by what some senders mean.
    case months(Int)
    case unknown

    /// Longest length that is believed; a visit ends on its day.
    static let minutesMax = 24 * 60

    init(_ text: ByteText) {
        self = .unknown
        if text.hasPrefix("PT") {
            guard let minutes = Self.minutes(text.dropping(first: 2)) else { return }
            self = .minutes(minutes)
        } else if text.first == UInt8(ascii: "P"), text.last == UInt8(ascii: "M") {
            let digits = text.dropping(first: 1).dropLast()
            guard (1...4).contains(digits.count), let months = text.digits(1, digits.count),
                (1...Self.minutesMax).contains(months)
            else { return }
            self = .months(months)
        }
    }

    /// `1H30M`, `90M`, `2H`, `1800S`; seconds are rounded down.
    private static func minutes(_ text: ByteText) -> Int? {
        var rest = text
        var seconds = 0
        var units: [(StaticString, Int)] = [("H", 3600), ("M", 60), ("S", 1)]
        while !rest.isEmpty {
            let count = rest.prefix { (48...57).contains($0) }.count
            guard (1...5).contains(count), let value = rest.digits(0, count) else { return nil }
            rest = rest.dropping(first: count)
            guard let unit = units.firstIndex(where: { rest.hasPrefix($0.0) }) else { return nil }
            seconds += value * units[unit].1
            units.removeFirst(unit + 1)
            rest = rest.dropping(first: 1)
        }
        return (1...minutesMax).contains(seconds / 60) ? seconds / 60 : nil
    }
}
