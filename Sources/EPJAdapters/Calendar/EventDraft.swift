// One vevent while it is being read. Which of its properties are required depends on its state, and the state may
// depend on a Dialogmelding that comes after the calendar, so a draft becomes an event only when both are known.

import SyncCore

struct EventDraft {
    var uid: String?
    var relatedTo: String?
    var recurrenceID: WallClock?
    var serviceID: String?
    var state: VisitState?
    var start: WallClock?
    var end: WallClock?
    var isWindow = false
    var duration: CalendarDuration?
    var recurrence: Recurrence?
    var excludedTimes: [WallClock] = []
    var excludedDates: [CivilDate] = []
    var employees: [String] = []
    var details: String?
    var reason: CancellationReason?
    /// Of the vevent.
    let mark: Mark

    init(mark: Mark) { self.mark = mark }

    /// The event this is.
    ///
    /// - Parameters:
    ///   - stateWithoutStatus: what the message's kind says of an event without status; `nil` in a snapshot, where the
    ///     status is required.
    ///   - monthsAreMinutes: whether the sender's adapter grants `P30M`.
    func event(
        stateWithoutStatus: VisitState?, monthsAreMinutes: Bool, _ scene: inout Scene
    ) throws(Refusal) -> VisitEvent {
        guard let uid else { throw Refusal(.uidMissing, at: mark) }
        guard let start else { throw Refusal(.startUnreadable, at: mark) }
        guard let state = state ?? stateWithoutStatus else { throw Refusal(.statusMissing, at: mark) }
        let end = try usableEnd(start: start, state: state, &scene)
        var excluded = excludedTimes
        for date in excludedDates { excluded.append(WallClock(date: date, secondOfDay: start.secondOfDay)) }
        return VisitEvent(
            uid: uid, relatedTo: relatedTo, recurrenceID: recurrenceID, serviceID: serviceID, state: state,
            start: start, end: end, isWindow: isWindow, expectedMinutes: minutes(monthsAreMinutes, &scene),
            recurrence: recurrence, excluded: excluded, employees: employees, details: details,
            reason: state == .cancelled ? reason : nil)
    }

    /// The official COMPLETED sample ends two years before it begins; a performed visit is worth more than its end.
    private func usableEnd(start: WallClock, state: VisitState, _ scene: inout Scene) throws(Refusal) -> WallClock? {
        if let end, end >= start { return end }
        if let end, let seconds = seconds(from: start, to: end, scene.context.zone) {
            return start.adding(seconds: seconds)
        }
        guard state == .performed else { throw Refusal(end == nil ? .endMissing : .endBeforeStart, at: mark) }
        scene.observe(.performedEndUnusable, at: mark)
        return nil
    }

    /// How long a visit is that ends while the clock goes through its hour for the second time: 02:50 to 02:10 is 20 minutes on
    /// the last Sunday of October. `nil` where the end lies before the start on every night.
    private func seconds(from start: WallClock, to end: WallClock, _ zone: TimeZoneTable) -> Int64? {
        guard let second = zone.secondInstant(of: end) else { return nil }
        let seconds = second.seconds - zone.instant(of: start).seconds
        return seconds > 0 ? seconds : nil
    }

    private func minutes(_ monthsAreMinutes: Bool, _ scene: inout Scene) -> Int? {
        switch duration {
        case nil: return nil
        case .minutes(let minutes): return minutes
        case .months(let months):
            scene.observe(.durationMonthsAsMinutes, at: mark)
            return monthsAreMinutes ? months : nil
        case .unknown:
            scene.observe(.durationUnknown, at: mark)
            return nil
        }
    }
}
