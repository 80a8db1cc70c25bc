// A bundle: read from its first byte to its last, whatever an earlier run had read of it. It counts whole, or goes to
// refused/ once. Reading needs the ledger only to begin, so the next bundle is read while this one is made to count.

import EPJAdapters
import Feeds
import SyncCore
import SyncState

struct BundleReading {
    let sources: FeedSources
    let feed: BundleFeed

    private var ledger: Ledger { sources.cycle.ledger }

    /// - Returns: `nil` for what needs no reading, or cannot be read.
    func open(_ batch: TakenBatch, into report: inout RunReport) throws -> OpenBundle? {
        // Cut off between its commit and its removal.
        if try ledger.hasCounted(BatchNumber(batch.number), named: batch.name) {
            try feed.remove(batch)
            return nil
        }
        do {
            let file = try feed.open(batch)
            let staging = try ledger.beginStaging(
                BatchNumber(batch.number), named: batch.name, at: sources.cycle.now)
            return OpenBundle(
                feed: feed, batch: batch, file: file, reading: StagedReading(staging, sources, batch.name))
        } catch let fault as FeedFault {
            report.problems.append(fault.description)
            // Otherwise it lies in taken/ and is tried again; the others are read.
            if case .notABundle = fault { try feed.refuse(batch) }
            return nil
        }
    }
}

/// A bundle that may be read, by one task, which had nothing of it before.
// It is handed over: its reader and its staging are touched by nobody who handed it on.
struct OpenBundle: @unchecked Sendable {
    let feed: BundleFeed
    let batch: TakenBatch
    let file: BundleFile
    var reading: StagedReading

    /// To its last byte. Touches nothing but its own two files.
    ///
    /// - Returns: `nil` when the service stops: it stays in taken/, and is read from its beginning.
    consuming func read() throws -> WholeBundle? {
        while let bytes = try file.next() {
            if reading.isStopping { return nil }
            guard try reading.take(bytes) else { break }
        }
        let (root, fault) = try reading.end()
        return WholeBundle(feed: feed, batch: batch, reading: reading, root: root, fault: fault)
    }
}

/// What became of reading a bundle.
struct ReadBundle: Sendable {
    let feed: BundleFeed
    /// `nil` when the service is to stop.
    let outcome: Result<WholeBundle?, any Error>
}

/// A bundle that was read and does not count yet.
// It is handed over, as it was to be read.
struct WholeBundle: @unchecked Sendable {
    let feed: BundleFeed
    let batch: TakenBatch
    let reading: StagedReading
    let root: DocumentVerdict.Root
    let fault: Finding?

    func count(into report: inout RunReport) throws {
        let name = FileName.shown(batch.name)
        if let objection = fault.map(\.sentence) ?? objection {
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
    private var objection: String? {
        if case .outboxPage = root {
            return "It is a page of an outbox, which does not say how many messages it holds."
        }
        return nil
    }
}
