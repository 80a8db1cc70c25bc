// `check`: whether the ledger can be trusted, statement by statement. It changes nothing and needs no lock; what it looks at
// is one moment's state, also while a cycle writes.

import ArgumentParser
import SyncCore
import SyncState

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Prove that the ledger is sound: each statement by name, proved, broken, or not provable here.",
        discussion: """
            Everything sealed is opened once, so a large ledger takes a minute. Nothing is changed or sent. Exit codes: 0 \
            everything that can be proved here holds, 65 there is no ledger yet, 73 something is broken: restore the \
            ledger from its backup before the next cycle, 78 configuration not valid, or the key is not the ledger's.
            """)

    @OptionGroup var options: CommonOptions

    func run() async throws {
        try await ending {
            let ledger = try options.load().ledgerOfRuns()
            let progress = Progress.onTerminal
            let result = CheckResult(invariants: try ledger.check { progress.show("checking " + $0, done: 0, of: nil) })
            progress.end()
            try Output.standard(options.json ? result.json : result.text)
            return result.exitCode
        }
    }
}

struct CheckResult {
    let invariants: [Invariant]

    private var broken: Int { invariants.count { if case .broken = $0.verdict { true } else { false } } }
    private var proved: Int { invariants.count { if case .proved = $0.verdict { true } else { false } } }

    var exitCode: ExitCode { broken == 0 ? .done : .stateUnwritable }

    var text: String {
        let rows = invariants.map { invariant -> [String] in
            let verdict =
                switch invariant.verdict {
                case .proved: "proved"
                case .broken(let count): "BROKEN \(count)"
                case .unprovable: "not provable here"
                }
            return [verdict, invariant.rule, invariant.name, invariant.statement]
        }
        let unprovable = invariants.count - proved - broken
        let rest = "\(unprovable) statement\(ReportText.plural(unprovable)) cannot be proved here."
        let end =
            broken == 0
            ? "Everything that can be proved holds (\(proved)); \(rest)"
            : "\(broken) statement\(ReportText.plural(broken)) broken, \(proved) proved; \(rest) Nothing was changed. "
                + "Stop the timer or service, keep a copy of the state directory, and restore the ledger from its backup."
        return (Table.lines(rows) + [end]).joined(separator: "\n")
    }

    var json: String {
        var document = OrderedJSON()
        document.add("version", 1)
        document.add("proved", proved)
        document.add("broken", broken)
        document.add(
            "invariants",
            invariants.map { invariant in
                var item = OrderedJSON()
                item.add("name", invariant.name)
                item.add("rule", invariant.rule.isEmpty ? nil : invariant.rule)
                item.add("statement", invariant.statement)
                switch invariant.verdict {
                case .proved(let count):
                    item.add("verdict", "proved")
                    item.add("rows", count)
                case .broken(let count):
                    item.add("verdict", "broken")
                    item.add("rows", count)
                case .unprovable:
                    item.add("verdict", "unprovable")
                    item.add("rows", 0)
                }
                return item
            })
        return document.text
    }
}
