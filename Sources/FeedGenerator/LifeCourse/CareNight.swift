// The night from the record system's side: what lies behind, what was changed by day, who goes where tomorrow.

/// What a citizen's life course needs to know of a night.
struct CareNight: Sendable {
    /// Counted from 1.
    let number: Int
    let today: CivilDay
    /// How many days ahead single visits are planned.
    let snapshotDays: Int

    var yesterday: CivilDay { today - 1 }
    /// The days single visits may be placed on.
    var plannableDays: ClosedRange<CivilDay> { today...(today + min(snapshotDays - 1, 24)) }
}

extension Citizen {
    /// Lets a day and an office's work on it go by, up to what is stated on `night`.
    mutating func live(until night: CareNight, in municipality: Municipality) {
        if night.number > 1 {
            performVisits(of: night.yesterday, before: night)
            performUnplannedVisits(before: night)
            changeServices(night, municipality)
            changeSeries(night)
            changeOccurrences(night)
            changeSingles(night)
        }
        assignEmployees(night)
    }

    /// One employee, sometimes two.
    mutating func drawEmployees() -> [String] {
        let first = life.pick(PersonNames.employees)
        let second = life.pick(PersonNames.employees)
        return life.happens(0.1) && second != first ? [first, second] : [first]
    }
}
