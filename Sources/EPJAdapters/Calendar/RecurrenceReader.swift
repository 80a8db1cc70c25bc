// RRULE as xCal writes it (RFC 5545 §3.3.10, RFC 6321 §3.6.10), down to the part home care uses: daily or weekly, on
// certain weekdays. Whatever else a rule says would change on which days somebody waits at home, so it is refused.

import SyncCore

struct RecurrenceReader {
    private var frequency: Recurrence.Frequency?
    private var interval: Int?
    private var count: Int?
    private var until: WallClock?
    private var days = WeekdaySet()
    private var untilElements = 0
    private var untilValues = 0

    /// Bounds that no care plan passes and every later computation can hold.
    private static let intervals = 1...999
    private static let counts = 1...100_000

    mutating func text(_ place: Place, _ text: ByteText, _ scene: inout Scene) throws(Refusal) {
        let value = text.trimmed
        switch place {
        case .freq:
            guard frequency == nil else { throw Refusal(.recurrenceUnreadable) }
            guard value == "DAILY" || value == "WEEKLY" else { throw Refusal(.recurrenceFrequency) }
            frequency = value == "DAILY" ? .daily : .weekly
        case .interval:
            // The official sample's empty `<interval/>` is RFC 5545's default.
            let number = value.isEmpty ? 1 : value.number
            guard interval == nil, let number, Self.intervals.contains(number) else {
                throw Refusal(.recurrenceUnreadable)
            }
            interval = number
        case .count:
            guard count == nil, let number = value.number, Self.counts.contains(number) else {
                throw Refusal(.recurrenceUnreadable)
            }
            count = number
        case .byDay: try addDays(value)
        case .weekStart: guard value == "MO" else { throw Refusal(.recurrencePart) }
        case .untilTime: try setUntil(value, isDate: false, scene.context.zone)
        case .untilDate: try setUntil(value, isDate: true, scene.context.zone)
        default: break
        }
    }

    /// An `until` opens.
    mutating func openUntil() { untilElements += 1 }

    /// The rule, when its element closes.
    func recurrence() throws(Refusal) -> Recurrence {
        guard let frequency else { throw Refusal(.recurrenceFrequency) }
        // An until without a value would make a series endless. RFC 5545 §3.3.10: COUNT and UNTIL exclude each other.
        guard untilElements == untilValues, untilElements <= (count == nil ? 1 : 0) else {
            throw Refusal(.recurrenceUnreadable)
        }
        return Recurrence(frequency: frequency, interval: interval ?? 1, count: count, until: until, byDay: days)
    }

    private mutating func addDays(_ list: ByteText) throws(Refusal) {
        var word: [UInt8] = []
        for index in 0...list.count {
            let byte = index < list.count ? list[index] : UInt8(ascii: ",")
            if ByteText.isBlank(byte) { continue }
            if byte != UInt8(ascii: ",") {
                guard word.count < 2 else { throw Refusal(.recurrenceUnreadable) }
                word.append(byte)
                continue
            }
            guard let day = Self.weekday(word) else { throw Refusal(.recurrenceUnreadable) }
            days.insert(day)
            word.removeAll(keepingCapacity: true)
        }
    }

    private static func weekday(_ word: [UInt8]) -> Weekday? {
        guard word.count == 2 else { return nil }
        switch (word[0], word[1]) {
        case (UInt8(ascii: "M"), UInt8(ascii: "O")): return .monday
        case (UInt8(ascii: "T"), UInt8(ascii: "U")): return .tuesday
        case (UInt8(ascii: "W"), UInt8(ascii: "E")): return .wednesday
        case (UInt8(ascii: "T"), UInt8(ascii: "H")): return .thursday
        case (UInt8(ascii: "F"), UInt8(ascii: "R")): return .friday
        case (UInt8(ascii: "S"), UInt8(ascii: "A")): return .saturday
        case (UInt8(ascii: "S"), UInt8(ascii: "U")): return .sunday
        default: return nil
        }
    }

    /// A date ends the series with that day. An end beyond every horizon, as 9999-12-31, is no end.
    private mutating func setUntil(_ text: ByteText, isDate: Bool, _ zone: TimeZoneTable) throws(Refusal) {
        untilValues += 1
        if let year = text.digits(0, 4), year >= CalendarTime.years.upperBound, WallClock.isWritten(in: text) { return }
        until =
            isDate
            ? WallClock(date: try CalendarTime.date(text, .recurrenceUnreadable), secondOfDay: 86_399)
            : try CalendarTime.wallClock(text, .recurrenceUnreadable, zone)
    }
}

extension WallClock {
    /// Whether the text is a date, or a date-time without offset, of any year.
    fileprivate static func isWritten(in text: ByteText) -> Bool {
        let unzoned = text.last == UInt8(ascii: "Z") ? Array(text.dropLast()) : Array(text)
        return text.count == 10 ? CivilDate(iso8601: unzoned) != nil : WallClock(iso8601: unzoned) != nil
    }
}
