// What the journal gets: a datagram an event with its fields, in the protocol's own form; and where there is no journal, the
// lines there always were.

import Foundation
import Logging
import SyncCore
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct JournalTests {
    private func told(_ event: Event, level: Logger.Level = .info) throws -> [[String: String]] {
        let folder = try TemporaryFolder()
        let journal = try #require(FakeJournal(folder))
        let log = EventLog(try #require(JournalSocket(path: journal.path)), level: level)
        log.tell(event)
        return journal.records()
    }

    @Test func anEventHasItsFields() throws {
        let event = Event(.held, "Source 9901-gerica is held.", source: "9901-gerica", run: 31, code: "withdrawals")
        #expect(
            try told(event) == [
                [
                    "MESSAGE": "Source 9901-gerica is held.", "PRIORITY": "4", "SYSLOG_IDENTIFIER": "epjsyncd",
                    "MESSAGE_ID": "ac95a801ba4e4eec9593e59cff8a3619", "SOURCE": "9901-gerica", "RUN": "31",
                    "CODE": "withdrawals",
                ]
            ])
    }

    @Test func aTextOfSeveralLinesSaysHowLongItIs() throws {
        let line = LogLine(level: .error, text: "one\ntwo", fields: [:])
        #expect(
            JournalSocket.datagram(line)
                == Array("MESSAGE\n".utf8) + [7, 0, 0, 0, 0, 0, 0, 0]
                + Array("one\ntwo\nPRIORITY=3\nSYSLOG_IDENTIFIER=epjsyncd\n".utf8))
        #expect(FakeJournal.fields(JournalSocket.datagram(line))["MESSAGE"] == "one\ntwo")
    }

    @Test func whatIsLessUrgentThanTheLevelIsNotTold() throws {
        #expect(try told(Event(.nightBegan, "x"), level: .notice) == [])
        #expect(try told(Event(.started, "x"), level: .notice).count == 1)
        #expect(try told(Event(.nightEnded, "x", level: .error), level: .warning).map { $0["PRIORITY"] } == ["3"])
    }

    @Test func everyKindHasAnIDOfItsOwn() {
        let ids = Event.Kind.allCases.map(\.messageID)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) && $0 == $0.lowercased() })
    }

    @Test func aStepIsMadeOnlyForWhoeverListens() throws {
        let folder = try TemporaryFolder()
        let journal = try #require(FakeJournal(folder))
        let log = EventLog(try #require(JournalSocket(path: journal.path)))
        func text() -> String {
            Issue.record("nobody listens")
            return ""
        }
        log.step(text())
        log.set(.trace)
        log.step("plan P3: 200 citizens planned", source: "9901-gerica", run: 4)
        #expect(journal.records().map { $0["RUN"] } == ["4"])
        #expect(journal.records()[0]["PRIORITY"] == "7")
    }

    @Test(arguments: [
        (Event.Kind.started, Logger.Level.info, "epjsyncd: x"), (.problem, .info, "epjsyncd: x"),
        (.nightEnded, .info, ""), (.held, .info, ""), (.held, .debug, "epjsyncd: x"),
        (.step, .trace, "epjsyncd: trace: x SOURCE=s CODE=c"),
    ])
    func withoutAJournalTheReportIsNotSaidTwice(_ kind: Event.Kind, _ level: Logger.Level, _ line: String) {
        let lines = Lines()
        EventLog(lines, level: level).tell(Event(kind, "x", source: "s", code: "c"))
        #expect(lines.all.withLock { $0 } == [line].filter { !$0.isEmpty })
    }

    private final class Lines: LogSink {
        let all = Guarded([String]())
        func write(_ line: LogLine) {
            if let text = StandardErrorLines.text(line) { all.withLock { $0.append(text) } }
        }
    }

    @Test func standardErrorIsTheJournalOnlyWhenItIsTheSameFile() {
        #expect(!JournalSocket.isStandardError("1:2"))
        #expect(!JournalSocket.isStandardError(""))
    }

    @Test func aSocketThatIsNotThereIsNone() throws {
        let folder = try TemporaryFolder()
        #expect(JournalSocket(path: folder.file("none")) == nil)
        #expect(JournalSocket(path: String(repeating: "x", count: 200)) == nil)
    }

    /// A command under systemd: its error is an event, and not a line as well.
    @Test func aCommandsErrorGoesThere() async throws {
        let night = try NightHarness()
        let journal = try #require(FakeJournal(night.folder))
        try night.folder.write("[nigth]\n", to: "epjsyncd.toml")
        let result = try await Program.run(
            "epjsyncd", ["sync", "--config", night.folder.file("epjsyncd.toml")],
            environment: ["EPJSYNCD_JOURNAL": journal.path])
        #expect(result.exitCode == 78 && result.error == "" && result.output == "")
        let record = try #require(journal.records().first)
        #expect(record["CODE"] == "78" && record["MESSAGE_ID"] == Event.Kind.configurationRefused.messageID)
        #expect(record["MESSAGE"]?.contains("nigth is unknown") == true)
    }

    @Test func anApprovalAndARunAreRecorded() async throws {
        let night = try NightHarness()
        let journal = try #require(FakeJournal(night.folder))
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [
                    GericaMessage.event(
                        uid: "a", start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED")
                ])
        ])
        let report = try await night.run(
            "2027-01-11T01:15:00+01:00", options: CycleOptions(), clockStands: false)
        #expect(report.exitCode == .held)
        let log = EventLog(try #require(JournalSocket(path: journal.path)))
        log.tell(report)
        #expect(
            journal.records().map { $0["MESSAGE_ID"] } == [
                Event.Kind.held.messageID, Event.Kind.nightEnded.messageID,
            ])
        #expect(journal.records().map { $0["CODE"] } == ["first-run", "4"])
        let config = ["--config", night.folder.file("epjsyncd.toml")]
        let approved = try await Program.run(
            "epjsyncd", ["approve", "H1"] + config, environment: ["EPJSYNCD_JOURNAL": journal.path])
        #expect(approved.exitCode == 0)
        #expect(journal.records().last?["MESSAGE_ID"] == Event.Kind.approved.messageID)
    }
}
