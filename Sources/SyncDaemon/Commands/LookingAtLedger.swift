// For commands that only look: they need no lock, and make no ledger where there is none.

import Foundation
import SyncCore
import SyncState

extension DaemonConfiguration {
    /// What this user may not see is not missing.
    ///
    /// - Throws: `LedgerFault.cannotRead` when nobody can say.
    func hasLedger() throws(LedgerFault) -> Bool {
        if access(state.directory + "/ledger.sqlite", F_OK) == 0 { return true }
        let reason = errno
        guard reason == ENOENT || reason == ENOTDIR else {
            throw .cannotRead(
                doing: "looking for the ledger",
                reason: "\(state.directory): \(String(cString: strerror(reason))) (type commands as root)")
        }
        return false
    }

    /// - Returns: `nil` where no cycle has ever run.
    func ledgerToLookAt() throws(LedgerFault) -> Ledger? {
        guard try hasLedger() else { return nil }
        return try Ledger(directory: state.directory, keyFile: state.masterKeyFile)
    }

    /// Tells the journal which sources have not been heard for too long.
    func tellSilence(by ledger: Ledger) {
        guard let hearings = try? ledger.hearings() else { return }
        EventLog.process.tell(SourceSilence(sources, hearings, at: .current()))
    }

    /// - Throws: `CommandEnd` with exit code 65 where no cycle has ever run.
    func ledgerOfRuns() throws -> Ledger {
        try requireLedger()
        return try Ledger(directory: state.directory, keyFile: state.masterKeyFile)
    }

    /// - Throws: `CommandEnd` with exit code 65 where no cycle has ever run.
    func requireLedger() throws {
        if try hasLedger() { return }
        throw CommandEnd(
            .inputUnreadable,
            "There is no ledger in \(state.directory) yet: no cycle has ever run. Nothing was done. Run 'epjsyncd sync'."
        )
    }
}
