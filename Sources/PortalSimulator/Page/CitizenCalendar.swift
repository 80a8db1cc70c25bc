// What one citizen sees, as values: the entries in sight, what became of them since yesterday, and what someone with a
// given proxy is told. Made from what the portal holds and its clock, and from nothing else.

/// An appointment as it was from a time on.
struct ShownVersion: Equatable, Sendable {
    var since: Instant
    var shown: ShownAppointment
}

/// One appointment with all it ever was.
struct CalendarEntry: Equatable, Sendable {
    struct Key: Hashable, Sendable {
        var system: String
        var value: String
    }

    /// By which pages find it; says nothing of anybody.
    var number: Int64
    /// Oldest first.
    var earlier: [ShownVersion]
    var current: ShownVersion

    var versions: [ShownVersion] { earlier + [current] }
    var shown: ShownAppointment { current.shown }
    /// When it begins, or its window does.
    var start: Instant { shown.begins }

    /// What it was just before a time; `nil` when it was not there yet.
    func before(_ time: Instant) -> ShownAppointment? {
        versions.last { $0.since < time }?.shown
    }
}

extension ShownAppointment {
    /// When it, or its window, begins; every accepted entry has one of the two.
    var begins: Instant { start ?? periodStart ?? Instant(seconds: 0) }
    var ends: Instant? { end ?? periodEnd }
    /// The visit comes at some time within its window.
    var isWindow: Bool { start == nil && periodStart != nil }
}

struct CitizenCalendar: Equatable, Sendable {
    var citizen: Citizen
    var entries: [CalendarEntry]
    /// Names of the services he is a member of.
    var contacts: [String]
    var now: Instant
    var hidesPast: Bool

    /// What the citizen sees now, by time.
    var inSight: [CalendarEntry] {
        entries.filter { isInSight($0.shown) }.sorted { ($0.start, $0.number) < ($1.start, $1.number) }
    }

    /// Those that have not ended.
    var coming: [CalendarEntry] { inSight.filter { ($0.shown.ends ?? $0.start) >= now } }

    /// Those that have, the latest first.
    var past: [CalendarEntry] { inSight.filter { ($0.shown.ends ?? $0.start) < now }.reversed() }

    func on(_ day: Day) -> [CalendarEntry] { inSight.filter { OsloTime($0.start).day == day } }

    func entry(_ number: Int64) -> CalendarEntry? { entries.first { $0.number == number } }

    func isInSight(_ shown: ShownAppointment) -> Bool { shown.isInSight(at: now, hidesPast: hidesPast) }

    var today: Day { OsloTime(now).day }

    /// When yesterday ended.
    var midnight: Instant { OsloTime.midnight(beginning: today) }

    /// What is shown otherwise than it was when yesterday ended, by time. What is out of sight either way, because it is
    /// past, is left out.
    var changes: [ShownChange] {
        entries.compactMap { entry in
            ShownChange(
                number: entry.number, before: entry.before(midnight).flatMap { $0.isShown ? $0 : nil },
                after: entry.shown.isShown ? entry.shown : nil)
        }
        .filter { change in isInSight(change.shown) }
        .sorted { ($0.shown.begins, $0.number) < ($1.shown.begins, $1.number) }
    }

    /// What someone with a given proxy is told: each performed visit, once, when it became known; the latest first.
    var notices: [ProxyNotice] {
        guard citizen.assignedProxy else { return [] }
        return entries.compactMap { entry in
            entry.versions.first { $0.shown.status == "fulfilled" }.map {
                ProxyNotice(number: entry.number, told: $0.since, visit: entry.shown)
            }
        }
        .filter { $0.visit.status == "fulfilled" }
        .sorted { ($0.visit.begins, $0.number) > ($1.visit.begins, $1.number) }
    }
}

/// A performed visit that a relative is told of.
struct ProxyNotice: Equatable, Sendable {
    var number: Int64
    var told: Instant
    var visit: ShownAppointment
}
