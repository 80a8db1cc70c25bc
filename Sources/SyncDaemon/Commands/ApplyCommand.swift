// `apply`: a plan that was made before is sent, exactly as it is. While another process holds the lock the request waits in
// the ledger; whoever has the lock next carries it out, and this command reports what became of it.

import ArgumentParser
import Foundation
import SyncCore
import SyncState

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Send exactly a plan that was made before, if what it was made from still holds.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var time: NowOption

    @Argument(help: "The id of a plan (P31), or a file that 'plan --out' wrote.")
    var plan: String

    @Flag(help: "Leave out citizens of whom something newer was stated since.")
    var withoutChanged = false

    func run() async throws {
        try await ending {
            let configuration = try options.load(telling: "apply")
            try configuration.requireLedger()
            let ledger = try CycleRunning.ledger(configuration)
            let plans = try PlanReference(plan).plans(in: ledger)
            let decision = try ledger.requestApply(
                plans.map(\.number), withoutChanged: withoutChanged, now: time.now, at: .current())
            let run = try await MetricsFile.recording("apply", configuration, code: \.end) {
                try await CycleRunning.apply(decision, configuration)
            }
            let report = run.report ?? "{}"
            try Output.standard(options.json ? report : StoredReport.text(report))
            return run.end
        }
    }
}

extension RunRecord {
    fileprivate var end: ExitCode { exitCode.flatMap(ExitCode.init(rawValue:)) ?? .internalError }
}

/// A report as it lies in the ledger, for people: its counts, and whatever needs one of them.
enum StoredReport {
    private struct Document: Decodable {
        struct Source: Decodable {
            var id: String
            var operations: [String: Int]
            var outcomes: [String: Int]
            var dropped: Int?
            var answers: [String: Int]
        }
        struct LeftOut: Decodable {
            var plan: String
            var begun: [String]
            var changed: Int
            var inactive: Int
        }
        var run: String
        var command: String
        var now: String
        var exitCode: Int32
        var sources: [Source]
        var problems: [String]
        var leftOut: [LeftOut]?
    }

    static func text(_ json: String) -> String {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(json.utf8)) else { return json }
        var lines = ["Run \(document.run), \(document.command) for \(document.now)"]
        for source in document.sources {
            lines.append("  source \(source.id)")
            lines.append("    planned     " + counts(source.operations))
            let dropped = source.dropped.map { ["dropped": $0] } ?? [:]
            lines.append("    outcomes    " + counts(source.outcomes.merging(dropped) { $1 }))
            if !source.answers.isEmpty { lines.append("    answers     " + counts(source.answers)) }
            lines += source.answers.keys.sorted().map { "      \($0): \(AnswerText.sentence($0))" }
        }
        for out in document.leftOut ?? [] {
            lines += ReportText.leftOut(
                out.plan, LeftOut(begun: out.begun, changed: out.changed, inactive: out.inactive))
        }
        lines += document.problems.map { "  problem: \($0)" }
        lines.append("  Ended with exit code \(document.exitCode).")
        return lines.joined(separator: "\n")
    }

    private static func counts(_ counts: [String: Int]) -> String {
        let shown = counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return shown.isEmpty ? "none" : shown.joined(separator: ", ")
    }
}
