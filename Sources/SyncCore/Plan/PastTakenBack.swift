// R8's third exception. The portal hides what is past of a visit that nobody told it was performed. One that does not (A9,
// `portal.hides_past = false`) goes on showing visits that may never have been made, so the night takes them back: two days
// after their start, when such a visit is no longer news either (R20).

struct PastTakenBack {
    private let situation: CitizenSituation
    private let terms: PlanTerms

    init(_ situation: CitizenSituation, terms: PlanTerms) {
        self.situation = situation
        self.terms = terms
    }

    /// The plan with what is long past in it, but for entries of which it has something to say itself.
    func apply(to plan: CitizenPlan) throws(NeedsContent) -> CitizenPlan {
        if terms.rules.hidesPast { return plan }
        let past = situation.told.filter(isToBeTakenBack)
        var plan = plan
        let planned = Set(plan.appointments.map(\.key))
        for entry in past where !planned.contains(entry.key) {
            var withdrawal = try terms.withdrawal(of: entry, in: situation)
            // No ending of the coming hours.
            withdrawal.urgency = Urgency(.rest, start: entry.start)
            plan.appointments.append(withdrawal)
            plan.notes[.longPast, default: 0] += 1
        }
        return plan
    }

    private func isToBeTakenBack(_ entry: ToldEntry) -> Bool {
        switch entry.status {
        case .proposed, .booked, .cancelled: entry.told != .no && terms.isLongPast(entry)
        case .fulfilled, .enteredInError: false
        }
    }
}

extension PlanTerms {
    /// A9: past for so long that it is shown no more, unless it was performed. What still goes on is not past.
    func isLongPast(_ entry: ToldEntry) -> Bool {
        !rules.hidesPast && entry.latestStart.adding(hours: Self.performedNewsHours) < now && entry.end <= now
    }

    /// R20: it was shown, and is not because nobody had told by then that it was performed.
    func wasTakenBackAsPast(_ entry: ToldEntry) -> Bool {
        entry.told != .no && entry.status == .enteredInError && isLongPast(entry)
    }
}
