// When a night is: an interval for each date, from wall clocks in Norway. It is computed as two instants and never by
// comparing clocks, so the hour that comes twice in October is no second night and the one that is missing in March ends
// none early.

/// The hours of the night, by the clock on the wall.
public struct NightWindow: Sendable, Equatable {
    /// Seconds after midnight; an end that is not after the start is the next day's.
    public let start: Int
    public let end: Int

    /// 01:00 to 05:30.
    public static let standard = NightWindow(3_600, 19_800)

    private init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = end
    }

    /// `nil` when the two are the same or no times of day.
    public init?(start: Int, end: Int) {
        guard start != end, (0..<86_400).contains(start), (0..<86_400).contains(end) else { return nil }
        self.init(start, end)
    }

    /// The night that is, or the next one.
    public func night(at now: Instant, in zone: TimeZoneTable) -> Night {
        let today = zone.wallClock(at: now).date.dayNumber
        // Yesterday's may have crossed midnight; tomorrow's is the next when today's is over.
        let nights = (today - 1...today + 1).map { night(of: CivilDate(dayNumber: $0), in: zone) }
        return nights.first { $0.closes > now } ?? nights[2]
    }

    private func night(of date: CivilDate, in zone: TimeZoneTable) -> Night {
        let closing = end > start ? date : CivilDate(dayNumber: date.dayNumber + 1)
        let opens = Self.opening(WallClock(date: date, secondOfDay: start), in: zone)
        let closes = zone.instant(of: WallClock(date: closing, secondOfDay: end))
        // Swallowed whole by the change of clock, it is as long as on any other day.
        let length = Int64((end - start + 86_400) % 86_400)
        return Night(opens: opens, closes: closes > opens ? closes : opens.adding(seconds: length))
    }

    /// A start that does not exist is when the clock jumps over it, so that no end can come before it.
    private static func opening(_ clock: WallClock, in zone: TimeZoneTable) -> Instant {
        let instant = zone.instant(of: clock)
        let skipped = zone.wallClock(at: instant).seconds - clock.seconds
        guard skipped > 0 else { return instant }
        // `instant` lies as far behind the jump as the clock would have gone on.
        let before = zone.offset(at: instant.adding(seconds: -skipped))
        var low = instant.seconds - skipped
        var high = instant.seconds
        while low < high {
            let middle = (low + high) / 2
            if zone.offset(at: Instant(seconds: middle)) == before { low = middle + 1 } else { high = middle }
        }
        return Instant(seconds: low)
    }
}

/// One night, named by the date it opens on.
public struct Night: Sendable, Equatable {
    public let opens: Instant
    /// The first instant that is no longer night.
    public let closes: Instant

    public init(opens: Instant, closes: Instant) {
        self.opens = opens
        self.closes = closes
    }
}
