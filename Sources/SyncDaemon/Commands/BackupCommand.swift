// `backup`: the whole state in one file, while everything goes on.

import ArgumentParser
import Foundation
import SyncCore
import SyncState

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the ledger and its originals into one new file, while the service goes on.",
        discussion: """
            The file appears when it is whole and checked. The master key is not in it: without the key nobody can read \
            the file, and neither can you, so keep a copy of the key in another place.
            """)

    @OptionGroup var options: CommonOptions

    @Argument(help: "The file to make; it must not exist.")
    var file: String

    func run() async throws {
        try await ending {
            let configuration = try options.load()
            guard !FileManager.default.fileExists(atPath: file) else {
                throw CommandEnd(
                    .usage, "\(file) exists. Nothing was written; a backup is never written over. Name another.")
            }
            let folder = (file as NSString).deletingLastPathComponent
            guard access(folder.isEmpty ? "." : folder, W_OK | X_OK) == 0 else {
                throw CommandEnd(
                    .stateUnwritable,
                    "The backup cannot be written to \(file): \(String(cString: strerror(errno))). Nothing was written. Name a file in "
                        + "a folder where the state directory's owner may write.")
            }
            let ledger = try configuration.ledgerOfRuns()
            let progress = Progress.onTerminal
            let contents = try ledger.backup(
                to: file, keyFile: configuration.state.masterKeyFile, now: .current()
            ) { done, total in progress.show("copying pages", done: done, of: total) }
            progress.end()
            try Output.standard(options.json ? Self.json(contents) : text(contents, configuration))
            return .done
        }
    }

    private func text(_ contents: BackupContents, _ configuration: DaemonConfiguration) -> String {
        "Backed up to \(file) and checked: \(contents.bytes.grouped) bytes, \(contents.entries.grouped) entries told, "
            + "\(contents.messages.grouped) messages, the originals of \(contents.segments.grouped) batches. The master key "
            + "\(configuration.state.masterKeyFile) is not in it: keep a copy of it in another place."
    }

    private static func json(_ contents: BackupContents) -> String {
        var json = OrderedJSON()
        json.add("version", 1)
        json.add("made", contents.made.iso8601UTC)
        json.add("bytes", contents.bytes)
        json.add("entries", contents.entries)
        json.add("messages", contents.messages)
        json.add("batches", contents.segments)
        return json.text
    }
}
