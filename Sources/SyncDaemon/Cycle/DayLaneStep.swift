// The day lane: what was pushed of today's visits and what was performed is told within one look at the feeds. Each source's
// part is a small plan of its own beside the night's, judged by the night's limits over 24 hours. What the day does not tell,
// the night does: nothing of it is lost by being left out here.

import PortalClient
import SyncCore
import SyncState

extension Cycle {
    /// Plans, judges and pushes what came by day.
    func tellByDay(run: RunID, into report: inout RunReport) async throws(LedgerFault) {
        var plans: [SourcePlan] = []
        var seen: [Int: Int64] = [:]
        let held = Set(try ledger.openHolds().map(\.source))
        for index in configuration.sources.indices {
            let (plan, newest) = try planDay(
                index, isHeld: held.contains(configuration.sources[index].id), run, &report)
            seen[index] = newest
            if let plan { plans.append(plan) }
        }
        try await push(plans, run: run, into: &report, isCycle: false)
        for (index, newest) in seen where report.sources[index].isComplete {
            try ledger.dayLaneHasSeen(newest, of: try ledger.sourceID(configuration.sources[index].id))
        }
    }

    private func planDay(
        _ index: Int, isHeld: Bool, _ run: RunID, _ report: inout RunReport
    ) throws(LedgerFault) -> (SourcePlan?, newest: Int64) {
        let configured = configuration.sources[index]
        let source = try ledger.sourceID(configured.id)
        let (citizens, newest) = try ledger.citizensOfTheDay(
            of: source, settleSeconds: configuration.portal.settleSeconds, now: now)
        let terms = terms(of: configured)
        let history = try ledger.guardHistory(of: source, terms: terms, runs: configuration.guardLimits.creationsRuns)
        // A source that was never told anything begins with a night.
        guard !citizens.isEmpty, history.wasToldAnything else { return (nil, newest) }
        let intended = try ledger.intendedByDay(of: source, before: now)
        let lane = DayLane(
            zone: zone, now: now,
            allowance: isHeld || history.isConfigurationChanged ? .performedAndCancelled : .everything,
            begun: intended.values.reduce(into: []) { $0.formUnion($1) })
        let planner = Planner(
            rules: configured.rules, zone: zone, now: now, limits: configuration.limits, digests: ledger.keys)
        var day: [(situation: CitizenSituation, plan: CitizenPlan)] = []
        for situation in try successorsIn(citizens, of: index) {
            guard let plan = try? planner.plan(situation) else { throw .sealBroken }
            day.append((situation, lane.part(of: plan, in: situation)))
        }
        try judgeDay(&day, beside: intended, of: index, source, history, &report)
        guard day.contains(where: { !$0.plan.isEmpty }) else { return (nil, newest) }
        let id = try ledger.beginOrder(run, source: source)
        let saved = try ledger.save(day, to: id) { lane.part(of: try planner.plan($0), in: $0) }
        for plan in saved { count(plan, in: &report.sources[index]) }
        try ledger.finish(id)
        return (
            SourcePlan(
                sourceIndex: index, source: source, plan: id, terms: terms, isReleased: true, sendsOffers: false),
            newest
        )
    }

    /// What the source that replaces this one shows is that one's.
    private func successorsIn(
        _ citizens: [CitizenSituation], of index: Int
    ) throws(LedgerFault) -> [CitizenSituation] {
        guard let next = configuration.sources.first(where: { $0.id == configuration.sources[index].replacedBy })
        else { return citizens }
        let view = try ledger.successorView(of: try ledger.sourceID(next.id), plan: nil)
        return citizens.map { situation in
            var situation = situation
            situation.successor = view.presence(of: situation.citizenKey)
            return situation
        }
    }

    /// Kinds that exceed a limit within 24 hours are left to the night, whose guard a person can answer.
    private func judgeDay(
        _ day: inout [(situation: CitizenSituation, plan: CitizenPlan)],
        beside intended: [OperationKind: Set<Digest128>], of index: Int, _ source: SourceID, _ history: GuardHistory,
        _ report: inout RunReport
    ) throws(LedgerFault) {
        var intended = intended
        for operation in day.flatMap(\.plan.appointments) {
            intended[operation.kind, default: []].insert(operation.key)
        }
        let exceeded = PlanGuard(configuration.guardLimits).judge(
            DayCounts(intended), shown: try ledger.shownCount(of: source, at: now), history)
        let kinds = exceeded.reduce(into: Set<OperationKind>()) { $0.formUnion($1.kind.byDay) }
        for place in day.indices { day[place].plan.appointments.removeAll { kinds.contains($0.kind) } }
        if let gravest = exceeded.first {
            report.problems.append(DayText.leftToTheNight(configuration.sources[index].id, gravest))
            report.codes.insert(.held)
        }
    }
}

extension DayCounts {
    fileprivate init(_ entries: [OperationKind: Set<Digest128>]) {
        func count(_ kind: OperationKind) -> Int { entries[kind]?.count ?? 0 }
        self.init(created: count(.create), updated: count(.update), cancelled: count(.cancel))
    }
}

extension HeldKind {
    /// What is not told by day where this is exceeded.
    fileprivate var byDay: Set<OperationKind> {
        switch self {
        case .creations: [.create]
        case .changedTimes: [.update]
        case .cancellations: [.cancel]
        default: [.create, .update, .cancel]
        }
    }
}

enum DayText {
    static func leftToTheNight(_ source: String, _ exceeded: Exceeded) -> String {
        let what: String =
            switch exceeded.kind {
            case .cancellations: "\(exceeded.count) of \(exceeded.whole) shown visits would be cancelled"
            case .creations: "\(exceeded.count) visits would be new"
            default: "\(exceeded.count) of \(exceeded.whole) shown visits would be changed"
            }
        return
            "Source \(source): \(what) by day within 24 hours, which is more than the guard allows. None of that is told "
            + "by day; performed visits are. Tonight's cycle plans it, and holds it for a person if it is too much then."
    }
}
