// Three kinds of time, kept apart by type because mixing them is how visits move by an hour:
// an `Instant` is a point on the world's line, a `CivilDate` a square in the calendar on the wall, and a `WallClock`
// what the kitchen clock shows. xCal times are wall clocks without a zone; only a `TimeZoneTable` turns one into the
// other.

/// A point in time, in nanoseconds since 1970-01-01T00:00:00Z. Covers the years 1900 to 2199; what lies beyond 1677 or
/// 2262 becomes the first or last instant there is, because a message may claim any year and must not stop the night.
public struct Instant: Hashable, Comparable, Sendable {
    public let nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        nanoseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// Whole seconds, rounded towards the past.
    public var seconds: Int64 { nanoseconds.dividedFlooring(by: 1_000_000_000) }

    public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }
    public func adding(seconds: Int64) -> Instant {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(Instant(seconds: seconds).nanoseconds)
        return Instant(nanoseconds: overflow ? (seconds < 0 ? .min : .max) : sum)
    }
    public func adding(days: Int) -> Instant { adding(seconds: Int64(days) * 86_400) }
    public func adding(hours: Int) -> Instant { adding(seconds: Int64(hours) * 3_600) }
}

/// A day of the proleptic Gregorian calendar, counted from 1970-01-01.
public struct CivilDate: Hashable, Comparable, Sendable {
    public let dayNumber: Int32

    public init(dayNumber: Int32) { self.dayNumber = dayNumber }

    /// `nil` when no such day exists, or outside the years 1800 to 9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1800...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.days(inMonth: month, leap: Self.isLeap(year))
        else { return nil }
        // Days from civil, after Howard Hinnant's chrono-compatible algorithms: years begin in March so that the leap
        // day comes last.
        let y = month <= 2 ? year - 1 : year
        let era = y / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        dayNumber = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    public static let never = CivilDate(dayNumber: 2_932_896)  // 9999-12-31, FHIR's and HITS 1218's "still open"

    public static func < (a: CivilDate, b: CivilDate) -> Bool { a.dayNumber < b.dayNumber }
    public func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + Int32(days)) }

    public var components: (year: Int, month: Int, day: Int) {
        let shifted = Int(dayNumber) + 719_468
        let era = shifted.dividedFlooring(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    public var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        Weekday(rawValue: UInt8((Int(dayNumber) + 3).modulo(7))).unsafelyPresent
    }

    /// Weeks since an arbitrary Monday; RFC 5545 counts WEEKLY intervals in weeks that start on Monday (WKST=MO).
    public var weekNumber: Int { (Int(dayNumber) + 3).dividedFlooring(by: 7) }

    public static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    public static func days(inMonth month: Int, leap: Bool) -> Int {
        switch month {
        case 2: leap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Monday is 0, as in ISO 8601 and RFC 5545's default week.
public enum Weekday: UInt8, CaseIterable, Sendable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}

/// What a clock on the wall in Norway shows: seconds since 1970-01-01T00:00:00, as if every day had 24 hours.
public struct WallClock: Hashable, Comparable, Sendable {
    public let seconds: Int64

    public init(seconds: Int64) { self.seconds = seconds }

    /// - Parameter secondOfDay: 0 to 86,399.
    public init(date: CivilDate, secondOfDay: Int) {
        seconds = Int64(date.dayNumber) * 86_400 + Int64(secondOfDay)
    }

    public var date: CivilDate { CivilDate(dayNumber: Int32(seconds.dividedFlooring(by: 86_400))) }
    public var secondOfDay: Int { Int(seconds - Int64(date.dayNumber) * 86_400) }
    public static func < (a: WallClock, b: WallClock) -> Bool { a.seconds < b.seconds }
    public func adding(seconds more: Int64) -> WallClock { WallClock(seconds: seconds + more) }

    /// The years 1800 to 9999, those of `CivilDate`.
    static let representable = Int64(-62_091) * 86_400..<(Int64(CivilDate.never.dayNumber) + 1) * 86_400
}

extension BinaryInteger {
    /// Division that rounds towards minus infinity, so that times before 1970 behave.
    @inlinable func dividedFlooring(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    @inlinable func modulo(_ divisor: Self) -> Self {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}

extension Optional where Wrapped == Weekday {
    /// `modulo(7)` of the caller proves the raw value; a Monday would be a visible, harmless answer to a broken proof.
    fileprivate var unsafelyPresent: Weekday { self ?? .monday }
}
