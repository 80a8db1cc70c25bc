// A point in time, read strictly as FHIR writes it, and written one way only.
//
// FHIR R4 §2.24.0.1 gives `instant` and `dateTime` by regular expression: seconds are obligatory with a time, so is
// the zone. Two instants are compared as points in time, never as texts: 08:00+02:00 is 06:00Z.

/// A point in time with nanoseconds, years 1 to 9999.
struct Instant: Hashable, Comparable, Sendable {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    var seconds: Int64
    /// 0 to 999,999,999. Further digits of a fraction are dropped.
    var nanoseconds: Int32

    init(seconds: Int64, nanoseconds: Int32 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    static func < (left: Instant, right: Instant) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

extension Instant {
    /// Reads a FHIR `instant`: date, time with seconds, and `Z` or an offset of at most 14:00.
    init?(_ text: String) {
        var cursor = DigitCursor(text)
        guard let year = cursor.number(4), year > 0, cursor.take("-"), let month = cursor.number(2), cursor.take("-"),
            let day = cursor.number(2), cursor.take("T"), let hour = cursor.number(2), cursor.take(":"),
            let minute = cursor.number(2), cursor.take(":"), let second = cursor.number(2),
            CivilDay.exists(year: year, month: month, day: day), hour < 24, minute < 60, second <= 60,
            let fraction = cursor.fraction(), let offsetMinutes = cursor.offsetMinutes(), cursor.isAtEnd
        else { return nil }
        let days = CivilDay.daysSince1970(year: year, month: month, day: day)
        let secondOfDay = hour * 3600 + (minute - offsetMinutes) * 60 + second
        self.init(seconds: Int64(days * 86_400 + secondOfDay), nanoseconds: fraction)
    }

    /// The instant in UTC with `Z`, with a fraction only when there is one.
    var text: String {
        let days = Int(seconds.dividedByDay.quotient)
        let secondOfDay = Int(seconds.dividedByDay.remainder)
        let date = CivilDay.text(daysSince1970: days)
        let time = [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map { twoDigits($0) }
        return "\(date)T\(time.joined(separator: ":"))\(fractionText)Z"
    }

    /// As HTTP writes a date, in whole seconds (RFC 9110 §5.6.7).
    var headerText: String {
        let days = seconds.dividedByDay.quotient
        let secondOfDay = Int(seconds.dividedByDay.remainder)
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int((days % 7 + 7) % 7)]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let date = CivilDay.text(daysSince1970: Int(days)).split(separator: "-")
        let month = months[(Int(date[1]) ?? 1) - 1]
        let time = [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map { twoDigits($0) }
        return "\(weekday), \(date[2]) \(month) \(date[0]) \(time.joined(separator: ":")) GMT"
    }

    private var fractionText: String {
        guard nanoseconds > 0 else { return "" }
        var digits = String(nanoseconds)
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.last == "0" { digits.removeLast() }
        return "." + digits
    }
}

extension Int64 {
    /// Whole days and the seconds of the day that began, also before 1970.
    fileprivate var dividedByDay: (quotient: Int64, remainder: Int64) {
        let remainder = (self % 86_400 + 86_400) % 86_400
        return ((self - remainder) / 86_400, remainder)
    }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

/// Days of the proleptic Gregorian calendar.
enum CivilDay {
    static func exists(year: Int, month: Int, day: Int) -> Bool {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && (1...lengths[month - 1]).contains(day)
    }

    /// Days since 1970-01-01. Counts in years that begin in March, so that the leap day comes last.
    static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let era = marchYear / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The date as `yyyy-MM-dd`.
    static func text(daysSince1970 days: Int) -> String {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let padded = String(repeating: "0", count: max(0, 4 - String(year).count)) + String(year)
        return "\(padded)-\(twoDigits(month))-\(twoDigits(dayOfYear - (153 * marchMonth + 2) / 5 + 1))"
    }
}

/// Walks over the bytes of a date text.
struct DigitCursor {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { index == bytes.count }

    /// Exactly `count` ASCII digits as a number.
    mutating func number(_ count: Int) -> Int? {
        guard index + count <= bytes.count else { return nil }
        var number = 0
        for byte in bytes[index..<index + count] {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        index += count
        return number
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, UInt32(bytes[index]) == character.value else { return false }
        index += 1
        return true
    }

    /// A fraction in nanoseconds; 0 when there is none, `nil` for a point without digits.
    mutating func fraction() -> Int32? {
        guard take(".") else { return 0 }
        var nanoseconds: Int32 = 0
        var count = 0
        while let digit = number(1) {
            if count < 9 { nanoseconds = nanoseconds * 10 + Int32(digit) }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in count..<max(count, 9) { nanoseconds *= 10 }
        return nanoseconds
    }

    /// `Z`, or an offset from -14:00 to +14:00 in minutes.
    mutating func offsetMinutes() -> Int? {
        if take("Z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number(2), take(":"), let minutes = number(2),
            minutes < 60, hours < 14 || hours == 14 && minutes == 0
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
