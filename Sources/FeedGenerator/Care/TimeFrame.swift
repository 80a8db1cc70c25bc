// When a visit is to be, or was: an exact time, or a window within which somebody will come.

/// A stretch of wall-clock time, at most one day long.
struct TimeFrame: Equatable, Sendable {
    var start: CivilTime
    /// Wall-clock minutes, more than 0.
    var minutes: Int
    /// A promise of "some time between" rather than of a time.
    var isWindow: Bool

    var end: CivilTime { start.adding(minutes: minutes) }
}

/// The parts of a day a citizen's visits are laid in.
///
/// No two visits of one citizen ever touch: each has a slot and stays in it, whatever happens to it. That leaves one
/// reading of everything the messages say (which occurrence an assigned visit takes over, which visit a performed one
/// was), and so one truth. Between the slots lies a quarter of an hour that belongs to nobody.
enum DaySlot {
    /// First and last minute of each slot; the last one ends half an hour after midnight.
    static let bounds = [
        420...570, 585...705, 720...855, 870...1005, 1020...1155, 1170...1305, 1320...1470,
    ]

    /// A quarter to twelve: nothing begins later, so that the day a visit belongs to is never in doubt.
    static let latestStart = 1425

    /// A window of 90 or 120 minutes within `slot` on `day`.
    static func window(_ slot: Int, on day: CivilDay, random: inout SplitMix64) -> TimeFrame {
        let minutes = random.pick([90, 120])
        let room = bounds[slot].count - 1 - minutes
        return frame(bounds[slot].lowerBound + random.below(room / 15 + 1) * 15, minutes, on: day, isWindow: true)
    }

    /// An exact time of a quarter of an hour up to an hour within `slot` on `day`.
    static func exact(_ slot: Int, on day: CivilDay, random: inout SplitMix64) -> TimeFrame {
        let minutes = random.pick([15, 30, 45, 60])
        let latest = min(bounds[slot].upperBound - minutes, latestStart)
        let room = latest - bounds[slot].lowerBound
        return frame(bounds[slot].lowerBound + random.below(room / 15 + 1) * 15, minutes, on: day, isWindow: false)
    }

    /// What an assigned visit within `planned` gets: an exact time inside the window, or the planned time itself.
    static func assigned(within planned: TimeFrame, random: inout SplitMix64) -> TimeFrame {
        guard planned.isWindow else {
            return TimeFrame(start: planned.start, minutes: planned.minutes, isWindow: false)
        }
        let minutes = random.pick([15, 20, 30, 45])
        let room = min(planned.minutes - minutes, latestStart - planned.start.minute)
        return TimeFrame(
            start: planned.start.adding(minutes: random.below(room / 5 + 1) * 5), minutes: minutes, isWindow: false)
    }

    /// When the employee really was there: a little early or late, and always overlapping the assigned time.
    static func performed(_ assigned: TimeFrame, slot: Int, random: inout SplitMix64) -> TimeFrame {
        let bounds = bounds[slot]
        let start = min(max(assigned.start.minute + random.within(-5...5), bounds.lowerBound), latestStart + 5)
        let minutes = max(10, assigned.minutes + random.within(-5...15))
        let end = min(start + minutes, bounds.upperBound - 5)
        return frame(start, end - start, on: assigned.start.day, isWindow: false)
    }

    private static func frame(_ minute: Int, _ minutes: Int, on day: CivilDay, isWindow: Bool) -> TimeFrame {
        TimeFrame(start: CivilTime(day, minute: minute), minutes: minutes, isWindow: isWindow)
    }
}
