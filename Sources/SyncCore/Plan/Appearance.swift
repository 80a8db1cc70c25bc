// From what was stated to what the citizen would see: the configuration's filter. R1 and R4 to R10 live here.

struct Appearance {
    let terms: PlanTerms

    enum Verdict {
        case shown(ShownAppointment)
        /// The pair is not opened, or opened without appointments.
        case closed
        /// R1: no service could be found.
        case noService
        /// R10.
        case withheldMinor
    }

    /// - Parameters:
    ///   - entry: what is told of the entry the claim joins, if anything.
    ///   - isMinor: known to be under 18 today.
    ///   - withholdsNames: no employee is named to this citizen, by an operator's order.
    func verdict(
        on event: VisitEvent, claim: Claim, statement: VisitStatement, entry: ToldEntry?, isMinor: Bool,
        withholdsNames: Bool
    ) -> Verdict {
        guard
            let service = event.serviceID ?? entry?.pair.service ?? terms.rules.onlyService(of: statement.unit)
        else { return .noService }
        let pair = ServiceUnit(service: service, unit: statement.unit)
        guard let opened = terms.rules.opened(pair), opened.showAppointments else { return .closed }
        if isMinor, opened.minors == nil { return .withheldMinor }

        let start = terms.zone.instant(of: claim.start)
        var shown = ShownAppointment(
            status: .booked, start: start, end: end(of: event, claim: claim, start: start, entry: entry), pair: pair,
            serviceName: opened.name, place: opened.place, minors: isMinor ? opened.minors : nil)
        if opened.showDescription, let details = event.details, !details.isEmpty {
            shown.details = details.prefix(utf16: terms.limits.descriptionCharactersMax)
        }
        let employees = opened.showEmployeeName && !withholdsNames ? event.employees : []
        switch event.state {
        case .planned:
            shown.status = event.isWindow ? .proposed : .booked
            shown.isWindow = event.isWindow
            shown.isRecurring = event.recurrence != nil || event.recurrenceID != nil
            shown.mayCancel = opened.citizenMayCancel && terms.rules.cancellationsReachEPJ
        case .assigned:
            shown.employees = employees
            shown.mayCancel = opened.citizenMayCancel && terms.rules.cancellationsReachEPJ
        case .performed:
            shown.status = .fulfilled
            shown.employees = employees
        case .cancelled:
            shown.status = .cancelled
            shown.isWindow = event.isWindow || (entry.map { isSameWindow($0, start: start) } ?? false)
            shown.cancellationCode =
                event.reason.flatMap { terms.rules.cancellationCodes[$0] } ?? terms.rules.cancellationDefault
        }
        return .shown(shown)
    }

    /// A visit cancelled while it was a window stays a window.
    private func isSameWindow(_ entry: ToldEntry, start: Instant) -> Bool {
        entry.start == start && (entry.content?.shown.isWindow ?? (entry.status == .proposed))
    }

    /// Identity rule 7: a performed visit without a usable end has the length that was planned.
    private func end(of event: VisitEvent, claim: Claim, start: Instant, entry: ToldEntry?) -> Instant {
        if let clock = claim.end {
            let end = terms.zone.instant(of: clock)
            // A visit that begins in the hour that does not exist would end before it began: it keeps its length.
            return end > start ? end : start.adding(seconds: clock.seconds - claim.start.seconds)
        }
        // Performed already, the entry carries the length it was given then.
        if let entry, entry.status == .booked || entry.status == .fulfilled {
            return start.adding(seconds: entry.end.seconds - entry.start.seconds)
        }
        return start.adding(seconds: Int64(min(event.expectedMinutes ?? 0, 24 * 60)) * 60)
    }
}

extension String {
    /// As many whole characters as fit into `limit` UTF-16 code units, which is how the portal counts them.
    fileprivate func prefix(utf16 limit: Int) -> String {
        var length = 0
        return String(
            prefix {
                length += $0.utf16.count
                return length <= limit
            })
    }
}
