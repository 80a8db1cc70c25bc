// `rekey`: another master key, where somebody may have seen the one there is.

import ArgumentParser
import Foundation
import SyncState

struct RekeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey",
        abstract: "Seal everything under another master key.",
        discussion: """
            Stop the service first. The new key's file is made with 32 random bytes, or taken when it is there. Then \
            everything sealed is sealed anew, all of it or nothing, and the ledger's file is made anew without what was in it \
            before: each needs as much room on the disk as the ledger has, the second in TMPDIR or /var/tmp. \
            Afterwards the new file has to be put in the place of the old one; backups made before need the old one. Who \
            has the old key and a copy of the ledger can still find out whether a number he knows is in it, and reads nothing.
            """)

    @OptionGroup var options: CommonOptions

    @Argument(help: "The new key's file.")
    var file: String

    func run() async throws {
        try await ending {
            let configuration = try options.load()
            let stopped = try StoppedInstallation(configuration.state.directory, advice: "run this again then")
            let ledger = try configuration.ledgerOfRuns()
            let progress = Progress.onTerminal
            let resealed = try ledger.reseal(underKeyOf: file) { progress.show("sealing anew", done: $0, of: $1) }
            progress.end()
            withExtendedLifetime(stopped) {}
            if let reason = resealed.leftBehind { throw end(reason, configuration) }
            try Output.standard(options.json ? Self.json(resealed.count) : text(resealed.count, configuration))
            return .done
        }
    }

    /// The key has changed: that goes before what is left to do.
    private func end(_ reason: LedgerFault, _ configuration: DaemonConfiguration) -> CommandEnd {
        CommandEnd(
            .stateUnwritable,
            "Everything is sealed under the master key in \(file) now: put it in the place of "
                + "\(configuration.state.masterKeyFile), because the key that is there opens nothing any more. But what the old "
                + "key opens may still lie in free pages of the ledger's file. \(reason) Then run 'epjsyncd rekey' once more, "
                + "with the file of the key in use: that makes the ledger's file anew.")
    }

    private func text(_ count: Int, _ configuration: DaemonConfiguration) -> String {
        if count == 0 {
            return "The key is the one in use. The ledger's file was made anew, without what an earlier key opens."
        }
        return "Sealed \(count.grouped) values anew under the master key in \(file). Put it in the place of "
            + "\(configuration.state.masterKeyFile) now: with the key that is there nothing opens the ledger any more (exit "
            + "code 78). Backups made before need that one, so keep it as long as you keep them, and make a new backup."
    }

    private static func json(_ count: Int) -> String {
        var json = OrderedJSON()
        json.add("version", 1)
        json.add("sealedAnew", count)
        return json.text
    }
}
