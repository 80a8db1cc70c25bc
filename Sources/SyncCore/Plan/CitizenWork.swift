// The rules as they meet in one citizen: entry by entry, what is stated against what is told, then what is told and no longer
// stated, then what nobody knows the outcome of.

/// The plan of one citizen in the making.
struct CitizenWork {
    let situation: CitizenSituation
    let terms: PlanTerms
    let claims: Claims
    let targets: [EntryTarget]
    let claimsOfTarget: ClaimsOfTargets
    var appearance: Appearance
    let isMinor: Bool
    /// The source that replaces this one shows the citizen his visits, or showed them until all were performed.
    let isMovedOver: Bool
    var plan = CitizenPlan()

    init(_ situation: CitizenSituation, terms: PlanTerms) throws(NeedsContent) {
        self.situation = situation
        self.terms = terms
        isMinor = situation.isMinor(on: terms.today)
        let hasVisitsAhead = situation.told.contains {
            $0.told != .no && $0.status.isUpcoming && $0.latestStart >= terms.now
        }
        isMovedOver = situation.successor.showsEntries || situation.successor.hasPerformed && !hasVisitsAhead
        // Told entries beyond the horizon (moved there, or told under a longer one) must find their occurrence again.
        var farthest = terms.now
        for entry in situation.told where entry.status != .enteredInError { farthest = max(farthest, entry.start) }
        let end = min(terms.zone.wallClock(at: farthest).date, terms.today.adding(days: 400))
        var claims = Claims(situation.visits, days: terms.today...max(terms.horizonEnd, end), terms: terms) { name in
            situation.phases.isEmpty ? nil : situation.phases[terms.digests.entryKey(name)]
        }
        claims.remove(
            supersededBy: SnapshotCoverage(situation.visits, days: terms.rules.snapshotDays, zone: terms.zone))
        self.claims = claims
        var resolver = IdentityResolver(situation, claims: claims, terms: terms)
        try resolver.resolve()
        targets = resolver.targets
        plan.aliases = resolver.newAliases
        plan.notes = resolver.notes
        claimsOfTarget = ClaimsOfTargets(resolver.targetOfClaim, targets: targets.count)
        appearance = Appearance(
            terms: terms, isMinor: isMinor, withholdsNames: situation.withholdsNames, events: claims.eventCount)
        notePhases()
    }

    /// What DTSTART stated tonight, against what is remembered.
    private mutating func notePhases() {
        for (name, phase) in claims.phases.byName {
            let key = terms.digests.entryKey(name)
            let old = situation.phases[key]
            guard old != phase else { continue }
            plan.phases[key] = phase
            if old != nil { plan.notes[.seriesPhase, default: 0] += 1 }
        }
    }

    private func told(_ target: Int) -> ToldEntry? { targets[target].told.map { situation.told[$0] } }

    /// What the citizen can see of the target, possibly told counting as told (R16). Withdrawn is not to be seen.
    private func shownEntry(_ target: Int) -> ToldEntry? {
        told(target).flatMap { isSeen($0) ? $0 : nil }
    }

    private func isSeen(_ entry: ToldEntry) -> Bool { entry.told != .no && entry.status != .enteredInError }

    private func event(_ claim: Int) -> VisitEvent {
        claims.statements[claims.all[claim].statement].events[claims.all[claim].event]
    }
    private func statement(_ claim: Int) -> VisitStatement { claims.statements[claims.all[claim].statement] }

    // MARK: What is stated

    mutating func planStated() throws(NeedsContent) {
        for target in targets.indices {
            guard !situation.keptOff.contains(targets[target].key), let claim = claims.inForce(claimsOfTarget[target]),
                !isShownAsStated(target, claim: claim)
            else { continue }
            try planEntry(target, claim: claim)
        }
        let stale = situation.visits.filter(terms.isStale).count
        if stale > 0 { plan.notes[.staleStatement] = stale }
    }

    /// Nearly every visit that is to come is: its times tell, and nothing is made of it.
    private func isShownAsStated(_ target: Int, claim: Int) -> Bool {
        guard !terms.resends, !isMovedOver, let entry = targets[target].told,
            let told = situation.told[entry].fingerprint
        else { return false }
        return appearance.knownFingerprint(of: claims.all[claim], entryService: targets[target].service) == told
    }

    private mutating func planEntry(_ target: Int, claim: Int) throws(NeedsContent) {
        let entry = told(target)
        let service = targets[target].service ?? serviceNamed(for: target)
        switch appearance.verdict(on: claims.all[claim], of: claims, entry: entry, entryService: service) {
        case .noService:
            plan.notes[.noService, default: 0] += 1
        case .withheldMinor:
            plan.notes[.minorWithheld, default: 0] += 1
            try hide(target, claim: claim)
        case .closed:
            try hide(target, claim: claim)
        // What lies ahead goes with the plan that first shows the successor's: never seen twice, and never nothing.
        case .shown where isMovedOver && event(claim).state != .performed:
            try withdrawIfFuture(target)
        case .shown(let shown):
            switch claims.all[claim].state {
            case .planned, .assigned: try planUpcoming(target, claim: claim, shown: shown)
            case .cancelled: try planCancelled(target, claim: claim, shown: shown)
            case .performed: try planPerformed(target, claim: claim, shown: shown)
            }
        }
    }

    /// R1: an entry that is not told yet has the service that the newest word to name one gives it.
    private func serviceNamed(for target: Int) -> String? {
        let naming = claimsOfTarget[target].filter { claims.all[$0].namedService != nil }
        return claims.inForce(naming).flatMap { claims.all[$0].namedService }
    }

    /// R8: both what is shown and what is stated lie in the past.
    private func isPast(_ target: Int, _ shown: ShownAppointment) -> Bool {
        shown.start < terms.now && (shownEntry(target).map { $0.latestStart < terms.now } ?? true)
    }

    private mutating func planUpcoming(_ target: Int, claim: Int, shown: ShownAppointment) throws(NeedsContent) {
        guard !isPast(target, shown) else { return }
        guard let entry = shownEntry(target) else {
            let date = terms.zone.wallClock(at: shown.start).date
            guard date >= terms.today, date <= terms.horizonEnd, shown.start >= terms.now,
                !terms.isStale(statement(claim)), try !isOverruled(claim, by: told(target))
            else { return }
            return try tell(.create, target, shown, by: statement(claim))
        }
        guard entry.status != .fulfilled else { return }
        let fingerprint = appearance.fingerprint(of: shown, claims.all[claim], to: situation.citizenKey)
        guard !isTold(shown, entry, by: known(fingerprint, of: shown, entry)) else { return }
        guard try !isOverruled(claim, by: entry) else { return try planUnstated(target, entry) }
        if entry.status == .cancelled {
            // R14: only a later GenDate reinstates.
            guard let content = entry.content else { throw NeedsContent() }
            guard statement(claim).generated > content.stated else { return }
            // R8, R12: it may have been left out by a list that is replaced; the newest passes over it as past.
            guard shown.start >= terms.now || !isOlderThanList(statement(claim)) else { return }
        }
        try tell(.update, target, shown, by: statement(claim))
    }

    private mutating func planCancelled(_ target: Int, claim: Int, shown: ShownAppointment) throws(NeedsContent) {
        // R7: only what was shown before; what is possibly withdrawn may be shown still (R16).
        guard let entry = shownEntry(target) ?? told(target), entry.told == .possibly || isSeen(entry) else { return }
        let statement = statement(claim)
        let notAtHome = event(claim).reason == .notAtHome || statement.kind == .notMet
        // Where it was moved to and begun untold, the citizen still waits for it at the time he was told of.
        if notAtHome, max(shown.start, entry.latestStart) <= statement.generated {
            plan.notes[.notAtHome, default: 0] += 1
            return
        }
        if entry.status == .fulfilled {
            // R6: a cancellation with a later GenDate takes a performed visit back.
            guard let content = entry.content else { throw NeedsContent() }
            guard statement.generated > content.stated else { return }
        } else if isPast(target, shown) {
            return
        }
        var shown = shown
        guard !isTold(shown, entry) else { return }
        if entry.status == .cancelled {
            // Whether it was a window when it was cancelled is only known to the entry by now.
            let isWhereItWas = entry.start == shown.start
            if isWhereItWas {
                shown.isWindow.toggle()
                guard !isTold(shown, entry) else { return }
            }
            guard let content = entry.content else { throw NeedsContent() }
            // A later cancellation was told, whose statement is no longer kept.
            guard statement.generated >= content.stated else { return }
            if isWhereItWas { shown.isWindow = content.shown.isWindow }
        }
        try tell(.cancel, target, shown, by: statement)
    }

    private mutating func planPerformed(_ target: Int, claim: Int, shown: ShownAppointment) throws(NeedsContent) {
        let stated = statement(claim).generated
        if let entry = shownEntry(target) {
            guard fingerprint(shown, entry) != entry.fingerprint else { return }
            if entry.status == .fulfilled, entry.told == .yes {
                // R6, R20: the same notice is not given twice, not even to a citizen who returns.
                guard let content = entry.content else { throw NeedsContent() }
                guard stated > content.stated else { return }
            } else if entry.status == .cancelled {
                // R6: taken back since, by a cancellation that may no longer be kept.
                guard let content = entry.content else { throw NeedsContent() }
                guard stated >= content.stated else { return }
            }
            return try tell(.perform, target, shown, by: statement(claim))
        }
        if let entry = told(target), terms.wasTakenBackAsPast(entry) {
            guard let content = entry.content else { throw NeedsContent() }
            // R20: its entry was shown; and R6: what was cancelled since was not performed.
            guard stated >= content.stated else { return }
            return try tell(.perform, target, shown, by: statement(claim))
        }
        // R20: never shown, so only once it has begun, while it is news, and if the citizen was there to be told.
        let isNews =
            shown.start <= terms.now && shown.start.adding(hours: PlanTerms.performedNewsHours) > terms.now
        guard isNews, let since = situation.activeSince, since <= shown.start else { return }
        try tell(.perform, target, shown, by: statement(claim))
    }

    // MARK: What is no longer stated

    mutating func planAbsence() throws(NeedsContent) {
        for target in targets.indices where claimsOfTarget[target].isEmpty {
            if let entry = told(target) { try planUnstated(target, entry) }
        }
    }

    private mutating func planUnstated(_ target: Int, _ entry: ToldEntry) throws(NeedsContent) {
        if isMovedOver || isClosed(entry.pair) {
            try withdrawIfFuture(target)
        } else if entry.told != .no, entry.status.isUpcoming, entry.start > terms.now, try isAbsent(entry) {
            try withdraw(target, by: newestSnapshot(of: entry.pair.unit))
        }
    }

    /// R14: what was told came from a later statement than this push, or than this list that is too old to prove
    /// anything (R13). That statement may have been replaced since; what it overruled is not in force again for that.
    private func isOverruled(_ claim: Int, by entry: ToldEntry?) throws(NeedsContent) -> Bool {
        let statement = statement(claim)
        guard let entry, statement.kind != .snapshot || terms.isStale(statement) else { return false }
        guard let content = entry.content else { throw NeedsContent() }
        return statement.generated < content.stated
    }

    /// Not, or not to a minor (R10), shown by the configuration.
    private func isClosed(_ pair: ServiceUnit) -> Bool {
        guard let opened = terms.rules.opened(pair), opened.showAppointments else { return true }
        return isMinor && opened.minors == nil
    }

    /// The newest word on an entry is of a pair that is not shown.
    private mutating func hide(_ target: Int, claim: Int) throws(NeedsContent) {
        guard let entry = shownEntry(target), entry.latestStart >= terms.now else { return }
        if try isOverruled(claim, by: entry) { return try planUnstated(target, entry) }
        try withdrawIfFuture(target)
    }

    /// R15: closing a pair in the configuration withdraws its future entries. A cancelled visit is one of them: the citizen
    /// sees it, and only opened pairs are shown (R1).
    private mutating func withdrawIfFuture(_ target: Int) throws(NeedsContent) {
        guard let entry = shownEntry(target), entry.status != .fulfilled, entry.latestStart >= terms.now
        else { return }
        try withdraw(target)
    }

    /// R16: an intent without outcome to which tonight has nothing newer to say is settled by sending it again: of the
    /// past (R8) only what was performed or withdrawn.
    mutating func settleUnknown() throws(NeedsContent) {
        guard situation.told.contains(where: isToBeSettled) else { return }
        let planned = Set(plan.appointments.map(\.key))
        for (target, entry) in situation.told.enumerated()
        where isToBeSettled(entry) && !planned.contains(entry.key) && !situation.keptOff.contains(entry.key) {
            let isFinal = entry.status == .fulfilled || entry.status == .enteredInError
            guard isFinal || entry.latestStart >= terms.now else { continue }
            guard let content = entry.content else { throw NeedsContent() }
            try tell(
                kind(of: content.shown.status), target, content.shown, stated: content.stated, message: nil)
        }
    }

    /// What nobody knows the portal has; of what is sent again on purpose, the endings nobody states.
    private func isToBeSettled(_ entry: ToldEntry) -> Bool {
        if entry.told == .possibly { return true }
        let isEnding = entry.status == .cancelled || entry.status == .enteredInError
        return terms.resends && entry.told == .yes && isEnding && entry.start >= terms.now
    }

    /// R12, R13: inside what the unit's own snapshot covers, and that snapshot is neither older than what was stated
    /// nor too old to prove anything. Of a citizen who returns (R3) whatever was told before and is not stated is gone.
    private func isAbsent(_ entry: ToldEntry) throws(NeedsContent) -> Bool {
        let newest = newestSnapshot(of: entry.pair.unit)
        if let newest, terms.isStale(newest) { return false }
        if entry.fingerprint == nil, situation.isNewlyActive || entry.told == .yes { return true }
        guard let snapshot = newest, entry.start > snapshot.generated,
            entry.start < snapshot.generated.adding(days: terms.rules.snapshotDays)
        else { return false }
        guard let content = entry.content else { throw NeedsContent() }
        return content.stated < snapshot.generated
    }

    private func isOlderThanList(_ statement: VisitStatement) -> Bool {
        newestSnapshot(of: statement.unit).map { statement.generated < $0.generated } ?? false
    }

    private func newestSnapshot(of unit: String) -> VisitStatement? {
        situation.visits.filter { $0.kind == .snapshot && $0.unit == unit }.max { $0.generated < $1.generated }
    }

    private func kind(of status: AppointmentStatus) -> OperationKind {
        switch status {
        case .proposed, .booked: .update
        case .fulfilled: .perform
        case .cancelled: .cancel
        case .enteredInError: .withdraw
        }
    }

    private mutating func withdraw(_ target: Int, by snapshot: VisitStatement? = nil) throws(NeedsContent) {
        guard let entry = told(target), !situation.keptOff.contains(entry.key) else { return }
        plan.appointments.append(try terms.withdrawal(of: entry, in: situation, message: snapshot?.arrival))
    }

    // MARK: Operations

    /// A uid is remembered per entry: one that leads to nothing the portal was or will be sent leads nowhere.
    mutating func forgetAliasesOfNothing() {
        guard !plan.aliases.isEmpty else { return }
        let known = Set(situation.told.map(\.key)).union(plan.appointments.map(\.key))
        plan.aliases = plan.aliases.filter { known.contains($0.value) }
    }

    /// The portal was told just this, and nobody asked to tell it again.
    private func isTold(_ shown: ShownAppointment, _ entry: ToldEntry) -> Bool {
        isTold(shown, entry, by: fingerprint(shown, entry))
    }

    private func isTold(_ shown: ShownAppointment, _ entry: ToldEntry, by fingerprint: Digest128) -> Bool {
        guard fingerprint == entry.fingerprint else { return false }
        return !terms.resends || shown.start < terms.now
    }

    private func fingerprint(_ shown: ShownAppointment, _ entry: ToldEntry?) -> Digest128 {
        known(terms.digests.fingerprint(of: shown, to: situation.citizenKey), of: shown, entry)
    }

    /// The entry's own, where it is the former one of just this.
    private func known(_ fingerprint: Digest128, of shown: ShownAppointment, _ entry: ToldEntry?) -> Digest128 {
        guard let told = entry?.fingerprint, told != fingerprint, told == terms.digests.formerFingerprint(of: shown)
        else { return fingerprint }
        return told
    }

    private mutating func tell(
        _ kind: OperationKind, _ target: Int, _ shown: ShownAppointment, by statement: VisitStatement
    ) throws(NeedsContent) {
        try tell(kind, target, shown, stated: statement.generated, message: statement.arrival)
    }

    private mutating func tell(
        _ kind: OperationKind, _ target: Int, _ shown: ShownAppointment, stated: Instant, message: Int64?
    ) throws(NeedsContent) {
        let entry = told(target)
        let fingerprint = fingerprint(shown, entry)
        let isRepeated = entry?.told == .yes && entry?.fingerprint == fingerprint
        // The newest planned state does not depend on what it replaces; an ending may (a window stays a window), and so may
        // what a new uid leads to.
        if let entry, entry.content == nil, kind != .update || isRepeated || !plan.aliases.isEmpty {
            throw NeedsContent()
        }
        var operation = AppointmentOperation(
            kind: kind, key: targets[target].key,
            content: ToldEntry.Content(value: targets[target].value ?? "", shown: shown, stated: stated),
            fingerprint: fingerprint, urgency: terms.urgency(kind, start: shown.start, in: situation),
            isNewEntry: entry == nil, message: message, awaitsContent: entry != nil)
        if let content = entry?.content {
            operation.takeOver(content)
            // R16: what is told again as it was told is the same bytes.
            if isRepeated { operation.content.stated = content.stated }
        }
        plan.appointments.append(operation)
    }
}
