// One whole cycle, in the order in which things become true: what the EPJs said, who is active, what follows, and what the
// portal is told of it. Each step is durable before the next begins, so a run that ends anywhere goes on from there.

import Feeds
import HTTPTransport
import PortalClient
import SyncCore
import SyncState

/// Where the hours of a run come from, and how it waits.
struct CycleClock: Sendable {
    /// The real time, for receipts, settling and pacing.
    let current: @Sendable () -> Instant
    let pause: @Sendable (_ seconds: Double) async -> Void
}

/// How a cycle reaches the EPJs: their folders and their servers.
struct FeedEdges: Sendable {
    var files: any FeedFiles = SystemFiles()
    var connect: @Sendable (HTTPTransportConfiguration) throws(HTTPFailure) -> any HTTPExchange = {
        (configuration) throws(HTTPFailure) in try HTTPSession(configuration: configuration)
    }
}

struct Cycle {
    let configuration: DaemonConfiguration
    let ledger: Ledger
    let portal: any Portal
    let zone: TimeZoneTable
    /// The time the plan is made for.
    let now: Instant
    let clock: CycleClock
    let progress: Progress
    var feedEdges = FeedEdges()
    /// Tells everything that lies ahead anew, as if the portal had lost it.
    var resends = false

    enum Extent {
        /// Everything up to the first intent.
        case plan(listingOperations: Bool)
        case sync
    }

    /// - Throws: `LedgerFault` when the state cannot be written; what was committed before is safe.
    func run(_ extent: Extent) async throws(LedgerFault) -> RunReport {
        let command = if case .sync = extent { "sync" } else { "plan" }
        var report = RunReport(
            command: command, now: now, sources: configuration.sources.map { SourceReport(id: $0.id) })
        let run = try ledger.beginRun(command, now: now, started: clock.current())
        report.run = run.number
        report.quarantinedEarlier = try ledger.setAside().count
        let newestOutgoing = try ledger.newestOutgoing()

        try await deliverOutgoing(into: &report)
        try await readFeeds(into: &report)
        try ledger.answerQuarantined(at: now)
        try await deliverOutgoing(into: &report)
        let isKnown = try await askWhoIsActive(into: &report)
        if isKnown { try ledger.answerQuestions(at: now) }
        try await deliverOutgoing(into: &report)
        if isKnown {
            var plans: [SourcePlan] = []
            for index in configuration.sources.indices {
                plans.append(try await planSource(index, run: run, extent: extent, into: &report))
            }
            if case .sync = extent { try await push(plans, into: &report) }
        }
        try ledger.expireStatements(now: now)
        try countOutgoing(after: newestOutgoing, into: &report)
        progress.end()
        try ledger.endRun(
            run, at: clock.current(), exitCode: report.exitCode.rawValue, report: ReportJSON.text(report))
        return report
    }
}
