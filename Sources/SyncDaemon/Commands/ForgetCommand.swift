// `forget`: the order at the command line.

import ArgumentParser
import SyncCore

struct ForgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Remove every trace of one citizen in one source, after withdrawing what the portal shows.",
        discussion: """
            The citizen's identity number is read from standard input. Coming entries are withdrawn and contacts ended \
            first; when the portal does not take that, nothing is removed. Backups are not covered. Exit codes: 0 done, 3 \
            the portal did not take everything and nothing was removed, 5 another run holds the lock, 64 usage, 65 standard \
            input holds no identity number, or there is no such source, 69 the portal was not available and nothing was \
            removed, 73 the state cannot be written, 78 configuration not valid.
            """)

    @OptionGroup var options: CommonOptions
    @OptionGroup var time: NowOption

    @Option(help: "The source to forget him in.")
    var source: String

    @OptionGroup var nothing: NothingOnCommandLine

    func run() async throws {
        try await ending {
            let configuration = try options.load()
            let known = try configuration.ledgerOfRuns().hasSource(source)
            let index = configuration.sources.firstIndex { $0.id == source }
            guard known || index != nil else {
                throw CommandEnd(
                    .inputUnreadable,
                    "There is no source of this id, in the configuration or in the ledger. Nothing was done. 'epjsyncd "
                        + "check-config' lists those that are configured.")
            }
            let number = try PersonOnInput.read(configuration.syntheticNumbers)
            return try await CycleRunning.withCycle(configuration, now: time.now) { cycle, _ in
                let result = try await cycle.forget(number, in: source, index)
                try Output.standard(options.json ? result.json : result.text)
                return result.exitCode
            }
        }
    }
}
