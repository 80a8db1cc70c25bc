// The pure part of `verify`: verdicts, counts, and each form of the answer word for word.

import EPJAdapters
import Foundation
import SyncCore
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct VerifyWriterTests {
    private static func finding(
        _ code: Int, _ severity: Finding.Severity, line: Int = 12, column: Int = 5, element: String = "MsgHead/MsgInfo",
        _ text: String = "Something is wrong. Mend it."
    ) -> Finding {
        Finding(
            code: FindingCode(code), severity: severity,
            position: Finding.Position(line: line, column: column, element: element), text: text)
    }

    private static let messages = [
        VerifiedMessage(
            file: "a.xml", member: 1, kind: "bestilte-timer", outcome: .refused,
            findings: [finding(101, .refused, #"A "text" & <more>. Mend it."#)]),
        VerifiedMessage(
            file: "b\n&\u{1B}.xml", member: 1, kind: "avtale", outcome: .accepted,
            findings: [finding(904, .tolerated), finding(951, .noted)]),
        VerifiedMessage(
            file: "c.xml", member: 2, kind: nil, outcome: .refused,
            findings: [finding(1, .refused, line: 0, column: 0, element: "")]),
        VerifiedMessage(
            file: "d.xml", member: 1, kind: "ukjent", outcome: .notForUs, findings: [finding(172, .noted)]),
        VerifiedMessage(file: "e.xml", member: 1, kind: "tjenesteoversikt", outcome: .accepted, findings: []),
    ]

    private static func written(_ format: VerifyFormat, _ messages: [VerifiedMessage]) -> [String] {
        let writer = format.writer
        var summary = VerifySummary()
        var lines = writer.opening
        for message in messages {
            lines += writer.lines(for: message, isFirst: summary.read == 0)
            summary.add(message)
        }
        return lines + writer.closing(summary)
    }

    @Test func textIsWhatCompilersPrint() {
        #expect(
            Self.written(.text, Self.messages) == [
                #"a.xml:12:5: refused EPJ-101 MsgHead/MsgInfo: A "text" & <more>. Mend it."#,
                "b?&?.xml:12:5: tolerated EPJ-904 MsgHead/MsgInfo: Something is wrong. Mend it.",
                "b?&?.xml:12:5: noted EPJ-951 MsgHead/MsgInfo: Something is wrong. Mend it.",
                "c.xml: refused EPJ-001: Something is wrong. Mend it.",
                "d.xml:12:5: noted EPJ-172 MsgHead/MsgInfo: Something is wrong. Mend it.",
                "Messages by code:",
                "  1 EPJ-001 refused", "  1 EPJ-101 refused", "  1 EPJ-172 noted", "  1 EPJ-904 tolerated",
                "  1 EPJ-951 noted",
                "5 read, 2 accepted, 2 refused, 1 not for us",
            ])
        #expect(Self.written(.text, []) == ["0 read, 0 accepted, 0 refused, 0 not for us"])
    }

    @Test func jsonHasTheShapeThatIsPromised() throws {
        let text = Self.written(.json, Self.messages).joined(separator: "\n")
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        let document = try #require(object as? [String: Any])
        #expect(Set(document.keys) == ["version", "summary", "messages"])
        #expect(document["version"] as? Int == 1)
        #expect(
            document["summary"] as? [String: Int] == ["read": 5, "accepted": 2, "refused": 2, "notForUs": 1])
        let messages = try #require(document["messages"] as? [[String: Any]])
        #expect(messages.map { $0["file"] as? String } == Self.messages.map(\.file))
        #expect(messages.map { $0["member"] as? Int } == [1, 1, 2, 1, 1])
        #expect(messages.map { $0["kind"] as? String } == Self.messages.map(\.kind))
        #expect(messages[2]["kind"] is NSNull)
        #expect(
            messages.map { $0["outcome"] as? String } == ["refused", "accepted", "refused", "notForUs", "accepted"])
        let findings = try #require(messages[0]["findings"] as? [[String: Any]])
        #expect(Set(findings[0].keys) == ["code", "severity", "line", "column", "element", "text"])
        #expect(findings[0]["line"] as? Int == 12)
        #expect(findings[0]["text"] as? String == #"A "text" & <more>. Mend it."#)
        let none = Self.written(.json, []).joined()
        #expect(
            none == #"{"version":1,"messages":[],"summary":{"accepted":0,"notForUs":0,"read":0,"refused":0}}"#)
    }

    @Test func junitIsEscaped() {
        #expect(
            Self.written(.junit, Self.messages) == [
                #"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites>", #"<testsuite name="epjsyncd verify">"#,
                #"<testcase classname="epjsyncd.verify" name="a.xml">"#,
                #"<failure type="EPJ-101" message="A &quot;text&quot; &amp; &lt;more&gt;. Mend it.">"#
                    + "a.xml:12:5: refused EPJ-101 MsgHead/MsgInfo: A &quot;text&quot; &amp; &lt;more&gt;. Mend it."
                    + "</failure>",
                "</testcase>",
                #"<testcase classname="epjsyncd.verify" name="b&#10;&amp;\#u{FFFD}.xml">"#,
                "<system-out>b?&amp;?.xml:12:5: tolerated EPJ-904 MsgHead/MsgInfo: Something is wrong. Mend it.\n"
                    + "b?&amp;?.xml:12:5: noted EPJ-951 MsgHead/MsgInfo: Something is wrong. Mend it.</system-out>",
                "</testcase>",
                #"<testcase classname="epjsyncd.verify" name="c.xml#2">"#,
                #"<failure type="EPJ-001" message="Something is wrong. Mend it.">"#
                    + "c.xml: refused EPJ-001: Something is wrong. Mend it.</failure>",
                "</testcase>",
                #"<testcase classname="epjsyncd.verify" name="d.xml">"#, #"<skipped message="not for us"/>"#,
                "<system-out>d.xml:12:5: noted EPJ-172 MsgHead/MsgInfo: Something is wrong. Mend it.</system-out>",
                "</testcase>",
                #"<testcase classname="epjsyncd.verify" name="e.xml"/>"#,
                "</testsuite>", "</testsuites>",
            ])
    }

    @Test func theSummaryCountsByCodeAndSeverity() {
        var summary = VerifySummary()
        for severity in [Finding.Severity.noted, .tolerated, .noted] {
            summary.add(
                VerifiedMessage(
                    file: "a", member: 1, kind: nil, outcome: .accepted, findings: [Self.finding(908, severity)]))
        }
        #expect(
            summary.counts.map { "\($0.code) \($0.severity) \($0.messages)" } == [
                "EPJ-908 noted 2", "EPJ-908 tolerated 1",
            ])
        #expect(summary.exitCode == .done)
        summary.add(VerifiedMessage(file: "a", member: 1, kind: nil, outcome: .refused, findings: []))
        #expect(summary.exitCode == .leftOver)
        summary.unreadable = 1
        #expect(summary.exitCode == .inputUnreadable)
    }

    @Test func whatTheNightWouldSetAsideIsRefused() throws {
        let event = GericaMessage.event(
            uid: "v1", start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED")
        let message = GericaMessage.snapshot(
            NightHarness.anna, id: GericaMessage.id(1), generated: "2027-01-11T00:30:00+01:00", events: [event, event])
        let reader = MessageReader(
            context: ReadingContext(zone: .europeOslo, synthetic: .accept), everySender: .gerica)
        let verified = VerifiedMessage(reader.read(Array(message.xml.utf8)), file: "a.xml")
        #expect(verified.outcome == .refused)
        #expect(verified.kind == "bestilte-timer")
        #expect(verified.findings.first?.code == FindingCode(290))
    }
}
