// Which days or weeks of a series are "on" is remembered, because the EPJs move its DTSTART. One uid may hold several series:
// Mondays every second week and Thursdays every third, or the same Monday at another hour in the weeks between. Each has a
// phase of its own, so each is remembered under what tells it apart, and no more than that: what tells it apart may change,
// and then the phase of its uid is what there is.

extension VisitEvent {
    /// What the phase may be remembered under, from the uid alone to what tells the series from any other of that uid. The
    /// separator cannot be part of a uid (XML 1.0 §2.2).
    fileprivate func phaseNames(_ recurrence: Recurrence) -> [String] {
        let rule = [
            uid, serviceID ?? "", String(recurrence.frequency.rawValue), String(recurrence.interval),
            String(recurrence.byDay.bits),
        ].joined(separator: "\u{1}")
        let hours = [rule, String(start.secondOfDay), recurrence.until?.basic ?? ""].joined(separator: "\u{1}")
        return [uid, rule, hours]
    }

    /// The phase known from earlier nights, of a series that needs one.
    ///
    /// - Parameter lookUp: by name.
    func rememberedPhase(_ lookUp: (String) -> Recurrence.Phase?) -> Recurrence.Phase? {
        guard let recurrence, recurrence.interval > 1 else { return nil }
        for name in phaseNames(recurrence).reversed() {
            if let phase = lookUp(name) { return phase }
        }
        return nil
    }
}

extension VisitStatement {
    /// The phases to go by from now on, by name: of a citizen for whom nothing is planned they are to be remembered as well,
    /// because DTSTART moves on meanwhile.
    ///
    /// - Parameter lookUp: what is remembered, by name.
    public func phases(remembered lookUp: @escaping (String) -> Recurrence.Phase?) -> [String: Recurrence.Phase] {
        var phases = SeriesPhases([self], lookUp)
        for event in events where event.recurrenceID == nil {
            if let recurrence = event.recurrence { _ = phases.take(event, recurrence) }
        }
        return phases.byName
    }
}

/// The phases to go by from now on, by name.
struct SeriesPhases {
    private(set) var byName: [String: Recurrence.Phase] = [:]
    /// Of the series of each uid, the names that tell most.
    private var series: [String: Set<[String]>] = [:]
    private let lookUp: (String) -> Recurrence.Phase?

    /// - Parameter lookUp: what is remembered, by name.
    init(_ statements: [VisitStatement], _ lookUp: @escaping (String) -> Recurrence.Phase?) {
        self.lookUp = lookUp
        for statement in statements {
            for event in statement.events {
                guard let recurrence = event.recurrence, recurrence.interval > 1, event.recurrenceID == nil else {
                    continue
                }
                series[event.uid, default: []].insert(event.phaseNames(recurrence))
            }
        }
    }

    /// Keeps what DTSTART states; where it states none and nothing is remembered, what is taken for it, because DTSTART moves
    /// on and tomorrow's guess would be another.
    ///
    /// - Returns: what is remembered of it, if it needs that.
    mutating func take(_ event: VisitEvent, _ recurrence: Recurrence) -> Recurrence.Phase? {
        guard recurrence.interval > 1 else { return nil }
        let remembered = event.rememberedPhase(lookUp)
        let isStated = recurrence.phase(statedBy: event.start) != nil
        let phase = recurrence.phase(from: event.start, remembered: remembered)
        let names = event.phaseNames(recurrence)
        let place = self.place(of: names)
        for (index, name) in names.enumerated() where index >= place {
            // A name that says more goes before this one as long as it is remembered.
            guard index == place || byName[name] != nil || lookUp(name) != nil else { continue }
            if isStated || byName[name] == nil { byName[name] = phase }
        }
        return remembered
    }

    /// Which of the names tells it from the others of its uid.
    private func place(of names: [String]) -> Int {
        let others = series[names[0]] ?? []
        if others.count <= 1 { return 0 }
        return others.count { $0[1] == names[1] } <= 1 ? 1 : 2
    }
}
