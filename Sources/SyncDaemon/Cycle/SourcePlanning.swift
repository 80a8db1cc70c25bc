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
        let planner = Planner(
            rules: configured.rules, zone: zone, now: now, limits: configuration.limits, digests: ledger.keys,
            resends: options.resends)
        let terms = terms(of: configured)
        let plan = try ledger.beginPlan(
            run, source: source, settleSeconds: configuration.portal.settleSeconds, terms: terms)
        var made = SourcePlan(sourceIndex: index, source: source, plan: plan, terms: terms)
        let reading = SituationReading(ledger: ledger, source: source, successor: successor)
        var slice = try decide(reading.next(), planner, source: source).get()
        while let last = slice.last?.situation.citizenKey {
            // A plan in the making is nobody's: the next cycle makes it anew.
            if isOver {
                report.isCutShort = true
                return made
            }
            // The next slice is read now, and planned while this one is made durable: a core for each.
            let upcoming = try reading.next(after: last)
            async let next = decide(upcoming, planner, source: source)
            let saved = try ledger.save(slice, to: plan) { try planner.plan($0) }
            for (planned, citizenPlan) in zip(slice, saved) {
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
            report.sources[index].citizensPlanned += slice.count
            progress.show("planning", done: report.sources[index].citizensPlanned, of: nil)
            slice = try await next.get()
        }
        try ledger.finish(plan)
        return made
    }

    private typealias PlannedCitizen = (situation: CitizenSituation, plan: CitizenPlan)

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

    func count(_ plan: CitizenPlan, in report: inout SourceReport) {
        for operation in plan.appointments { report.operations[operation.kind, default: 0] += 1 }
        for operation in plan.memberships { report.operations[operation.kind, default: 0] += 1 }
        report.notes.merge(plan.notes, uniquingKeysWith: +)
    }
}
