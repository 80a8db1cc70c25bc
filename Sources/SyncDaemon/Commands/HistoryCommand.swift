// `history`: what the last runs did, one line each, or one run's report as it was given then.

import ArgumentParser
import Foundation
import SyncCore
import SyncState

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "The last runs, one line each, the newest first; or one run's report again.",
        discussion: """
            Exit codes: 0 done, 65 there is no such run or no ledger yet, 78 configuration not valid. A run older than \
            retention.runs_days is gone.
            """)

    static let runsMax = 30

    @OptionGroup var options: CommonOptions

    @Argument(help: ArgumentHelp("The run's number.", valueName: "run"))
    var number: Int64?

    func run() async throws {
        try await ending {
            let ledger = try options.load().ledgerOfRuns()
            guard let number else {
                let history = RunList(runs: try ledger.runs(limit: Self.runsMax))
                try Output.standard(options.json ? history.json : history.text)
                return .done
            }
            guard let record = try ledger.run(number) else {
                throw CommandEnd(
                    .inputUnreadable,
                    "There is no run \(Mistyped.shown(String(number))) in the ledger. 'epjsyncd history' lists the last \(Self.runsMax)."
                )
            }
            try Output.standard(options.json ? RunList.reportJSON(record) : RunList.reportText(record))
            return .done
        }
    }
}

/// Runs, for people and programs.
struct RunList {
    let runs: [RunRecord]

    static func reportText(_ run: RunRecord) -> String {
        if let text = run.text { return text }
        guard run.ended != nil else {
            return
                "Run \(run.number), \(run.command) for \(run.now.iso8601UTC), began \(run.started.iso8601UTC) and has "
                + "not ended: it is still going on, or was cut off. The run after it went on from there."
        }
        return "Run \(run.number) was made by a version that kept its report as JSON only; say --json."
    }

    /// The report as it was given; of a run that has none, the same shape with nothing in it but what is known.
    static func reportJSON(_ run: RunRecord) -> String {
        if let report = run.report { return report }
        var document = OrderedJSON()
        document.add("version", 1)
        document.add("run", String(run.number))
        document.add("command", run.command)
        document.add("now", run.now.iso8601UTC)
        return document.text
    }

    /// What a report of any version says in numbers.
    private struct Counts: Decodable {
        struct Source: Decodable {
            var messages: [String: Int]?
            var operations: [String: Int]?
            var outcomes: [String: Int]?
        }
        var sources: [Source]?

        init?(_ report: String?) {
            guard let report, let counts = try? JSONDecoder().decode(Counts.self, from: Data(report.utf8)) else {
                return nil
            }
            self = counts
        }

        func sum(_ kind: KeyPath<Source, [String: Int]?>, _ key: String? = nil) -> Int {
            (sources ?? []).reduce(0) { sum, source in
                let counts = source[keyPath: kind] ?? [:]
                return sum + (key.map { counts[$0, default: 0] } ?? counts.values.reduce(0, +))
            }
        }
    }

    private func seconds(_ run: RunRecord) -> Int? { run.ended.map { Int($0.seconds - run.started.seconds) } }

    var text: String {
        guard !runs.isEmpty else { return "No run is in the ledger." }
        let head = ["run", "command", "for", "started", "seconds", "code", "messages", "accepted", "open"]
        let rows = runs.map { run -> [String] in
            let counts = Counts(run.report)
            func number(_ value: (Counts) -> Int) -> String { counts.map { String(value($0)) } ?? "-" }
            return [
                String(run.number), run.command, run.now.iso8601UTC, run.started.iso8601UTC,
                seconds(run).map(String.init) ?? "-", run.exitCode.map { String($0) } ?? "-",
                number { $0.sum(\.messages) }, number { $0.sum(\.outcomes, "accepted") },
                number { counts in ["refused", "unknown", "left"].reduce(0) { $0 + counts.sum(\.outcomes, $1) } },
            ]
        }
        return Table.lines([head] + rows, right: [0, 4, 5, 6, 7, 8]).joined(separator: "\n")
    }

    var json: String {
        var document = OrderedJSON()
        document.add("version", 1)
        document.add(
            "runs",
            runs.map { run in
                let counts = Counts(run.report)
                var item = OrderedJSON()
                item.add("run", String(run.number))
                item.add("command", run.command)
                item.add("now", run.now.iso8601UTC)
                item.add("started", run.started.iso8601UTC)
                item.add("ended", run.ended?.iso8601UTC)
                item.add("exitCode", number: run.exitCode.map { Int($0) })
                item.add("messages", number: counts?.sum(\.messages))
                for outcome in ["accepted", "refused", "unknown", "left"] {
                    item.add(outcome, number: counts?.sum(\.outcomes, outcome))
                }
                return item
            })
        return document.text
    }
}
