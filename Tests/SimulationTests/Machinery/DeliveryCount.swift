// How often each message to an EPJ was delivered, against what the ledger has recorded of it. Nobody can ask an EPJ what it
// has, so a kill between a delivery and its record makes it come again; no other kill may, and none may make it stay away.

import Foundation
import GRDB

@testable import SyncDaemon
@testable import SyncState

struct DeliveryCount: Equatable, Sendable {
    /// By the id of the message.
    var times: [String: Int] = [:]
    /// What the ledger takes to be delivered.
    var recorded: Set<String> = []

    /// What is wrong at the end, of a run that was killed and of those that went on from there.
    ///
    /// - Parameter cut: as the killed run left it; for a run that nobody killed, as it was before it.
    func violations(since cut: DeliveryCount) -> [String] {
        Set(times.keys).union(recorded).union(cut.recorded).sorted().compactMap { id in
            if cut.recorded.contains(id), cut.times[id] == nil { return "recorded before it was delivered" }
            let times = self.times[id] ?? 0
            if times == 0 { return "recorded and never delivered" }
            if !recorded.contains(id) { return "delivered and never recorded" }
            let isBetween = cut.times[id] != nil && !cut.recorded.contains(id)
            return times <= (isBetween ? 2 : 1) ? nil : "delivered \(times) times"
        }
    }
}

extension DeliveryCount {
    /// As it stands in the world and in the ledger.
    init(_ installation: Installation) throws {
        for path in installation.files.contents.renamed where path.contains("/outgoing/") {
            times[String(path.split(separator: "/").last?.dropLast(4) ?? ""), default: 0] += 1
        }
        for outbox in installation.network.outboxes.withLock({ Array($0.values) }) {
            times.merge(outbox.heard.deliveries, uniquingKeysWith: +)
        }
        let ids = try installation.ledger().read("counting deliveries") {
            try String.fetchAll($0, sql: "SELECT id FROM outgoing WHERE delivered IS NOT NULL")
        }
        recorded = Set(ids)
    }
}
