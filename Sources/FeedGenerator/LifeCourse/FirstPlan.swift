// The care a citizen receives when the run begins.
//
// Most visits are series: one to five a day that come every day, for some one more on single weekdays, and now and then
// a visit planned by itself. On average that makes about 3.7 visits a day.

extension Citizen {
    /// The citizen with `ordinal` (from 0) as he is before the first night.
    ///
    /// - Parameter numberOrdinal: his place among all whom `allocation` gives numbers.
    init(
        ordinal: Int, numberOrdinal: Int, municipality: Municipality, allocation: NumberAllocation,
        activity: ActivityPlan,
        night: CareNight, seed: UInt64
    ) {
        var random = SplitMix64(seed: seed, labels: 4, UInt64(ordinal))
        let isDNumber = random.happens(0.02)
        let number = allocation.number(ordinal: numberOrdinal, isDNumber: isDNumber, random: &random)
        let slots = random.shuffled(Array(DaySlot.bounds.indices))
        self.init(
            person: Person(number: number, random: &random),
            activity: activity.history(ordinal: ordinal, random: &random), memberships: [], series: [], singles: [],
            units: [], seriesSlots: Array(slots.prefix(5)), seriesSlotsUsed: 0, singleSlots: Array(slots.dropFirst(5)),
            uids: UIDSource(ordinal: ordinal, seed: seed), life: random)
        let profile = chooseServices(municipality, night)
        planDays(profile, night)
        for _ in 0..<life.below(4) {
            _ = addSingle(on: night.plannableDays)
        }
    }

    /// What a citizen's days are made of.
    private struct Profile {
        /// Visited every day.
        let daily: [Service]
        /// Visited on single weekdays.
        let weekly: [Service]
    }

    /// Most have services of the first unit, some of the second, a few of both.
    private mutating func chooseServices(_ municipality: Municipality, _ night: CareNight) -> Profile {
        let first = municipality.services(of: municipality.units[0])
        let second = municipality.services(of: municipality.units[1])
        let dice = second.isEmpty ? 0 : life.below(100)
        let chosen: Profile
        switch dice {
        case ..<75: chosen = Profile(daily: some(of: first), weekly: [])
        case ..<90: chosen = Profile(daily: some(of: second), weekly: [])
        default: chosen = Profile(daily: some(of: first), weekly: some(of: second))
        }
        for service in (chosen.daily + chosen.weekly).sorted(by: { $0.index < $1.index }) {
            receive(service, since: night.today - life.below(900))
        }
        return chosen
    }

    /// One of `services`, often two, sometimes three.
    private mutating func some(of services: [Service]) -> [Service] {
        let count = min(services.count, life.pick([1, 1, 2, 2, 3]))
        // What the municipality has not opened yet is mostly received beside something else.
        let opened = life.shuffled(services.filter(\.isOpened))
        let closed = services.filter { !$0.isOpened }
        return Array((life.happens(0.2) ? closed + opened : opened + closed).prefix(count))
    }

    private mutating func planDays(_ profile: Profile, _ night: CareNight) {
        let beginning = night.today - life.below(400)
        let twins = sharedPair(profile.daily)
        let dailyCount = life.pick(twins == nil ? [1, 2, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5] : [1, 2, 3, 4])
        for place in 0..<dailyCount {
            // The first is there every single day, so no day is without a visit.
            let rule =
                place == 0 || life.happens(0.6) ? RecurrenceRule.daily(from: beginning) : mostDays(from: beginning)
            if place == 0, let twins {
                addTwins(twins, rule: rule, firstDay: beginning)
            } else {
                addSeries(life.pick(profile.daily), rule: rule, firstDay: rule.anchor, night: night)
            }
        }
        if !profile.weekly.isEmpty || life.happens(0.5) {
            let service = life.pick(profile.weekly.isEmpty ? profile.daily : profile.weekly)
            let rule = someDays(from: beginning)
            addSeries(service, rule: rule, firstDay: rule.anchor, night: night)
        }
    }

    /// Five to all seven days of every week.
    private mutating func mostDays(from day: CivilDay) -> RecurrenceRule {
        let free = life.shuffled(Array(0...6)).prefix(life.below(3))
        return .weekly(on: (0...6).filter { !free.contains($0) }, from: day)
    }

    /// One to three days of every week, or of every second.
    mutating func someDays(from day: CivilDay) -> RecurrenceRule {
        let days = Array(life.shuffled(Array(0...6)).prefix(1 + life.below(3)))
        return .weekly(on: days, every: life.happens(0.35) ? 2 : 1, from: day)
    }

    /// Two opened services of one unit, for the few citizens whose record holds one `uid` for both.
    private mutating func sharedPair(_ services: [Service]) -> [Service]? {
        let opened = services.filter(\.isOpened)
        guard opened.count >= 2, life.happens(0.06) else { return nil }
        return opened.prefix(2).sorted { $0.id < $1.id }
    }
}
