// Entries that an operator ordered off the portal (wrong patient, wrong disclosure). They are taken back whatever their time,
// past included (R8's second exception), and nothing of them is told again: no change, no cancellation, no performed notice.

struct KeptOff {
    private let situation: CitizenSituation
    private let terms: PlanTerms

    init(_ situation: CitizenSituation, terms: PlanTerms) {
        self.situation = situation
        self.terms = terms
    }

    /// The plan with what is still to be taken back in it, each entry once.
    func apply(to plan: CitizenPlan) throws(NeedsContent) -> CitizenPlan {
        guard !situation.keptOff.isEmpty else { return plan }
        var plan = plan
        plan.appointments.removeAll { situation.keptOff.contains($0.key) }
        for entry in situation.told where situation.keptOff.contains(entry.key) && isToBeTakenBack(entry) {
            plan.appointments.append(try terms.withdrawal(of: entry, in: situation))
            plan.notes[.withdrawn, default: 0] += 1
        }
        return plan
    }

    /// A withdrawal of which nobody knows whether it arrived is sent again (R16).
    private func isToBeTakenBack(_ entry: ToldEntry) -> Bool {
        entry.told == .possibly || (entry.told == .yes && entry.status != .enteredInError)
    }
}
