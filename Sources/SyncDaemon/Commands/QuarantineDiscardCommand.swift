// `quarantine discard`: messages nobody will read any more. They end as refused, and their originals can never be opened
// again; so a person says yes.

import ArgumentParser
import SyncCore
import SyncState

struct QuarantineDiscardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard",
        abstract: "Let messages go for good: their originals can never be opened again.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var selection: QuarantineSelection

    @Flag(help: "Do not ask.")
    var yes = false

    func validate() throws {
        guard !selection.all || selection.code != nil else {
            throw ValidationError("'discard --all' needs '--code EPJ-nnn': what is let go is named.")
        }
    }

    func run() async throws {
        try await ending { try discard(Confirmation()) }
    }

    private func discard(_ confirmation: Confirmation) throws -> ExitCode {
        guard yes || confirmation.isTerminal() else {
            throw CommandEnd(
                .usage,
                "Discarding cannot be undone, so it asks first, and standard input is no terminal. Nothing was discarded. "
                    + "Say --yes to answer beforehand.")
        }
        let configuration = try options.load()
        // Asked before the lock is taken: a question nobody answers must not keep the night from running.
        let chosen = try choose(configuration)
        let question = DiscardReport(chosen)
        if !yes, !chosen.isEmpty, !confirmation.isGiven(question.question) {
            Output.error("Nothing was discarded.")
            return .done
        }
        guard !chosen.isEmpty else { return try answer(question) }
        let lock = try InstallationLock(directory: configuration.state.directory)
        defer { withExtendedLifetime(lock) {} }
        let ledger = try Ledger(
            directory: configuration.state.directory, keyFile: configuration.state.masterKeyFile)
        let same = MessageChoice.some(chosen.map { String($0.number.value) })
        let still = try same.choose(from: try ledger.quarantined())
        _ = try ledger.discard(Set(still.map(\.number)))
        return try answer(DiscardReport(still))
    }

    private func choose(_ configuration: DaemonConfiguration) throws -> [QuarantinedMessage] {
        try selection.choice.choose(from: try QuarantineCommand.openLedger(configuration)?.quarantined() ?? [])
    }

    private func answer(_ report: DiscardReport) throws(CommandEnd) -> ExitCode {
        try Output.standard(options.json ? report.json : report.text)
        return .done
    }
}

/// What is, or was, let go: counts by code.
struct DiscardReport {
    private let counts: [(code: FindingCode, count: Int)]
    private let total: Int

    init(_ messages: [QuarantinedMessage]) {
        total = messages.count
        counts = Dictionary(grouping: messages, by: \.code).map { ($0.key, $0.value.count) }
            .sorted { $0.code.number < $1.code.number }
    }

    private var words: String {
        "\(total.messagesInWords) (\(counts.map { "\($0.code) \($0.count)" }.joined(separator: ", ")))"
    }

    var question: String { "Discard \(words)? What the EPJ sent can then never be read again." }

    var text: String {
        guard total > 0 else { return "There was nothing to discard." }
        return "Discarded \(words). What the EPJ sent can never be read again."
    }

    var json: String {
        var codes = OrderedJSON()
        for (code, count) in counts { codes.add(code.description, count) }
        var document = OrderedJSON()
        document.add("version", 1)
        document.add("discarded", total)
        document.add("byCode", codes)
        return document.text
    }
}
