// A planned series: the part of RFC 5545's RRULE that home care uses (HITS 1217 §2.8.8), unrolled by the wall clock.
//
// The EPJs move a series' DTSTART to today in every answer. So DTSTART's date is only a lower bound: a day is an
// occurrence when BYDAY says so, and with an INTERVAL above 1 somebody has to remember which week is "on" (`Phase`).

public struct WeekdaySet: Hashable, Sendable {
    public private(set) var bits: UInt8
    public init(bits: UInt8 = 0) { self.bits = bits & 0x7f }
    public init(_ days: [Weekday]) { self.init(bits: days.reduce(0) { $0 | 1 << $1.rawValue }) }
    public var isEmpty: Bool { bits == 0 }
    public func contains(_ day: Weekday) -> Bool { bits & (1 << day.rawValue) != 0 }
    public mutating func insert(_ day: Weekday) { bits |= 1 << day.rawValue }
}

public struct Recurrence: Hashable, Sendable {
    public enum Frequency: UInt8, Sendable { case daily, weekly }

    /// Which days or weeks are "on" when INTERVAL is above 1: the residue of the day or week number.
    public struct Phase: Hashable, Sendable {
        public let residue: Int32
        public init(residue: Int32) { self.residue = residue }
    }

    public var frequency: Frequency
    /// 1 and up; an empty `<interval/>` is 1.
    public var interval: Int
    /// Occurrences counted from the DTSTART at hand; `nil` is without end.
    public var count: Int?
    public var until: WallClock?
    public var byDay: WeekdaySet

    public init(
        frequency: Frequency, interval: Int = 1, count: Int? = nil, until: WallClock? = nil,
        byDay: WeekdaySet = WeekdaySet()
    ) {
        self.frequency = frequency
        self.interval = max(1, interval)
        self.count = count
        self.until = until
        self.byDay = byDay
    }

    /// The phase this DTSTART states, or `nil` when its weekday is not in BYDAY and it therefore states none.
    public func phase(statedBy start: WallClock) -> Phase? {
        guard interval > 1 else { return Phase(residue: 0) }
        guard byDay.isEmpty || byDay.contains(start.date.weekday) else { return nil }
        return phase(of: start.date)
    }

    /// What DTSTART states, else what is remembered, else the week or day of DTSTART.
    public func phase(from start: WallClock, remembered: Phase?) -> Phase {
        // A residue from before the interval shrank is no phase of this series; obeying it would empty the series.
        phase(statedBy: start) ?? remembered.flatMap { $0.residue < interval ? $0 : nil } ?? phase(of: start.date)
    }

    private func phase(of date: CivilDate) -> Phase {
        let number = frequency == .daily ? Int(date.dayNumber) : date.weekNumber
        return Phase(residue: Int32(number.modulo(interval)))
    }

    /// The starts of the occurrences whose date lies in `range`, in order, EXDATEs not yet taken out.
    ///
    /// - Parameters:
    ///   - start: DTSTART. Its time of day is that of every occurrence, in local time across changes of clock.
    ///   - remembered: the phase known from earlier nights, used only when DTSTART states none.
    ///   - limit: no more than this many are returned; a bound on the work, not on the series.
    public func occurrences(
        from start: WallClock, in range: ClosedRange<CivilDate>, remembered: Phase?, limit: Int
    ) -> [WallClock] {
        let phase = phase(from: start, remembered: remembered)
        var left = count ?? Int.max
        var result: [WallClock] = []
        // COUNT has to be counted from DTSTART, everything else may begin at the range.
        var day = count == nil ? max(start.date, range.lowerBound) : start.date
        while day <= range.upperBound, left > 0, result.count < limit {
            if isOn(day, start: start, phase: phase) {
                let occurrence = WallClock(date: day, secondOfDay: start.secondOfDay)
                if let until, occurrence > until { break }
                left -= 1
                if day >= range.lowerBound { result.append(occurrence) }
            }
            day = day.adding(days: 1)
        }
        return result
    }

    private func isOn(_ day: CivilDate, start: WallClock, phase: Phase) -> Bool {
        switch frequency {
        case .daily:
            // RFC 5545 §3.3.10: with FREQ=DAILY, BYDAY limits.
            (byDay.isEmpty || byDay.contains(day.weekday)) && (interval <= 1 || self.phase(of: day) == phase)
        case .weekly:
            (byDay.isEmpty ? day.weekday == start.date.weekday : byDay.contains(day.weekday))
                && (interval <= 1 || self.phase(of: day) == phase)
        }
    }
}
