// `verify --format json`, version 1: one object with every message and the summary, which comes last because the
// messages are written as they are read. Keys are only ever added.

import Foundation
import SyncCore

struct VerifyJSON: VerifyWriter {
    private struct Summary: Encodable {
        let read: Int
        let accepted: Int
        let refused: Int
        let notForUs: Int
    }

    private struct Item: Encodable {
        let code: String
        let severity: String
        let line: Int
        let column: Int
        let element: String
        let text: String

        init(_ finding: Finding) {
            code = finding.code.description
            severity = finding.severity.rawValue
            line = finding.position.line
            column = finding.position.column
            element = finding.position.element
            text = finding.text
        }
    }

    private struct Message: Encodable {
        let file: String
        let member: Int
        let kind: String?
        let outcome: String
        let findings: [Item]

        private enum Key: String, CodingKey {
            case file, member, kind, outcome, findings
        }

        /// `kind` is part of the shape even when it is not known.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(file, forKey: .file)
            try container.encode(member, forKey: .member)
            try container.encode(kind, forKey: .kind)
            try container.encode(outcome, forKey: .outcome)
            try container.encode(findings, forKey: .findings)
        }
    }

    var opening: [String] { [#"{"version":1,"messages":["#] }

    func lines(for message: VerifiedMessage, isFirst: Bool) -> [String] {
        let document = Message(
            file: message.file, member: message.member, kind: message.kind, outcome: message.outcome.rawValue,
            findings: message.findings.map(Item.init))
        return [(isFirst ? "" : ",") + Self.text(document)]
    }

    func closing(_ summary: VerifySummary) -> [String] {
        let document = Summary(
            read: summary.read, accepted: summary.accepted, refused: summary.refused, notForUs: summary.notForUs)
        return [#"],"summary":\#(Self.text(document))}"#]
    }

    private static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
