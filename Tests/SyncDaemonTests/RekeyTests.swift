// `rekey`, from outside: a night, another key, and a night that has nothing to do.

import Foundation
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct RekeyTests: OrderNights {
    private func rekey(_ night: NightHarness, _ file: String) async throws -> ProgramResult {
        try await Program.run("epjsyncd", ["rekey", file, "--config", night.folder.file("epjsyncd.toml")])
    }

    @Test func theNextNightHasNothingToDo() async throws {
        let night = try await aNight()
        let (old, new) = (night.configuration.state.masterKeyFile, night.folder.file("new.key"))
        let made = try await rekey(night, new)
        #expect(made.exitCode == 0)
        #expect(made.output.hasPrefix("Sealed "))
        #expect(
            made.output.hasSuffix(
                " values anew under the master key in \(new). Put it in the place of \(old) now: with the key that is there "
                    + "nothing opens the ledger any more (exit code 78). Backups made before need that one, so keep it as long "
                    + "as you keep them, and make a new backup.\n"))
        #expect(try FileManager.default.attributesOfItem(atPath: new)[.posixPermissions] as? Int == 0o600)
        #expect(throws: LedgerFault.keyWrong(path: old)) { try night.ledger() }
        try FileManager.default.removeItem(atPath: old)
        try FileManager.default.moveItem(atPath: new, toPath: old)
        let quiet = try await night.run("2027-01-12T01:15:00+01:00", clockStands: true)
        #expect(quiet.sources[0].operationCount == 0 && quiet.exitCode == .done && quiet.problems == [])
    }

    @Test(.timeLimit(.minutes(10))) func aRunningServiceKeepsItsKey() async throws {
        let night = try await aNight()
        try night.write(window: (5, 6))
        let service = try night.start()
        _ = await service.said(upTo: "A cycle every night")
        let refused = try await rekey(night, night.folder.file("new.key"))
        #expect(refused.exitCode == 5)
        #expect(
            refused.error
                == "epjsyncd: The service runs: it holds \(night.configuration.state.directory)/service.lock. Nothing was "
                + "changed. Stop it ('systemctl stop epjsyncd'), and run this again then.\n")
        #expect(!FileManager.default.fileExists(atPath: night.folder.file("new.key")))
        service.send(SIGTERM)
        #expect(await service.end().exitCode == 0)
    }

    @Test func theKeyInUseIsNotANewOne() async throws {
        let night = try await aNight()
        let key = night.configuration.state.masterKeyFile
        let refused = try await rekey(night, key)
        #expect(refused.exitCode == 78)
        #expect(refused.error.contains("it holds the key that is in use"))
        #expect(try night.ledger().findEntries("v12").count == 1)
    }
}
