// Reading a message again, as it came, with today's configuration: sources, adapters and their tolerances, limits. Its
// time of receipt stays what it was.

import EPJAdapters
import SyncCore
import SyncState

struct MessageRetry {
    struct End {
        /// As it lay in quarantine.
        let before: QuarantinedMessage
        /// `.quarantined` when it stays.
        let disposition: MessageDisposition
        /// Whose it is by now.
        let source: String?
        /// Why it stays; `nil` when it does not.
        let finding: Finding?
    }

    private let ledger: Ledger
    private let reader: MessageReader
    /// By the sources' level-1 HER-ids. Which feed a message came from decides nothing here: it belongs to the source of
    /// its sender (R18).
    private let sources: [String: (source: SourceConfiguration, row: SourceID)]
    private let statedDaysMax: Int
    private let now: Instant

    init(
        configuration: DaemonConfiguration, ledger: Ledger, zone: TimeZoneTable, now: Instant
    ) throws(LedgerFault) {
        self.ledger = ledger
        self.now = now
        statedDaysMax = configuration.night.statedDaysMax
        var sources: [String: (source: SourceConfiguration, row: SourceID)] = [:]
        var adapters: [String: AdapterKind] = [:]
        for source in configuration.sources {
            sources[source.rules.herID] = (source, try ledger.sourceID(source.id))
            adapters[source.rules.herID] = source.adapter
        }
        self.sources = sources
        reader = MessageReader(
            context: ReadingContext(
                zone: zone, synthetic: configuration.syntheticNumbers, limits: configuration.limits,
                wrappers: configuration.wrappers),
            adapters: adapters)
    }

    func retry(_ message: QuarantinedMessage) throws(LedgerFault) -> End {
        guard let bytes = try ledger.original(of: message.number) else { throw .sealBroken }
        let read = reader.read(bytes)
        let source = (read.envelope?.sourceHerID).flatMap { sources[$0] }
        let arrival = Arrival(
            member: "", bytes: bytes, messageID: read.envelope?.messageID, generated: read.envelope?.generated,
            source: source?.row, verdict: Arrival.Verdict(read, received: message.received),
            replyTo: ReplyTo(read, of: source?.source))
        let disposition =
            try ledger.retry(message.number, as: arrival, now: now, statedDaysMax: statedDaysMax) ?? .quarantined
        return End(
            before: message, disposition: disposition, source: source?.source.id,
            finding: disposition == .quarantined ? arrival.decisiveFinding : nil)
    }
}

/// What `quarantine retry` answers.
struct RetryReport {
    var ends: [MessageRetry.End] = []

    var exitCode: ExitCode { ends.contains { $0.disposition == .quarantined } ? .leftOver : .done }

    private func count(_ disposition: MessageDisposition) -> Int {
        ends.count { $0.disposition == disposition }
    }

    var text: String {
        guard !ends.isEmpty else { return "There was nothing to read again." }
        var lines = Table.lines(
            [["id", "source", "was", "is"]]
                + ends.map { end in
                    [
                        String(end.before.number.value), end.source ?? QuarantineItem.noSource,
                        end.before.code.description,
                        end.finding.map { "\($0.code), stays in quarantine" } ?? end.disposition.name,
                    ]
                }, right: [0])
        for end in ends {
            guard let finding = end.finding else { continue }
            let place = finding.position.words
            lines.append(
                "\(end.before.number.value): \(finding.code)\(place.isEmpty ? "" : ", \(place)"): \(finding.text)")
        }
        lines.append(conclusion)
        if count(.applied) > 0 { lines.append("The next cycle plans and sends what follows.") }
        let answered = ends.count { $0.disposition != .quarantined && $0.before.isAnswered }
        if answered > 0 {
            lines.append(
                "A negative receipt was given for \(answered.messagesInWords) of these, and it is final: tell the sender what "
                    + "became of \(answered == 1 ? "it" : "them").")
        }
        if count(.superseded) > 0 {
            lines.append("Superseded: something newer of the same citizen and unit counts already; nothing follows.")
        }
        if count(.duplicate) > 0 {
            lines.append("Duplicate: another message that says the same was read meanwhile; nothing follows.")
        }
        return lines.joined(separator: "\n")
    }

    private var conclusion: String {
        let counts = MessageDisposition.allCases.filter { count($0) > 0 }.map { disposition in
            let count = count(disposition)
            guard disposition == .quarantined else { return "\(count) \(disposition.name)" }
            return "\(count) stay\(count == 1 ? "s" : "") in quarantine"
        }
        return "\(ends.count.messagesInWords) read again: \(counts.joined(separator: ", "))."
    }

    var json: String {
        var document = OrderedJSON()
        document.add("version", 1)
        document.add(
            "items",
            ends.map { end in
                var object = OrderedJSON()
                object.add("id", String(end.before.number.value))
                object.add("source", end.source)
                object.add("codeBefore", end.before.code.description)
                object.add("outcome", end.disposition.name)
                object.add("code", end.finding?.code.description)
                object.add("line", end.finding?.position.line ?? 0)
                object.add("column", end.finding?.position.column ?? 0)
                object.add("element", end.finding?.position.element ?? "")
                object.add("text", end.finding?.text)
                return object
            })
        return document.text
    }
}
