// `sync`: one whole cycle now.

import ArgumentParser
import SyncCore

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Run one whole cycle now: read, ask who is active, plan, push, report.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var time: NowOption

    func run() async throws {
        try await ending { try await CycleRunning.run(.sync, options: options, now: time.now) }
    }
}
