// The report as JSON, version 1: what other programs read. Keys are only ever added.

import Foundation
import SyncCore
import SyncState

enum ReportJSON {
    private struct Document: Encodable {
        var version = 1
        var run: String
        var command: String
        var now: String
        var exitCode: Int32
        var sources: [Source]
        var unattributed: [String: Int]
        var activation: Activation
        var setAside: [Item]
        var quarantinedEarlier: Int
        var problems: [String]
        var leftOut: [LeftOutOfPlan]?
        var operations: [String]?
        var retention: [String: Int]
        var quarantine: Quarantine?
    }

    private struct Quarantine: Encodable {
        var messages: Int
        var oldest: String?
    }

    private struct Source: Encodable {
        var id: String
        var held: [Held]?
        var plan: String?
        var messages: [String: Int]
        var operations: [String: Int]
        var outcomes: [String: Int]
        var dropped: Int
        var answers: [String: Int]
        var changes: [String: Int]
        var notes: [String: Int]
        var tolerances: [String: Int]
        var outgoing: [String: Int]
        var receiptsReceived: [String: Int]

        private enum Key: String, CodingKey {
            case id, held, plan, messages, operations, outcomes, dropped, answers, changes, notes, tolerances,
                outgoing, receiptsReceived
        }

        /// `held` is part of the shape even when nothing is.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(id, forKey: .id)
            try container.encode(held, forKey: .held)
            try container.encode(plan, forKey: .plan)
            try container.encode(messages, forKey: .messages)
            try container.encode(operations, forKey: .operations)
            try container.encode(outcomes, forKey: .outcomes)
            if dropped > 0 { try container.encode(dropped, forKey: .dropped) }
            try container.encode(answers, forKey: .answers)
            try container.encode(changes, forKey: .changes)
            try container.encode(notes, forKey: .notes)
            try container.encode(tolerances, forKey: .tolerances)
            try container.encode(outgoing, forKey: .outgoing)
            try container.encode(receiptsReceived, forKey: .receiptsReceived)
        }
    }

    /// A limit that is exceeded, or another reason for which nothing of a source is sent.
    private struct Held: Encodable {
        /// `H12`; absent where there is nothing to approve.
        var id: String?
        var kind: String
        var count: Int?
        var of: Int?
        var unit: String?
        var since: String?
        /// Of `waits-for`: the source.
        var source: String?
    }

    private struct LeftOutOfPlan: Encodable {
        var plan: String
        var begun: [String]
        var changed: Int
        var inactive: Int
    }

    private struct Activation: Encodable {
        var asked: Int
        var askedBecause: [String: Int]
        var sweptBecause: String?
        var notAnswered: Int
        var becameActive: Int
        var becameInactive: Int
    }

    private struct Item: Encodable {
        var batch: String
        var file: String
        var code: String
        var line: Int
        var column: Int
        var element: String
        var text: String
    }

    static func text(_ report: RunReport) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(document(report)) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    private static func document(_ report: RunReport) -> Document {
        Document(
            run: String(report.run), command: report.command, now: report.now.iso8601UTC,
            exitCode: report.exitCode.rawValue, sources: report.sources.map(source),
            unattributed: messages(report.unattributed),
            activation: Activation(
                asked: report.asked,
                askedBecause: Dictionary(
                    uniqueKeysWithValues: AskingReason.allCases.map { ($0.name, report.askedBecause[$0, default: 0]) }),
                sweptBecause: report.sweptBecause, notAnswered: report.notAnswered,
                becameActive: report.becameActive, becameInactive: report.becameInactive),
            setAside: report.setAside.map(item), quarantinedEarlier: report.quarantinedEarlier,
            problems: report.problems,
            leftOut: report.command == "apply"
                ? report.leftOut.map {
                    LeftOutOfPlan(
                        plan: $0.plan, begun: $0.out.begun, changed: $0.out.changed, inactive: $0.out.inactive)
                } : nil,
            operations: report.operationList.isEmpty ? nil : report.operationList,
            retention: Dictionary(uniqueKeysWithValues: report.letGo.counts),
            quarantine: report.quarantine.map { Quarantine(messages: $0.messages, oldest: $0.oldest?.iso8601UTC) })
    }

    private static func source(_ source: SourceReport) -> Source {
        var operations: [String: Int] = ["activationTold": source.outgoing.statusMessages]
        for kind in OperationKind.allCases { operations[kind.name] = source.operations[kind, default: 0] }
        return Source(
            id: source.id, held: source.isHeld ? held(source) : nil, plan: source.plan,
            messages: messages(source.messages), operations: operations,
            outcomes: [
                "accepted": source.accepted, "refused": source.refused, "unknown": source.unknown, "left": source.left,
            ], dropped: source.dropped, answers: source.answers, changes: changes(source.tally),
            notes: Dictionary(uniqueKeysWithValues: source.notes.map { ($0.key.rawValue, $0.value) }),
            tolerances: source.tolerances, outgoing: Dictionary(uniqueKeysWithValues: source.outgoingCounts),
            receiptsReceived: Dictionary(uniqueKeysWithValues: source.receivedCounts))
    }

    /// What the guard judges.
    private static func changes(_ tally: PlanTally) -> [String: Int] {
        [
            "shown": tally.shown, "withdrawn": tally.withdrawn, "cancelled": tally.cancelled, "moved": tally.moved,
            "changed": tally.changed, "created": tally.created, "contacts": tally.contacts,
            "contactsEnded": tally.contactsEnded, "active": tally.active, "goneInactive": tally.goneInactive,
        ]
    }

    private static func held(_ source: SourceReport) -> [Held] {
        let holds = source.holds.map { hold in
            Held(
                id: hold.name, kind: hold.exceeded.kind.rawValue, count: hold.exceeded.count, of: hold.exceeded.whole,
                unit: hold.exceeded.unit, since: hold.since.iso8601UTC)
        }
        let waits = source.waitsFor.map { Held(kind: "waits-for", source: $0) }
        let stopped = source.stopped.map {
            Held(kind: "not-active", count: $0.refused.count, of: $0.sentTo.count)
        }
        return holds + [waits, stopped].compactMap { $0 }
    }

    private static func messages(_ counts: [MessageDisposition: Int]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: MessageDisposition.allCases.map { ($0.name, counts[$0, default: 0]) })
    }

    private static func item(_ item: SetAside) -> Item {
        Item(
            batch: item.batch, file: item.file, code: item.finding.code.description, line: item.finding.position.line,
            column: item.finding.position.column, element: item.finding.position.element, text: item.finding.text)
    }
}

extension SourceReport {
    /// By their names in reports and JSON.
    var outgoingCounts: [(String, Int)] {
        [
            ("receiptsAccepted", outgoing.receiptsAccepted), ("receiptsRefused", outgoing.receiptsRefused),
            ("statusMessages", outgoing.statusMessages), ("answers", outgoing.answers), ("delivered", delivered),
            ("waiting", waiting),
        ]
    }

    var receivedCounts: [(String, Int)] {
        [
            ("accepted", receiptsReceived.accepted), ("refused", receiptsReceived.refused),
            ("notKnown", receiptsReceived.notKnown), ("unmatched", receiptsReceived.unmatched),
        ]
    }
}

extension LetGo {
    /// By their names in reports and JSON.
    var counts: [(String, Int)] {
        [
            ("originals", originals), ("quarantined", quarantined), ("segments", segments), ("runs", runs),
            ("appointments", appointments), ("contacts", contacts),
        ]
    }
}

extension MessageDisposition {
    /// The name in reports and JSON.
    var name: String {
        switch self {
        case .applied: "applied"
        case .superseded: "superseded"
        case .duplicate: "duplicate"
        case .notForUs: "notForUs"
        case .refused: "refused"
        case .quarantined: "quarantined"
        }
    }
}

extension AskingReason {
    /// The name in reports and JSON.
    var name: String {
        switch self {
        case .again: "again"
        case .new: "new"
        case .changed: "changed"
        case .aged: "aged"
        case .sweep: "sweep"
        }
    }
}
