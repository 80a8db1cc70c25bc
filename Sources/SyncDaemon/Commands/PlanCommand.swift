// `plan`: all that `sync` does up to the first intent. Nothing is sent; the plan is kept for `apply`.

import ArgumentParser
import SyncCore
import SyncState

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Read, ask who is active, and print what a sync would send. Exit code 2 if anything.",
        discussion: "The plan is kept: 'epjsyncd apply' sends exactly it, by its id or by the file that --out writes.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var time: NowOption

    @Flag(help: "List every operation, one a line; entries are named by their keyed digest, never by a person.")
    var operations = false

    @Option(help: "Write a file for 'apply': ids, bindings and counts, no personal data.")
    var out: String?

    @Option(help: "List a plan that was kept (P31), instead of making one.")
    var show: String?

    func run() async throws {
        try await ending {
            let configuration = try options.load(telling: "plan")
            if let show { return try self.show(show, configuration) }
            let report = try await MetricsFile.recording("plan", configuration, code: \.exitCode) {
                try await CycleRunning.run(
                    .plan(listingOperations: operations), configuration, now: time.now, options: CycleOptions())
            }
            EventLog.process.tell(report)
            if let out { try PlanFile(report, ledger: CycleRunning.ledger(configuration)).write(to: out) }
            try Output.standard(options.json ? ReportJSON.text(report) : ReportText.text(report))
            return report.exitCode
        }
    }

    private func show(_ name: String, _ configuration: DaemonConfiguration) throws -> ExitCode {
        let ledger = try CycleRunning.ledger(configuration)
        let plan = try PlanReference(name).plans(in: ledger)[0]
        guard let zone = SystemZone.europeOslo() else {
            throw CommandEnd(
                .configurationInvalid, "This system has no time zone data for Europe/Oslo. Install tzdata.")
        }
        let lines = try ledger.operationLines(of: plan.id).map { $0.text(zone: zone) }
        let holds = try ledger.holds(ofPlan: plan.number)
        if options.json {
            try Output.standard(PlanFile.json(plan, holds: holds, lines: lines))
        } else {
            let texts = HoldText(limits: configuration.guardLimits)
            let head =
                "Plan \(plan.id.name) of source \(plan.source), made by run \(plan.run) for \(plan.now.iso8601UTC)"
            let held = holds.map { "  \($0.name): \(texts.sentence($0.exceeded))" }
            let end = plan.isWaiting ? "\(lines.count) operations wait." : "It was sent, or newer plans took its place."
            try Output.standard(([head] + held + lines.map { "  " + $0 } + [end]).joined(separator: "\n"))
        }
        return .done
    }
}
