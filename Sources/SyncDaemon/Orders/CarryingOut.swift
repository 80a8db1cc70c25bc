// What every order has in common: it is durable before anything is sent, its few operations go the way of any plan's (plan,
// intent, request, outcome), and where the portal does not take them it stands, and the next cycle goes by it.

import PortalClient
import SyncCore
import SyncState

/// What an order asks of one source.
struct OrderedPlan {
    let sourceIndex: Int
    let source: SourceID
    let citizens: [(situation: CitizenSituation, plan: CitizenPlan)]

    var isEmpty: Bool { citizens.allSatisfy { $0.plan.isEmpty } }
}

/// What an order asked of the portal, and how much of it was taken.
struct OrderCounts: Equatable {
    private(set) var withdrawn = 0
    private(set) var changed = 0
    private(set) var contactsEnded = 0
    private(set) var accepted = 0

    init() {}

    init(_ report: RunReport) {
        for source in report.sources {
            withdrawn += source.operations[.withdraw, default: 0]
            changed += source.operations[.update, default: 0]
            contactsEnded += source.operations[.memberOut, default: 0]
            accepted += source.accepted
        }
    }

    func add(to document: inout OrderedJSON) {
        var operations = OrderedJSON()
        operations.add("withdraw", withdrawn)
        operations.add("update", changed)
        operations.add("memberOut", contactsEnded)
        document.add("operations", operations)
        document.add("accepted", accepted)
    }
}

/// How far the portal took what was ordered.
enum OrderEnd: Equatable {
    case done
    case nothingToSend
    /// The portal takes nothing about a citizen who is not active (R3, R17).
    case notActive
    case refused(codes: String)
    case unknown
    /// With the portal's fault as a sentence.
    case unreachable(String)

    init(_ report: RunReport) {
        let sources = report.sources
        let answers = sources.flatMap(\.answers.keys).filter { $0 != "2118" }.sorted().joined(separator: ", ")
        if report.codes.contains(.portalUnreachable) {
            self = .unreachable(report.problems.last ?? "The portal was not available.")
        } else if sources.contains(where: { $0.refused > 0 }) {
            self = .refused(codes: answers)
        } else if sources.contains(where: { $0.unknown + $0.left > 0 }) {
            self = .unknown
        } else if sources.contains(where: { $0.answers["2118"] != nil }) {
            self = .notActive
        } else {
            self = sources.contains { $0.accepted > 0 } ? .done : .nothingToSend
        }
    }

    /// 3: something waits for the next cycle.
    var exitCode: ExitCode {
        switch self {
        case .done, .nothingToSend: .done
        case .notActive, .refused, .unknown: .leftOver
        case .unreachable: .portalUnreachable
        }
    }

    /// The name in JSON.
    var name: String {
        switch self {
        case .done: "done"
        case .nothingToSend: "nothing-to-send"
        case .notActive: "not-active"
        case .refused: "refused"
        case .unknown: "unknown"
        case .unreachable: "unreachable"
        }
    }

    /// What keeps the order from being carried out now, as a sentence; `nil` when it is.
    var hindrance: String? {
        switch self {
        case .done, .nothingToSend: nil
        case .notActive:
            "The citizen is not digitally active, and of him the portal takes nothing, no withdrawal either: it goes out in "
                + "the first cycle after he is active again."
        case .refused(let codes): "The portal refused it (\(codes)); the next cycle sends it again."
        case .unknown: "The portal gave no clear answer; the next cycle sends it again."
        case .unreachable(let sentence): "\(sentence) The next cycle sends it."
        }
    }
}

extension Cycle {
    /// Makes the plans durable, sends them and records the run.
    func carryOut(_ command: String, _ plans: [OrderedPlan]) async throws(LedgerFault) -> RunReport {
        let run = try ledger.beginRun(command, now: now, started: clock.current())
        var report = RunReport(
            command: command, now: now, sources: configuration.sources.map { SourceReport(id: $0.id) })
        report.run = run.number
        var durable: [SourcePlan] = []
        for plan in plans where !plan.isEmpty {
            let id = try ledger.beginOrder(run, source: plan.source)
            // Nothing new is told, so nothing can be another citizen's.
            let saved = try ledger.save(plan.citizens, to: id) { _ in CitizenPlan() }
            for citizenPlan in saved { count(citizenPlan, in: &report.sources[plan.sourceIndex]) }
            try ledger.finish(id)
            durable.append(
                SourcePlan(
                    sourceIndex: plan.sourceIndex, source: plan.source, plan: id,
                    terms: terms(of: configuration.sources[plan.sourceIndex]), isReleased: true, sendsOffers: false))
        }
        try await push(durable, run: run, into: &report, isCycle: false)
        progress.end()
        try ledger.endRun(
            run, at: clock.current(), exitCode: report.exitCode.rawValue, report: ReportJSON.text(report),
            text: ReportText.text(report))
        return report
    }

    /// Every plan obeys the orders that stand.
    static func asOrdered(
        _ planner: Planner<InstallationKeys>, _ situation: CitizenSituation
    ) throws(NeedsContent) -> CitizenPlan { try planner.plan(situation) }

    /// Plans what an order changes for one citizen of one source.
    ///
    /// - Returns: `nil` where the ledger does not know the citizen, or the portal does not call him active.
    func plan(
        _ citizen: Digest128, of index: Int, superseding entry: Digest128? = nil,
        by decide: (Planner<InstallationKeys>, CitizenSituation) throws(NeedsContent) -> CitizenPlan = Self.asOrdered
    ) throws(LedgerFault) -> OrderedPlan? {
        let configured = configuration.sources[index]
        let source = try ledger.sourceID(configured.id)
        guard
            let situation = try ledger.situation(
                of: citizen, in: source, settleSeconds: configuration.portal.settleSeconds, superseding: entry),
            situation.activation == .active
        else { return nil }
        let planner = Planner(
            rules: configured.rules, zone: zone, now: now, limits: configuration.limits, digests: ledger.keys)
        guard var plan = try? decide(planner, situation) else { throw .sealBroken }
        // What a cycle remembers beside what it tells is the next cycle's.
        plan.aliases = [:]
        plan.phases = [:]
        plan.notes = [:]
        return OrderedPlan(sourceIndex: index, source: source, citizens: [(situation, plan)])
    }
}
