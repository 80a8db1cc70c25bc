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

extension Cycle {
    /// - Parameter successor: whom the source that replaces this one shows anything.
    func planSource(
        _ index: Int, run: RunID, extent: Extent, successor: SuccessorView?, readers: LedgerReaders,
        into report: inout RunReport
    ) async throws(LedgerFault) -> SourcePlan {
        let configured = configuration.sources[index]
        let source = try ledger.sourceID(configured.id)
        let rules = configured.rules
        let planning = SlicePlanning(ledger: ledger, readers: readers, source: source, successor: successor) { keys in
            Planner(
                rules: rules, zone: zone, now: now, limits: configuration.limits, digests: keys,
                resends: options.resends)
        }
        let planner = planning.planner(ledger.keys)
        let terms = terms(of: configured)
        let plan = try ledger.beginPlan(
            run, source: source, settleSeconds: configuration.portal.settleSeconds, terms: terms)
        var made = SourcePlan(sourceIndex: index, source: source, plan: plan, terms: terms)
        try await planning.planEach { decided throws(LedgerFault) in
            // A plan in the making is nobody's: the next cycle makes it anew.
            guard !isOver else {
                report.isCutShort = true
                return false
            }
            let saved = try ledger.save(decided, to: plan) { try planner.plan($0) }
            try ledger.shortenLog()
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
            return true
        }
        if report.isCutShort { return made }
        try ledger.finish(plan)
        return made
    }

    func count(_ plan: CitizenPlan, in report: inout SourceReport) {
        for operation in plan.appointments { report.operations[operation.kind, default: 0] += 1 }
        for operation in plan.memberships { report.operations[operation.kind, default: 0] += 1 }
        report.notes.merge(plan.notes, uniquingKeysWith: +)
    }
}
