// `quarantine`: messages that were set aside, for people: what lies there, why, and what becomes of it.

import ArgumentParser
import Foundation
import SyncCore
import SyncState

struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "List messages that were set aside, read them again, or let them go.",
        discussion: """
            A message that cannot be read has no effect; its bytes are kept, sealed. Nothing here shows what it says: \
            findings have code, line and element, never a value. Exit codes: 0 done, 3 'retry' left something in \
            quarantine, 5 another run holds the lock, 64 usage, 65 a number is none of a message in quarantine, 73 the \
            state or the answer cannot be written, 78 configuration not valid.
            """,
        subcommands: [
            QuarantineListCommand.self, QuarantineShowCommand.self, QuarantineRetryCommand.self,
            QuarantineDiscardCommand.self,
        ])

    static func openLedger(_ configuration: DaemonConfiguration) throws(LedgerFault) -> Ledger? {
        try configuration.ledgerToLookAt()
    }
}

struct QuarantineListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "One line for each message in quarantine, the oldest first.")

    @OptionGroup var options: CommonOptions

    func run() async throws {
        try await ending {
            let messages = try QuarantineCommand.openLedger(try options.load())?.quarantined() ?? []
            let now = Instant.current()
            let list = QuarantineList(items: messages.map { QuarantineItem($0, now: now) })
            try Output.standard(options.json ? list.json : list.text)
            return .done
        }
    }
}

struct QuarantineShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Everything known of one message in quarantine, except what it says.")

    @OptionGroup var options: CommonOptions

    @Argument(help: "The message's number in 'quarantine list'.")
    var id: String

    @Option(help: "Write the original to this new file (mode 0600), for the vendor. It speaks of a person.")
    var save: String?

    func run() async throws {
        try await ending {
            let configuration = try options.load()
            let ledger = try QuarantineCommand.openLedger(configuration)
            let chosen = try MessageChoice.some([id]).choose(from: try ledger?.quarantined() ?? [])
            guard let ledger, let message = chosen.first else { return .done }
            let now = Instant.current()
            var detail = QuarantineDetail(item: QuarantineItem(message, now: now), now: now)
            if let save {
                guard let bytes = try ledger.original(of: message.number) else { throw LedgerFault.sealBroken }
                try SavedOriginal.write(bytes, to: save)
                detail.saved = save
            }
            try Output.standard(options.json ? detail.json : detail.text)
            return .done
        }
    }
}
