// Employees are sent to what is due today, and to most of what is due tomorrow.

extension Citizen {
    /// Assigns employees to planned visits of today and tomorrow.
    mutating func assignEmployees(_ night: CareNight) {
        for index in series.indices where !series[index].isEnded {
            for day in [night.today, night.today + 1] where series[index].occurs(on: day) {
                guard series[index].visit(on: day).standing == .planned, isDue(day, night) else { continue }
                let frame = DaySlot.assigned(within: series[index].frame(on: day), random: &life)
                series[index].assign(day, uid: uids.next(), frame: frame, employees: drawEmployees())
            }
        }
        for index in singles.indices {
            let visit = singles[index].visit
            let day = visit.frame.start.day
            guard visit.standing == .planned, day >= night.today, isDue(day, night) else { continue }
            if life.happens(0.3) { rename(index, night) }
            let frame = DaySlot.assigned(within: visit.frame, random: &life)
            singles[index].assign(frame, employees: drawEmployees())
        }
    }

    private mutating func isDue(_ day: CivilDay, _ night: CareNight) -> Bool {
        day == night.today || (day == night.today + 1 && life.happens(0.85))
    }
}
