// Days, weeks and times of day in Norway, and how they are said in Norwegian. The words are a table: what a page says must
// not depend on the machine's languages.

import Foundation

/// A day of the Gregorian calendar.
struct Day: Hashable, Comparable, Strideable, Sendable {
    /// Since 1970-01-01.
    let number: Int

    init(number: Int) {
        self.number = number
    }

    var year: Int { parts[0] }
    /// 1 to 12.
    var month: Int { parts[1] }
    var day: Int { parts[2] }

    /// `yyyy-MM-dd`.
    var text: String { CivilDay.text(daysSince1970: number) }

    /// 0 is Monday.
    var weekday: Int { ((number + 3) % 7 + 7) % 7 }

    private var parts: [Int] { text.split(separator: "-").compactMap { Int($0) } }

    func distance(to other: Day) -> Int { other.number - number }
    func advanced(by days: Int) -> Day { Day(number: number + days) }
}

/// An ISO week, Monday to Sunday.
struct Week: Hashable, Sendable {
    let monday: Day

    init(of day: Day) {
        monday = day.advanced(by: -day.weekday)
    }

    /// Reads `2027-W12`.
    init?(_ text: String) {
        var cursor = DigitCursor(text)
        guard let year = cursor.number(4), year > 0, cursor.take("-"), cursor.take("W"), let number = cursor.number(2),
            cursor.isAtEnd
        else { return nil }
        let fourth = Day(number: CivilDay.daysSince1970(year: year, month: 1, day: 4))
        self.init(of: fourth.advanced(by: (number - 1) * 7))
        // Week 53 of a year that has none is the first of the next.
        guard self.year == year, self.number == number else { return nil }
    }

    /// The year most of the week lies in.
    var year: Int { thursday.year }

    /// 1 to 53.
    var number: Int {
        (thursday.number - CivilDay.daysSince1970(year: thursday.year, month: 1, day: 1)) / 7 + 1
    }

    /// `2027-W12`.
    var text: String {
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-W" + Norwegian.twoDigits(number)
    }

    var days: [Day] { (0..<7).map(monday.advanced) }

    func advanced(by weeks: Int) -> Week { Week(of: monday.advanced(by: weeks * 7)) }

    private var thursday: Day { monday.advanced(by: 3) }
}

/// A clock on a wall in Norway.
struct OsloTime: Equatable, Sendable {
    let day: Day
    let hour: Int
    let minute: Int

    init(_ instant: Instant) {
        let local = Int(instant.seconds) + Self.offset(at: instant.seconds)
        let secondOfDay = (local % 86_400 + 86_400) % 86_400
        day = Day(number: (local - secondOfDay) / 86_400)
        hour = secondOfDay / 3600
        minute = secondOfDay / 60 % 60
    }

    /// When a day begins. The clocks change at 01:00 UTC, never between 22:00 UTC and a midnight.
    static func midnight(beginning day: Day) -> Instant {
        let utc = Int64(day.number) * 86_400
        return Instant(seconds: utc - Int64(offset(at: utc - 7200)))
    }

    private static let zone = TimeZone(identifier: "Europe/Oslo")

    /// Seconds ahead of UTC; where the machine has no time zones, those of winter.
    private static func offset(at seconds: Int64) -> Int {
        zone?.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds))) ?? 3600
    }
}

/// Days and times as Norwegians write them.
enum Norwegian {
    static let weekdays = ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"]
    static let months = [
        "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
        "desember",
    ]

    /// `mandag 22. mars`
    static func day(_ day: Day) -> String { "\(weekdays[day.weekday]) \(day.day). \(months[day.month - 1])" }

    /// `mandag 22. mars 2027`
    static func dayWithYear(_ day: Day) -> String { "\(self.day(day)) \(day.year)" }

    /// `22.–28. mars 2027`, `29. mars – 4. april 2027`
    static func span(_ week: Week) -> String {
        let (first, last) = (week.days[0], week.days[6])
        if first.month == last.month { return "\(first.day).–\(last.day). \(months[last.month - 1]) \(last.year)" }
        let year = first.year == last.year ? "" : " \(first.year)"
        return "\(first.day). \(months[first.month - 1])\(year) – \(last.day). \(months[last.month - 1]) \(last.year)"
    }

    /// `08.05`
    static func time(_ time: OsloTime) -> String { "\(twoDigits(time.hour)).\(twoDigits(time.minute))" }

    /// `mandag 22. mars 2027 kl. 08.05`
    static func moment(_ instant: Instant) -> String {
        let time = OsloTime(instant)
        return "\(dayWithYear(time.day)) \(clock(time))"
    }

    /// `kl. 08.05`, which stays on one line.
    static func clock(_ time: OsloTime) -> String { "kl.\u{A0}\(self.time(time))" }

    /// Words that end many of the services' long names.
    private static let wordEnds = [
        "rehabilitering", "sykepleie", "veiledning", "oppfølging", "behandling", "assistanse", "tjenester", "tjeneste",
        "terapi", "bistand", "hjelp", "senter",
    ]

    /// With a soft hyphen where a compound too long for a column falls apart by itself.
    static func hyphenated(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let bare = word.prefix { $0.isLetter }
            guard bare.count > 16, let end = wordEnds.first(where: bare.hasSuffix), bare.count > end.count + 2 else {
                return String(word)
            }
            let start = bare.index(bare.endIndex, offsetBy: -end.count)
            return word[..<start] + "\u{AD}" + word[start...]
        }.joined(separator: " ")
    }

    /// `1 time`, `3 timer`
    static func count(_ number: Int, _ one: String, _ several: String) -> String {
        "\(number) \(number == 1 ? one : several)"
    }

    static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

extension String {
    /// With its first letter in upper case, as at the beginning of a line.
    var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
