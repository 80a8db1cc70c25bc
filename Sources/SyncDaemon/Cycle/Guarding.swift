// Between plan and push: each source's plan is judged, and what changes too much waits for a person. A source that replaces
// another is planned first and pushed together with it, so either both pass or both wait.

import EPJAdapters
import SyncCore
import SyncState

extension Cycle {
    func terms(of source: SourceConfiguration) -> Digest128 {
        ledger.keys.fingerprint(
            source.rules.canonicalBytes(adapter: source.adapter.rawValue, successor: source.replacedBy))
    }

    /// Plans every source of the run, the replacing before the replaced, and judges each plan.
    func planSources(
        run: RunID, extent: Extent, into report: inout RunReport
    ) async throws(LedgerFault) -> [SourcePlan] {
        var order = SourceOrder(configuration.sources, chosen: options.sources).indices[...]
        var unfinished = Set<Int>()
        var plans: [Int: SourcePlan] = [:]
        try await makePlans(run: run, extent: extent, into: &report) { report throws(LedgerFault) in
            while let index = order.first {
                let next = successor(of: index)
                // What the replacing source shows is known once its plan is judged.
                if let next, unfinished.contains(next) { return nil }
                order.removeFirst()
                if try waitsForRetirement(index, into: &report) { continue }
                unfinished.insert(index)
                var view: SuccessorView?
                if let next {
                    let source = try ledger.sourceID(configuration.sources[next].id)
                    let plan = plans[next].flatMap { $0.isReleased ? $0.plan : nil }
                    view = try ledger.successorView(of: source, plan: plan)
                }
                return SourceToPlan(index: index, successor: view)
            }
            return nil
        } whole: { plan, report throws(LedgerFault) in
            unfinished.remove(plan.sourceIndex)
            try conclude(plan, run: run, beside: &plans, into: &report)
        }
        // Half a plan is not judged, and nothing is intended any more.
        if report.isCutShort { return [] }
        let made = plans.values.sorted { $0.sourceIndex < $1.sourceIndex }
        for plan in made {
            if case .sync = extent, plan.isReleased {
                try ledger.release(plan.plan, terms: plan.terms)
            } else {
                try ledger.keep(plan.plan)
            }
            report.sources[plan.sourceIndex].plan = plan.plan.name
        }
        return made
    }

    private func successor(of index: Int) -> Int? {
        configuration.sources.firstIndex { $0.id == configuration.sources[index].replacedBy }
    }

    /// Judges a whole plan.
    private func conclude(
        _ plan: SourcePlan, run: RunID, beside plans: inout [Int: SourcePlan], into report: inout RunReport
    ) throws(LedgerFault) {
        var plan = plan
        let index = plan.sourceIndex
        let exceeded = try judge(plan, &report.sources[index])
        plan.isReleased = exceeded.isEmpty
        log.step(
            "plan \(plan.plan.name): \(exceeded.isEmpty ? "passes the guard" : "exceeds \(exceeded.count) limits")",
            source: configuration.sources[index].id, run: run.number)
        let replaces = configuration.sources.contains { $0.replacedBy == configuration.sources[index].id }
        let isBesideHeld = successor(of: index).flatMap { plans[$0] }.map { !$0.isReleased } ?? false
        if !exceeded.isEmpty { try hold(plan, for: exceeded, mayApply: !replaces && !isBesideHeld, into: &report) }
        if let next = successor(of: index), let successor = plans[next], successor.isReleased {
            plan.successor = successor.plan
            if !plan.isReleased {
                plans[next]?.isReleased = false
                wait(successor, for: configuration.sources[index].id, into: &report)
            }
        }
        plans[index] = plan
    }

    /// Every limit the plan exceeds that nobody has approved.
    private func judge(_ plan: SourcePlan, _ report: inout SourceReport) throws(LedgerFault) -> [Exceeded] {
        let limits = configuration.guardLimits
        let history = try ledger.guardHistory(of: plan.source, terms: plan.terms, runs: limits.creationsRuns)
        let approved = try ledger.approvals(of: plan.source, terms: plan.terms, at: clock.current())
        let planGuard = PlanGuard(limits)
        report.usualCreations = planGuard.twiceMedian(history).map { $0 / 2 }
        return planGuard.judge(report.tally, history).filter { exceeded in
            if exceeded.kind == .firstRun, options.isFirstRun { return false }
            return exceeded.count > approved[exceeded.kind, default: 0]
        }
    }

    private func hold(
        _ plan: SourcePlan, for exceeded: [Exceeded], mayApply: Bool, into report: inout RunReport
    ) throws(LedgerFault) {
        let holds = try ledger.hold(plan.plan, for: exceeded, terms: plan.terms, at: clock.current())
        let id = report.sources[plan.sourceIndex].id
        report.sources[plan.sourceIndex].holds = holds
        report.problems.append(
            HoldText(limits: configuration.guardLimits).paragraph(
                source: id, plan: plan.plan.name, holds: holds, mayApply: mayApply))
        report.codes.insert(.held)
    }

    private func wait(_ successor: SourcePlan, for replaced: String, into report: inout RunReport) {
        let id = report.sources[successor.sourceIndex].id
        report.sources[successor.sourceIndex].waitsFor = replaced
        report.problems.append(
            HoldText(limits: configuration.guardLimits)
                .waiting(source: id, plan: successor.plan.name, replaced: replaced))
        report.codes.insert(.held)
    }
}

/// In which order sources are planned: whatever replaces another before it.
struct SourceOrder {
    let indices: [Int]

    /// - Parameter chosen: by their ids; what replaces one of them, or is replaced by it, comes along.
    init(_ sources: [SourceConfiguration], chosen: Set<String>?) {
        var chosen = chosen
        if let named = chosen {
            for source in sources {
                guard let successor = source.replacedBy else { continue }
                if named.contains(source.id) || named.contains(successor) { chosen?.formUnion([source.id, successor]) }
            }
        }
        var order: [Int] = []
        func add(_ index: Int) {
            guard !order.contains(index) else { return }
            if let next = sources.firstIndex(where: { $0.id == sources[index].replacedBy }), next != index { add(next) }
            if !order.contains(index) { order.append(index) }
        }
        for index in sources.indices where chosen?.contains(sources[index].id) ?? true { add(index) }
        indices = order
    }
}
