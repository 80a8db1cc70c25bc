// Planning a source: its active citizens in slices, each slice planned in memory and made durable in one transaction.

import PortalClient
import SyncCore
import SyncState

/// A durable plan, ready to be pushed.
struct SourcePlan {
    let sourceIndex: Int
    let source: SourceID
    let plan: PlanID
    /// Pairs citizens are to become members of; their offers have to be known to the portal first.
    let memberPairs: Set<ServiceUnit>
}

extension Cycle {
    private static var sliceCitizensMax: Int { 200 }

    func planSource(
        _ index: Int, run: RunID, extent: Extent, into report: inout RunReport
    ) async throws(LedgerFault) -> SourcePlan {
        let configured = configuration.sources[index]
        let source = try ledger.sourceID(configured.id)
        let planner = Planner(
            rules: configured.rules, zone: zone, now: now, limits: configuration.limits, digests: ledger.keys)
        let plan = try ledger.beginPlan(
            run, source: source, settleSeconds: configuration.portal.settleSeconds)
        var pairs = Set<ServiceUnit>()
        var slice = try decide(situations(of: source, after: nil), planner, source: source).get()
        while let last = slice.last?.situation.citizenKey {
            // The next slice is read now, and planned while this one is made durable: a core for each.
            let upcoming = try situations(of: source, after: last)
            async let next = decide(upcoming, planner, source: source)
            let saved = try ledger.save(slice, to: plan) { try planner.plan($0) }
            for citizenPlan in saved {
                count(citizenPlan, in: &report.sources[index])
                for change in citizenPlan.memberships { pairs.insert(change.pair) }
                if case .plan(listingOperations: true) = extent {
                    report.operationList.append(contentsOf: citizenPlan.lines(zone: zone))
                }
            }
            report.sources[index].citizensPlanned += slice.count
            progress.show("planning", done: report.sources[index].citizensPlanned, of: nil)
            slice = try await next.get()
        }
        try ledger.finish(plan)
        return SourcePlan(sourceIndex: index, source: source, plan: plan, memberPairs: pairs)
    }

    private typealias PlannedCitizen = (situation: CitizenSituation, plan: CitizenPlan)

    private func situations(
        of source: SourceID, after last: Digest128?
    ) throws(LedgerFault) -> [CitizenSituation] {
        let situations = try ledger.plannableCitizens(of: source, after: last, limit: Self.sliceCitizensMax)
        return resends ? situations.map { $0.inDoubt(from: now) } : situations
    }

    private func decide(
        _ slice: [CitizenSituation], _ planner: Planner<InstallationKeys>, source: SourceID
    ) -> Result<[PlannedCitizen], LedgerFault> {
        Result { () throws(LedgerFault) in
            var planned: [PlannedCitizen] = []
            planned.reserveCapacity(slice.count)
            for situation in slice { planned.append(try decide(situation, planner, source: source)) }
            return planned
        }
    }

    /// Plans with the contents closed, and opens them only for a citizen of whom something may change.
    private func decide(
        _ situation: CitizenSituation, _ planner: Planner<InstallationKeys>, source: SourceID
    ) throws(LedgerFault) -> PlannedCitizen {
        if let plan = try? planner.plan(situation) { return (situation, plan) }
        let opened = try ledger.openContents(situation, of: source)
        guard let plan = try? planner.plan(opened) else { throw .sealBroken }
        return (opened, plan)
    }

    private func count(_ plan: CitizenPlan, in report: inout SourceReport) {
        for operation in plan.appointments { report.operations[operation.kind, default: 0] += 1 }
        for operation in plan.memberships { report.operations[operation.kind, default: 0] += 1 }
        report.notes.merge(plan.notes, uniquingKeysWith: +)
    }
}
