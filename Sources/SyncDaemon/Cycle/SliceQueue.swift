// The slices of one source after another, several in the making at a time, and handed out in order. So the ledger waits for the
// disk in several places at once, every core has something to plan, and whoever makes the slices durable waits for neither:
// while the last slices of a source are made durable, the first of the next are planned.

import SyncCore
import SyncState

struct SliceQueue {
    typealias Made = (number: Int, slice: SlicePlanning.Planned)

    enum Taken {
        case slice([PlannedCitizen])
        /// Of the source whose slices were taken last.
        case end
    }

    private enum Place {
        case slice(Int)
        case end
    }

    /// Slices in the making: memory holds so many. More than there are cores, because reading waits for the disk.
    private static let slicesMax = 8

    /// The source whose citizens are being begun.
    private var open: (planning: SlicePlanning, slices: SlicePlanning.Slices.Iterator)?
    private var places: [Place] = []
    private var made: [Int: SlicePlanning.Planned] = [:]
    private var begun = 0
    private var inTheMaking = 0

    /// Whether another source may be added: every citizen of the last one is begun, and there is room for more.
    var hasRoom: Bool { open == nil && inTheMaking < Self.slicesMax }

    /// Begins as many slices as there is room for.
    mutating func add(_ planning: SlicePlanning, to group: inout TaskGroup<Made>) async throws(LedgerFault) {
        open = (planning, planning.slices().makeAsyncIterator())
        try await begin(in: &group)
    }

    /// - Returns: `nil` when nothing is in the making.
    mutating func next(in group: inout TaskGroup<Made>) async throws(LedgerFault) -> Taken? {
        guard let place = places.first else { return nil }
        places.removeFirst()
        guard case .slice(let number) = place else { return .end }
        while made[number] == nil, let next = await group.next() { made[next.number] = next.slice }
        guard let slice = made.removeValue(forKey: number) else { return nil }
        inTheMaking -= 1
        try await begin(in: &group)
        return .slice(try slice.get())
    }

    private mutating func begin(in group: inout TaskGroup<Made>) async throws(LedgerFault) {
        while inTheMaking < Self.slicesMax, let planning = open?.planning {
            guard let citizens = try await open?.slices.next()?.get() else {
                open = nil
                places.append(.end)
                return
            }
            let number = begun
            begun += 1
            inTheMaking += 1
            places.append(.slice(number))
            group.addTask { (number, await planning.plan(citizens)) }
        }
    }
}
