// The orders and what answers questions about them, as an operator types them: words, exit codes, the lock, and silence about
// people.

import Foundation
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct OrderCommandTests {
    private let now = "2027-01-11T01:15:00+01:00"

    /// - Parameter input: standard input.
    private func run(_ night: NightHarness, _ arguments: [String], input: String = "") async throws -> ProgramResult {
        let result = try await Program.run(
            "/bin/bash",
            ["-c", "printf '%s' \"$INPUT\" | \"$0\" \"$@\"", Program.directory + "/epjsyncd"] + arguments
                + ["--config", night.folder.file("epjsyncd.toml")], environment: ["INPUT": input])
        // R19, whatever is asked and however it ends.
        for text in [result.output, result.error] {
            for words in [NightHarness.anna, "Prøvesen", "Synte", "v12"] { #expect(!text.contains(words)) }
            let given = input.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(given.isEmpty || !text.contains(given))
        }
        return result
    }

    private func aNight() async throws -> NightHarness {
        let night = try NightHarness()
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [
                    GericaMessage.event(
                        uid: "v12", start: "2027-01-12T10:00:00", end: "2027-01-12T10:30:00", status: "CONFIRMED")
                ])
        ])
        #expect(try await night.run(now).exitCode == .done)
        return night
    }

    private func key(_ night: NightHarness) throws -> String {
        try night.ledger().keys.entryKey("v12").shortHexadecimal
    }

    // MARK: withdraw and why

    @Test func withdrawWhileThePortalIsDownStands() async throws {
        let night = try await aNight()
        let result = try await run(night, ["withdraw", "v12", "--reason", "wrong-patient"])
        #expect(result.exitCode == 69, "\(result.error)")
        #expect(
            result.output.hasPrefix(
                "Entry \(try key(night)) of source 9901-gerica is kept off from now on, but is not taken off the portal yet. "
            ))
        let why = try await run(night, ["why", try key(night)])
        #expect(why.exitCode == 0)
        #expect(
            why.output.contains("\n  note      kept off the portal since ") && why.output.contains(": wrong-patient\n"))
        #expect(why.output.contains("\n  portal    booked, 2027-01-12 10:00–10:30, 9@95316\n"))
        #expect(why.output.contains("\n  stated    GenDate 2027-01-10T23:30:00Z\n"))
        #expect(why.output.contains("  1  sync      create    booked"))
        #expect(why.output.contains("  accepted 200"))
        #expect(why.output.contains("  message 1, batch 1, member "))
        #expect(why.output.contains("  2  withdraw  withdraw  entered-in-error"))
        let json = try await run(night, ["why", "v12", "--json"])
        #expect(
            json.output.hasPrefix(#"{"version":1,"entry":"\#(try key(night))","source":"9901-gerica","told":"yes","#))
        #expect(json.output.contains(#""steps":[{"run":"1","command":"sync","what":"create","#))
        #expect(json.output.contains(#""message":{"number":"1","batch":"1","member":""#))
        let status = try await run(night, ["status", "--json"])
        #expect(status.output.contains(#""withdrawalsOpen":1"#))
    }

    @Test func anIdThatMeansNothingIsSaidWithoutRepeatingIt() async throws {
        let night = try await aNight()
        for command in [["withdraw", NightHarness.anna, "--reason", "other"], ["why", NightHarness.anna]] {
            let result = try await run(night, command)
            #expect(result.exitCode == 65 && result.output == "")
            #expect(
                result.error
                    == "epjsyncd: No entry in the ledger goes by this id. Nothing was done. It is the value of the identifier "
                    + "on the portal (of a series' visit the uid, a slash and its local start, as in …/20270302T080000), or the "
                    + "16 digits by which 'epjsyncd plan --operations' names an entry.\n")
        }
    }

    @Test("R19 digits that may be somebody's number are not repeated") func mistyped() async throws {
        let night = try await aNight()
        let number = NightHarness.anna
        let commands = [
            ["approve", number], ["approve", "H" + number], ["apply", number], ["apply", "P" + number],
            ["history", number],
            ["plan", "--show", number],
        ]
        for command in commands {
            let result = try await run(night, command)
            #expect(result.exitCode == 65 && result.output == "" && !result.error.isEmpty)
            #expect(!result.error.contains(number.drop { $0 == "0" }), "\(command[0])")
        }
    }

    @Test func whyOfASeriesSaysHowItsVisitsAreNamed() async throws {
        let night = try NightHarness()
        let rule = "<rrule><recur><freq>DAILY</freq></recur></rrule>"
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [
                    GericaMessage.event(
                        uid: "s", start: "2027-01-12T10:00:00", end: "2027-01-12T10:30:00", status: "TENTATIVE",
                        more: rule)
                ])
        ])
        _ = try await night.run(now, clockStands: true)
        #expect(await night.shown("s/20270112T100000") != nil)
        let result = try await run(night, ["why", "s"])
        #expect(result.exitCode == 0)
        #expect(
            result.output.hasPrefix(
                "This is the uid of a series, and each of its visits is an entry of its own: put a slash and the local start "
                    + "behind it, as in …/20270302T080000. It is stated by:\n9901-gerica"))
    }

    @Test func anIdThatMeansTwoCitizensVisitsIsNobodysOrder() async throws {
        let night = try NightHarness(active: [NightHarness.anna, NightHarness.birger])
        try night.deliver(
            [NightHarness.anna, NightHarness.birger].map {
                .snapshot(
                    $0, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                    events: [
                        GericaMessage.event(
                            uid: "both", start: "2027-01-14T10:00:00", end: "2027-01-14T10:30:00", status: "CONFIRMED")
                    ])
            })
        #expect(try await night.run(now, clockStands: true).sources[0].accepted == 2)
        let result = try await run(night, ["withdraw", "both", "--reason", "wrong-patient"])
        #expect(result.exitCode == 64 && result.output == "")
        #expect(
            result.error.contains(
                "This id means 2 entries (9901-gerica). Nothing was done. Name one by its 16 digits: "))
        let digits = try night.ledger().findEntries("both").map(\.key.shortHexadecimal)
        #expect(digits.count == 2 && digits.allSatisfy(result.error.contains))
        #expect(await night.portal.entries.values.allSatisfy { $0.shown.status == .booked })
    }

    @Test func whyTellsWhatIsStatedAndNotShown() async throws {
        let night = try NightHarness(active: [])
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [
                    GericaMessage.event(
                        uid: "v12", start: "2027-01-12T10:00:00", end: "2027-01-12T10:30:00", status: "CONFIRMED")
                ])
        ])
        _ = try await night.run(now)
        let result = try await run(night, ["why", "v12"])
        #expect(result.exitCode == 0)
        #expect(
            result.output.hasPrefix("No entry goes by this id, so nothing of it was ever planned to be shown. It is "))
        #expect(result.output.contains("\n9901-gerica  95316  message 1, batch 1, member "))
        #expect(result.output.hasSuffix("  citizen not digitally active\n"))
        let json = try await run(night, ["why", "v12", "--json"])
        #expect(json.output.contains(#""entry":null,"stated":[{"source":"9901-gerica","unit":"95316","#))
        #expect(json.output.contains(#""active":false"#))
    }

    // MARK: The number on standard input

    static let inputs: [(String, String)] = [
        ("", "Standard input is empty: the citizen's identity number is read from it."),
        ("123", "The first line of standard input is not eleven digits."),
        (
            "01824049987",
            "The first line of standard input is no identity number: its date or its control digits are wrong."
        ),
        ("85830112345", "The first line of standard input is a help number; nobody on the portal has one."),
    ]

    @Test("R19 what is no number is said without repeating it", arguments: inputs.indices)
    func numbers(_ index: Int) async throws {
        let night = try await aNight()
        let (input, words) = Self.inputs[index]
        for command in [["withhold", "add"], ["withhold", "remove"], ["forget", "--source", "9901-gerica"]] {
            let result = try await run(night, command, input: input + "\n")
            #expect(result.exitCode == 65 && result.output == "")
            #expect(result.error == "epjsyncd: \(words) Nothing was done.\n")
        }
    }

    @Test("R19 a number on the command line is refused and not repeated") func onTheCommandLine() async throws {
        let night = try await aNight()
        for command in [["withhold", "add"], ["withhold", "remove"], ["forget", "--source", "9901-gerica"]] {
            let result = try await run(night, command + [NightHarness.anna], input: NightHarness.anna)
            #expect(result.exitCode == 64 && result.output == "")
            #expect(
                result.error.hasPrefix(
                    "Error: The citizen's identity number is read from standard input, never from the command line. If one "
                        + "stood there, it now stands in the shell's history: remove it.\n"))
        }
    }

    @Test func withholdIsListedAndRemoved() async throws {
        let night = try await aNight()
        #expect(try await run(night, ["withhold", "list"]).output == "Nothing is withheld by order.\n")
        let added = try await run(night, ["withhold", "add", "--names"], input: "\u{FEFF} \(NightHarness.anna) \r\n")
        #expect(added.exitCode == 0, "\(added.error)")
        #expect(added.output.hasSuffix(" 0 entries were sent again without them. What is past stays as it is.\n"))
        let list = try await run(night, ["withhold", "list"])
        #expect(list.output.hasPrefix("citizen           withheld  since\n"))
        #expect(list.output.hasSuffix("\n1 order in force.\n"))
        #expect(
            try await run(night, ["withhold", "list", "--json"]).output.hasPrefix(
                #"{"version":1,"count":1,"orders":[{"#))
        let wrong = try await run(night, ["withhold", "remove"], input: NightHarness.anna)
        #expect(wrong.exitCode == 65)
        #expect(
            wrong.error
                == "epjsyncd: There is no such order for this citizen. Nothing was changed. 'epjsyncd withhold list' shows the "
                + "orders in force.\n")
        let removed = try await run(night, ["withhold", "remove", "--names"], input: NightHarness.anna)
        #expect(removed.exitCode == 0)
        #expect(removed.output.hasPrefix("Employee names are no longer withheld of citizen "))
        #expect(try await run(night, ["withhold", "list", "--names"]).output == "Nothing is withheld by order.\n")
    }

    // MARK: Sources

    @Test func aSourceThatIsNotThereIsSaid() async throws {
        let night = try await aNight()
        let retire = try await run(night, ["source", "retire", "9909-gerica"])
        #expect(retire.exitCode == 78)
        #expect(
            retire.error
                == "epjsyncd: Source 9909-gerica is not in the configuration, so nothing can be sent in its name. Nothing was "
                + "done. Put its file back into sources.d/ and run the command again.\n")
        let forget = try await run(night, ["forget", "--source", "9909-gerica"], input: NightHarness.anna)
        #expect(forget.exitCode == 65)
        #expect(
            forget.error
                == "epjsyncd: There is no source of this id, in the configuration or in the ledger. Nothing was done. "
                + "'epjsyncd check-config' lists those that are configured.\n")
    }

    @Test func everyOrderNeedsTheLock() async throws {
        let night = try await aNight()
        let lock = try InstallationLock(directory: night.configuration.state.directory)
        for command in [
            ["withdraw", "v12", "--reason", "other"], ["withhold", "add"], ["withhold", "remove"],
            ["source", "retire", "9901-gerica"], ["forget", "--source", "9901-gerica"],
        ] {
            let result = try await run(night, command, input: NightHarness.anna)
            #expect(result.exitCode == 5 && result.output == "")
            #expect(result.error.hasPrefix("epjsyncd: Another run holds the lock "))
        }
        for command in [["why", "v12"], ["history"], ["check"], ["assumptions"], ["withhold", "list"]] {
            #expect(try await run(night, command).exitCode == 0, "looking needs no lock")
        }
        withExtendedLifetime(lock) {}
    }

    @Test func everyCommandHasHelp() async throws {
        for command in [
            ["withdraw"], ["withhold", "add"], ["withhold", "remove"], ["withhold", "list"], ["source", "retire"],
            ["forget"], ["why"], ["history"], ["check"], ["assumptions"],
        ] {
            let result = try await Program.run("epjsyncd", command + ["--help"])
            #expect(result.exitCode == 0)
            #expect(result.output.contains("--config") && result.output.contains("--json"))
        }
    }

    @Test func aReasonIsOneOfAList() async throws {
        let night = try await aNight()
        let result = try await run(night, ["withdraw", "x", "--reason", "because"])
        #expect(result.exitCode == 64)
        #expect(result.error.contains("wrong-patient") && result.error.contains("wrong-disclosure"))
    }

    // MARK: history, check, assumptions

    @Test func historyListsRunsAndGivesAReportAgain() async throws {
        let night = try await aNight()
        let report = try await night.run("2027-01-11T02:15:00+01:00")
        let list = try await run(night, ["history"])
        #expect(list.exitCode == 0)
        let lines = list.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(
            lines[0]
                == "run  command  for                   started               seconds  code  messages  accepted  open")
        #expect(lines[1].hasPrefix("  2  sync     2027-01-11T01:15:00Z"))
        #expect(lines[2].hasSuffix("     0         1         1     0"))
        #expect(try await run(night, ["history", "2"]).output == ReportText.text(report) + "\n")
        #expect(try await run(night, ["history", "2", "--json"]).output == ReportJSON.text(report) + "\n")
        #expect(
            try await run(night, ["history", "--json"]).output.hasPrefix(
                #"{"version":1,"runs":[{"run":"2","command":"sync","#))
        let none = try await run(night, ["history", "9"])
        #expect(none.exitCode == 65)
        #expect(none.error == "epjsyncd: There is no run 9 in the ledger. 'epjsyncd history' lists the last 30.\n")
    }

    @Test func checkProvesAndNamesWhatIsBroken() async throws {
        let night = try await aNight()
        let sound = try await run(night, ["check"])
        #expect(sound.exitCode == 0)
        #expect(sound.output.contains("\nproved           ") && sound.output.contains("\nnot provable here  R18"))
        #expect(sound.output.hasSuffix("; 3 statements cannot be proved here.\n"))
        // An original whose file is gone.
        try night.deliver([("000001.xml", "<MsgHead")])
        _ = try await night.run("2027-01-11T02:15:00+01:00")
        try FileManager.default.removeItem(atPath: night.configuration.state.directory + "/originals/2.seg")
        let broken = try await run(night, ["check"])
        #expect(broken.exitCode == 73)
        #expect(broken.output.contains("\nBROKEN 1           R18  quarantine-opens"))
        #expect(broken.output.contains("\n1 statement broken, "))
        #expect(try await run(night, ["check", "--json"]).output.contains(#""broken":1,"#))
    }

    @Test func withoutALedgerThereIsNothingToLookAt() async throws {
        let night = try NightHarness()
        for command in [["check"], ["history"], ["why", "x"], ["withdraw", "x", "--reason", "other"]] {
            let result = try await run(night, command)
            #expect(result.exitCode == 65 && result.output == "")
            #expect(result.error.hasPrefix("epjsyncd: There is no ledger in "))
        }
        let state = try FileManager.default.contentsOfDirectory(atPath: night.configuration.state.directory)
        #expect(state == [], "looking makes nothing")
    }

    @Test func assumptionsAreAsInForce() async throws {
        let night = try NightHarness()
        let result = try await run(night, ["assumptions"])
        #expect(result.exitCode == 0)
        for number in 1...11 { #expect(result.output.contains("A\(number)  ")) }
        #expect(result.output.contains("\n     in force: kept for at most 30 days\n"))
        #expect(result.output.contains("\n     in force: PUT http://127.0.0.1:9/timeavtaler/api/v1/Appointment\n"))
        #expect(
            try await run(night, ["assumptions", "--json"]).output.hasPrefix(
                #"{"version":1,"assumptions":[{"id":"A1","#))
    }
}
