// What the quarantine commands say, word for word, and the small decisions behind it.

import Foundation
import SyncCore
import TestSupport
import Testing

@testable import SyncDaemon
@testable import SyncState

@Suite struct QuarantineAnswerTests {
    private static let received = Instant(seconds: 1_799_012_000)

    private static func message(
        _ number: Int64, source: String? = "9901-gerica", code: Int = 101, line: Int = 12, column: Int = 5,
        element: String = "MsgHead/MsgInfo/Patient/Ident/Id", hours: Int = 0,
        receipt: QuarantinedMessage.Receipt? = nil
    ) -> QuarantinedMessage {
        QuarantinedMessage(
            number: MessageNumber(number), batch: BatchNumber(7), source: source, code: FindingCode(code),
            position: Finding.Position(line: line, column: column, element: element),
            received: received.adding(hours: -hours), bytes: 4_711,
            receipt: receipt ?? .due(received.adding(hours: 72 - hours)))
    }

    private static func list(_ messages: [QuarantinedMessage]) -> QuarantineList {
        QuarantineList(items: messages.map { QuarantineItem($0, now: received.adding(seconds: 100)) })
    }

    @Test func theListIsATable() {
        let list = Self.list([
            Self.message(9, source: nil, code: 160, line: 0, column: 0, element: "", hours: 100),
            Self.message(12, hours: 3),
        ])
        #expect(
            list.text == """
                id  source       code     line  received                age  bytes
                 9  no source    EPJ-160     -  2026-12-30T17:33:20Z  100 h   4711
                12  9901-gerica  EPJ-101    12  2027-01-03T18:33:20Z    3 h   4711
                2 messages in quarantine, the oldest for 100 hours. 'epjsyncd quarantine show ID' says more.
                """)
        #expect(Self.list([]).text == "The quarantine is empty.")
    }

    @Test func theListIsJSONInTheOrderOfItsKeys() {
        let list = Self.list([
            Self.message(12, hours: 3), Self.message(13, source: nil, line: 0, column: 0, element: ""),
        ])
        #expect(
            list.json == #"{"version":1,"items":[{"id":"12","source":"9901-gerica","code":"EPJ-101","#
                + #""received":"2027-01-03T18:33:20Z","ageHours":3,"bytes":4711,"line":12,"column":5,"#
                + #""element":"MsgHead/MsgInfo/Patient/Ident/Id","due":"2027-01-06T18:33:20Z","receipt":"due"},"#
                + #"{"id":"13","source":null,"code":"EPJ-101","received":"2027-01-03T21:33:20Z","ageHours":0,"#
                + #""bytes":4711,"line":0,"column":0,"element":"","due":"2027-01-06T21:33:20Z","receipt":"due"}]}"#)
        #expect(Self.list([]).json == #"{"version":1,"items":[]}"#)
    }

    private static func detail(_ message: QuarantinedMessage, saved: String? = nil) -> QuarantineDetail {
        QuarantineDetail(item: QuarantineItem(message, now: received), now: received, saved: saved)
    }

    @Test func aMessageIsShownWithoutWhatItSays() {
        #expect(
            Self.detail(Self.message(12, hours: 1)).text == """
                Message 12 lies in quarantine. Nothing of it counts.
                  source    9901-gerica
                  code      EPJ-101
                  finding   The patient's identity number has wrong control digits. Correct the number in the EPJ and send again.
                  where     line 12, column 5, MsgHead/MsgInfo/Patient/Ident/Id
                  received  2027-01-03T20:33:20Z, 1 hour ago, in batch 7
                  receipt   negative, due 2027-01-06T20:33:20Z, 72 hours after it was received
                  original  4711 bytes, sealed
                """)
        let late = Self.detail(Self.message(12, line: 0, column: 0, element: "", hours: 72), saved: "/tmp/a\u{1B}b")
            .text
        #expect(late.contains("\n  where     the message as a whole\n"))
        #expect(late.contains("\n  receipt   negative, was due 2027-01-03T21:33:20Z, 72 hours after it was received\n"))
        #expect(
            late.hasSuffix(
                "\nIts original was written to /tmp/a?b as it came, readable by this user only. It speaks of a person: hand "
                    + "it to the vendor by a way that is made for that, and delete it afterwards."))
    }

    @Test func whatItsSenderHearsIsSaid() {
        func said(_ receipt: QuarantinedMessage.Receipt) -> (text: String, json: String) {
            let detail = Self.detail(Self.message(1, receipt: receipt))
            return (detail.text.components(separatedBy: "\n").first { $0.hasPrefix("  receipt") } ?? "", detail.json)
        }
        #expect(
            said(.none).text
                == "  receipt   none: the message asks for none, its MsgId had its receipt before, or its sender cannot be told"
        )
        #expect(said(.none).json.contains(#""due":null,"receipt":"none""#))
        #expect(said(.decided(Self.received)).text == "  receipt   negative, given 2027-01-03T21:33:20Z; it is final")
        #expect(said(.decided(Self.received)).json.contains(#""due":null,"receipt":"decided""#))
    }

    @Test func aMessageIsJSONWithItsFinding() {
        #expect(
            Self.detail(Self.message(12, code: 181), saved: "/tmp/a.xml").json
                == #"{"version":1,"item":{"id":"12","source":"9901-gerica","code":"EPJ-181","#
                + #""received":"2027-01-03T21:33:20Z","ageHours":0,"bytes":4711,"line":12,"column":5,"#
                + #""element":"MsgHead/MsgInfo/Patient/Ident/Id","due":"2027-01-06T21:33:20Z","receipt":"due","batch":7,"#
                + #""text":"The MsgId was used before for other content. The message is set aside and has no effect; "#
                + #"send it again with a MsgId of its own.","saved":"/tmp/a.xml"}}"#)
    }

    /// Every code that can set a message aside has its words, whoever found it.
    static let words: [(Int, String)] = [
        (2, "The message has more bytes than are read."), (99, "The message could not be read."),
        (160, "The sender's HER-id belongs to no configured source"), (181, "The MsgId was used before"),
        (182, "GenDate lies more than 24 hours after"), (290, "Two events give the same identifier"),
        (999, "This version knows no words for this code."),
    ]

    @Test(arguments: words.indices) func everyCodeHasItsWords(_ index: Int) {
        #expect(FindingWords.text(of: FindingCode(Self.words[index].0)).hasPrefix(Self.words[index].1))
    }

    private static func end(
        _ number: Int64, _ disposition: MessageDisposition, finding: Finding? = nil,
        receipt: QuarantinedMessage.Receipt? = nil
    ) -> MessageRetry.End {
        MessageRetry.End(
            before: message(number, code: 217, receipt: receipt), disposition: disposition, source: "9901-gerica",
            finding: finding)
    }

    private static let stays = Finding(
        code: FindingCode(105), severity: .refused,
        position: Finding.Position(line: 11, column: 0, element: "MsgHead"), text: "A text.")

    @Test func aRetrySaysBothCodes() {
        let report = RetryReport(ends: [
            Self.end(1, .applied), Self.end(2, .quarantined, finding: Self.stays), Self.end(10, .superseded),
        ])
        #expect(
            report.text == """
                id  source       was      is
                 1  9901-gerica  EPJ-217  applied
                 2  9901-gerica  EPJ-217  EPJ-105, stays in quarantine
                10  9901-gerica  EPJ-217  superseded
                2: EPJ-105, line 11, MsgHead: A text.
                3 messages read again: 1 applied, 1 superseded, 1 stays in quarantine.
                The next cycle plans and sends what follows.
                Superseded: something newer of the same citizen and unit counts already; nothing follows.
                """)
        #expect(report.exitCode == .leftOver)
        #expect(
            report.json.hasPrefix(
                #"{"version":1,"items":[{"id":"1","source":"9901-gerica","codeBefore":"EPJ-217","outcome":"applied","#
                    + #""code":null,"line":0,"column":0,"element":"","text":null},"#
                    + #"{"id":"2","source":"9901-gerica","codeBefore":"EPJ-217","outcome":"quarantined","code":"EPJ-105","#
                    + #""line":11,"column":0,"element":"MsgHead","text":"A text."}"#))
        let done = RetryReport(ends: [Self.end(1, .duplicate)])
        #expect(done.exitCode == .done)
        #expect(
            done.text.hasSuffix(
                "\n1 message read again: 1 duplicate.\nDuplicate: another message that says the same was read meanwhile; "
                    + "nothing follows."))
        let answered = RetryReport(ends: [
            Self.end(1, .applied, receipt: .decided(Self.received)), Self.end(2, .applied),
            Self.end(3, .quarantined, finding: Self.stays, receipt: .decided(Self.received)),
        ])
        #expect(
            answered.text.hasSuffix(
                "\nThe next cycle plans and sends what follows.\nA negative receipt was given for 1 message of these, and it is "
                    + "final: tell the sender what became of it."))
        #expect(RetryReport().text == "There was nothing to read again." && RetryReport().exitCode == .done)
    }

    @Test func whatIsDiscardedIsCountedByCode() {
        let report = DiscardReport([Self.message(1, code: 217), Self.message(2), Self.message(3)])
        #expect(
            report.question
                == "Discard 3 messages (EPJ-101 2, EPJ-217 1)? What the EPJ sent can then never be read again.")
        #expect(
            report.text == "Discarded 3 messages (EPJ-101 2, EPJ-217 1). What the EPJ sent can never be read again.")
        #expect(report.json == #"{"version":1,"discarded":3,"byCode":{"EPJ-101":2,"EPJ-217":1}}"#)
        #expect(DiscardReport([]).text == "There was nothing to discard.")
    }

    static let answers: [(String?, Bool)] = [
        ("yes", true), (" yes ", true), ("y", false), ("YES", false), ("", false), (nil, false),
    ]

    @Test(arguments: answers.indices) func onlyTheWholeWordIsAYes(_ index: Int) {
        let confirmation = Confirmation(isTerminal: { true }, answer: { Self.answers[index].0 })
        #expect(confirmation.isGiven("A test asks.") == Self.answers[index].1)
    }

    private func choose(_ choice: MessageChoice, _ list: [QuarantinedMessage]) -> (ids: [Int64], error: String?) {
        do {
            return (try choice.choose(from: list).map(\.number.value), nil)
        } catch {
            return ([], "\(error.code) \(error.text)")
        }
    }

    @Test func messagesAreChosenByNumberOrCode() {
        let list = [Self.message(1), Self.message(2, code: 217), Self.message(3)]
        #expect(choose(.all(nil), list).ids == [1, 2, 3])
        #expect(choose(.all(FindingCode(101)), list).ids == [1, 3])
        #expect(choose(.some(["3", "1", "3"]), list).ids == [1, 3], "in their order, once")
        #expect(
            choose(.some(["1", "9", "8"]), list).error
                == "inputUnreadable There is no message 8, 9 in quarantine. Nothing was done. 'epjsyncd quarantine "
                + "list' shows what lies there.")
        // What is no number of a message may be a number of a person, and is not repeated.
        for odd in [NightHarness.anna, "x", "-1", "", "1 2"] {
            #expect(
                choose(.some(["1", odd]), list).error
                    == "inputUnreadable Argument 2 is no message number. Nothing was done. 'epjsyncd quarantine list' "
                    + "shows the numbers.")
        }
    }

    @Test func statusTellsHowLongAndWhy() throws {
        let folder = try TemporaryFolder()
        let ledger = try Ledger(directory: folder.path, keyFile: folder.file("master.key"))
        let batch = try ledger.beginBatch(at: Self.received)
        let arrivals = [101, 160, 101].enumerated().map { index, code in
            Arrival(
                member: "\(index)", bytes: [UInt8(index)], messageID: nil, generated: nil, source: nil,
                verdict: .setAside(
                    Finding(
                        code: FindingCode(code), severity: .refused, position: Self.stays.position, text: "A text.")))
        }
        _ = try ledger.record(
            arrivals, batch: batch, segment: try ledger.openSegment(batch), now: Self.received, statedDaysMax: 30)
        let status = try Status(ledger: ledger, now: Self.received.adding(hours: 5))
        #expect(
            status.text.hasSuffix(
                "\nQuarantine: the oldest for 5 hours; EPJ-101 2, EPJ-160 1. See 'epjsyncd quarantine list'."))
        #expect(status.json.contains(#""quarantined":3,"quarantinedByCode":{"EPJ-101":2,"EPJ-160":1}"#))
        #expect(status.json.contains(#""oldestQuarantinedHours":5"#))
    }
}
