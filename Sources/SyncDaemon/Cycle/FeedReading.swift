// Reading: every complete batch of every feed, in order, message by message, until all of it is durable. One bad message is
// set aside and stops nothing; a feed that cannot be read stops only itself. How a batch arrives and what makes it whole is
// its transport's (DirectoryReading, BundleReading, OutboxReading).

import EPJAdapters
import Feeds
import SyncCore
import SyncState

extension Cycle {
    func readFeeds(into report: inout RunReport) async throws(LedgerFault) {
        let end = await withTaskGroup(of: BundleFlow.Readings.Element.self) { readings -> Result<Void, LedgerFault> in
            var flow = BundleFlow()
            do throws(LedgerFault) {
                return .success(try await readFeeds(&flow, &readings, into: &report))
            } catch {
                return .failure(error)
            }
        }
        try end.get()
    }

    private func readFeeds(
        _ flow: inout BundleFlow, _ readings: inout BundleFlow.Readings, into report: inout RunReport
    ) async throws(LedgerFault) {
        // Several sources may share one feed; each message goes to the source of its sender.
        var feeds: [FeedPlace] = []
        for source in configuration.sources where !feeds.contains(source.feed) { feeds.append(source.feed) }
        for feed in feeds where !limit.isStopping() {
            let sources = try FeedSources(self, of: feed)
            switch feed {
            case .bundle(let path):
                let feed = BundleFeed(path: path, files: feedEdges.files)
                try await readBundles(
                    BundleReading(sources: sources, feed: feed), in: &flow, &readings, into: &report)
            case .directory(let path):
                try await countAll(&flow, &readings, into: &report)
                let feed = DirectoryFeed(path: path, files: feedEdges.files)
                let reading = DirectoryReading(sources: sources, feed: feed)
                try await readFiles(feed, into: &report) { batch, report in try reading.read(batch, into: &report) }
            case .outbox(let settings):
                try await countAll(&flow, &readings, into: &report)
                try await OutboxReading(sources: sources, settings: settings).read(into: &report)
            }
        }
        try await countAll(&flow, &readings, into: &report)
    }

    /// They count in the order in which they were taken, whatever feed they came from.
    private func readBundles(
        _ reading: BundleReading, in flow: inout BundleFlow, _ readings: inout BundleFlow.Readings,
        into report: inout RunReport
    ) async throws(LedgerFault) {
        try await readFiles(reading.feed, into: &report) { batch, report in
            guard let bundle = try reading.open(batch, into: &report) else { return }
            flow.add(bundle, files: feedEdges.files, to: &readings)
            while flow.isFull { try await countNext(&flow, &readings, into: &report) }
        }
    }

    /// Before a feed of another kind, and at the end: the EPJ is told of the last ones with everything else.
    private func countAll(
        _ flow: inout BundleFlow, _ readings: inout BundleFlow.Readings, into report: inout RunReport
    ) async throws(LedgerFault) {
        while try await countNext(&flow, &readings, into: &report) {}
    }

    /// While what the one before it decided is told.
    ///
    /// - Returns: `false` when there is none.
    @discardableResult
    private func countNext(
        _ flow: inout BundleFlow, _ readings: inout BundleFlow.Readings, into report: inout RunReport
    ) async throws(LedgerFault) -> Bool {
        guard let next = await flow.next(in: &readings) else { return false }
        let outgoing = try outgoing(in: &flow)
        // First, because it soon waits for the disk and leaves its core to the parser.
        async let told = Self.deliver(outgoing)
        do { try count(next, in: &flow, into: &report) } catch { try tell(error, of: next.feed, in: &report) }
        try record(await told, of: outgoing, in: &flow, into: &report)
        return true
    }

    /// When the service stops, it stays in taken/ and is read from its beginning.
    private func count(_ next: ReadBundle, in flow: inout BundleFlow, into report: inout RunReport) throws {
        guard let bundle = try next.outcome.get(), !limit.isStopping() else { return }
        flow.counted = bundle.reading.sources
        try bundle.count(into: &report)
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

    /// - Parameter tolerated: by the names of what was.
    mutating func count(tolerated: [String: Int], of source: Int?) {
        guard let source else { return }
        sources[source].tolerances.merge(tolerated, uniquingKeysWith: +)
    }
}

extension ReadMessage {
    /// What had to be borne with, by name: R14, a GenDate after the receipt as well, which is ordered as the receipt's time.
    func tolerated(at received: Instant) -> [String: Int] {
        var names = Dictionary(uniqueKeysWithValues: tolerancesUsed.map { ($0.key.id, $0.value) })
        if let generated = envelope?.generated, generated > received { names["generated-ahead"] = 1 }
        return names
    }
}

extension MessageDisposition {
    /// Has no effect and waits for somebody to look.
    var isSetAside: Bool { self == .quarantined || self == .refused }
}
