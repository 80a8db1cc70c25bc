// What the EPJs hear: decided in the transactions of reading and of activation, delivered after them. What an earlier run
// left goes first.

import Feeds
import SyncCore
import SyncState

extension Cycle {
    /// Enough to share the commit that records them, few enough that a crash delivers little twice.
    private static var sliceMessagesMax: Int { 200 }

    /// What an EPJ's answer to a message may have; nobody reads it.
    private static var answerBytesMax: Int { 64 << 10 }

    /// Delivers what waits, source by source; a feed that takes nothing keeps no other waiting.
    ///
    /// - Parameter released: sources whose plans passed the guard: who became active or inactive is part of the plan, and
    ///   goes with it. Receipts and answers wait for nothing.
    func deliverOutgoing(released: Set<Int> = [], into report: inout RunReport) async throws(LedgerFault) {
        report.add(try await deliveries(released: released).get())
    }

    /// - Parameter newest: the number of the last message to be delivered.
    func deliveries(
        released: Set<Int> = [], through newest: Int64 = .max
    ) async -> Result<Deliveries, LedgerFault> {
        var deliveries = Deliveries()
        do throws(LedgerFault) {
            for (index, source) in configuration.sources.enumerated() {
                let kinds = Set(OutgoingKind.allCases.filter { $0 != .status || released.contains(index) })
                let row = try ledger.sourceID(source.id)
                guard try ledger.isAnythingUndelivered(of: row) else { continue }
                try await deliver(kinds, through: newest, to: index, row, &deliveries)
            }
        } catch {
            return .failure(error)
        }
        return .success(deliveries)
    }

    private func deliver(
        _ kinds: Set<OutgoingKind>, through newest: Int64, to index: Int, _ row: SourceID,
        _ deliveries: inout Deliveries
    ) async throws(LedgerFault) {
        switch configuration.sources[index].feed {
        case .directory(let path), .bundle(let path):
            try await deliver(
                FolderDelivery(path: path, files: feedEdges.files), kinds, through: newest, to: index, row, &deliveries)
        case .outbox(let settings):
            do {
                let token = try settings.token()
                let session = try feedEdges.connect(settings.transport(responseBytesMax: Self.answerBytesMax))
                let delivery = OutboxDelivery(
                    session: session,
                    configuration: OutboxDeliveryConfiguration(
                        url: settings.url, authorisation: token?.authorization))
                try await deliver(delivery, kinds, through: newest, to: index, row, &deliveries)
                await session.close()
            } catch let fault as LedgerFault {
                throw fault
            } catch {
                deliveries.tell(
                    "\(error) Messages to the EPJ at \(settings.url) are kept and are sent in the next run.")
            }
        }
    }

    private func deliver(
        _ delivery: some Delivery, _ kinds: Set<OutgoingKind>, through newest: Int64, to index: Int, _ row: SourceID,
        _ deliveries: inout Deliveries
    ) async throws(LedgerFault) {
        var last: Int64 = 0
        while true {
            let waiting = try ledger.undelivered(
                of: row, kinds: kinds, after: last, through: newest, limit: Self.sliceMessagesMax)
            guard let end = waiting.last else { return }
            last = end.number
            let (count, fault) = await delivery.deliver(waiting.map { Deliverable($0) })
            try record(count, of: waiting, to: index, &deliveries)
            guard let fault else { continue }
            return deliveries.tell(fault.description)
        }
    }

    /// - Parameter count: how many of the messages were delivered.
    func record(
        _ count: Int, of messages: [OutgoingMessage], to index: Int, _ deliveries: inout Deliveries
    ) throws(LedgerFault) {
        guard count > 0 else { return }
        try ledger.recordDelivered(Array(messages.prefix(count)), at: clock.current())
        deliveries.counts[index, default: 0] += count
        log.step("\(count) messages are delivered to the EPJ", source: configuration.sources[index].id)
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

/// What was delivered, and what stood in the way.
struct Deliveries: Sendable {
    /// By the source's place in the configuration.
    var counts: [Int: Int] = [:]
    private(set) var problems: [String] = []

    /// Several sources may share what is wrong.
    mutating func tell(_ problem: String) {
        if !problems.contains(problem) { problems.append(problem) }
    }
}

extension RunReport {
    mutating func add(_ deliveries: Deliveries) {
        for (index, count) in deliveries.counts { sources[index].delivered += count }
        // Once for all the times that it is tried in this run.
        problems += deliveries.problems.filter { !problems.contains($0) }
    }
}

extension Deliverable {
    init(_ message: OutgoingMessage) {
        self.init(id: message.id, kind: message.kind == .receipt ? .receipt : .message, bytes: message.bytes)
    }
}
