// A citizen to whom nothing more is said: dead (R11), with an access limit, a reservation or an operator's order in force
// (R10), of a source that is retired, or known by another number by now (identity rule 8). Whatever is stated of him, what is
// shown of his coming days is taken back and his contacts are ended; performed notices are not given either. Once the death is
// cancelled or the limit lifted, the next plan tells everything stated by the ordinary
// rules, withdrawn entries under the identifiers they had (A3).

struct Silence {
    private let situation: CitizenSituation
    private let terms: PlanTerms

    /// - Returns: `nil` for a citizen who is to be told things.
    init?(_ situation: CitizenSituation, terms: PlanTerms) {
        guard situation.isDead || situation.isWithheld || situation.isReplaced || situation.isRetired else {
            return nil
        }
        self.situation = situation
        self.terms = terms
    }

    func plan() throws(NeedsContent) -> CitizenPlan {
        var plan = CitizenPlan()
        for entry in situation.told where isToBeTakenBack(entry) {
            var withdrawal = try terms.withdrawal(of: entry, in: situation)
            // One person's visit shall not be shown under two numbers, not even while the night is sent.
            if situation.isReplaced { withdrawal.urgency = Urgency(.endingSoon, start: entry.start) }
            plan.appointments.append(withdrawal)
        }
        plan.memberships = HealthContacts.endings(
            of: situation.memberships, on: terms.today, resends: terms.resends)
        if !plan.isEmpty || saysAnything { plan.notes[cause] = 1 }
        return plan
    }

    private var cause: PlanningNote {
        if situation.isDead { return .deceased }
        if situation.isWithheld { return .withheld }
        return situation.isReplaced ? .numberReplaced : .retired
    }

    /// Cancelled visits are among what can be seen of the coming days. What is past stays (R8), and what was performed
    /// has been told (R6); a withdrawal of which nobody knows whether it arrived is sent again, past or not (R16). Nor does
    /// anybody know of such a performed notice: where it did not arrive, the coming visit is still shown.
    private func isToBeTakenBack(_ entry: ToldEntry) -> Bool {
        switch entry.status {
        case .proposed, .booked, .cancelled: entry.told != .no && entry.latestStart >= terms.now
        case .enteredInError: entry.told == .possibly || terms.resends && entry.told == .yes && entry.start >= terms.now
        case .fulfilled: entry.told == .possibly && entry.latestStart >= terms.now
        }
    }

    private var saysAnything: Bool {
        !situation.visits.isEmpty || situation.services != nil || !situation.unitServices.isEmpty
    }
}
