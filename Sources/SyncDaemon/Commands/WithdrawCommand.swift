// `withdraw`: the order at the command line.

import ArgumentParser
import SyncCore

struct WithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Take one entry off the portal at once, past or not, and keep it off.",
        discussion: """
            For what must not stand there: another person's visit, or what somebody must not see. The order is durable before \
            anything is sent; where the portal does not take it, the next cycle sends it. From then on nothing of the entry is \
            shown again, whatever the EPJ states, and no performed notice is given of it. Exit codes: 0 it is off the portal, \
            3 it is not yet, 5 another run holds the lock, 64 usage, or the id means several entries, 65 no entry goes by the \
            id, 69 the portal was not available, 73 the state cannot be written, 78 configuration not valid.
            """)

    @OptionGroup var options: CommonOptions
    @OptionGroup var time: NowOption

    @Argument(
        help:
            "The value of its identifier on the portal, the EPJ's uid, or the digits by which 'plan --operations' names it."
    )
    var appointmentID: String

    @Option(help: "Why. Is kept with the order.")
    var reason: WithdrawalReason

    @Option(help: "The source it is of, where the id means entries of several.")
    var source: String?

    func run() async throws {
        try await ending {
            let configuration = try options.load()
            _ = try configuration.ledgerOfRuns()
            return try await CycleRunning.withCycle(configuration, now: time.now) { cycle, _ in
                let entry = try EntryChoice.one(of: try cycle.ledger.findEntries(appointmentID, in: source))
                let result = try await cycle.withdraw(entry, reason: reason)
                try Output.standard(options.json ? result.json : result.text)
                return result.end.exitCode
            }
        }
    }
}
