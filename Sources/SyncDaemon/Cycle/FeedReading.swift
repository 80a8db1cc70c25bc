// Reading: every complete batch of every feed, in order, message by message, until all of it is durable. One bad message is
// set aside and stops nothing; a feed that cannot be read stops only itself. How a batch arrives and what makes it whole is
// its transport's (DirectoryReading, BundleReading, OutboxReading).

import EPJAdapters
import Feeds
import SyncCore
import SyncState

extension Cycle {
    func readFeeds(into report: inout RunReport) async throws(LedgerFault) {
        // Several sources may share one feed; each message goes to the source of its sender.
        var feeds: [FeedPlace] = []
        for source in configuration.sources where !feeds.contains(source.feed) { feeds.append(source.feed) }
        var flow = BundleFlow()
        for feed in feeds where !limit.isStopping() {
            let sources = try FeedSources(self, of: feed)
            switch feed {
            case .bundle(let path):
                let feed = BundleFeed(path: path, files: feedEdges.files)
                try await readBundles(BundleReading(sources: sources, feed: feed), in: &flow, into: &report)
            case .directory(let path):
                try count(&flow, into: &report)
                let feed = DirectoryFeed(path: path, files: feedEdges.files)
                let reading = DirectoryReading(sources: sources, feed: feed)
                try await readFiles(feed, into: &report) { batch, report in try reading.read(batch, into: &report) }
            case .outbox(let settings):
                try count(&flow, into: &report)
                try await OutboxReading(sources: sources, settings: settings).read(into: &report)
            }
        }
        try count(&flow, into: &report)
    }

    /// Each is read while the one before it is made to count, whatever feed that came from. They count in the order in which
    /// they were taken.
    private func readBundles(
        _ reading: BundleReading, in flow: inout BundleFlow, into report: inout RunReport
    ) async throws(LedgerFault) {
        try await readFiles(reading.feed, into: &report) { batch, report in
            guard let bundle = try reading.open(batch, into: &report) else { return }
            let outgoing = try outgoing(in: &flow)
            // First, because it soon waits for the disk and leaves its core to the parser.
            async let told = Self.deliver(outgoing)
            async let next = bundle.read()
            try count(&flow, into: &report)
            try record(await told, of: outgoing, in: &flow, into: &report)
            do { flow.read = try await next } catch let fault as FeedFault { report.problems.append(fault.description) }
        }
    }

    /// When the service stops, it stays in taken/ and is read from its beginning.
    private func count(_ flow: inout BundleFlow, into report: inout RunReport) throws(LedgerFault) {
        guard let bundle = flow.read.take(), !limit.isStopping() else { return }
        do { try bundle.count(into: &report) } catch { try tell(error, of: bundle.feed, in: &report) }
        flow.counted = bundle.reading.sources
    }

    /// What was cut off first, then what waits.
    private func readFiles(
        _ feed: some FileFeed, into report: inout RunReport,
        _ read: (TakenBatch, inout RunReport) async throws -> Void
    ) async throws(LedgerFault) {
        do {
            for batch in try feed.resumable() where !limit.isStopping() { try await read(batch, &report) }
            for name in try feed.waiting() where !limit.isStopping() {
                let number = try ledger.beginBatch(at: now)
                log.step("batch \(number.value) is taken")
                try await read(try feed.take(name, number: number.value), &report)
            }
        } catch { try tell(error, of: feed, in: &report) }
    }

    /// A feed's fault stops that feed only; the ledger's, everything.
    private func tell(_ error: any Error, of feed: some FileFeed, in report: inout RunReport) throws(LedgerFault) {
        switch error {
        case let fault as LedgerFault: throw fault
        case let fault as FeedFault: report.problems.append(fault.description)
        default:
            report.problems.append(
                "Reading the feed \(feed.folders.path) ended unexpectedly; it is tried again in the next run.")
        }
    }
}

/// The sources that share a feed.
struct FeedSources {
    let cycle: Cycle
    /// In the configuration's order, by level-1 HER-id: its place there, and its row in the ledger.
    private let sources: [String: (index: Int, row: SourceID)]

    init(_ cycle: Cycle, of feed: FeedPlace) throws(LedgerFault) {
        self.cycle = cycle
        var sources: [String: (index: Int, row: SourceID)] = [:]
        for (index, source) in cycle.configuration.sources.enumerated() where source.feed == feed {
            sources[source.rules.herID] = (index, try cycle.ledger.sourceID(source.id))
        }
        self.sources = sources
    }

    /// In the configuration's order.
    var rows: [(index: Int, row: SourceID)] { sources.values.sorted { $0.index < $1.index } }

    var context: ReadingContext {
        ReadingContext(
            zone: cycle.zone, synthetic: cycle.configuration.syntheticNumbers, limits: cycle.configuration.limits,
            wrappers: cycle.configuration.wrappers)
    }

    var adapters: [String: AdapterKind] {
        sources.mapValues { cycle.configuration.sources[$0.index].adapter }
    }

    /// One message is durable.
    func step(_ end: MessageDisposition, _ finding: Finding?, source: Int?) {
        cycle.log.step(
            "a message ends as \(end.name)", source: source.map { cycle.configuration.sources[$0].id },
            code: finding?.code.description)
    }

    /// Whose a message is, by its place in the configuration; `nil` when no source of this feed sent it.
    func index(of message: ReadMessage) -> Int? {
        source(of: message)?.index
    }

    /// A receipt has no envelope; its sender may go by several HER-ids.
    private func source(of message: ReadMessage) -> (index: Int, row: SourceID)? {
        guard let envelope = message.envelope else {
            return message.receiptSenders.lazy.compactMap { sources[$0] }.first
        }
        return sources[envelope.sourceHerID]
    }

    /// - Parameters:
    ///   - member: its name within the batch.
    ///   - bytes: from which it can be read again.
    func arrival(of message: ReadMessage, member: String, bytes: [UInt8]) -> Arrival {
        let source = source(of: message)
        return Arrival(
            member: member, bytes: bytes, messageID: message.envelope?.messageID,
            generated: message.envelope?.generated, source: source?.row,
            verdict: Arrival.Verdict(message, received: cycle.now),
            replyTo: ReplyTo(message, of: source.map { cycle.configuration.sources[$0.index] }))
    }
}

extension RunReport {
    /// Counts a message that is durable.
    ///
    /// - Parameter source: its place in the configuration; `nil` when no source sent it.
    mutating func count(_ end: MessageDisposition, of source: Int?) {
        if let source {
            sources[source].messages[end, default: 0] += 1
        } else {
            unattributed[end, default: 0] += 1
        }
    }

    /// Counts an EPJ's receipt that is durable.
    mutating func count(_ receipt: ReceivedReceipt, _ end: MessageDisposition, of source: Int?) {
        if let source { sources[source].receiptsReceived.count(receipt, end) }
    }

    mutating func count(_ tolerances: [Tolerance: Int], of source: Int?) {
        guard let source else { return }
        for (tolerance, count) in tolerances { sources[source].tolerances[tolerance.id, default: 0] += count }
    }
}

extension MessageDisposition {
    /// Has no effect and waits for somebody to look.
    var isSetAside: Bool { self == .quarantined || self == .refused }
}
