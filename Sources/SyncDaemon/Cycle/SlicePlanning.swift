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
            var keys = PlannableKeys(ledger: ledger, source: source, includingTold: successor != nil)
            var (begun, handedOut) = (0, 0)
            var planned: [Int: Planned] = [:]
            func begin() throws(LedgerFault) {
                let citizens = try keys.next(Self.sliceCitizensMax)
                guard !citizens.isEmpty else { return }
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

/// Whom a source's night has to plan, in order. They are asked for by the thousand: the question costs as much as the answer.
private struct PlannableKeys {
    private static let askedAtATime = 2_000

    let ledger: Ledger
    let source: SourceID
    let includingTold: Bool
    private var asked: ArraySlice<Digest128> = []
    private var last: Digest128?
    private var isEnd = false

    init(ledger: Ledger, source: SourceID, includingTold: Bool) {
        (self.ledger, self.source, self.includingTold) = (ledger, source, includingTold)
    }

    /// - Returns: none at the end.
    mutating func next(_ count: Int) throws(LedgerFault) -> [Digest128] {
        if asked.isEmpty, !isEnd {
            let keys = try ledger.plannableKeys(
                of: source, after: last, limit: Self.askedAtATime, includingTold: includingTold)
            (asked, last, isEnd) = (keys[...], keys.last, keys.count < Self.askedAtATime)
        }
        defer { asked = asked.dropFirst(count) }
        return Array(asked.prefix(count))
    }
}
