// `sync`: one whole cycle now.

import ArgumentParser
import SyncCore

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Run one whole cycle now: read, ask who is active, plan, push, report.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var time: NowOption

    @Option(help: "Plan and push only this source; may be repeated. Everything that has arrived is read all the same.")
    var source: [String] = []

    @Flag(help: "Tell the portal everything again that lies ahead, endings included: for when it has lost what it had.")
    var resend = false

    @Option(
        help: """
            night: the whole cycle. day: what the EPJs have delivered is read, and of it only what cannot wait for the night is \
            told: performed visits, and what is pushed of visits that start today.
            """)
    var lane = Lane.night

    enum Lane: String, ExpressibleByArgument, CaseIterable {
        case night, day
    }

    @Flag(help: "Let a source begin of which the portal was never told anything.")
    var firstRun = false

    func run() async throws {
        try await ending {
            let configuration = try options.load(telling: "sync")
            try SourceSelection.check(source, in: configuration)
            let report = try await MetricsFile.recording("sync", configuration, code: \.exitCode) {
                try await lane == .day ? runDay(configuration) : runNight(configuration)
            }
            EventLog.process.tell(report)
            try Output.standard(options.json ? ReportJSON.text(report) : ReportText.text(report))
            return report.exitCode
        }
    }

    private func runNight(_ configuration: DaemonConfiguration) async throws -> RunReport {
        try await CycleRunning.run(
            .sync, configuration, now: time.now,
            options: CycleOptions(sources: source.isEmpty ? nil : Set(source), isFirstRun: firstRun, resends: resend)
        ) { configuration.tellSilence(by: $0) }
    }

    private func runDay(_ configuration: DaemonConfiguration) async throws -> RunReport {
        guard !resend, !firstRun, source.isEmpty else {
            throw CommandEnd(
                .usage,
                "--lane day tells what came since the last cycle, of every source: --source, --resend and --first-run are the "
                    + "night's. Nothing was read or sent.")
        }
        return try await CycleRunning.stopping(configuration, now: time.now) { cycle, _ in
            try await cycle.day(tells: true, isAsked: true)
        }
    }
}

enum SourceSelection {
    static func check(_ names: [String], in configuration: DaemonConfiguration) throws(CommandEnd) {
        let known = configuration.sources.map(\.id)
        guard let stranger = names.first(where: { !known.contains($0) }) else { return }
        throw CommandEnd(
            .usage,
            "There is no source \(Mistyped.shown("'\(stranger)'")) in the configuration; there are \(known.joined(separator: ", ")). Nothing "
                + "was read or sent.")
    }
}
