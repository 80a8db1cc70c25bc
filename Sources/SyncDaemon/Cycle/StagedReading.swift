// A bundle or a page: its messages are staged as they are read, and all of them count by one transaction after the last
// byte, or none does (R13). What the report says of them waits for that transaction as well.

import EPJAdapters
import Feeds
import SyncCore
import SyncState

/// The reading of one document. Memory holds a slice of messages, and of each message before that a few bytes.
struct StagedReading {
    let sources: FeedSources
    /// In front of a message's number within the document, so that its name in the ledger is no other batch's.
    let name: String
    private let reader: DocumentReader
    /// Only when there is a message: an outbox is mostly asked for nothing.
    private let begin: () throws(LedgerFault) -> Staging
    private var staging: Staging?

    private static let sliceMessagesMax = 200
    private static let sliceBytesMax = 8 << 20

    private var slice: [Arrival] = []
    private var sliceBytes = 0
    /// Whose each message is, in order.
    private var owners: [Int?] = []
    private var setAside: [Int: Finding] = [:]
    private var receipts: [Int: ReceivedReceipt] = [:]
    private var tolerances: [(source: Int?, used: [String: Int])] = []
    /// Why the document is not even a message: it has no envelope that could be read.
    private var unreadable: Finding?

    /// - Parameter begin: begins the staging, once.
    init(sources: FeedSources, name: String, begin: @escaping () throws(LedgerFault) -> Staging) {
        self.sources = sources
        self.name = name
        self.begin = begin
        reader = DocumentReader(context: sources.context, adapters: sources.adapters)
        reader.begin()
    }

    /// The staging was begun.
    init(_ staging: Staging, _ sources: FeedSources, _ name: String) {
        self.init(sources: sources, name: name) { () throws(LedgerFault) in staging }
        self.staging = staging
    }

    var isStopping: Bool { cycle.limit.isStopping() }

    private var cycle: Cycle { sources.cycle }

    /// - Returns: `false` when more bytes change nothing.
    mutating func take(_ bytes: [UInt8]) throws -> Bool { try reader.take(bytes) { try add($0) } }

    /// After the last byte.
    ///
    /// - Returns: what the document is, and why nothing of it may count, if so.
    mutating func end() throws -> (root: DocumentVerdict.Root, fault: Finding?) {
        let verdict = try reader.end { try add($0) }
        try stageSlice()
        try staging?.synchronize()
        if case .message = verdict.root { return (verdict.root, verdict.fault ?? unreadable) }
        return (verdict.root, verdict.fault)
    }

    private mutating func add(_ member: DocumentMember) throws {
        let message = member.message
        let source = sources.index(of: message)
        var arrival = sources.arrival(
            of: message, member: "\(name)#\(member.number)", bytes: member.standaloneBytes())
        if case .setAside(var finding) = arrival.verdict {
            if message.envelope == nil { unreadable = finding }
            // The original that is kept begins with the message, so its lines are counted from there.
            if finding.position.line > 0 { finding.position.line -= member.line - 1 }
            arrival.verdict = .setAside(finding)
            setAside[owners.count] = finding
        }
        if case .receipt(let receipt) = message.outcome { receipts[owners.count] = receipt }
        let tolerated = message.tolerated(at: cycle.now)
        if !tolerated.isEmpty { count(tolerated, of: source) }
        owners.append(source)
        slice.append(arrival)
        sliceBytes += arrival.bytes.count
        if slice.count >= Self.sliceMessagesMax || sliceBytes >= Self.sliceBytesMax { try stageSlice() }
        cycle.progress.show("reading", done: owners.count, of: nil)
    }

    private mutating func count(_ used: [String: Int], of source: Int?) {
        if let index = tolerances.firstIndex(where: { $0.source == source }) {
            tolerances[index].used.merge(used, uniquingKeysWith: +)
        } else {
            tolerances.append((source, used))
        }
    }

    private mutating func stageSlice() throws(LedgerFault) {
        guard !slice.isEmpty else { return }
        try cycle.ledger.stage(slice, in: try begun())
        slice.removeAll(keepingCapacity: true)
        sliceBytes = 0
    }

    private mutating func begun() throws(LedgerFault) -> Staging {
        if let staging { return staging }
        let begun = try begin()
        staging = begun
        return begun
    }

    /// Lets everything that was read of a bundle count.
    ///
    /// - Parameter shownName: of the bundle, for people.
    func count(shownName: String, into report: inout RunReport) throws(LedgerFault) {
        let staging = if let staging { staging } else { try begin() }
        _ = try count(staging, position: nil, shownName: shownName, into: &report)
    }

    /// Lets everything that was read of a page count.
    ///
    /// - Parameter position: where the outbox goes on after it.
    /// - Returns: whether there was anything in it that had not been read before.
    func count(andGoTo position: OutboxPosition, into report: inout RunReport) throws(LedgerFault) -> Bool {
        guard let staging else {
            try cycle.ledger.keep(position)
            return false
        }
        let ends = try count(staging, position: position, shownName: "page \(staging.batch.value)", into: &report)
        return ends.contains { $0 != .duplicate }
    }

    private func count(
        _ staging: Staging, position: OutboxPosition?, shownName: String, into report: inout RunReport
    ) throws(LedgerFault) -> [MessageDisposition] {
        let ends = try cycle.ledger.count(
            staging, position: position, statedDaysMax: cycle.configuration.night.statedDaysMax)
        for (index, end) in ends.enumerated() {
            report.count(end, of: owners[index])
            sources.step(end, end.isSetAside ? setAside[index] : nil, source: owners[index])
            if let receipt = receipts[index] { report.count(receipt, end, of: owners[index]) }
            guard end.isSetAside else { continue }
            report.setAside.append(
                SetAside(
                    batch: shownName, file: "message \(index + 1)",
                    finding: setAside[index] ?? InboxFinding.reusedMessageID))
        }
        for (source, used) in tolerances { report.count(tolerated: used, of: source) }
        return ends
    }

    /// Lets nothing of it count.
    func drop() throws(LedgerFault) { if let staging { try cycle.ledger.drop(staging) } }
}

extension Finding {
    /// For a document as a whole.
    var sentence: String {
        let place = position.line > 0 ? ", line \(position.line)" : ""
        return "\(code)\(place): \(text)"
    }
}
