// A plan that was made before is pushed exactly as it is, or not at all: when what it was made from is no longer what it
// was, the source's plan is refused and says what changed.

import SyncCore
import SyncState

extension Cycle {
    func apply(
        _ kept: [KeptPlan], withoutChanged: Bool, run: RunID, into report: inout RunReport
    ) async throws(LedgerFault) {
        var plans: [SourcePlan] = []
        var refused = Set<String>()
        let all = try withPartners(kept)
        for plan in all {
            var isRefused = try isRefused(plan, withoutChanged: withoutChanged, into: &report)
            if !isRefused { isRefused = try isInTheWayOfAnother(plan, among: all, into: &report) }
            if isRefused { refused.formUnion(configuration.withPartners([plan.source])) }
        }
        for plan in all {
            guard let index = configuration.sources.firstIndex(where: { $0.id == plan.source }),
                !refused.contains(plan.source)
            else { continue }
            let terms = terms(of: configuration.sources[index])
            let out = try ledger.prepare(
                plan, now: now, withoutChanged: withoutChanged, settleSeconds: configuration.portal.settleSeconds)
            report.leftOut.append((plan.id.name, out))
            report.sources[index].plan = plan.id.name
            report.sources[index].operations = try ledger.keptPlan(plan.number)?.operations ?? [:]
            try ledger.release(plan.id, terms: terms)
            var made = SourcePlan(sourceIndex: index, source: plan.id.source, plan: plan.id, terms: terms)
            made.memberPairs = try ledger.memberPairs(of: plan.id)
            made.isReleased = true
            plans.append(made)
        }
        pair(&plans)
        // Who became active or inactive is part of the plan, and is told with it.
        let newestOutgoing = try ledger.newestOutgoing()
        try await deliverOutgoing(released: Set(plans.map(\.sourceIndex)), into: &report)
        try await push(plans, run: run, into: &report)
        try countOutgoing(after: newestOutgoing, into: &report)
    }

    private func isRefused(
        _ plan: KeptPlan, withoutChanged: Bool, into report: inout RunReport
    ) throws(LedgerFault) -> Bool {
        guard let source = configuration.sources.first(where: { $0.id == plan.source }) else {
            report.problems.append(
                "Plan \(plan.id.name) is of source \(plan.source), which is not in the configuration. Nothing of it was "
                    + "sent.")
            report.codes.insert(.held)
            return true
        }
        let stale = try ledger.staleness(of: plan, terms: terms(of: source)).filter { stale in
            if case .news = stale { !withoutChanged } else { true }
        }
        guard !stale.isEmpty else { return false }
        report.problems.append(StaleText.sentence(plan, stale))
        report.codes.insert(.held)
        return true
    }

    /// No citizen sees his visits twice: a source does not begin while another of its municipality is being retired, and what
    /// one that replaces another shows goes together with what the other takes back. That was planned only where nothing held
    /// the replacing source's plan.
    private func isInTheWayOfAnother(
        _ plan: KeptPlan, among all: [KeptPlan], into report: inout RunReport
    ) throws(LedgerFault) -> Bool {
        guard let index = configuration.sources.firstIndex(where: { $0.id == plan.source }) else { return false }
        var reason: String?
        if let open = try retirementInTheWay(of: index) {
            reason =
                "source \(open.source) of the same municipality is being retired and is not done. Run 'epjsyncd source retire "
                + "\(open.source)' until it ends with exit code 0"
        }
        for replaced in configuration.sources where replaced.replacedBy == plan.source {
            guard try ledger.hasToldAnything(of: try ledger.sourceID(replaced.id)) else { continue }
            let wasHeld = try !ledger.holds(ofPlan: plan.number).isEmpty
            guard wasHeld || !all.contains(where: { $0.source == replaced.id }) else { continue }
            reason =
                "it replaces \(replaced.id), and what that one takes back is planned once nothing holds this plan. Use "
                + "'epjsyncd approve' instead"
        }
        guard let reason else { return false }
        report.problems.append(
            "Plan \(plan.id.name) of source \(plan.source) cannot be applied, because citizens would see their visits twice: "
                + "\(reason). Nothing of it was sent.")
        report.codes.insert(.held)
        return true
    }

    /// A source that replaces another and the one it replaces are applied together or not at all.
    private func withPartners(_ kept: [KeptPlan]) throws(LedgerFault) -> [KeptPlan] {
        var all = kept
        for plan in kept {
            for partner in configuration.withPartners([plan.source]).sorted()
            where !all.contains(where: { $0.source == partner }) {
                if let other = try ledger.keptPlan(beside: plan, source: partner) { all.append(other) }
            }
        }
        return all
    }

    /// A replaced source's plan goes together with its successor's.
    private func pair(_ plans: inout [SourcePlan]) {
        for index in plans.indices {
            let successor = configuration.sources[plans[index].sourceIndex].replacedBy
            plans[index].successor =
                plans.first { configuration.sources[$0.sourceIndex].id == successor }?.plan
        }
    }
}

extension DaemonConfiguration {
    /// These sources, as far as they are configured, and what replaces them or is replaced by them.
    func withPartners(_ sources: Set<String>) -> Set<String> {
        Set(
            self.sources.filter { source in
                sources.contains(source.id) || source.replacedBy.map(sources.contains) == true
                    || self.sources.contains { sources.contains($0.id) && $0.replacedBy == source.id }
            }.map(\.id))
    }
}

enum StaleText {
    static func sentence(_ plan: KeptPlan, _ stale: [Staleness]) -> String {
        let name = plan.id.name
        if stale.contains(.over) {
            return
                "Plan \(name) of source \(plan.source) cannot be applied: it was sent already, or newer plans took its "
                + "place. Nothing of it was sent now. Make a new one with 'epjsyncd plan'."
        }
        let reasons = stale.map { stale in
            switch stale {
            case .over: ""
            case .configuration: "the source's configuration has changed"
            case .news(let citizens):
                "newer messages about \(citizens) citizen\(ReportText.plural(citizens)) in it have arrived"
            case .ledger(let rows):
                "\(rows) row\(ReportText.plural(rows)) of the ledger that it changes \(rows == 1 ? "has" : "have") changed"
            }
        }
        let way =
            stale.allSatisfy { if case .news = $0 { true } else { false } }
            ? "Leave those citizens out with --without-changed, or make" : "Make"
        return "Plan \(name) of source \(plan.source) is stale: \(reasons.joined(separator: "; ")). Nothing of it was "
            + "sent. \(way) a new one with 'epjsyncd plan'."
    }
}
