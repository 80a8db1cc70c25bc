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

/// A plan in the making.
private struct PlanMaking {
    var plan: SourcePlan
    let planner: Planner<InstallationKeys>
}

/// A source whose plan is to be made.
struct SourceToPlan {
    let index: Int
    /// Whom the source that replaces this one shows anything.
    var successor: SuccessorView?
}

extension Cycle {
    /// Makes the plans of sources durable, one after the other; the first citizens of a source are planned while the last ones of
    /// the source before it are made durable.
    ///
    /// - Parameters:
    ///   - next: the next source to begin; `nil` when there is none, or none that may begin before those in the making are whole.
    ///   - whole: is given every plan when it is durable, in the order in which they were begun.
    func makePlans(
        run: RunID, extent: Extent, into report: inout RunReport,
        next: (inout RunReport) throws(LedgerFault) -> SourceToPlan?,
        whole: (SourcePlan, inout RunReport) throws(LedgerFault) -> Void
    ) async throws(LedgerFault) {
        let readers = LedgerReaders(ledger)
        let end = await withTaskGroup(of: SliceQueue.Made.self) { group -> Result<Void, LedgerFault> in
            var queue = SliceQueue()
            var making: [PlanMaking] = []
            do throws(LedgerFault) {
                while true {
                    while queue.hasRoom, let source = try next(&report) {
                        let (begun, slices) = try begin(source, run: run, readers: readers)
                        making.append(begun)
                        try await queue.add(slices, to: &group)
                    }
                    switch try await queue.next(in: &group) {
                    case .slice where isOver:
                        // A plan in the making is nobody's: the next cycle makes it anew.
                        report.isCutShort = true
                        return .success(())
                    case .slice(let decided):
                        try save(decided, to: &making[0], run: run, extent: extent, into: &report)
                    case .end:
                        let made = making.removeFirst().plan
                        try ledger.finish(made.plan)
                        try whole(made, &report)
                    case nil: return .success(())
                    }
                }
            } catch {
                return .failure(error)
            }
        }
        try end.get()
    }

    private func begin(
        _ source: SourceToPlan, run: RunID, readers: LedgerReaders
    ) throws(LedgerFault) -> (PlanMaking, SlicePlanning) {
        let configured = configuration.sources[source.index]
        let id = try ledger.sourceID(configured.id)
        let rules = configured.rules
        let planning = SlicePlanning(ledger: ledger, readers: readers, source: id, successor: source.successor) {
            keys in
            Planner(
                rules: rules, zone: zone, now: now, limits: configuration.limits, digests: keys,
                resends: options.resends)
        }
        let terms = terms(of: configured)
        let plan = try ledger.beginPlan(
            run, source: id, settleSeconds: configuration.portal.settleSeconds, terms: terms)
        let made = SourcePlan(sourceIndex: source.index, source: id, plan: plan, terms: terms)
        return (PlanMaking(plan: made, planner: planning.planner(ledger.keys)), planning)
    }

    private func save(
        _ decided: [PlannedCitizen], to making: inout PlanMaking, run: RunID, extent: Extent,
        into report: inout RunReport
    ) throws(LedgerFault) {
        let index = making.plan.sourceIndex
        let planner = making.planner
        let saved = try ledger.save(decided, to: making.plan.plan) { try planner.plan($0) }
        try ledger.shortenLog()
        for (planned, plan) in zip(decided, saved) {
            count(plan, in: &report.sources[index])
            report.sources[index].tally.add(plan, of: planned.situation, now: now, today: planner.today)
            for change in plan.memberships { making.plan.memberPairs.insert(change.pair) }
            let lines = plan.lines
            report.sources[index].samples.take(lines, zone: zone)
            if case .plan(listingOperations: true) = extent {
                report.operationList.append(contentsOf: lines.map { $0.text(zone: zone) })
            }
        }
        report.sources[index].citizensPlanned += decided.count
        let planned = report.sources[index].citizensPlanned
        log.step(
            "plan \(making.plan.plan.name): \(planned) citizens planned", source: configuration.sources[index].id,
            run: run.number)
        progress.show("planning", done: planned, of: nil)
    }

    func count(_ plan: CitizenPlan, in report: inout SourceReport) {
        for operation in plan.appointments { report.operations[operation.kind, default: 0] += 1 }
        for operation in plan.memberships { report.operations[operation.kind, default: 0] += 1 }
        report.notes.merge(plan.notes, uniquingKeysWith: +)
    }
}
