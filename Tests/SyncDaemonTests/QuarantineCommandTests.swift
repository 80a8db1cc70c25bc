// `quarantine` as an operator runs it: a message that was set aside is looked at, mended by configuration, read again, or
// let go.

import Foundation
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

/// What this user may not see is not missing. A path that leads nowhere stands for it: whoever runs tests may see everything.
@Suite struct UnseenLedgerTests {
    @Test(arguments: [
        ["status"], ["quarantine", "list"], ["quarantine", "retry", "--all"], ["withhold", "list"], ["history"],
    ])
    func isNotTakenForNone(_ command: [String]) async throws {
        let night = try NightHarness()
        let state = night.configuration.state.directory
        try FileManager.default.removeItem(atPath: state)
        try FileManager.default.createSymbolicLink(atPath: state, withDestinationPath: state)
        let result = try await Program.run("epjsyncd", command + ["--config", night.folder.file("epjsyncd.toml")])
        #expect(result.exitCode == 73 && result.output == "")
        #expect(
            result.error
                == "epjsyncd: The state could not be read while looking for the ledger: \(state): Too many levels of symbolic "
                + "links (type commands as root). Nothing was changed. Check the state directory.\n")
    }
}

@Suite struct QuarantineCommandTests {
    private let now = "2027-01-11T01:15:00+01:00"
    private let later = "2027-01-11T03:15:00+01:00"

    private func run(_ night: NightHarness, _ arguments: [String]) async throws -> ProgramResult {
        let result = try await Program.run(
            "epjsyncd", ["quarantine"] + arguments + ["--config", night.folder.file("epjsyncd.toml")])
        // R19, whatever is asked and however it ends.
        for text in [result.output, result.error] {
            // Not any eleven digits: the name of a temporary folder may hold some.
            for words in [NightHarness.anna, "Prøvesen", "Synte"] { #expect(!text.contains(words)) }
        }
        return result
    }

    /// A night in which one message with more visits than the limit was set aside.
    private func nightWithALargeMessage(visits: Int = 11) async throws -> NightHarness {
        let night = try NightHarness(portalKeys: "[limits]\nevents_per_message_max = 10")
        try night.deliver([large(night, visits: visits)])
        let report = try await night.run(now)
        #expect(report.setAside.map(\.finding.code.description) == ["EPJ-217"])
        return night
    }

    private func large(
        _ night: NightHarness, generated: String = "2027-01-11T00:30:00+01:00", visits: Int = 11
    ) -> GericaMessage {
        .snapshot(
            NightHarness.anna, id: night.nextID(), generated: generated,
            events: (0..<visits).map {
                GericaMessage.event(
                    uid: "v\($0)", start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED")
            })
    }

    private func change(_ night: NightHarness, _ file: String, _ old: String, _ new: String) throws {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: night.folder.file(file))), as: UTF8.self)
        #expect(text.contains(old))
        try night.folder.write(text.replacing(old, with: new), to: file)
    }

    private func raiseTheLimit(_ night: NightHarness, to limit: Int = 20) throws {
        try change(night, "epjsyncd.toml", "events_per_message_max = 10", "events_per_message_max = \(limit)")
    }

    private func ledger(_ night: NightHarness) throws -> Ledger {
        try Ledger(
            directory: night.configuration.state.directory, keyFile: night.configuration.state.masterKeyFile)
    }

    // MARK: Looking

    @Test func nothingLiesWhereNoCycleEverRan() async throws {
        let night = try NightHarness()
        #expect(try await run(night, ["list"]).output == "The quarantine is empty.\n")
        #expect(try await run(night, ["list", "--json"]).output == #"{"version":1,"items":[]}"# + "\n")
        #expect(try await run(night, ["retry", "--all"]).output == "There was nothing to read again.\n")
        let discard = try await run(night, ["discard", "--all", "--code", "EPJ-101", "--yes"])
        #expect(discard.exitCode == 0 && discard.output == "There was nothing to discard.\n")
        #expect(try await run(night, ["show", "1"]).exitCode == 65)
        let state = try FileManager.default.contentsOfDirectory(atPath: night.configuration.state.directory)
        #expect(state == [], "looking makes nothing")
    }

    @Test func aMessageIsListedAndShown() async throws {
        let night = try await nightWithALargeMessage()
        let list = try await run(night, ["list"])
        #expect(list.exitCode == 0)
        #expect(list.output.contains("\n 1  9901-gerica  EPJ-217"))
        #expect(list.output.contains("1 message in quarantine, the oldest for "))
        let json = try await run(night, ["list", "--json"]).output
        #expect(
            json.hasPrefix(
                #"{"version":1,"items":[{"id":"1","source":"9901-gerica","code":"EPJ-217","#
                    + #""received":"2027-01-11T00:15:00Z","ageHours":"#))
        let show = try await run(night, ["show", "1"])
        #expect(show.exitCode == 0)
        #expect(show.output.hasPrefix("Message 1 lies in quarantine. Nothing of it counts.\n  source    9901-gerica\n"))
        #expect(show.output.contains(", column 1, MsgHead/") || show.output.contains("MsgHead/Document"))
        // The process of its kind takes no receipt.
        #expect(
            show.output.contains(
                "\n  receipt   none: the message asks for none, its MsgId had its receipt before, or its sender cannot be told\n"
            ))
    }

    @Test func anOriginalIsWrittenToANewFileOnly() async throws {
        let night = try await nightWithALargeMessage()
        let file = night.folder.file("original.xml")
        let result = try await run(night, ["show", "1", "--save", file])
        #expect(result.exitCode == 0)
        #expect(result.output.contains("\nIts original was written to \(file) as it came, readable by this user only."))
        let bytes = try #require(FileManager.default.contents(atPath: file))
        #expect(String(decoding: bytes, as: UTF8.self).contains("<MsgId>\(GericaMessage.id(1))</MsgId>"))
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let again = try await run(night, ["show", "1", "--save", file])
        #expect(again.exitCode == 64 && again.output == "")
        #expect(again.error == "epjsyncd: \(file) exists already. Nothing was written. Name a new file with --save.\n")
        for stream in ["-", "/dev/stdout", "/dev/tty"] {
            let result = try await run(night, ["show", "1", "--save", stream])
            #expect(result.exitCode == 64 && !result.output.contains("<MsgHead"))
        }
        let nowhere = try await run(night, ["show", "1", "--save", night.folder.file("none/original.xml")])
        #expect(nowhere.exitCode == 73)
        #expect(
            nowhere.error
                == "epjsyncd: The original could not be written to \(night.folder.file("none/original.xml")): No "
                + "such file or directory. Nothing of it stands there. Name a place that can be written, and run the "
                + "command again.\n")
    }

    // MARK: Reading again

    @Test("R18 a message set aside for a limit counts once the limit is raised") func limit() async throws {
        let night = try await nightWithALargeMessage()
        let before = try await run(night, ["retry", "1"])
        #expect(before.exitCode == 3)
        #expect(before.output.contains("\n 1  9901-gerica  EPJ-217  EPJ-217, stays in quarantine\n1: EPJ-217, line "))
        #expect(before.output.hasSuffix("\n1 message read again: 1 stays in quarantine.\n"))
        try raiseTheLimit(night)
        let after = try await run(night, ["retry", "--all"])
        #expect(after.exitCode == 0)
        #expect(
            after.output == """
                id  source       was      is
                 1  9901-gerica  EPJ-217  applied
                1 message read again: 1 applied.
                The next cycle plans and sends what follows.

                """)
        #expect(try await run(night, ["list"]).output == "The quarantine is empty.\n")
        let report = try await night.run(later)
        #expect(report.quarantinedEarlier == 0 && report.sources[0].accepted == 11)
        #expect(await night.shown("v10") != nil)
    }

    @Test func oneThatStaysKeepsNoOtherFromCounting() async throws {
        let night = try NightHarness(portalKeys: "[limits]\nevents_per_message_max = 10")
        try night.deliver([large(night, visits: 25), large(night, generated: "2027-01-11T00:31:00+01:00")])
        _ = try await night.run(now)
        try raiseTheLimit(night)
        let result = try await run(night, ["retry", "--all", "--code", "EPJ-217"])
        #expect(result.exitCode == 3)
        #expect(
            result.output.hasSuffix(
                "\n2 messages read again: 1 applied, 1 stays in quarantine.\nThe next cycle plans and sends what follows.\n"
            ))
        #expect(try ledger(night).quarantined().map(\.number.value) == [1])
    }

    /// The retry has read the message and fails while it commits.
    @Test func aRetryCutOffWhileItCommitsChangesNothing() async throws {
        let night = try await nightWithALargeMessage(visits: 900)
        try raiseTheLimit(night, to: 1_000)
        let result = try await Program.run(
            "epjsyncd", ["quarantine", "retry", "1", "--config", night.folder.file("epjsyncd.toml")],
            kilobytesOfAFileMax: 64)
        #expect(result.exitCode == 73 && result.output == "")
        #expect(result.error.hasPrefix("epjsyncd: The state could not be written while recording a message again: "))
        #expect(try ledger(night).quarantined().map(\.code.description) == ["EPJ-217"])
        #expect(try ledger(night).original(of: MessageNumber(1)) != nil)
        #expect(try await run(night, ["retry", "1"]).exitCode == 0)
    }

    @Test func whatIsRefusedForAnotherReasonSaysBoth() async throws {
        let night = try await nightWithALargeMessage()
        try raiseTheLimit(night)
        try change(night, "epjsyncd.toml", "synthetic_numbers = \"accept\"", "synthetic_numbers = \"refuse\"")
        let result = try await run(night, ["retry", "1", "--json"])
        #expect(result.exitCode == 3)
        #expect(result.output.contains(#""codeBefore":"EPJ-217","outcome":"quarantined","code":"EPJ-105","#))
        #expect(try ledger(night).quarantined().map(\.code.description) == ["EPJ-105"])
    }

    @Test func whatIsOvertakenIsSuperseded() async throws {
        let night = try await nightWithALargeMessage()
        try night.deliver([large(night, generated: "2027-01-11T00:40:00+01:00", visits: 1)])
        #expect(try await night.run(later).quarantinedEarlier == 1)
        try raiseTheLimit(night)
        let result = try await run(night, ["retry", "1"])
        #expect(result.exitCode == 0)
        #expect(result.output.contains("\n 1  9901-gerica  EPJ-217  superseded\n"))
        #expect(
            result.output.hasSuffix(
                "\nSuperseded: something newer of the same citizen and unit counts already; nothing follows.\n"))
        #expect(try await night.run(later).sources[0].operationCount == 0)
    }

    @Test func aStrangerIsReadOnceItsSourceIsConfigured() async throws {
        let night = try NightHarness()
        var message = large(night)
        message.herID = "87699"
        try night.deliver([message])
        #expect(try await night.run(now).setAside.map(\.finding.code.description) == ["EPJ-160"])
        #expect(try await run(night, ["list"]).output.contains("\n 1  no source  EPJ-160"))
        try change(night, "sources.d/a.toml", "her_id = \"87688\"", "her_id = \"87699\"")
        let result = try await run(night, ["retry", "1"])
        #expect(result.exitCode == 0 && result.output.contains("\n 1  9901-gerica  EPJ-160  applied\n"))
        #expect(try await night.run(later).sources[0].accepted == 11)
    }

    @Test func aNumberThatIsNotThereIsSaidAndNothingIsDone() async throws {
        let night = try await nightWithALargeMessage()
        try raiseTheLimit(night)
        for command in [["retry", "1", "7"], ["discard", "1", "7", "--yes"]] {
            let result = try await run(night, command)
            #expect(result.exitCode == 65 && result.output == "")
            #expect(
                result.error == "epjsyncd: There is no message 7 in quarantine. Nothing was done. 'epjsyncd quarantine "
                    + "list' shows what lies there.\n")
        }
        #expect(try await run(night, ["show", NightHarness.anna]).exitCode == 65)
        #expect(try ledger(night).quarantined().count == 1)
    }

    // MARK: Letting go

    @Test func whatIsDiscardedIsGone() async throws {
        let night = try await nightWithALargeMessage()
        let result = try await run(night, ["discard", "--all", "--code", "EPJ-217", "--yes"])
        #expect(result.exitCode == 0)
        #expect(result.output == "Discarded 1 message (EPJ-217 1). What the EPJ sent can never be read again.\n")
        #expect(try ledger(night).original(of: MessageNumber(1)) == nil)
        #expect(try await run(night, ["show", "1"]).exitCode == 65)
        #expect(try await night.run(later).exitCode == .done)
        #expect(try await run(night, ["discard", "1", "--yes"]).exitCode == 65)
    }

    @Test func nothingIsDiscardedUnasked() async throws {
        let night = try await nightWithALargeMessage()
        let result = try await run(night, ["discard", "1"])
        #expect(result.exitCode == 64)
        #expect(
            result.error
                == "epjsyncd: Discarding cannot be undone, so it asks first, and standard input is no terminal. "
                + "Nothing was discarded. Say --yes to answer beforehand.\n")
        #expect(try ledger(night).original(of: MessageNumber(1)) != nil)
    }

    // MARK: At the door

    @Test func anotherRunIsWaitedForByTheOperator() async throws {
        let night = try await nightWithALargeMessage()
        let directory = night.configuration.state.directory
        let lock = try InstallationLock(directory: directory)
        for command in [["retry", "--all"], ["discard", "1", "--yes"]] {
            let result = try await run(night, command)
            #expect(result.exitCode == 5 && result.output == "")
            #expect(
                result.error
                    == "epjsyncd: Another run holds the lock \(directory)/lock. Nothing was done. Wait for it to "
                    + "end, or look at it with 'epjsyncd status'.\n")
        }
        #expect(try await run(night, ["list"]).exitCode == 0, "looking needs no lock")
        withExtendedLifetime(lock) {}
        #expect(try ledger(night).quarantined().count == 1)
    }

    @Test func anotherKeyOpensNothing() async throws {
        let night = try await nightWithALargeMessage()
        let key = night.configuration.state.masterKeyFile
        try Data(repeating: 7, count: 32).write(to: URL(fileURLWithPath: key))
        for command in [["list"], ["show", "1"], ["retry", "1"], ["discard", "1", "--yes"]] {
            let result = try await run(night, command)
            #expect(result.exitCode == 78 && result.output == "")
            #expect(
                result.error
                    == "epjsyncd: The master key \(key) is not the one this database was made with. Nothing was "
                    + "read or sent. Put the right key back from its backup.\n")
        }
    }

    static let usages: [([String], String)] = [
        (["retry"], "Name the messages by their numbers, or say '--all'."),
        (["retry", "1", "--all"], "Name messages or say '--all', not both."),
        (["retry", "1", "--code", "EPJ-101"], "'--code' goes with '--all'."),
        (["retry", "--all", "--code", "101"], "'--code' takes a code such as EPJ-101."),
        (["discard", "--all", "--yes"], "'discard --all' needs '--code EPJ-nnn': what is let go is named."),
        (["discard"], "Name the messages by their numbers, or say '--all'."),
        (["show"], "Missing expected argument '<id>'"),
    ]

    @Test(arguments: usages.indices) func wrongCommandLinesAreUsageErrors(_ index: Int) async throws {
        let (arguments, words) = Self.usages[index]
        let result = try await Program.run("epjsyncd", ["quarantine"] + arguments)
        #expect(result.exitCode == 64)
        #expect(result.error.contains(words))
    }

    @Test(arguments: ["list", "show", "retry", "discard"]) func everyCommandHasHelp(_ command: String) async throws {
        let result = try await Program.run("epjsyncd", ["quarantine", command, "--help"])
        #expect(result.exitCode == 0)
        #expect(result.output.contains("--config") && result.output.contains("--json"))
    }

    @Test func theReportSaysWhatStillLiesThere() async throws {
        let night = try await nightWithALargeMessage()
        let report = try await night.run(later)
        #expect(report.exitCode == .done, "the code is about this run")
        #expect(
            ReportText.text(report).contains(
                "\n  1 message of earlier runs still lies in quarantine; see 'epjsyncd quarantine list'\n"))
        #expect(ReportJSON.text(report).contains(#""quarantinedEarlier":1"#))
    }
}
