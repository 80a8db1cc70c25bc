// A source's citizens, slice by slice: each slice is read over a connection of its own and planned by one task.

import SyncCore
import SyncState

typealias PlannedCitizen = (situation: CitizenSituation, plan: CitizenPlan)

struct SlicePlanning: Sendable {
    /// Enough to share a commit, few enough that a small municipality has some for every core.
    private static let sliceCitizensMax = 100

    let ledger: Ledger
    let readers: LedgerReaders
    let source: SourceID
    /// Whom the source that replaces this one shows anything.
    let successor: SuccessorView?
    let planner: @Sendable (InstallationKeys) -> Planner<InstallationKeys>

    typealias Planned = Result<[PlannedCitizen], LedgerFault>
    typealias Slices = AsyncStream<Result<[Digest128], LedgerFault>>

    /// Whom the night has to plan, in order: read far ahead of the planning, a few bytes for each.
    func slices() -> Slices {
        AsyncStream { stream in
            readers.aside { reader throws(LedgerFault) in
                var last: Digest128?
                // The question costs as much as the answer, so they are asked for by the thousand.
                while let citizens = try keys(reader, after: last, limit: Self.sliceCitizensMax * 20) {
                    last = citizens.last
                    for first in stride(from: 0, to: citizens.count, by: Self.sliceCitizensMax) {
                        let slice = citizens[first..<min(first + Self.sliceCitizensMax, citizens.count)]
                        if case .terminated = stream.yield(.success(Array(slice))) { return }
                    }
                }
            } then: {
                if case .failure(let fault) = $0 { stream.yield(.failure(fault)) }
                stream.finish()
            }
        }
    }

    private func keys(_ reader: Ledger, after last: Digest128?, limit: Int) throws(LedgerFault) -> [Digest128]? {
        let keys = try reader.plannableKeys(of: source, after: last, limit: limit)
        return keys.isEmpty ? nil : keys
    }

    /// On a thread of its own from the first question to the last plan: whoever makes the slices durable waits for the disk, and
    /// does so on one of the threads that tasks share, which are as many as there are cores.
    func plan(_ citizens: [Digest128]) async -> Planned {
        do throws(LedgerFault) {
            return .success(try await readers.read { reader throws(LedgerFault) in try plan(citizens, reader) })
        } catch {
            return .failure(error)
        }
    }

    private func plan(_ citizens: [Digest128], _ reader: Ledger) throws(LedgerFault) -> [PlannedCitizen] {
        let planner = planner(ledger.keys.unshared)
        var planned: [PlannedCitizen] = []
        planned.reserveCapacity(citizens.count)
        for var situation in try reader.situations(of: citizens, in: source) {
            if let successor { situation.successor = successor.presence(of: situation.citizenKey) }
            planned.append(try plan(situation, planner, reader))
        }
        try takeOver(&planned, reader)
        return planned
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

    /// What an update takes over of what was told lies anywhere on the disk. It is fetched here, where several slices wait at
    /// once, and not by whoever makes them durable, one after the other.
    private func takeOver(_ planned: inout [PlannedCitizen], _ reader: Ledger) throws(LedgerFault) {
        let awaited = planned.flatMap { citizen in
            citizen.plan.appointments.filter(\.awaitsContent).map { (citizen.situation.citizenKey, $0.key) }
        }
        guard !awaited.isEmpty else { return }
        let told = try reader.contents(of: awaited, in: source)
        for citizen in planned.indices {
            for operation in planned[citizen].plan.appointments.indices {
                guard planned[citizen].plan.appointments[operation].awaitsContent,
                    let content = told[planned[citizen].plan.appointments[operation].key]
                else { continue }
                planned[citizen].plan.appointments[operation].takeOver(content)
            }
        }
    }
}
