// The report for people: a short table for each source, then whatever needs one of them, most important last, where the
// eye rests.

import SyncCore
import SyncState

enum ReportText {
    static func text(_ report: RunReport) -> String {
        var lines = report.operationList
        if !lines.isEmpty { lines.append("") }
        lines.append("Run \(report.run), \(report.command) for \(report.now.iso8601UTC)")
        if report.asked > 0 { lines.append("  \(activation(report))") }
        if let cause = report.sweptBecause { lines.append("  everybody was asked about: \(cause)") }
        for source in report.sources { lines += self.source(source, command: report.command) }
        for (plan, out) in report.leftOut { lines += leftOut(plan, out) }
        let strangers = report.unattributed.values.reduce(0, +)
        if strangers > 0 {
            lines.append(
                "  \(strangers) message\(plural(strangers)) of no source: unreadable, or from a sender that is none here"
            )
        }
        for item in report.setAside {
            let place = item.finding.position.line > 0 ? ", line \(item.finding.position.line)" : ""
            lines.append("  set aside: \(item.batch)/\(item.file)\(place): \(item.finding.code) \(item.finding.text)")
        }
        if report.quarantinedEarlier > 0 {
            let count = report.quarantinedEarlier
            lines.append(
                "  \(count) message\(plural(count)) of earlier runs still lie\(count == 1 ? "s" : "") in quarantine; see "
                    + "'epjsyncd quarantine list'")
        }
        if report.letGo != LetGo() {
            lines.append("  let go after its time: " + counts(report.letGo.counts.map { ($0.0, $0.1) }))
        }
        lines += report.problems.map { "  problem: \($0)" }
        lines.append("  " + conclusion(report))
        return lines.joined(separator: "\n")
    }

    private static func activation(_ report: RunReport) -> String {
        let reasons = AskingReason.allCases.map { ($0.name, report.askedBecause[$0]) }
        var text =
            "asked about \(report.asked) citizen\(plural(report.asked)) (\(counts(reasons))): "
            + "\(report.becameActive) became active, \(report.becameInactive) inactive"
        if report.notAnswered > 0 { text += "; \(report.notAnswered) without an answer stay as they were" }
        return text
    }

    private static func source(_ source: SourceReport, command: String) -> [String] {
        var lines = ["  source \(source.id)"]
        lines.append("    messages    " + counts(MessageDisposition.allCases.map { ($0.name, source.messages[$0]) }))
        if source.outgoingCounts.contains(where: { $0.1 > 0 }) {
            lines.append("    told EPJ    " + counts(source.outgoingCounts.map { ($0.0, $0.1) }))
        }
        if source.receivedCounts.contains(where: { $0.1 > 0 }) {
            lines.append("    receipts    " + counts(source.receivedCounts.map { ($0.0, $0.1) }))
        }
        if command == "receive" { return lines }
        if source.isHeld { lines.append("    held        \(held(source))") }
        lines.append("    planned     " + counts(OperationKind.allCases.map { ($0.name, source.operations[$0]) }))
        if command == "plan" || source.isHeld { lines += PlanTable.lines(source) }
        if command != "plan", !source.isHeld || source.stopped != nil, source.operationCount > 0 {
            lines.append(
                "    outcomes    "
                    + counts([
                        ("accepted", source.accepted), ("refused", source.refused), ("unknown", source.unknown),
                        ("left", source.left), ("dropped", source.dropped),
                    ]))
        }
        if !source.answers.isEmpty { lines.append("    answers     " + counts(sorted(source.answers))) }
        lines += source.answers.keys.sorted().map { "      \($0): \(AnswerText.sentence($0))" }
        let notes = source.notes.map { ($0.key.rawValue, $0.value) }.sorted { $0.0 < $1.0 }
        if !notes.isEmpty { lines.append("    noted       " + counts(notes.map { ($0.0, $0.1) })) }
        if !source.tolerances.isEmpty { lines.append("    tolerated   " + counts(sorted(source.tolerances))) }
        return lines
    }

    private static func held(_ source: SourceReport) -> String {
        let holds = source.holds.map { "\($0.name) \($0.exceeded.kind.rawValue)" }
        let waits = source.waitsFor.map { "waits for \($0)" }
        let stopped = source.stopped.map { "not-active \($0.refused.count) of \($0.sentTo.count)" }
        return (holds + [waits, stopped].compactMap { $0 }).joined(separator: ", ")
    }

    static func leftOut(_ plan: String, _ out: LeftOut) -> [String] {
        var lines: [String] = []
        if !out.begun.isEmpty {
            lines.append("  left out of \(plan), the visit has begun: \(out.begun.joined(separator: ", "))")
        }
        if out.changed > 0 {
            lines.append(
                "  left out of \(plan): \(out.changed) operation\(plural(out.changed)) of citizens of whom something newer "
                    + "was stated")
        }
        if out.inactive > 0 {
            lines.append(
                "  left out of \(plan): \(out.inactive) operation\(plural(out.inactive)) of citizens who are not active"
            )
        }
        return lines
    }

    private static func sorted(_ counts: [String: Int]) -> [(String, Int?)] {
        counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func counts(_ pairs: [(String, Int?)]) -> String {
        let shown = pairs.filter { ($0.1 ?? 0) > 0 }.map { "\($0.0) \($0.1 ?? 0)" }
        return shown.isEmpty ? "none" : shown.joined(separator: ", ")
    }

    private static func conclusion(_ report: RunReport) -> String {
        switch report.exitCode {
        case .done where report.isOfTheDay:
            "Received, and told what cannot wait; the next night's cycle goes on from here."
        case .done where report.command == "receive": "Received; the next night's cycle goes on from here."
        case .leftOver where report.command == "receive" || report.isOfTheDay:
            "Received, but not everything could be read or told; see above. (exit code 3)"
        case .held where report.isOfTheDay: "Received; what is too much is left to the night; see above. (exit code 4)"
        case .done where report.sources.allSatisfy({ $0.operationCount == 0 }) && report.isCycle:
            "Nothing to do: the portal shows what the EPJs state."
        case .done: "Done; nothing is left open."
        case .changes: "Planned only; nothing was sent. 'epjsyncd sync' sends it."
        case .leftOver: "Done, but messages were set aside or items are left; see above. (exit code 3)"
        case .held where report.command == "apply": "A plan was refused; see above. (exit code 4)"
        case .held where report.sources.contains { $0.waitsFor != nil }: "A source is held; see above. (exit code 4)"
        case .held: "A source is held; see above. No other waits for it. (exit code 4)"
        case .windowClosed: "Ended before everything was done; the rest goes on next time. (exit code 6)"
        case .portalUnreachable: "The portal was not available; the rest goes on in the next run. (exit code 69)"
        default: "Ended with exit code \(report.exitCode.rawValue)."
        }
    }

    static func plural(_ count: Int) -> String { count == 1 ? "" : "s" }
}
