// Planning a source: its active citizens in slices, each slice planned in memory and made durable in one transaction.

import PortalClient
import SyncCore
import SyncState

/// A durable plan.
struct SourcePlan {
    let sourceIndex: Int
    let source: SourceID
    let plan: PlanID
    /// Of the configuration it was made by.
    let terms: Digest128
    /// Pairs citizens are to become members of; their offers have to be known to the portal first.
    var memberPairs: Set<ServiceUnit> = []
    /// The guard let it pass: it may be pushed.
    var isReleased = false
    /// The plan of the source that replaces this one, pushed together with it.
    var successor: PlanID?
    /// An order takes things back only, and needs no offer for it.
    var sendsOffers = true
}

/// A source's citizens, slice by slice.
private struct SituationReading {
    private static var sliceCitizensMax: Int { 200 }

    let ledger: Ledger
    let source: SourceID
    let successor: SuccessorView?

    func next(after last: Digest128? = nil) throws(LedgerFault) -> [CitizenSituation] {
        var slice = try ledger.plannableCitizens(
            of: source, after: last, limit: Self.sliceCitizensMax, includingTold: successor != nil)
        guard let successor else { return slice }
        for index in slice.indices { slice[index].successor = successor.presence(of: slice[index].citizenKey) }
        return slice
    }
}

extension Cycle {
    /// - Parameter successor: whom the source that replaces this one shows anything.
    func planSource(
        _ index: Int, run: RunID, extent: Extent, successor: SuccessorView?, into report: inout RunReport
    ) async throws(LedgerFault) -> SourcePlan {
        let configured = configuration.sources[index]
        let source = try ledger.sourceID(configured.id)
        let rules = configured.rules
        let planning = SlicePlanning(ledger: ledger, source: source) { keys in
            Planner(
                rules: rules, zone: zone, now: now, limits: configuration.limits, digests: keys,
                resends: options.resends)
        }
        let planner = planning.planner(ledger.keys)
        let terms = terms(of: configured)
        let plan = try ledger.beginPlan(
            run, source: source, settleSeconds: configuration.portal.settleSeconds, terms: terms)
        var made = SourcePlan(sourceIndex: index, source: source, plan: plan, terms: terms)
        let reading = SituationReading(ledger: ledger, source: source, successor: successor)
        var slice = try reading.next()
        var decided: [PlannedCitizen] = []
        while !slice.isEmpty || !decided.isEmpty {
            // A plan in the making is nobody's: the next cycle makes it anew.
            if isOver {
                report.isCutShort = true
                return made
            }
            // One slice is planned while the one before it is made durable and the one after it is read: the ledger on one
            // core, the plan on what the ledger leaves of them.
            let read = slice
            async let deciding = planning.decide(read)
            let saved = try ledger.save(decided, to: plan) { try planner.plan($0) }
            slice = try read.last.map { last throws(LedgerFault) in try reading.next(after: last.citizenKey) } ?? []
            for (planned, citizenPlan) in zip(decided, saved) {
                count(citizenPlan, in: &report.sources[index])
                report.sources[index].tally.add(
                    citizenPlan, of: planned.situation, now: now, today: planner.today)
                for change in citizenPlan.memberships { made.memberPairs.insert(change.pair) }
                let lines = citizenPlan.lines
                report.sources[index].samples.take(lines, zone: zone)
                if case .plan(listingOperations: true) = extent {
                    report.operationList.append(contentsOf: lines.map { $0.text(zone: zone) })
                }
            }
            report.sources[index].citizensPlanned += decided.count
            log.step(
                "plan \(plan.name): \(report.sources[index].citizensPlanned) citizens planned", source: configured.id,
                run: run.number)
            progress.show("planning", done: report.sources[index].citizensPlanned, of: nil)
            decided = try await deciding.get()
        }
        try ledger.finish(plan)
        return made
    }

    func count(_ plan: CitizenPlan, in report: inout SourceReport) {
        for operation in plan.appointments { report.operations[operation.kind, default: 0] += 1 }
        for operation in plan.memberships { report.operations[operation.kind, default: 0] += 1 }
        report.notes.merge(plan.notes, uniquingKeysWith: +)
    }
}
