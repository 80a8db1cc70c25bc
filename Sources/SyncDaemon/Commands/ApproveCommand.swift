// `approve`: a person has looked at what is held and lets it pass. While the service runs nobody has to wait for its next
// night: a cycle of these sources is run at once, by this process, as soon as nobody else has the lock.

import ArgumentParser
import SyncCore
import SyncState

struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Let a source's runs of the next 24 hours exceed what is held, up to the count shown.",
        discussion: """
            While the service runs, a cycle of these sources is run at once, and its report and exit code are this command's.
            """)

    @OptionGroup var options: CommonOptions

    @Argument(help: "Holds (H12), a plan (P31) with all of its holds, or a file that 'plan --out' wrote.")
    var hold: [String]

    func run() async throws {
        try await ending {
            let configuration = try options.load(telling: "approve")
            let answer = try approve(configuration)
            let sources = configuration.withPartners(answer.sources)
            let serviceRuns = try InstallationLock.isHeld(directory: configuration.state.directory, .service)
            guard serviceRuns, !sources.isEmpty else {
                try Output.standard(options.json ? answer.json(run: nil) : answer.text)
                return .done
            }
            if !options.json { try Output.standard(answer.text) }
            let report: RunReport
            do {
                report = try await MetricsFile.recording("approve", configuration, code: \.exitCode) {
                    try await CycleRunning.runInTurn(.sync, configuration, options: CycleOptions(sources: sources))
                }
            } catch {
                // The approval stands all the same.
                if options.json { try Output.standard(answer.json(run: nil)) }
                throw error
            }
            EventLog.process.tell(report)
            try Output.standard(options.json ? answer.json(run: report.run) : ReportText.text(report))
            return report.exitCode
        }
    }

    private func approve(_ configuration: DaemonConfiguration) throws -> ApprovalAnswer {
        try configuration.requireLedger()
        let ledger = try CycleRunning.ledger(configuration)
        var holds: [Hold] = []
        for name in hold {
            for found in try Self.holds(named: name, ledger) where !holds.contains(found) { holds.append(found) }
        }
        let now = Instant.current()
        try Self.refuseOver(holds, ledger, now)
        try ledger.approve(holds, at: now)
        let answer = ApprovalAnswer(
            approvals: holds.map { ($0, $0.approved ?? now) }, texts: HoldText(limits: configuration.guardLimits))
        for hold in holds where hold.approved == nil {
            EventLog.process.tell(
                Event(.approved, answer.sentence(hold, now), source: hold.source, code: hold.exceeded.kind.rawValue))
        }
        return answer
    }

    /// What is no longer held is nobody's decision: an approval of it would open the guard for what comes.
    private static func refuseOver(_ holds: [Hold], _ ledger: Ledger, _ now: Instant) throws {
        let open = Set(try ledger.openHolds().map(\.number))
        let earliest = now.adding(hours: -Approval.hours)
        let over = holds.first { hold in !open.contains(hold.number) && hold.approved.map { $0 <= earliest } ?? true }
        guard let over else { return }
        let why =
            over.approved.map { "its approval ended \($0.adding(hours: Approval.hours).iso8601UTC)" }
            ?? "newer plans took the place of what it held"
        throw CommandEnd(
            .inputUnreadable,
            "\(over.name) of source \(over.source) is over: \(why). 'epjsyncd status' names what is held. Nothing was "
                + "approved.")
    }

    private static func holds(named name: String, _ ledger: Ledger) throws -> [Hold] {
        if name.first == "H" || name.first == "h", let number = Int64(name.dropFirst()) {
            guard let hold = try ledger.hold(numbered: number) else {
                throw CommandEnd(
                    .inputUnreadable,
                    "There is no hold \(Mistyped.shown(name.uppercased())). 'epjsyncd status' names what is held. Nothing was approved."
                )
            }
            return [hold]
        }
        var holds: [Hold] = []
        for plan in try PlanReference(name).plans(in: ledger) { holds += try ledger.holds(ofPlan: plan.number) }
        guard !holds.isEmpty else {
            throw CommandEnd(
                .inputUnreadable, "Nothing holds \(name); 'epjsyncd apply' sends it. Nothing was approved.")
        }
        return holds
    }
}
