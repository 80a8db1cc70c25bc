// What happens to visits that are planned by themselves.

extension Citizen {
    /// Single visits move, vanish, are called off, take place after all; new ones are planned.
    mutating func changeSingles(_ night: CareNight) {
        for index in singles.indices where singles[index].visit.frame.start.day >= night.today {
            switch singles[index].visit.standing {
            case .planned, .assigned: changeOpenSingle(index, night)
            case .cancelled where !singles[index].visit.isDropped:
                if life.happens(0.25) {
                    singles[index].visit.reinstate()
                } else if life.happens(0.1), !activity.isReturner {
                    singles[index].visit.isDropped = true
                }
            default: break
            }
        }
        if life.happens(0.12) {
            _ = addSingle(on: night.plannableDays)
        }
    }

    private mutating func changeOpenSingle(_ index: Int, _ night: CareNight) {
        let isAway = activity.isAway(night: night.number)
        if life.happens(0.1) {
            if !isAway { moveSingle(index, night) }
        } else if life.happens(0.03) {
            singles[index].vanish()
        } else if life.happens(0.04), !isAway || !differsFromShown(singles[index].visit) {
            singles[index].visit.cancel(life.pick(CancellationReason.allCases))
        } else if singles[index].visit.standing == .assigned, life.happens(0.1) {
            singles[index].visit.employees = drawEmployees()
        }
    }

    /// The portal still holds another time of it.
    func differsFromShown(_ visit: Visit) -> Bool {
        visit.shown.map { $0.frame != visit.frame } ?? false
    }

    /// Another day, or another slot of the same day; as long as it was, and a window stays a window.
    private mutating func moveSingle(_ index: Int, _ night: CareNight) {
        let visit = singles[index].visit
        let otherSlots = singleSlots.filter { $0 != visit.subject.slot }
        let staysThatDay = life.happens(0.3)
        guard let slot = (staysThatDay ? otherSlots : singleSlots).randomly(&life),
            let day = staysThatDay ? visit.frame.start.day : freeDay(in: night.plannableDays)
        else { return }
        let frame =
            visit.frame.isWindow
            ? DaySlot.window(slot, on: day, random: &life) : DaySlot.exact(slot, on: day, random: &life)
        singles[index].move(to: frame, slot: slot)
        if life.happens(0.15) { rename(index, night) }
    }

    /// A new event takes over, unless nobody could follow the thread: a second change of `uid` is only understood
    /// when the visit was stated, and the portal told of it, since the first.
    mutating func rename(_ index: Int, _ night: CareNight) {
        let single = singles[index]
        let isAway = activity.isAway(night: night.number)
        if let renamed = single.renamedBefore, renamed == night.number || single.visit.shown == nil || isAway { return }
        singles[index].rename(to: uids.next(), before: night.number)
    }
}
