// What the EPJs hear: decided in the transactions of reading and of activation, delivered after them. What an earlier run
// left goes first.

import Feeds
import SyncCore
import SyncState

extension Cycle {
    /// Enough to share the commit that records them, few enough that a crash delivers little twice.
    private static var sliceMessagesMax: Int { 64 }

    /// What an EPJ's answer to a message may have; nobody reads it.
    private static var answerBytesMax: Int { 64 << 10 }

    /// Delivers what waits, source by source; a feed that takes nothing keeps no other waiting.
    ///
    /// - Parameter released: sources whose plans passed the guard: who became active or inactive is part of the plan, and
    ///   goes with it. Receipts and answers wait for nothing.
    func deliverOutgoing(released: Set<Int> = [], into report: inout RunReport) async throws(LedgerFault) {
        for (index, source) in configuration.sources.enumerated() {
            let kinds = Set(OutgoingKind.allCases.filter { $0 != .status || released.contains(index) })
            let row = try ledger.sourceID(source.id)
            guard try ledger.undeliveredCount(of: row) > 0 else { continue }
            switch source.feed {
            case .directory(let path), .bundle(let path):
                let delivery = FolderDelivery(path: path, files: feedEdges.files)
                try await deliver(delivery, kinds, row, &report.sources[index], &report.problems)
            case .outbox(let settings):
                do {
                    let token = try settings.token()
                    let session = try feedEdges.connect(settings.transport(responseBytesMax: Self.answerBytesMax))
                    let delivery = OutboxDelivery(
                        session: session,
                        configuration: OutboxDeliveryConfiguration(
                            url: settings.url, authorisation: token?.authorization))
                    try await deliver(delivery, kinds, row, &report.sources[index], &report.problems)
                    await session.close()
                } catch let fault as LedgerFault {
                    throw fault
                } catch {
                    let problem =
                        "\(error) Messages to the EPJ at \(settings.url) are kept and are sent in the next run."
                    if !report.problems.contains(problem) { report.problems.append(problem) }
                }
            }
        }
    }

    private func deliver(
        _ delivery: some Delivery, _ kinds: Set<OutgoingKind>, _ row: SourceID, _ report: inout SourceReport,
        _ problems: inout [String]
    ) async throws(LedgerFault) {
        var last: Int64 = 0
        while true {
            let waiting = try ledger.undelivered(
                of: row, kinds: kinds, after: last, limit: Self.sliceMessagesMax)
            guard let end = waiting.last else { return }
            last = end.number
            let (count, fault) = await delivery.deliver(waiting.map { Deliverable($0) })
            try ledger.recordDelivered(Array(waiting.prefix(count)), at: clock.current())
            report.delivered += count
            if count > 0 { log.step("\(count) messages are delivered to the EPJ", source: report.id) }
            guard let fault else { continue }
            // Once for all the times that it is tried in this run.
            if !problems.contains(fault.description) { problems.append(fault.description) }
            return
        }
    }

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
