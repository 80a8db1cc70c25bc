// `plan`: all that `sync` does up to the first intent. Nothing is sent.

import ArgumentParser
import SyncCore

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Read, ask who is active, and print what a sync would send. Exit code 2 if anything.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var time: NowOption

    @Flag(help: "List every operation, one a line; entries are named by their keyed digest, never by a person.")
    var operations = false

    func run() async throws {
        try await ending {
            try await CycleRunning.run(.plan(listingOperations: operations), options: options, now: time.now)
        }
    }
}
