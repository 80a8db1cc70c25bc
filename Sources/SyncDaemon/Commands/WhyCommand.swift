// `why`: one appointment's story, for the person who is asked why it is there, or why it is not.

import ArgumentParser
import SyncCore
import SyncState

struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Tell the story of one appointment: which message stated it, what was planned, sent, answered.",
        discussion: """
            Runs are kept for retention.runs_days; what is older is not told. Nothing here says whose the visit is. Exit \
            codes: 0 done, 64 usage, or the id means several entries, 65 nothing is known by this id, 78 configuration not \
            valid.
            """)

    @OptionGroup var options: CommonOptions

    @Argument(
        help:
            "The value of its identifier on the portal, the EPJ's uid, or the digits by which 'plan --operations' names it."
    )
    var appointmentID: String

    @Option(help: "The source it is of, where the id means entries of several.")
    var source: String?

    func run() async throws {
        try await ending {
            let ledger = try options.load().ledgerOfRuns()
            let found = try ledger.findEntries(appointmentID, in: source)
            if found.isEmpty {
                let statements = try ledger.statements(naming: appointmentID, in: source)
                if !statements.isEmpty {
                    let text = UnshownText(statements: statements)
                    try Output.standard(options.json ? text.json : text.text)
                    return .done
                }
            }
            let story = try ledger.story(of: try EntryChoice.one(of: found))
            let text = StoryText(story: story, zone: try CycleRunning.zone())
            try Output.standard(options.json ? text.json : text.text)
            return .done
        }
    }
}
