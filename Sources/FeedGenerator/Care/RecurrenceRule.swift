// The rules by which home care repeats: every day, or on some days of every week or every second week.

/// A recurrence rule (RFC 5545 §3.3.10) as far as the record system uses it. Weeks begin on Monday.
struct RecurrenceRule: Equatable, Sendable {
    enum Frequency: String, Sendable {
        case daily = "DAILY"
        case weekly = "WEEKLY"
    }

    let frequency: Frequency
    /// 1, or 2 for weekly.
    let interval: Int
    /// Monday 0 … Sunday 6, ascending; empty for daily.
    let weekdays: [Int]
    /// A real occurrence: the week it lies in is one of those that count.
    let anchor: CivilDay

    static func daily(from anchor: CivilDay) -> RecurrenceRule {
        RecurrenceRule(frequency: .daily, interval: 1, weekdays: [], anchor: anchor)
    }

    /// - Parameter weekdays: at least one, Monday 0 … Sunday 6. The anchor becomes the first of them on or after `day`.
    static func weekly(on weekdays: [Int], every interval: Int = 1, from day: CivilDay) -> RecurrenceRule {
        let sorted = weekdays.sorted()
        let anchor = (0..<7).map { day + $0 }.first { sorted.contains($0.weekday) } ?? day
        return RecurrenceRule(frequency: .weekly, interval: interval, weekdays: sorted, anchor: anchor)
    }

    /// Whether the rule, without beginning or end, has an occurrence on `day`.
    func occurs(on day: CivilDay) -> Bool {
        guard frequency == .weekly else { return true }
        guard weekdays.contains(day.weekday) else { return false }
        return (day.monday - anchor.monday) / 7 % interval == 0
    }

    /// The first occurrence on or after `day`.
    func next(onOrAfter day: CivilDay) -> CivilDay {
        var candidate = day
        while !occurs(on: candidate) { candidate = candidate + 1 }
        return candidate
    }

    /// `MO,WE,FR`; empty for daily.
    var byday: String {
        weekdays.map { ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][$0] }.joined(separator: ",")
    }
}
