// A backup made while everything goes on, a ledger restored from it, and what comes of a ledger or a key that is lost.

import Foundation
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct BackupTests: OrderNights {
    private func backUp(_ night: NightHarness, as name: String = "ledger.backup") throws -> String {
        let path = night.folder.file(name)
        _ = try night.ledger().backup(
            to: path, keyFile: night.configuration.state.masterKeyFile, now: .current())
        return path
    }

    private func restoring(_ night: NightHarness, at now: String) throws -> Restoring {
        Restoring(
            directory: night.configuration.state.directory, keyFile: night.configuration.state.masterKeyFile,
            now: try #require(Instant(iso8601WithOffset: now)))
    }

    /// What Anna is shown of the 12th to the 15th.
    private func portal(_ night: NightHarness) async -> [String: RecordingPortal.Entry] { await night.portal.entries }

    private func deliver(_ night: NightHarness, days: ClosedRange<Int>, hour: Int, at time: String) throws {
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: time,
                events: days.map { visit("v\($0)", day: $0, hour: hour) })
        ])
    }

    private func run(_ night: NightHarness, _ arguments: [String]) async throws -> ProgramResult {
        try await Program.run("epjsyncd", arguments + ["--config", night.folder.file("epjsyncd.toml")])
    }

    private static func isNotBroken(_ invariant: Invariant) -> Bool {
        if case .broken = invariant.verdict { return false }
        return true
    }

    // MARK: Back and forth

    @Test func whatWasToldSinceTheBackupIsToldAgainAsItIsNow() async throws {
        let night = try await aNight()
        let backup = try backUp(night)
        // After the backup a visit is moved, and moved back to where it was; the ledger of before knows nothing of either.
        try deliver(night, days: 12...15, hour: 14, at: "2027-01-11T10:00:00+01:00")
        _ = try await night.run("2027-01-11T12:00:00+01:00", clockStands: true)
        #expect(await night.shown("v14")?.start == Instant(iso8601WithOffset: "2027-01-14T14:00:00+01:00"))
        let restored = try restoring(night, at: "2027-01-11T13:00:00+01:00").restore(backup)
        #expect(restored.contents?.entries == 4 && restored.inDoubt == 5, "four visits and a contact")
        #expect(restored.setAside?.hasSuffix("/set-aside-20270111T120000Z") == true)
        try deliver(night, days: 12...15, hour: 10, at: "2027-01-11T20:00:00+01:00")
        let report = try await night.run("2027-01-12T01:15:00+01:00", clockStands: true)
        #expect(report.sources[0].accepted >= 4 && report.sources[0].holds.isEmpty)
        #expect(await night.shown("v14")?.start == Instant(iso8601WithOffset: "2027-01-14T10:00:00+01:00"))
        #expect(try night.ledger().openEnds().possiblyTold == 0)
        // And then it knows: nothing is left to tell.
        let quiet = try await night.run("2027-01-12T02:15:00+01:00", clockStands: true)
        #expect(quiet.sources[0].operationCount == 0 && quiet.exitCode == .done)
    }

    @Test func whatNobodyStatesAnyMoreIsWithdrawnAfterARestore() async throws {
        let night = try await aNight()
        let backup = try backUp(night)
        _ = try restoring(night, at: "2027-01-11T13:00:00+01:00").restore(backup)
        try deliver(night, days: 12...14, hour: 10, at: "2027-01-11T20:00:00+01:00")
        _ = try await night.run("2027-01-12T01:15:00+01:00", clockStands: true)
        #expect(await night.shown("v15")?.status == .enteredInError)
        #expect(await night.shown("v14")?.status == .booked)
    }

    @Test func messagesInQuarantineComeBackWithTheirOriginals() async throws {
        let night = try await aNight()
        try night.deliver([(name: "broken.xml", text: "<MsgHead")])
        _ = try await night.run("2027-01-11T12:00:00+01:00", clockStands: true)
        let message = try #require(try night.ledger().quarantined().first)
        let original = try #require(try night.ledger().original(of: message.number))
        let backup = try backUp(night)
        try FileManager.default.removeItem(atPath: night.configuration.state.directory + "/originals")
        _ = try restoring(night, at: "2027-01-11T13:00:00+01:00").restore(backup)
        #expect(try night.ledger().original(of: message.number) == original)
        #expect(try night.ledger().check().allSatisfy(Self.isNotBroken))
    }

    @Test func anOriginalThatWentMeanwhileIsNotPointedAt() async throws {
        let night = try await aNight()
        try FileManager.default.removeItem(atPath: night.configuration.state.directory + "/originals")
        let backup = try backUp(night)
        let restored = try restoring(night, at: "2027-01-11T13:00:00+01:00").restore(backup)
        #expect(restored.withoutOriginal == 2)
        #expect(try night.ledger().check().allSatisfy(Self.isNotBroken))
    }

    // MARK: What is no backup

    @Test func aBackupThatIsNotWholeChangesNothing() async throws {
        let night = try await aNight()
        let backup = try backUp(night)
        let bytes = try #require(FileManager.default.contents(atPath: backup))
        try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: backup))
        #expect(throws: LedgerFault.self) { try restoring(night, at: noon).restore(backup) }
        #expect(try night.ledger().openEnds().possiblyTold == 0)
        #expect(try night.ledger().findEntries("v12").count == 1, "the ledger is as it was")
    }

    @Test func aBackupOfAnotherKeyIsRefused() async throws {
        let night = try await aNight()
        let other = try await aNight()
        let backup = try backUp(other)
        let key = night.configuration.state.masterKeyFile
        #expect(throws: LedgerFault.keyWrong(path: key)) { try restoring(night, at: noon).restore(backup) }
    }

    @Test func theKeyIsNotInTheBackupAndNobodyElseReadsIt() async throws {
        let night = try await aNight()
        let backup = try backUp(night)
        let bytes = try #require(FileManager.default.contents(atPath: backup))
        let key = try #require(FileManager.default.contents(atPath: night.configuration.state.masterKeyFile))
        #expect(bytes.range(of: key) == nil && bytes.range(of: Data(NightHarness.anna.utf8)) == nil)
        #expect(try FileManager.default.attributesOfItem(atPath: backup)[.posixPermissions] as? Int == 0o600)
        #expect(!FileManager.default.fileExists(atPath: backup + ".part"))
        #expect(!FileManager.default.fileExists(atPath: backup + "-journal"))
    }

    // MARK: A restore that is cut off

    @Test func aRestoreThatWasCutOffLeavesNoEmptyLedgerBehind() async throws {
        let night = try await aNight()
        let backup = try backUp(night)
        let state = night.configuration.state.directory
        // As it lies between setting aside and putting in place.
        try FileManager.default.createDirectory(atPath: state + "/restoring", withIntermediateDirectories: false)
        try FileManager.default.moveItem(atPath: state + "/ledger.sqlite", toPath: state + "/aside.sqlite")
        for log in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: state + "/ledger.sqlite" + log) }
        #expect(throws: LedgerFault.self) { try night.ledger() }
        _ = try restoring(night, at: noon).restore(backup)
        #expect(try night.ledger().findEntries("v12").count == 1)
    }

    // MARK: The commands

    @Test func theCommandsSayWhatCameOfThem() async throws {
        let night = try await aNight()
        let file = night.folder.file("b")
        let made = try await run(night, ["backup", file])
        #expect(made.exitCode == 0)
        #expect(made.output.hasPrefix("Backed up to \(file) and checked: "))
        #expect(made.output.hasSuffix("is not in it: keep a copy of it in another place.\n"))
        let again = try await run(night, ["backup", file])
        #expect(again.exitCode == 64)
        #expect(
            again.error
                == "epjsyncd: \(file) exists. Nothing was written; a backup is never written over. Name another.\n")
        let nowhere = try await run(night, ["backup", night.folder.file("none/b")])
        #expect(nowhere.exitCode == 73)
        #expect(
            nowhere.error
                == "epjsyncd: The backup cannot be written to \(night.folder.file("none/b")): No such file or directory. Nothing "
                + "was written. Name a file in a folder where the state directory's owner may write.\n")
        let restored = try await run(night, ["restore", file])
        #expect(restored.exitCode == 0 && restored.output.hasPrefix("Restored the state of "))
        let missing = try await run(night, ["restore", file + "x"])
        #expect(missing.exitCode == 65)
        #expect(missing.error == "epjsyncd: \(file)x is not there or cannot be read. Nothing was changed.\n")
        #expect(try await run(night, ["restore"]).exitCode == 64)
        let other = night.folder.file("epjsyncd.toml")
        let none = try await run(night, ["restore", other])
        #expect(none.exitCode == 65)
        #expect(
            none.error
                == "epjsyncd: \(other) is no backup that can be restored: file is not a database. Nothing was changed. Name "
                + "a file that 'epjsyncd backup' made.\n")
    }

    @Test(.timeLimit(.minutes(10))) func nothingIsExchangedUnderARunningServiceAndThereIsOnlyOne() async throws {
        let night = try await aNight()
        let file = night.folder.file("b")
        try night.write(window: (5, 6))
        let service = try night.start()
        _ = await service.said(upTo: "A cycle every night")
        // A backup needs no stop.
        #expect(try await run(night, ["backup", file]).exitCode == 0)
        let state = night.configuration.state.directory
        let restored = try await run(night, ["restore", file])
        #expect(restored.exitCode == 5)
        #expect(
            restored.error
                == "epjsyncd: The service runs: it holds \(state)/service.lock. Nothing was changed. Stop it ('systemctl stop "
                + "epjsyncd'), and restore then.\n")
        let second = try await run(night, ["run"])
        #expect(second.exitCode == 5)
        #expect(
            second.error
                == "epjsyncd: A service runs on this installation already: it holds \(state)/service.lock. Nothing was done. "
                + "'epjsyncd status' tells what it has done; stop it before you start another.\n")
        service.send(SIGTERM)
        #expect(await service.end().exitCode == 0)
    }

    // MARK: Lost

    @Test func aLostKeyIsANewLedgerThatTellsEverythingAgainAndCountsTheRest() async throws {
        let night = try await aNight()
        let before = await portal(night)
        try FileManager.default.removeItem(atPath: night.configuration.state.masterKeyFile)
        #expect(throws: LedgerFault.keyMissing(path: night.configuration.state.masterKeyFile)) { try night.ledger() }
        let restored = try restoring(night, at: "2027-01-11T13:00:00+01:00").startOver()
        #expect(restored.shown.map(\.source) == ["9901-gerica"] && restored.shown.map(\.count) == [4])
        // One of the four is stated by nobody any more.
        try deliver(night, days: 12...14, hour: 10, at: "2027-01-11T20:00:00+01:00")
        let report = try await night.run("2027-01-12T01:15:00+01:00", clockStands: true)
        let after = await portal(night)
        #expect(after.mapValues(\.shown) == before.mapValues(\.shown), "the same entries, and no second one of any")
        #expect(
            report.problems == [
                "Source 9901-gerica: the ledger that was lost had shown 4 entries that were not over; 3 are told again. The other 1 "
                    + "are stated by nobody any more and may still stand on the portal, where they end by their own times. Ask "
                    + "the EPJ whether it delivered everything; the portal's operator can list them by this source's "
                    + "identifier system."
            ])
        // Told once.
        let next = try await night.run("2027-01-12T02:15:00+01:00", clockStands: true)
        #expect(next.problems == [] && next.sources[0].operationCount == 0)
    }

    @Test func aLostLedgerBeginsWithAFirstRunThatAPersonAsksFor() async throws {
        let night = try await aNight()
        try FileManager.default.removeItem(atPath: night.configuration.state.directory)
        try CycleRunning.prepareState(night.configuration.state.directory)
        let restored = try restoring(night, at: "2027-01-11T13:00:00+01:00").startOver()
        #expect(restored.shown.isEmpty && restored.setAside == nil)
        try deliver(night, days: 12...15, hour: 10, at: "2027-01-11T20:00:00+01:00")
        let held = try await night.run("2027-01-12T01:15:00+01:00", options: CycleOptions(), clockStands: true)
        #expect(held.exitCode == .held)
        let first = try await night.run("2027-01-12T01:20:00+01:00", clockStands: true)
        #expect(first.sources[0].accepted == 4 && first.problems == [])
    }
}
