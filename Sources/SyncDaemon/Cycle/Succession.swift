// A municipality that changes its EPJ: what the new source shows a citizen and what the old one takes back are sent close
// together, a few citizens at a time, so that nobody sees his visits twice for longer than that takes, and nobody loses them
// while the new ones have not arrived.

import PortalClient
import SyncCore
import SyncState

struct Succession {
    /// Citizens whose visits are doubled at a time.
    private static let citizensMax = 25

    var successor: SourcePushing
    var replaced: SourcePushing

    /// - Returns: why the portal is out of the question for the rest of the run, if it is.
    mutating func run() async throws(LedgerFault) -> PortalFailure? {
        switch try await successor.open() {
        case .rest(let rest): if let stop = try await move(rest) { return stop }
        case .nothing: break
        case .stopped(let stop): return stop
        }
        let ledger = successor.cycle.ledger
        try ledger.leaveUnmoved(replaced.plan.plan, successor: successor.plan.plan)
        replaced.shared.manners = successor.shared.manners
        return try await replaced.run()
    }

    private mutating func move(_ rest: [PendingOperation]) async throws(LedgerFault) -> PortalFailure? {
        let leaving = try successor.cycle.ledger.pendingOperations(of: replaced.plan.plan)
            .filter { $0.kind == .withdraw }
        let withdrawals = Dictionary(grouping: leaving, by: \.citizenKey)
        var moving: [Digest128] = []
        var isMoving = Set<Digest128>()
        for operation in rest where withdrawals[operation.citizenKey] != nil {
            if isMoving.insert(operation.citizenKey).inserted { moving.append(operation.citizenKey) }
        }
        let operations = Dictionary(grouping: rest.filter { isMoving.contains($0.citizenKey) }, by: \.citizenKey)
        for start in stride(from: 0, to: moving.count, by: Self.citizensMax) {
            let citizens = moving[start..<min(start + Self.citizensMax, moving.count)]
            if let stop = try await successor.put(citizens.flatMap { operations[$0] ?? [] }) { return stop }
            replaced.shared.notActive.formUnion(successor.shared.notActive)
            replaced.shared.manners = successor.shared.manners
            let arrived = citizens.filter { successor.shownCitizens.contains($0) }
            if let stop = try await replaced.put(arrived.flatMap { withdrawals[$0] ?? [] }) { return stop }
            successor.shared.notActive.formUnion(replaced.shared.notActive)
            successor.shared.manners = replaced.shared.manners
        }
        if let stop = try await successor.put(rest.filter { !isMoving.contains($0.citizenKey) }) { return stop }
        return try await successor.putUnderNewNumbers()
    }
}
