// The times of xCal: RFC 6321 §3.4.2 shapes of RFC 5545's DATE-TIME and DATE. A time without zone is the clock on the
// wall; a trailing Z is UTC. An offset is XSD-invalid, and refusing it beats moving a visit by an hour.

import SyncCore

enum CalendarTime {
    /// Years that every later computation can hold.
    static let years = 1900..<2200

    /// - Parameter kind: the refusal for what is no existing time; an offset has its own.
    static func wallClock(_ text: ByteText, _ kind: FindingKind, _ zone: TimeZoneTable) throws(Refusal) -> WallClock {
        guard let (clock, rest) = prefix(text) else { throw Refusal(kind) }
        if rest.isEmpty { return clock }
        if rest == "Z" { return zone.wallClock(at: Instant(seconds: clock.seconds)) }
        if rest[0] == UInt8(ascii: "+") || rest[0] == UInt8(ascii: "-") { throw Refusal(.offsetInTime) }
        throw Refusal(kind)
    }

    static func date(_ text: ByteText, _ kind: FindingKind) throws(Refusal) -> CivilDate {
        guard text.count == 10, let date = day(text) else { throw Refusal(kind) }
        return date
    }

    /// The clock at the start of the text, its fraction dropped, and what follows.
    private static func prefix(_ text: ByteText) -> (WallClock, rest: ByteText)? {
        guard text.count >= 19, let date = day(text), text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"),
            text[16] == UInt8(ascii: ":"), let hour = text.digits(11, 2), let minute = text.digits(14, 2),
            let second = text.digits(17, 2), hour < 24, minute < 60, second < 60
        else { return nil }
        var rest = text.dropping(first: 19)
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropping(first: 1).prefix { (48...57).contains($0) }.count
            rest = rest.dropping(first: 1 + fraction)
        }
        return (WallClock(date: date, secondOfDay: hour * 3600 + minute * 60 + second), rest)
    }

    private static func day(_ text: ByteText) -> CivilDate? {
        guard text.count >= 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let year = text.digits(0, 4), let month = text.digits(5, 2), let day = text.digits(8, 2),
            years.contains(year)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }
}
