// Bundles, one after the other: the next ones are read while one is made to count, and while the EPJ is told what came of the
// one before that. Parsers and the ledger both wait for the disk at times, so there are more of them than there are cores; who is
// behind then has the core that the others leave.

import Feeds
import SyncState

/// What is under way in front of the ledger.
struct BundleFlow {
    typealias Readings = TaskGroup<(number: Int, bundle: ReadBundle)>

    /// What memory holds of each is bounded. When one more is opened, the oldest is made to count.
    private static let readingsMax = 2

    /// By the order in which they were opened.
    private var read: [Int: ReadBundle] = [:]
    private var opened = 0
    private var taken = 0
    /// Whose bundle counted last; what it decided is still to be told.
    var counted: FeedSources?
    /// Sources whose folder could not be written. They are tried again after the reading, not after every bundle.
    var stuck: Set<Int> = []

    var isFull: Bool { opened - taken > Self.readingsMax }

    /// Begins to read it.
    mutating func add(_ bundle: OpenBundle, files: any FeedFiles, to readings: inout Readings) {
        let number = opened
        opened += 1
        readings.addTask {
            let outcome = await files.aside { Result { try bundle.read() } }
            return (number, ReadBundle(feed: bundle.feed, outcome: outcome))
        }
    }

    /// - Returns: the one that was opened first; `nil` when every one was taken.
    mutating func next(in readings: inout Readings) async -> ReadBundle? {
        while taken < opened, read[taken] == nil, let next = await readings.next() { read[next.number] = next.bundle }
        guard let bundle = read.removeValue(forKey: taken) else { return nil }
        taken += 1
        return bundle
    }
}

/// Messages on their way to the folder of a source's EPJ.
struct OutgoingSlice: Sendable {
    let source: Int
    let messages: [OutgoingMessage]
    let delivery: FolderDelivery
}

extension Cycle {
    /// Of one bundle; memory holds so many. The rest is told after the reading.
    private static var outgoingMessagesMax: Int { 600 }

    /// What the bundle that counted last decided; who became active or inactive is not among it.
    func outgoing(in flow: inout BundleFlow) throws(LedgerFault) -> [OutgoingSlice] {
        guard let sources = flow.counted.take() else { return [] }
        var slices: [OutgoingSlice] = []
        var room = Self.outgoingMessagesMax
        for (index, row) in sources.rows where room > 0 && !flow.stuck.contains(index) {
            guard case .bundle(let path) = configuration.sources[index].feed else { continue }
            let waiting = try ledger.undelivered(of: row, kinds: [.receipt, .answer], limit: room)
            if waiting.isEmpty { continue }
            room -= waiting.count
            slices.append(
                OutgoingSlice(
                    source: index, messages: waiting, delivery: FolderDelivery(path: path, files: feedEdges.files)))
        }
        return slices
    }

    /// Touches the EPJs' folders and not the ledger.
    static func deliver(_ slices: [OutgoingSlice]) async -> [(delivered: Int, fault: DeliveryFault?)] {
        var outcomes: [(delivered: Int, fault: DeliveryFault?)] = []
        for slice in slices { outcomes.append(await slice.delivery.deliver(slice.messages.map { Deliverable($0) })) }
        return outcomes
    }

    func record(
        _ outcomes: [(delivered: Int, fault: DeliveryFault?)], of slices: [OutgoingSlice], in flow: inout BundleFlow,
        into report: inout RunReport
    ) throws(LedgerFault) {
        var deliveries = Deliveries()
        for (slice, outcome) in zip(slices, outcomes) {
            try record(outcome.delivered, of: slice.messages, to: slice.source, &deliveries)
            guard let fault = outcome.fault else { continue }
            flow.stuck.insert(slice.source)
            deliveries.tell(fault.description)
        }
        report.add(deliveries)
    }
}
