// `quarantine retry`: messages read again as they came, each in a transaction of its own. One that can be read by now
// counts; the next cycle plans what follows.

import ArgumentParser
import SyncCore
import SyncState

struct QuarantineRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Read messages again with the present configuration; what can be read by now counts.",
        discussion: """
            A message counts with the time at which it was received and undoes nothing newer; once its negative receipt \
            was given it ends superseded, without effect, where anything newer of the same citizen and unit counts. The next \
            cycle plans and sends what follows. Exit code 3: something stays in quarantine.
            """)

    @OptionGroup var options: CommonOptions
    @OptionGroup var selection: QuarantineSelection

    func run() async throws {
        try await ending {
            let configuration = try options.load()
            guard let zone = SystemZone.europeOslo() else {
                throw CommandEnd(
                    .configurationInvalid, "This system has no time zone data for Europe/Oslo. Install tzdata.")
            }
            guard try configuration.hasLedger() else {
                _ = try selection.choice.choose(from: [])
                try answer(RetryReport())
                return .done
            }
            let lock = try InstallationLock(directory: configuration.state.directory)
            defer { withExtendedLifetime(lock) {} }
            let ledger = try Ledger(
                directory: configuration.state.directory, keyFile: configuration.state.masterKeyFile,
                rendering: NationalXML(configuration))
            let chosen = try selection.choice.choose(from: try ledger.quarantined())
            let retry = try MessageRetry(
                configuration: configuration, ledger: ledger, zone: zone, now: .current())
            return try self.retry(chosen, retry)
        }
    }

    private func retry(_ messages: [QuarantinedMessage], _ retry: MessageRetry) throws -> ExitCode {
        let progress = Progress.onTerminal
        var report = RetryReport()
        do {
            for (index, message) in messages.enumerated() {
                progress.show("reading again", done: index, of: messages.count)
                report.ends.append(try retry.retry(message))
            }
        } catch {
            // What was read before it is committed, and said.
            progress.end()
            if !report.ends.isEmpty { try answer(report) }
            throw error
        }
        progress.end()
        try answer(report)
        return report.exitCode
    }

    private func answer(_ report: RetryReport) throws(CommandEnd) {
        try Output.standard(options.json ? report.json : report.text)
    }
}
