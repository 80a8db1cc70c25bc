// A bundle: read from its first byte to its last, whatever an earlier run had read of it. It counts whole, or goes to
// refused/ once.

import EPJAdapters
import Feeds
import SyncCore
import SyncState

struct BundleReading {
    let sources: FeedSources
    let feed: BundleFeed

    private var ledger: Ledger { sources.cycle.ledger }

    func read(_ batch: TakenBatch, into report: inout RunReport) throws {
        // Cut off between its commit and its removal.
        if try ledger.hasCounted(BatchNumber(batch.number), named: batch.name) { return try feed.remove(batch) }
        do {
            try stage(batch, into: &report)
        } catch let fault as FeedFault {
            report.problems.append(fault.description)
            // Otherwise it lies in taken/ and is tried again; the others are read.
            if case .notABundle = fault { try feed.refuse(batch) }
        }
    }

    private func stage(_ batch: TakenBatch, into report: inout RunReport) throws {
        let file = try feed.open(batch)
        var reading = StagedReading(sources: sources, name: batch.name) { [ledger] () throws(LedgerFault) in
            try ledger.beginStaging(BatchNumber(batch.number), named: batch.name)
        }
        while let bytes = try file.next() {
            // It stays in taken/, and is read from its beginning.
            if sources.cycle.limit.isStopping() { return }
            guard try reading.take(bytes) else { break }
        }
        let (root, fault) = try reading.end()
        let name = FileName.shown(batch.name)
        if let objection = fault.map(\.sentence) ?? objection(to: root) {
            // The folder last: a bundle that is still in taken/ is read again, and refused again.
            try reading.drop()
            try feed.refuse(batch)
            report.problems.append(
                "The bundle \(name) was moved to refused/ and no message of it counts. \(objection) "
                    + "What is right in it must be delivered again, as a new bundle.")
            return
        }
        try reading.count(shownName: name, into: &report)
        try feed.remove(batch)
    }

    /// A message by itself is read like a bundle of one; an outbox's page knows no count.
    private func objection(to root: DocumentVerdict.Root) -> String? {
        if case .outboxPage = root {
            return "It is a page of an outbox, which does not say how many messages it holds."
        }
        return nil
    }
}
