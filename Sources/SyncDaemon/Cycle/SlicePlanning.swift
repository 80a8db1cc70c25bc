// The plans of a slice of citizens, on as many cores as there are: each citizen's plan is his own, and they come back in the
// order in which they were asked for.

import SyncCore
import SyncState

typealias PlannedCitizen = (situation: CitizenSituation, plan: CitizenPlan)

struct SlicePlanning: Sendable {
    /// Few enough that the last of them does not keep a core waiting for long.
    private static var citizensAtATime: Int { 20 }

    let ledger: Ledger
    let source: SourceID
    let planner: @Sendable (InstallationKeys) -> Planner<InstallationKeys>

    func decide(_ slice: [CitizenSituation]) async -> Result<[PlannedCitizen], LedgerFault> {
        await withTaskGroup(of: (first: Int, planned: Result<[PlannedCitizen], LedgerFault>).self) { group in
            for first in stride(from: 0, to: slice.count, by: Self.citizensAtATime) {
                let part = slice[first..<min(first + Self.citizensAtATime, slice.count)]
                group.addTask { (first, plan(part)) }
            }
            var parts: [Int: [PlannedCitizen]] = [:]
            for await (first, planned) in group {
                switch planned {
                case .success(let citizens): parts[first] = citizens
                case .failure(let fault): return .failure(fault)
                }
            }
            return .success(parts.sorted { $0.key < $1.key }.flatMap(\.value))
        }
    }

    private func plan(_ part: ArraySlice<CitizenSituation>) -> Result<[PlannedCitizen], LedgerFault> {
        let planner = planner(ledger.keys.unshared)
        return Result { () throws(LedgerFault) in
            var planned: [PlannedCitizen] = []
            planned.reserveCapacity(part.count)
            for situation in part { planned.append(try plan(situation, planner)) }
            return planned
        }
    }

    /// Plans with the contents closed, and opens them only for a citizen whose plan depends on them.
    private func plan(
        _ situation: CitizenSituation, _ planner: Planner<InstallationKeys>
    ) throws(LedgerFault) -> PlannedCitizen {
        if let plan = try? planner.plan(situation) { return (situation, plan) }
        let opened = try ledger.openContents(situation, of: source)
        guard let plan = try? planner.plan(opened) else { throw .sealBroken }
        return (opened, plan)
    }
}
