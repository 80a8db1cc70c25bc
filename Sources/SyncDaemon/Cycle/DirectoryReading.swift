// A folder of messages: each file is a message of its own, so what was read counts slice by slice, and a batch that was cut
// off goes on with the files that are not recorded yet.

import EPJAdapters
import Feeds
import SyncCore
import SyncState

struct DirectoryReading {
    let sources: FeedSources
    let feed: DirectoryFeed
    private let reader: MessageReader

    /// Messages that are committed together: enough to share a commit, few enough that a crash costs little.
    private static let sliceMessagesMax = 200
    private static let sliceBytesMax = 8 << 20

    private struct Slice {
        var arrivals: [Arrival] = []
        var findings: [(file: String, source: Int?, message: ReadMessage)] = []
        var bytes = 0
    }

    private var cycle: Cycle { sources.cycle }

    init(sources: FeedSources, feed: DirectoryFeed) {
        self.sources = sources
        self.feed = feed
        reader = MessageReader(context: sources.context, adapters: sources.adapters)
    }

    func read(_ batch: TakenBatch, into report: inout RunReport) throws {
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
            // What is not read stays in taken/, and is resumed.
            if cycle.limit.isStopping() {
                isWhole = false
                break
            }
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
            default: isWhole = false
            }
            return nil
        }
    }

    private func add(_ member: FeedMember, _ bytes: [UInt8], to slice: inout Slice) {
        let message = reader.read(bytes)
        slice.arrivals.append(sources.arrival(of: message, member: member.name, bytes: bytes))
        slice.findings.append((member.name, sources.index(of: message), message))
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
            report.count(end, of: source)
            sources.step(end, end.isSetAside ? slice.arrivals[index].decisiveFinding : nil, source: source)
            report.count(tolerated: message.tolerated(at: cycle.now), of: source)
            if case .receipt(let receipt) = message.outcome { report.count(receipt, end, of: source) }
            guard end.isSetAside else { continue }
            report.setAside.append(
                SetAside(
                    batch: FileName.shown(batch.name), file: FileName.shown(file),
                    finding: slice.arrivals[index].decisiveFinding))
        }
        slice = Slice()
    }
}
