// What the EPJs hear: decided in the transactions of reading and of activation, delivered after them. What an earlier run
// left goes first.

import Feeds
import SyncCore
import SyncState

extension Cycle {
    /// Enough to share the commit that records them, few enough that a crash delivers little twice.
    private static var sliceMessagesMax: Int { 64 }

    /// Delivers what waits, source by source; a feed that takes nothing keeps no other waiting.
    func deliverOutgoing(into report: inout RunReport) async throws(LedgerFault) {
        for (index, source) in configuration.sources.enumerated() {
            let row = try ledger.sourceID(source.id)
            let delivery = self.delivery(to: source)
            var last: Int64 = 0
            while true {
                let waiting = try ledger.undelivered(of: row, after: last, limit: Self.sliceMessagesMax)
                guard let end = waiting.last else { break }
                last = end.number
                let (count, fault) = await delivery.deliver(waiting.map { Deliverable($0) })
                try ledger.recordDelivered(Array(waiting.prefix(count)), at: clock.current())
                report.sources[index].delivered += count
                if let fault {
                    // Once for all the times that it is tried in this run.
                    if !report.problems.contains(fault.description) { report.problems.append(fault.description) }
                    break
                }
            }
        }
    }

    private func delivery(to source: SourceConfiguration) -> any Delivery { FolderDelivery(path: source.path) }

    /// Counts what this run decided.
    ///
    /// - Parameter number: of the newest message before it.
    func countOutgoing(after number: Int64, into report: inout RunReport) throws(LedgerFault) {
        let counts = try ledger.outgoing(after: number)
        for (index, source) in configuration.sources.enumerated() {
            let row = try ledger.sourceID(source.id)
            report.sources[index].outgoing = counts[row] ?? OutgoingCounts()
            report.sources[index].waiting = try ledger.undeliveredCount(of: row)
        }
    }
}

extension Deliverable {
    fileprivate init(_ message: OutgoingMessage) {
        self.init(id: message.id, kind: message.kind == .receipt ? .receipt : .message, bytes: message.bytes)
    }
}
