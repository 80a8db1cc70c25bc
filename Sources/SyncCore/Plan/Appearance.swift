// From what was stated to what the citizen would see: the configuration's filter. R1 and R4 to R10 live here.

struct Appearance {
    let rules: SourceRules
    let zone: TimeZoneTable
    let now: Instant
    let limits: Limits

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
    func verdict(
        on event: VisitEvent, claim: Claim, statement: VisitStatement, entry: ToldEntry?, isMinor: Bool
    ) -> Verdict {
        guard
            let service = event.serviceID ?? entry?.pair.service ?? rules.onlyService(of: statement.unit)
        else { return .noService }
        let pair = ServiceUnit(service: service, unit: statement.unit)
        guard let opened = rules.opened(pair), opened.showAppointments else { return .closed }
        if isMinor, opened.minors == nil { return .withheldMinor }

        let start = zone.instant(of: claim.start)
        var shown = ShownAppointment(
            status: .booked, start: start, end: end(of: event, claim: claim, start: start, entry: entry), pair: pair,
            serviceName: opened.name, place: opened.place, minors: isMinor ? opened.minors : nil)
        if opened.showDescription, let details = event.details, !details.isEmpty {
            shown.details = String(details.prefix(limits.descriptionCharactersMax))
        }
        let employees = opened.showEmployeeName ? event.employees : []
        switch event.state {
        case .planned:
            shown.status = event.isWindow ? .proposed : .booked
            shown.isWindow = event.isWindow
            shown.isRecurring = event.recurrence != nil || event.recurrenceID != nil
            shown.mayCancel = opened.citizenMayCancel && rules.cancellationsReachEPJ
        case .assigned:
            shown.employees = employees
            shown.mayCancel = opened.citizenMayCancel && rules.cancellationsReachEPJ
        case .performed:
            shown.status = .fulfilled
            shown.employees = employees
        case .cancelled:
            shown.status = .cancelled
            shown.isWindow = event.isWindow || (entry.map { isSameWindow($0, start: start) } ?? false)
            shown.cancellationCode = event.reason.flatMap { rules.cancellationCodes[$0] } ?? rules.cancellationDefault
        }
        return .shown(shown)
    }

    /// A visit cancelled while it was a window stays a window.
    private func isSameWindow(_ entry: ToldEntry, start: Instant) -> Bool {
        entry.start == start && (entry.content?.shown.isWindow ?? (entry.status == .proposed))
    }

    /// Identity rule 7: a performed visit without a usable end has the length that was planned.
    private func end(of event: VisitEvent, claim: Claim, start: Instant, entry: ToldEntry?) -> Instant {
        if let end = claim.end { return zone.instant(of: end) }
        if let entry, entry.status == .booked { return start.adding(seconds: entry.end.seconds - entry.start.seconds) }
        return start.adding(seconds: Int64(event.expectedMinutes ?? 0) * 60)
    }
}
