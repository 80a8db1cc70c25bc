// Care that begins: a service, a series, a visit.

extension Citizen {
    /// The citizen receives `service` from `since` on, and its unit begins to send snapshots of him.
    mutating func receive(_ service: Service, since: CivilDay) {
        memberships.append(Membership(service: service, since: since))
        if !units.contains(service.unit) { units.append(service.unit) }
        overviewChanged = true
    }

    /// A series in the next free slot; none when all slots for series have been used.
    ///
    /// - Parameter firstDay: an occurrence of `rule`.
    mutating func addSeries(_ service: Service, rule: RecurrenceRule, firstDay: CivilDay, night: CareNight) {
        guard seriesSlotsUsed < seriesSlots.count else { return }
        let slot = takeSeriesSlot()
        let day = max(firstDay, night.today)
        let frame =
            life.happens(0.8)
            ? DaySlot.window(slot, on: day, random: &life) : DaySlot.exact(slot, on: day, random: &life)
        let lastDay = life.happens(0.12) ? rule.next(onOrAfter: day + 4 + life.below(50)) : nil
        var new = Series(
            uid: uids.next(), sharedUIDTag: nil, subject: drawSubject(service, slot: slot), rule: rule,
            firstDay: firstDay, lastDay: lastDay, startMinute: frame.start.minute, minutes: frame.minutes,
            isWindow: frame.isWindow, sharesUID: false)
        if life.happens(0.15) {
            let skipped = rule.next(onOrAfter: day + 2 + life.below(15))
            if new.occurs(on: skipped) { new.skip(skipped) }
        }
        series.append(new)
    }

    /// Two series under one `uid`, alike in everything but the service (the official sample holds such a pair).
    ///
    /// - Parameter services: two, in the order of their ids' bytes: the first keeps the plain identifier.
    mutating func addTwins(_ services: [Service], rule: RecurrenceRule, firstDay: CivilDay) {
        let slot = takeSeriesSlot()
        // Two visits at a time count as two: another slot stays empty for the second.
        seriesSlotsUsed += 1
        let frame = DaySlot.window(slot, on: firstDay, random: &life)
        let uid = uids.next()
        for (place, service) in services.enumerated() {
            let subject = VisitSubject(
                service: service, namesService: true, description: service.worded(Self.descriptions[place]), slot: slot)
            series.append(
                Series(
                    uid: uid, sharedUIDTag: place == 0 ? nil : "/\(service.id)", subject: subject, rule: rule,
                    firstDay: firstDay, lastDay: nil, startMinute: frame.start.minute, minutes: frame.minutes,
                    isWindow: place == 0, sharesUID: true))
        }
    }

    /// A single visit on a day that never held one; returns whether there was such a day.
    mutating func addSingle(on days: ClosedRange<CivilDay>) -> Bool {
        let services = currentServices
        guard let day = freeDay(in: days), !services.isEmpty else { return false }
        let slot = life.pick(singleSlots)
        singles.append(
            SingleVisit(
                uid: uids.next(), subject: drawSubject(life.pick(services), slot: slot),
                frame: drawFrame(slot, on: day, windowShare: 0.5)))
        return true
    }

    /// A day of `days` no single visit was ever planned on, which is from then on taken; nil after a few vain tries.
    mutating func freeDay(in days: ClosedRange<CivilDay>) -> CivilDay? {
        for _ in 0..<4 {
            let day = days.lowerBound + life.below(days.upperBound - days.lowerBound + 1)
            if singleDays.insert(day).inserted { return day }
        }
        return nil
    }

    /// A window or an exact time within `slot`.
    mutating func drawFrame(_ slot: Int, on day: CivilDay, windowShare: Double) -> TimeFrame {
        life.happens(windowShare)
            ? DaySlot.window(slot, on: day, random: &life) : DaySlot.exact(slot, on: day, random: &life)
    }

    /// Where its unit has but one opened service, a few events leave the service out.
    mutating func drawSubject(_ service: Service, slot: Int) -> VisitSubject {
        let leavesOut = life.happens(0.15) && service.isOnlyOpenedOfUnit
        return VisitSubject(
            service: service, namesService: !leavesOut, description: service.worded(life.pick(Self.descriptions)),
            slot: slot)
    }

    private mutating func takeSeriesSlot() -> Int {
        defer { seriesSlotsUsed += 1 }
        return seriesSlots[seriesSlotsUsed]
    }

    static let descriptions = [
        "Morgenstell & frokost", "Medisiner", "Måltid og prat", "Sårstell <venstre fot>", "Dusj",
        "Støttestrømper på", "Tilsyn \"kveld\"", "Øvelser", "Gulvvask og kaffe",
    ]
}
