// Reading: every complete batch of every feed, in order, message by message, made durable slice by slice. One bad message
// is set aside and stops nothing; a folder that cannot be read stops only itself.

import EPJAdapters
import Feeds
import SyncCore
import SyncState

extension Cycle {
    func readFeeds(into report: inout RunReport) throws(LedgerFault) {
        // Several sources may share one inbox; each message goes to the source of its sender.
        var paths: [String] = []
        for source in configuration.sources where !paths.contains(source.path) { paths.append(source.path) }
        for path in paths {
            let sources = configuration.sources.indices.filter { configuration.sources[$0].path == path }
            try readFeed(DirectoryFeed(path: path), sources: sources, into: &report)
        }
    }

    private func readFeed(_ feed: DirectoryFeed, sources: [Int], into report: inout RunReport) throws(LedgerFault) {
        var reading = FeedReading(
            cycle: self, feed: feed, rows: try rows(of: sources), sources: sources,
            reader: MessageReader(
                context: ReadingContext(
                    zone: zone, synthetic: configuration.syntheticNumbers, limits: configuration.limits,
                    wrappers: configuration.wrappers),
                adapters: Dictionary(
                    uniqueKeysWithValues: sources.map {
                        (configuration.sources[$0].rules.herID, configuration.sources[$0].adapter)
                    })))
        do {
            for batch in try feed.resumable() { try reading.read(batch, into: &report) }
            for name in try feed.waiting() {
                let number = try ledger.beginBatch(at: now)
                try reading.read(try feed.take(name, number: number.value), into: &report)
            }
        } catch let fault as FeedFault {
            report.problems.append(fault.description)
        } catch let fault as LedgerFault {
            throw fault
        } catch {
            report.problems.append(
                "Reading the feed \(feed.path) ended unexpectedly; it is tried again in the next run.")
        }
    }

    private func rows(of sources: [Int]) throws(LedgerFault) -> [String: SourceID] {
        var rows: [String: SourceID] = [:]
        for index in sources {
            rows[configuration.sources[index].rules.herID] = try ledger.sourceID(configuration.sources[index].id)
        }
        return rows
    }
}

/// The reading of one feed.
private struct FeedReading {
    let cycle: Cycle
    let feed: DirectoryFeed
    /// Ledger rows by the sources' level-1 HER-ids.
    let rows: [String: SourceID]
    let sources: [Int]
    let reader: MessageReader

    /// Messages that are committed together: enough to share a commit, few enough that a crash costs little.
    private static let sliceMessagesMax = 200
    private static let sliceBytesMax = 8 << 20

    private struct Slice {
        var arrivals: [Arrival] = []
        var findings: [(file: String, source: Int?, message: ReadMessage)] = []
        var bytes = 0
    }

    mutating func read(_ batch: TakenBatch, into report: inout RunReport) throws {
        guard let members = feed.members(of: batch) else {
            try feed.refuse(batch)
            report.problems.append(
                "The batch \(FileName.shown(batch.name)) is no folder of messages and was moved to refused/. "
                    + "Write each batch as a folder of *.xml files, named .part until it is complete.")
            return
        }
        let number = BatchNumber(batch.number)
        let segment = try cycle.ledger.openSegment(number)
        let recorded = try cycle.ledger.recordedMembers(of: number)
        var slice = Slice()
        var isWhole = true
        for (index, member) in members.enumerated() {
            cycle.progress.show("reading", done: index, of: members.count)
            if recorded.contains(cycle.ledger.keys.memberKey(member.name)) { continue }
            guard let bytes = try content(of: member, in: batch, isWhole: &isWhole, report: &report) else { continue }
            add(member, bytes, to: &slice)
            if slice.arrivals.count >= Self.sliceMessagesMax || slice.bytes >= Self.sliceBytesMax {
                try commit(&slice, batch: batch, segment: segment, report: &report)
            }
        }
        try commit(&slice, batch: batch, segment: segment, report: &report)
        // A file that could not be read is tried again; everything else of its batch counts already.
        guard isWhole else { return }
        try cycle.ledger.endBatch(number, at: cycle.now)
        for name in try feed.remove(batch) {
            report.problems.append(
                "\(name) in the batch \(FileName.shown(batch.name)) is no *.xml and was moved to refused/ unread.")
        }
    }

    /// `nil` for a file that has no message to read now: what can never be one is kept in refused/.
    private func content(
        of member: FeedMember, in batch: TakenBatch, isWhole: inout Bool, report: inout RunReport
    ) throws -> [UInt8]? {
        do {
            return try feed.read(member, bytesMax: cycle.configuration.limits.messageBytesMax)
        } catch {
            report.problems.append(error.description)
            switch error {
            case .tooLarge, .notAFile: try feed.refuse(member, of: batch)
            case .unreadable, .inboxUnreadable, .cannotTake, .cannotRemove: isWhole = false
            }
            return nil
        }
    }

    private func add(_ member: FeedMember, _ bytes: [UInt8], to slice: inout Slice) {
        let message = reader.read(bytes)
        let herIDs = message.envelope.map { [$0.sourceHerID] } ?? message.receiptSenders
        let source = sources.first { herIDs.contains(cycle.configuration.sources[$0].rules.herID) }
        slice.arrivals.append(
            Arrival(
                member: member.name, bytes: bytes, messageID: message.envelope?.messageID,
                generated: message.envelope?.generated,
                source: source.flatMap { rows[cycle.configuration.sources[$0].rules.herID] },
                verdict: Arrival.Verdict(message, received: cycle.now),
                replyTo: ReplyTo(message, of: source.map { cycle.configuration.sources[$0] })))
        slice.findings.append((member.name, source, message))
        slice.bytes += bytes.count
    }

    private func commit(
        _ slice: inout Slice, batch: TakenBatch, segment: SegmentWriter, report: inout RunReport
    ) throws(LedgerFault) {
        guard !slice.arrivals.isEmpty else { return }
        let ends = try cycle.ledger.record(
            slice.arrivals, batch: BatchNumber(batch.number), segment: segment, now: cycle.now,
            statedDaysMax: cycle.configuration.night.statedDaysMax)
        for (index, end) in ends.enumerated() {
            let (file, source, message) = slice.findings[index]
            if let source {
                report.sources[source].messages[end, default: 0] += 1
                for (tolerance, count) in message.tolerancesUsed {
                    report.sources[source].tolerances[tolerance.id, default: 0] += count
                }
                if case .receipt(let receipt) = message.outcome {
                    report.sources[source].receiptsReceived.count(receipt, end)
                }
            } else {
                report.unattributed[end, default: 0] += 1
            }
            guard end == .quarantined || end == .refused else { continue }
            report.setAside.append(
                SetAside(
                    batch: FileName.shown(batch.name), file: FileName.shown(file),
                    finding: slice.arrivals[index].decisiveFinding))
        }
        slice = Slice()
    }
}
