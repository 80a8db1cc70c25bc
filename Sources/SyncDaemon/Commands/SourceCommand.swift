// `source`: what an operator orders about a whole source.

import ArgumentParser
import SyncCore

struct SourceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "source", abstract: "Orders about a whole source.", subcommands: [SourceRetireCommand.self])
}

struct SourceRetireCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Withdraw a source's coming entries and end its contacts, before a successor begins.",
        discussion: """
            For a municipality that changes its EPJ or is merged. The source must still be configured, because it is in its \
            name that entries are withdrawn. From the order on its messages are read and answered and nothing of them is \
            shown. Cut off, or with the portal down, it goes on when it is run again. Exit codes: 0 nothing is left, 3 \
            something is left, 5 another run holds the lock, 64 usage, 69 the portal was not available, 73 the state cannot \
            be written, 78 configuration not valid, or the source is not in it.
            """)

    @OptionGroup var options: CommonOptions
    @OptionGroup var time: NowOption

    @Argument(help: "The source's id.")
    var id: String

    func run() async throws {
        try await ending {
            let configuration = try options.load()
            let index = try configuration.index(ofSource: id)
            try configuration.requireLedger()
            return try await CycleRunning.withCycle(configuration, now: time.now) { cycle, _ in
                let result = try await cycle.retire(index)
                try Output.standard(options.json ? result.json : result.text)
                return result.exitCode
            }
        }
    }
}
