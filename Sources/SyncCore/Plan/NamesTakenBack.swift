// When an operator withholds the names of employees, what is shown of the coming days is sent again without them, and nothing
// else about it changes. What is past stays (R8), and a performed visit is not told twice for it (R6).

extension Planner {
    /// - Throws: `NeedsContent` when the contents are closed.
    public func takingNamesBack(of situation: CitizenSituation) throws(NeedsContent) -> CitizenPlan {
        var plan = CitizenPlan()
        guard situation.activation == .active, Silence(situation, terms: terms) == nil else { return plan }
        for entry in situation.told where isUpcoming(entry) && !situation.keptOff.contains(entry.key) {
            guard var content = entry.content else { throw NeedsContent() }
            guard !content.shown.employees.isEmpty else { continue }
            content.shown.employees = []
            plan.appointments.append(
                AppointmentOperation(
                    kind: .update, key: entry.key, content: content,
                    fingerprint: terms.digests.fingerprint(of: content.shown, to: situation.citizenKey),
                    urgency: terms.urgency(.update, start: entry.start, in: situation), isNewEntry: false))
        }
        return plan
    }

    private func isUpcoming(_ entry: ToldEntry) -> Bool {
        entry.told != .no && entry.status.isUpcoming && entry.latestStart >= now
    }
}
