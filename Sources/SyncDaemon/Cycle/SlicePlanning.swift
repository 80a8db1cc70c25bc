// A source's citizens, slice by slice: each slice is read over a connection of its own and planned by one task, a few slices
// at a time, and handed out in order. So the ledger waits for the disk in several places at once, every core has something to
// plan, and whoever makes the slices durable waits for neither.

import SyncCore
import SyncState

typealias PlannedCitizen = (situation: CitizenSituation, plan: CitizenPlan)

struct SlicePlanning: Sendable {
    /// Enough to share a commit, few enough that a small municipality has some for every core.
    private static let sliceCitizensMax = 100
    /// Slices in the making: memory holds so many. More than there are cores, because reading waits for the disk.
    private static let slicesMax = 4

    let ledger: Ledger
    let readers: LedgerReaders
    let source: SourceID
    /// Whom the source that replaces this one shows anything.
    let successor: SuccessorView?
    let planner: @Sendable (InstallationKeys) -> Planner<InstallationKeys>

    /// - Parameter each: is given every slice in the order of citizens; `false` ends it.
    func planEach(_ each: ([PlannedCitizen]) throws(LedgerFault) -> Bool) async throws(LedgerFault) {
        let end = await withTaskGroup(of: (number: Int, slice: Planned).self) { group -> Result<Void, LedgerFault> in
            var last: Digest128?
            var (begun, handedOut) = (0, 0)
            var planned: [Int: Planned] = [:]
            func begin() throws(LedgerFault) {
                let citizens = try ledger.plannableKeys(
                    of: source, after: last, limit: Self.sliceCitizensMax, includingTold: successor != nil)
                guard let newest = citizens.last else { return }
                last = newest
                let number = begun
                begun += 1
                group.addTask { (number, plan(citizens)) }
            }
            do throws(LedgerFault) {
                for _ in 0..<Self.slicesMax { try begin() }
                while handedOut < begun, let next = await group.next() {
                    planned[next.number] = next.slice
                    while let slice = planned.removeValue(forKey: handedOut) {
                        try begin()
                        handedOut += 1
                        guard try each(try slice.get()) else { return .success(()) }
                    }
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try end.get()
    }

    private typealias Planned = Result<[PlannedCitizen], LedgerFault>

    private func plan(_ citizens: [Digest128]) -> Planned {
        let planner = planner(ledger.keys.unshared)
        return Result { () throws(LedgerFault) in
            try readers.withReader { reader throws(LedgerFault) in
                var planned: [PlannedCitizen] = []
                planned.reserveCapacity(citizens.count)
                for var situation in try reader.situations(of: citizens, in: source) {
                    if let successor { situation.successor = successor.presence(of: situation.citizenKey) }
                    planned.append(try plan(situation, planner, reader))
                }
                return planned
            }
        }
    }

    /// Plans with the contents closed, and opens them only for a citizen whose plan depends on them.
    private func plan(
        _ situation: CitizenSituation, _ planner: Planner<InstallationKeys>, _ reader: Ledger
    ) throws(LedgerFault) -> PlannedCitizen {
        if let plan = try? planner.plan(situation) { return (situation, plan) }
        let opened = try reader.openContents(situation, of: source)
        guard let plan = try? planner.plan(opened) else { throw .sealBroken }
        return (opened, plan)
    }
}
