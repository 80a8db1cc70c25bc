// From what was stated to what the citizen would see: the configuration's filter. R1 and R4 to R10 live here.

struct Appearance {
    let terms: PlanTerms
    /// Known to be under 18 today.
    let isMinor: Bool
    /// No employee is named to this citizen, by an operator's order.
    let withholdsNames: Bool
    /// By the event's number: what it is shown as but for its times, once that was asked for.
    private var outlines: [Verdict?]
    /// What its visits have in common for the comparison, where that was asked for.
    private var digests: [ShownOutline?]
    /// By which service that was found: an event that names none takes its entry's.
    private var services: [String]

    enum Verdict {
        case shown(ShownAppointment)
        /// The pair is not opened, or opened without appointments.
        case closed
        /// R1: no service could be found.
        case noService
        /// R10.
        case withheldMinor
    }

    init(terms: PlanTerms, isMinor: Bool, withholdsNames: Bool, events: Int) {
        self.terms = terms
        self.isMinor = isMinor
        self.withholdsNames = withholdsNames
        outlines = Array(repeating: nil, count: events)
        services = Array(repeating: "", count: events)
        digests = Array(repeating: nil, count: events)
    }

    /// - Parameters:
    ///   - entry: what is told of the entry the claim joins, if anything.
    ///   - entryService: the entry's, told or not (R1).
    mutating func verdict(on claim: Claim, of claims: Claims, entry: ToldEntry?, entryService: String?) -> Verdict {
        guard let service = claim.namedService ?? entryService ?? claim.service else { return .noService }
        let event = claim.common.number
        if outlines[event] == nil || services[event] != service {
            let statement = claims.statements[claim.statement]
            let pair = ServiceUnit(service: service, unit: statement.unit)
            outlines[event] = outline(of: statement.events[claim.event], pair: pair)
            services[event] = service
            digests[event] = nil
        }
        guard let verdict = outlines[event], case .shown(var shown) = verdict else {
            return outlines[event] ?? .noService
        }
        shown.start = terms.zone.instant(of: claim.start)
        shown.end = end(of: claim, of: claims, start: shown.start, entry: entry)
        if claim.state == .cancelled, !shown.isWindow, let entry {
            shown.isWindow = isSameWindow(entry, start: shown.start)
        }
        return .shown(shown)
    }

    /// The fingerprint of what the claim has just been found to be shown as, while that is upcoming: as it was found, but for
    /// its times.
    mutating func fingerprint(of shown: ShownAppointment, _ claim: Claim, to citizen: Digest128) -> Digest128 {
        let event = claim.common.number
        let outline = digests[event] ?? terms.digests.outline(of: shown, to: citizen)
        digests[event] = outline
        return outline.fingerprint(shown.start, shown.end)
    }

    /// The same of a visit whose event was asked about before, found by its times alone; `nil` where it takes more.
    func knownFingerprint(of claim: Claim, entryService: String?) -> Digest128? {
        let event = claim.common.number
        guard let outline = digests[event], let end = claim.end,
            let service = claim.namedService ?? entryService ?? claim.service, services[event] == service
        else { return nil }
        let start = terms.zone.instant(of: claim.start)
        return outline.fingerprint(start, self.end(at: end, of: claim, start: start))
    }

    private func outline(of event: VisitEvent, pair: ServiceUnit) -> Verdict {
        guard let opened = terms.rules.opened(pair), opened.showAppointments else { return .closed }
        if isMinor, opened.minors == nil { return .withheldMinor }

        let start = terms.zone.instant(of: event.start)
        var shown = ShownAppointment(
            status: .booked, start: start, end: start, pair: pair, serviceName: opened.name, place: opened.place,
            minors: isMinor ? opened.minors : nil)
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
            shown.isWindow = event.isWindow
            shown.cancellationCode =
                event.reason.flatMap { terms.rules.cancellationCodes[$0] } ?? terms.rules.cancellationDefault
        }
        return .shown(shown)
    }

    /// A visit cancelled while it was a window stays a window.
    private func isSameWindow(_ entry: ToldEntry, start: Instant) -> Bool {
        entry.start == start && (entry.content?.shown.isWindow ?? (entry.status == .proposed))
    }

    private func end(at clock: WallClock, of claim: Claim, start: Instant) -> Instant {
        let end = terms.zone.instant(of: clock)
        // A visit that begins in the hour that does not exist would end before it began: it keeps its length.
        return end > start ? end : start.adding(seconds: clock.seconds - claim.start.seconds)
    }

    /// Identity rule 7: a performed visit without a usable end has the length that was planned.
    private func end(of claim: Claim, of claims: Claims, start: Instant, entry: ToldEntry?) -> Instant {
        if let clock = claim.end { return end(at: clock, of: claim, start: start) }
        // Performed already, the entry carries the length it was given then.
        if let entry, entry.status == .booked || entry.status == .fulfilled {
            return start.adding(seconds: entry.end.seconds - entry.start.seconds)
        }
        let expected = claims.statements[claim.statement].events[claim.event].expectedMinutes
        return start.adding(seconds: Int64(min(expected ?? 0, 24 * 60)) * 60)
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
