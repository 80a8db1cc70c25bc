// For commands that only look: they need no lock, and make no ledger where there is none.

import Foundation
import SyncCore
import SyncState

extension DaemonConfiguration {
    var hasLedger: Bool { FileManager.default.fileExists(atPath: state.directory + "/ledger.sqlite") }

    /// - Returns: `nil` where no cycle has ever run.
    func ledgerToLookAt() throws(LedgerFault) -> Ledger? {
        guard hasLedger else { return nil }
        return try Ledger(directory: state.directory, keyFile: state.masterKeyFile)
    }

    /// Tells the journal which sources have not been heard for too long.
    func tellSilence(by ledger: Ledger) {
        guard let hearings = try? ledger.hearings() else { return }
        EventLog.process.tell(SourceSilence(sources, hearings, at: .current()))
    }

    /// - Throws: `CommandEnd` with exit code 65 where no cycle has ever run.
    func ledgerOfRuns() throws -> Ledger {
        if let ledger = try ledgerToLookAt() { return ledger }
        throw CommandEnd(
            .inputUnreadable,
            "There is no ledger in \(state.directory) yet: no cycle has ever run. Nothing was done. Run 'epjsyncd sync'."
        )
    }
}
