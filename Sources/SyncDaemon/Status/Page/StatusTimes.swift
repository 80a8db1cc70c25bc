// Times and numbers as the status page writes them: Norwegian clock, English words.

import SyncCore

struct StatusTimes {
    let zone: TimeZoneTable
    let now: Instant

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `26 Nov`
    static func day(_ date: CivilDate) -> String { "\(date.components.day) \(months[date.components.month - 1])" }

    /// `26 Nov 02:14`
    func moment(_ instant: Instant) -> String {
        let clock = zone.wallClock(at: instant)
        return Self.day(clock.date) + " " + Self.clock(clock.secondOfDay)
    }

    static func clock(_ secondOfDay: Int) -> String {
        func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return twoDigits(secondOfDay / 3_600) + ":" + twoDigits(secondOfDay / 60 % 60)
    }

    /// `40 minutes`, `6 hours`, `3 days`.
    func age(_ instant: Instant) -> String {
        let minutes = max(0, Int(now.seconds - instant.seconds) / 60)
        func words(_ number: Int, _ unit: String) -> String { "\(number) \(unit)" + ReportText.plural(number) }
        if minutes < 120 { return words(minutes, "minute") }
        if minutes < 48 * 60 { return words(minutes / 60, "hour") }
        return words(minutes / 1_440, "day")
    }

    /// `12 400`
    static func count(_ number: Int) -> String {
        var text = ""
        for (index, digit) in String(number).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { text = "\u{00A0}" + text }
            text = String(digit) + text
        }
        return text
    }

    /// The middle of a scale; nothing where it would be no whole number.
    static func half(_ top: Int) -> String { top.isMultiple(of: 2) ? count(top / 2) : "" }
}
