// Days and times as they stand on a wall in Norway.
//
// Care is planned in wall-clock time and the calendar events carry it without a zone, so the model does its arithmetic
// on plain day numbers and minutes. Only what the portal shall show is turned into instants, by `OsloClock`.

/// A date of the Gregorian calendar, as the number of days since 1970-01-01.
struct CivilDay: Hashable, Comparable, Sendable {
    let number: Int

    init(number: Int) {
        self.number = number
    }

    /// The day of a year (0...9999), month (1...12) and day of the month; overflowing days run into the next month.
    init(_ year: Int, _ month: Int, _ day: Int) {
        // Years begin in March, so the leap day is the last of its year and months have a regular length pattern.
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
    }

    /// The day written as `yyyy-MM-dd`; nil when it is not one, or not a date of the calendar.
    init?(iso text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2],
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        let candidate = CivilDay(year, month, day)
        guard candidate.iso == text else { return nil }
        self = candidate
    }

    /// Year, month 1...12 and day 1...31.
    var parts: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Monday 0 … Sunday 6 (1970-01-01 was a Thursday).
    var weekday: Int { ((number + 3) % 7 + 7) % 7 }

    /// The Monday of the week this day lies in.
    var monday: CivilDay { self - weekday }

    /// `yyyy-MM-dd`
    var iso: String {
        let (year, month, day) = parts
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// `yyyyMMdd`
    var compact: String {
        let (year, month, day) = parts
        return padded(year, 4) + padded(month, 2) + padded(day, 2)
    }

    static func < (left: CivilDay, right: CivilDay) -> Bool { left.number < right.number }
    static func + (day: CivilDay, days: Int) -> CivilDay { CivilDay(number: day.number + days) }
    static func - (day: CivilDay, days: Int) -> CivilDay { CivilDay(number: day.number - days) }
    static func - (left: CivilDay, right: CivilDay) -> Int { left.number - right.number }
}

/// A day and a time of day, in whole minutes.
struct CivilTime: Hashable, Comparable, Sendable {
    let day: CivilDay
    /// 0...1439, minutes since midnight as the clock shows them.
    let minute: Int

    /// `minute` may lie outside the day: 1450 is ten past midnight of the day after.
    init(_ day: CivilDay, minute: Int) {
        let wholeDays = (minute >= 0 ? minute : minute - 1439) / 1440
        self.day = day + wholeDays
        self.minute = minute - wholeDays * 1440
    }

    /// The wall clock `minutes` later; a change of the clock between is not counted.
    func adding(minutes: Int) -> CivilTime {
        CivilTime(day, minute: minute + minutes)
    }

    /// `yyyy-MM-ddTHH:mm:ss`, as calendar events write it (RFC 6321, date-time).
    var iso: String { "\(day.iso)T\(padded(minute / 60, 2)):\(padded(minute % 60, 2)):00" }

    /// `yyyyMMddTHHmmss`, as an occurrence is named in an identifier.
    var compact: String { "\(day.compact)T\(padded(minute / 60, 2))\(padded(minute % 60, 2))00" }

    static func < (left: CivilTime, right: CivilTime) -> Bool {
        (left.day, left.minute) < (right.day, right.minute)
    }
}

/// `value` in decimal digits, filled with leading zeros to `width`; longer numbers are not cut.
func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
}
