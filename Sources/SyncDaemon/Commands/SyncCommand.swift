// `sync`: one whole cycle now.

import ArgumentParser
import SyncCore

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Run one whole cycle now: read, ask who is active, plan, push, report.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var time: NowOption
    @Flag(
        help: "Tell the portal everything that lies ahead anew, endings included: for when it has lost what it had.")
    var resend = false

    func run() async throws {
        try await ending {
            try await CycleRunning.run(.sync, options: options, now: time.now, resends: resend)
        }
    }
}
