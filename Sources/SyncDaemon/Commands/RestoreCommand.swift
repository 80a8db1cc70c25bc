// `restore`: the state from a backup, or a new one where ledger or key are lost. What was there is set aside.

import ArgumentParser
import Foundation
import SyncCore
import SyncState

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put the state of a backup in place, or begin anew where ledger or key are lost.",
        discussion: """
            Stop the service first. What is there now is set aside in the state directory, and nothing is deleted. \
            Whatever the backup says was told and is not over is told again by the next cycle: it may have changed since, \
            and what is the same changes nothing for anybody. With --start-over the ledger begins empty: \
            'epjsyncd sync --first-run' then tells everything that is stated.
            """)

    @OptionGroup var options: CommonOptions

    @Flag(
        help:
            "Without a backup: set aside what is there and begin with an empty ledger, with a new key if there is none."
    )
    var startOver = false

    @Argument(help: "A file that 'epjsyncd backup' made.")
    var file: String?

    func validate() throws {
        if startOver == (file != nil) { throw ValidationError("Name a backup's file, or --start-over without one.") }
    }

    func run() async throws {
        try await ending {
            let configuration = try options.load()
            let directory = configuration.state.directory
            if let file, !FileManager.default.isReadableFile(atPath: file) {
                throw CommandEnd(.inputUnreadable, "\(file) is not there or cannot be read. Nothing was changed.")
            }
            try CycleRunning.prepareState(directory)
            let stopped = try StoppedInstallation(directory, advice: "restore then")
            let restoring = Restoring(
                directory: directory, keyFile: configuration.state.masterKeyFile, now: .current())
            let restored = try file.map { try restoring.restore($0) } ?? restoring.startOver()
            withExtendedLifetime(stopped) {}
            try Output.standard(options.json ? Self.json(restored) : text(restored, configuration))
            return .done
        }
    }

    private func text(_ restored: Restored, _ configuration: DaemonConfiguration) -> String {
        var lines: [String] = []
        if let contents = restored.contents {
            lines.append(
                "Restored the state of \(contents.made.iso8601UTC): \(contents.entries.grouped) entries told, "
                    + "\(contents.messages.grouped) messages, the originals of \(contents.segments.grouped) batches.")
            lines.append(
                "What it says of \(restored.inDoubt.grouped) entries and contacts that are not over is in doubt, and the next "
                    + "cycle tells them again.")
            if restored.withoutOriginal > 0 {
                lines.append(
                    "\(restored.withoutOriginal.grouped) messages are without their original, which was let go of while the "
                        + "backup was made.")
            }
            lines.append(
                "What EPJs delivered since then is not in it: ask them to deliver again what they pushed, or wait for "
                    + "their next complete lists.")
        } else {
            lines.append(
                "The ledger is new and empty, under the master key \(configuration.state.masterKeyFile). Have the EPJs deliver "
                    + "complete lists, and run 'epjsyncd sync --first-run' then.")
            for shown in restored.shown {
                lines.append(
                    "Source \(shown.source): the ledger before had shown \(shown.count.grouped) entries that are not over. The "
                        + "first complete cycle says how many of them nobody states any more.")
            }
        }
        lines.append(
            restored.setAside.map {
                "What was there before lies in \($0). Remove it when it is not needed any more: it holds health data."
            } ?? "There was no state before.")
        return lines.joined(separator: "\n")
    }

    private static func json(_ restored: Restored) -> String {
        var json = OrderedJSON()
        json.add("version", 1)
        json.add("made", restored.contents?.made.iso8601UTC)
        json.add("inDoubt", restored.inDoubt)
        json.add("withoutOriginal", restored.withoutOriginal)
        json.add("setAside", restored.setAside)
        json.add(
            "shown",
            restored.shown.map { shown in
                var source = OrderedJSON()
                source.add("source", shown.source)
                source.add("count", shown.count)
                return source
            })
        return json.text
    }
}
