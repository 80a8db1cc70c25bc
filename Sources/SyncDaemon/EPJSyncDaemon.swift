// The command line: one file for each command under Commands/.

import ArgumentParser
import CMalloc
import SyncState

@main
struct EPJSyncDaemon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "epjsyncd",
        abstract: "Carries home-care visits from the EPJs to the citizen's calendar on Helsenorge.",
        discussion: """
            A cycle reads what the EPJs delivered, asks the portal who is digitally active, plans what each citizen is to \
            see, and sends the difference; what changes too much of it waits for a person. Exit codes: 0 done, 2 plan has \
            changes, 3 something was set aside or left, 4 held, 5 another run holds the lock, 6 the night's window closed \
            first, 64 usage, 65 input not readable, 69 portal not available, \
            70 internal error, 73 state not writable, 75 no complete cycle within 26 hours, 78 configuration not valid.
            """,
        version: "0.1.0",
        subcommands: [
            RunCommand.self, SyncCommand.self, PlanCommand.self, ApplyCommand.self, ApproveCommand.self,
            StatusCommand.self, CheckConfigCommand.self, VerifyCommand.self, ReplayCommand.self, QuarantineCommand.self,
            WithdrawCommand.self, WithholdCommand.self, SourceCommand.self, ForgetCommand.self, WhyCommand.self,
            HistoryCommand.self, CheckCommand.self, BackupCommand.self, RestoreCommand.self, RekeyCommand.self,
            AssumptionsCommand.self,
        ])

    /// glibc gives threads heaps of their own, eight for each core, and what one has freed no other uses (mallopt(3)). Threads
    /// here live as long as one bundle or one slice, so a night would have sixteen heaps, each as large as the largest need.
    private static let heapsMax: Int32 = 5

    static func main() async {
        mallopt(M_ARENA_MAX, heapsMax)
        Ledger.leaveMemoryUncounted()
        await main(nil)
    }
}
