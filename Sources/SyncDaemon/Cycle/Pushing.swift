// Pushing a durable plan: intents in small groups, requests in flight up to the limit, outcomes committed together. Order:
// endings that are near, of all sources; then, source by source, the offers, memberships, and everything else by urgency. One
// entry is in a plan once, so no identifier ever has two requests in flight.

import PortalClient
import SyncCore
import SyncState

extension Cycle {
    /// - Parameter isCycle: whether everybody was planned, so that whoever became active may count as everybody else.
    func push(
        _ plans: [SourcePlan], run: RunID, into report: inout RunReport, isCycle: Bool = true
    ) async throws(LedgerFault) {
        var all = pushings(of: plans, report)
        // The order of a night is one for all sources: where it is cut short, no ending waits for another source's new visits.
        let passes: [Pass] = all.count > 1 ? [.endings, .whole] : [.whole]
        var stop: PortalFailure?
        var shared = SourcePushing.Shared(manners: Manners(configuration.portal))
        for pass in passes {
            for index in all.indices {
                for part in all[index].indices { all[index][part].shared = shared }
                if stop == nil {
                    stop = try await push(&all[index], pass)
                    if let stop, !limit.isStopping() {
                        // What was given up because we stop says nothing of the portal.
                        report.problems.append(stop.description)
                        report.codes.insert(.portalUnreachable)
                    }
                }
                for part in all[index].indices {
                    if pass == .whole { try settle(&all[index][part], into: &report) }
                    shared.join(all[index][part].shared)
                }
            }
        }
        if let remark = portal.remark { report.problems.append(remark) }
        let isComplete = report.sources.allSatisfy { $0.left + $0.unknown == 0 } && report.codes.isEmpty
        guard isCycle else { return }
        if isComplete, !report.isCutShort { try ledger.settleNewlyActive() }
        for plan in plans where report.sources[plan.sourceIndex].isComplete {
            let created = report.sources[plan.sourceIndex].operations[.create, default: 0]
            try ledger.recordCreated(created, of: plan.source, in: run)
        }
    }

    private enum Pass { case endings, whole }

    /// One for each source; a source that replaces another is pushed with it, and comes first of the two.
    private func pushings(of plans: [SourcePlan], _ report: RunReport) -> [[SourcePushing]] {
        plans.filter { plan in !plans.contains { $0.successor == plan.plan } }.map { plan in
            let successor = plan.successor.flatMap { successor in plans.first { $0.plan == successor } }
            return [successor, plan].compactMap { $0 }.map {
                SourcePushing(cycle: self, plan: $0, report: report.sources[$0.sourceIndex])
            }
        }
    }

    private func push(_ pushings: inout [SourcePushing], _ pass: Pass) async throws(LedgerFault) -> PortalFailure? {
        if pass == .endings {
            // What a replaced source takes back goes with what its successor shows.
            let stop = try await pushings[0].putEndings()
            for index in pushings.indices { pushings[index].shared = pushings[0].shared }
            return stop
        }
        guard pushings.count == 2 else { return try await pushings[0].run() }
        var succession = Succession(successor: pushings[0], replaced: pushings[1])
        let stop = try await succession.run()
        pushings = [succession.successor, succession.replaced]
        return stop
    }

    private func settle(_ pushing: inout SourcePushing, into report: inout RunReport) throws(LedgerFault) {
        try pushing.settle()
        conclude(pushing, into: &report)
        let open = pushing.report.left + (limit.isStopping() ? pushing.report.unknown : 0)
        if isOver, open > 0 { report.isCutShort = true }
    }

    private func conclude(_ pushing: SourcePushing, into report: inout RunReport) {
        var source = pushing.report
        report.problems.append(contentsOf: pushing.problems)
        if pushing.inactive.isHeld {
            source.stopped = pushing.inactive
            report.problems.append(pushing.inactive.sentence(source: source.id, left: source.left))
            report.codes.insert(.held)
        }
        report.sources[pushing.plan.sourceIndex] = source
    }
}

/// The pushing of one source's plan.
struct SourcePushing {
    /// Outcomes are committed when this many have come together, or when the oldest has waited this long.
    static let outcomesMax = 64
    static let outcomeWaitNanoseconds: Int64 = 50_000_000
    /// Intents made durable ahead of their requests.
    static let intentsAhead = 64

    let cycle: Cycle
    let plan: SourcePlan
    var report: SourceReport
    var problems: [String] = []
    var shared: Shared
    private(set) var inactive = InactiveAnswers()
    /// Whom the portal has, or may have, taken a new entry of.
    private(set) var shownCitizens = Set<Digest128>()
    /// Of citizens who may still be shown visits under a former number (identity rule 8).
    var underNewNumbers: [PendingOperation] = []
    private var sent = 0
    private var total = 0
    private var unclear = UnclearAnswers()

    /// What one source's pushing learns for the next.
    struct Shared {
        /// R17: whom the portal called not active in this run, for any source.
        var notActive = Set<Digest128>()
        var manners: Manners

        mutating func join(_ other: Shared) {
            notActive.formUnion(other.notActive)
            manners = other.manners
        }
    }

    init(cycle: Cycle, plan: SourcePlan, report: SourceReport) {
        self.cycle = cycle
        self.plan = plan
        self.report = report
        shared = Shared(manners: Manners(cycle.configuration.portal))
    }

    var organisation: SourceOrganisation {
        let rules = cycle.configuration.sources[plan.sourceIndex].rules
        return SourceOrganisation(
            identifierSystem: rules.identifierSystem, organisationNumber: rules.organisationNumber, herID: rules.herID)
    }

    /// - Returns: why the portal is out of the question for the rest of the run, if it is.
    mutating func run() async throws(LedgerFault) -> PortalFailure? {
        switch try await open() {
        case .rest(let rest):
            if let stop = try await put(rest) { return stop }
            return try await putUnderNewNumbers()
        case .nothing: return nil
        case .stopped(let stop): return stop
        }
    }

    enum Opening {
        /// What is left to send once the portal knows offers and members.
        case rest([PendingOperation])
        /// Nothing more is sent in this run.
        case nothing
        case stopped(PortalFailure)
    }

    /// Endings that are near, as far as they were not put before, offers, memberships.
    mutating func open() async throws(LedgerFault) -> Opening {
        if let stop = try await putEndings() { return .stopped(stop) }
        let pending = try withoutNewNumbers(try cycle.ledger.pendingOperations(of: plan.plan))
        total += pending.count + underNewNumbers.count
        let members = pending.filter { $0.kind.concernsMembership }
        if inactive.isHeld { return .nothing }
        switch plan.sendsOffers ? try await sendOffers() : .stand {
        case .stand: break
        case .refused: return .nothing
        case .stopped(let stop): return .stopped(stop)
        }
        if let stop = try await sendMembers(members) { return .stopped(stop) }
        return .rest(pending.filter { !$0.kind.concernsMembership })
    }

    /// Endings that are near.
    mutating func putEndings() async throws(LedgerFault) -> PortalFailure? {
        let soon = Urgency(.newlyActive, start: Instant(seconds: -2_208_988_800))
        let pending = try cycle.ledger.pendingOperations(of: plan.plan, before: soon)
        let endings = try withoutNewNumbers(pending.filter { !$0.kind.concernsMembership })
        total += endings.count
        return try await put(endings)
    }

    /// Counts what was not sent and closes the plan.
    mutating func settle() throws(LedgerFault) {
        try cycle.ledger.suspectInactive(inactive.refused)
        // Where the source is held because of them, what was planned waits like the rest.
        report.dropped = try cycle.ledger.dropRest(of: plan.plan, for: inactive.isHeld ? [] : shared.notActive)
        report.left = try cycle.ledger.leaveRest(of: plan.plan)
        try cycle.ledger.end(plan.plan)
    }

    // MARK: Memberships

    private mutating func sendMembers(_ pending: [PendingOperation]) async throws(LedgerFault) -> PortalFailure? {
        var start = 0
        while start < pending.count, !inactive.isHeld, !cycle.isOver {
            let group = pending[start..<min(start + 100, pending.count)]
            start += 100
            let ids = group.filter { !shared.notActive.contains($0.citizenKey) }.map(\.id)
            guard !ids.isEmpty else { continue }
            let intended = try cycle.ledger.intend(ids, of: plan.plan, at: cycle.clock.current())
            let changes = intended.compactMap { operation -> MembershipChange? in
                guard case .membership(let pair, let since, let until) = operation.payload else { return nil }
                return MembershipChange(citizen: operation.citizen, pair: pair, since: since, until: until)
            }
            let verdicts: [PortalVerdict]
            var stop: PortalFailure?
            do {
                verdicts = try await cycle.portal.send(changes, of: organisation)
            } catch .refused(let code) {
                // The Bundle as a whole: these members are set aside, and fail no others.
                verdicts = changes.map { _ in .refused(code: code) }
            } catch {
                stop = error
                verdicts = changes.map { _ in .unknown(reason: "no answer", retryAfterSeconds: nil) }
            }
            var outcomes: [(Int64, OperationOutcome)] = []
            for (operation, verdict) in zip(intended, verdicts) { outcomes.append(conclude(operation, verdict)) }
            try cycle.ledger.conclude(outcomes, of: plan.plan, at: cycle.clock.current())
            if let stop { return stop }
        }
        return nil
    }

    // MARK: Appointments

    mutating func put(_ pending: [PendingOperation]) async throws(LedgerFault) -> PortalFailure? {
        let real = cycle.clock.current()
        let due = pending.filter { ($0.notBefore ?? real) <= real }
        if let stop = try await putNow(due) { return stop }
        // R16: entries in doubt are sent again once the doubtful request must have ended, one way or the other.
        let waiting = pending.filter { ($0.notBefore ?? real) > real }
        guard !inactive.isHeld, !cycle.isOver, let latest = waiting.compactMap(\.notBefore).max() else { return nil }
        let now = cycle.clock.current()
        // A clock that was put back since the doubtful request asks for no longer a wait than that request could take.
        let settled = min(latest, now.adding(seconds: Int64(cycle.configuration.portal.settleSeconds)))
        let seconds = cycle.limit.shortened(Double(settled.nanoseconds - now.nanoseconds) / 1e9, at: now)
        if seconds > 0 {
            cycle.progress.show("waiting for doubtful requests to settle", done: 0, of: nil)
            await cycle.clock.pause(seconds)
        }
        return try await putNow(waiting)
    }

    private mutating func putNow(_ pending: [PendingOperation]) async throws(LedgerFault) -> PortalFailure? {
        var queue = pending[...]
        var stop: PortalFailure?
        do {
            try await withThrowingTaskGroup(of: Answered.self) { group in
                var ready: [IntendedOperation] = []
                var outcomes: [(Int64, OperationOutcome)] = []
                var oldestOutcome: Int64?
                func commit() throws(LedgerFault) {
                    try cycle.ledger.conclude(outcomes, of: plan.plan, at: cycle.clock.current())
                    (outcomes, oldestOutcome) = ([], nil)
                }
                while true {
                    if shared.manners.pace.inFlight == 0, stop == nil, !ready.isEmpty || !queue.isEmpty {
                        await waitOut(shared.manners.pace.takeHold())
                    }
                    while stop == nil, !inactive.isHeld, shared.manners.pace.mayBegin, !cycle.isOver {
                        if ready.isEmpty { ready = try intendNext(&queue) }
                        guard let operation = ready.popLast() else { break }
                        // R17: nor what was intended of him already.
                        if shared.notActive.contains(operation.citizenKey) {
                            outcomes.append((operation.id, .dropped))
                            continue
                        }
                        let start = shared.manners.pace.begin(at: cycle.clock.current())
                        if start.waitSeconds > 0 { await cycle.clock.pause(start.waitSeconds) }
                        send(operation, start, in: &group)
                    }
                    guard let answered = try await group.next() else { break }
                    let mayRepeat = stop == nil && !inactive.isHeld && !cycle.isOver
                    if shared.manners.repeats(answered, mayRepeat: mayRepeat, jitter: cycle.clock.jitter) {
                        ready.append(answered.operation)
                    } else {
                        outcomes.append(conclude(answered.operation, answered.verdict))
                        oldestOutcome = oldestOutcome ?? cycle.clock.current().nanoseconds
                        stop = stop ?? failure(answered.verdict)
                    }
                    let age = oldestOutcome.map { cycle.clock.current().nanoseconds - $0 } ?? 0
                    if outcomes.count >= Self.outcomesMax || age > Self.outcomeWaitNanoseconds
                        || shared.manners.pace.inFlight == 0
                    {
                        try commit()
                    }
                    cycle.progress.show("pushing", done: sent, of: total)
                }
                // What was intended and not sent is as it was.
                outcomes += ready.map { ($0.id, OperationOutcome.left(answer: "not sent")) }
                try commit()
            }
        } catch let fault as LedgerFault {
            throw fault
        } catch {
            return .nonsense(reason: "pushing ended unexpectedly")
        }
        return stop
    }

    /// The portal wants to be left alone, or is given time to come back. The end of the night comes first.
    private func waitOut(_ seconds: Double) async {
        var left = seconds
        while left > 0, !cycle.isOver {
            await cycle.clock.pause(min(left, 1))
            left -= 1
        }
    }

    private func send(
        _ operation: IntendedOperation, _ start: Pace.Start, in group: inout ThrowingTaskGroup<Answered, any Error>
    ) {
        guard case .appointment(let content) = operation.payload else { return }
        let resource = AppointmentResource(source: organisation, citizen: operation.citizen, content: content)
        let (portal, clock) = (cycle.portal, cycle.clock)
        group.addTask {
            let sent = clock.current()
            let verdict = await portal.put(resource)
            let nanoseconds = clock.current().nanoseconds - sent.nanoseconds
            return Answered(operation: operation, verdict: verdict, start: start, nanoseconds: nanoseconds)
        }
    }

    /// The next intents, most urgent last.
    private mutating func intendNext(_ queue: inout ArraySlice<PendingOperation>) throws -> [IntendedOperation] {
        var ids: [Int64] = []
        while ids.count < Self.intentsAhead, let next = queue.popFirst() {
            // R17: nothing more for a citizen the portal just called inactive.
            if shared.notActive.contains(next.citizenKey) { continue }
            ids.append(next.id)
        }
        guard !ids.isEmpty else { return [] }
        return try cycle.ledger.intend(ids, of: plan.plan, at: cycle.clock.current()).reversed()
    }

    // MARK: Outcomes

    private mutating func conclude(
        _ operation: IntendedOperation, _ verdict: PortalVerdict
    ) -> (Int64, OperationOutcome) {
        sent += 1
        cycle.log.step(
            "operation \(operation.id), \(operation.kind.name): \(verdict.word)", source: report.id)
        inactive.sent(to: operation.citizenKey, isRefused: verdict == .notActive)
        unclear.take(verdict)
        if operation.kind == .create, verdict.mayHaveArrived { shownCitizens.insert(operation.citizenKey) }
        switch verdict {
        case .accepted(let status):
            report.accepted += 1
            return (operation.id, .accepted(answer: String(status)))
        case .notActive:
            shared.notActive.insert(operation.citizenKey)
            report.answers["2118", default: 0] += 1
            // Information, not an error (R17): the citizen is asked about first next time.
            return (operation.id, .refused(answer: "2118"))
        case .refused(let code):
            report.refused += 1
            report.answers[code, default: 0] += 1
            return (operation.id, .refused(answer: code))
        case .unauthorised(let status, _):
            return (operation.id, .left(answer: "http-\(status)"))
        case .noToken:
            return (operation.id, .left(answer: "no token"))
        case .tooMany:
            report.answers["429", default: 0] += 1
            return (operation.id, .left(answer: "http-429"))
        case .notServed(let status):
            return (operation.id, .left(answer: "http-\(status)"))
        case .unreached:
            return (operation.id, .left(answer: "not reached"))
        case .unknown(let reason, _):
            report.unknown += 1
            report.answers[reason, default: 0] += 1
            let settled = cycle.clock.current().adding(seconds: Int64(cycle.configuration.portal.settleSeconds))
            return (operation.id, .unknown(answer: reason, notBefore: settled))
        }
    }

    /// Whether this answer means that asking on is pointless.
    private func failure(_ verdict: PortalVerdict) -> PortalFailure? {
        switch verdict {
        case .unauthorised(let status, let code): .unauthorised(status: status, code: code)
        case .noToken(let failure): .noToken(failure)
        case .notServed(let status): .notServed(status: status)
        case .unreached(let reason): .unreachable(reason: reason)
        default: unclear.stop
        }
    }
}
