// Bundles, one after the other: one is read while the one before it is made to count, and while the EPJ is told what came of
// the one before that. The parser has one core, the ledger the other, and receipts wait for the disk on threads of their own.

import Feeds
import SyncState

/// What is under way between two bundles.
struct BundleFlow {
    /// Read, and does not count yet.
    var read: WholeBundle?
    /// Whose bundle counted last; what it decided is still to be told.
    var counted: FeedSources?
    /// Sources whose folder could not be written. They are tried again after the reading, not after every bundle.
    var stuck: Set<Int> = []
}

/// Messages on their way to the folder of a source's EPJ.
struct FolderPost: Sendable {
    let source: Int
    let messages: [OutgoingMessage]
    let delivery: FolderDelivery
}

extension Cycle {
    /// Of one bundle; memory holds so many. The rest is told after the reading.
    private static var postMessagesMax: Int { 600 }

    /// What the bundle that counted last decided; who became active or inactive is not among it.
    func post(in flow: inout BundleFlow) throws(LedgerFault) -> [FolderPost] {
        guard let sources = flow.counted.take() else { return [] }
        var post: [FolderPost] = []
        var room = Self.postMessagesMax
        for (index, row) in sources.rows where room > 0 && !flow.stuck.contains(index) {
            guard case .bundle(let path) = configuration.sources[index].feed else { continue }
            let waiting = try ledger.undelivered(of: row, kinds: [.receipt, .answer], limit: room)
            if waiting.isEmpty { continue }
            room -= waiting.count
            post.append(
                FolderPost(
                    source: index, messages: waiting, delivery: FolderDelivery(path: path, files: feedEdges.files)))
        }
        return post
    }

    /// Touches the EPJs' folders and not the ledger.
    static func deliver(_ post: [FolderPost]) async -> [(delivered: Int, fault: DeliveryFault?)] {
        var outcomes: [(delivered: Int, fault: DeliveryFault?)] = []
        for item in post { outcomes.append(await item.delivery.deliver(item.messages.map { Deliverable($0) })) }
        return outcomes
    }

    func record(
        _ outcomes: [(delivered: Int, fault: DeliveryFault?)], of post: [FolderPost], in flow: inout BundleFlow,
        into report: inout RunReport
    ) throws(LedgerFault) {
        var deliveries = Deliveries()
        for (item, outcome) in zip(post, outcomes) {
            try ledger.recordDelivered(Array(item.messages.prefix(outcome.delivered)), at: clock.current())
            deliveries.counts[item.source, default: 0] += outcome.delivered
            if outcome.delivered > 0 {
                log.step(
                    "\(outcome.delivered) messages are delivered to the EPJ",
                    source: configuration.sources[item.source].id)
            }
            guard let fault = outcome.fault else { continue }
            flow.stuck.insert(item.source)
            deliveries.tell(fault.description)
        }
        report.add(deliveries)
    }
}
