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
    /// 0 to 1, so that many installations that were pushed back together do not come back together.
    var jitter: @Sendable () -> Double = { 0 }
}

/// How a cycle reaches the EPJs: their folders and their servers.
struct FeedEdges: Sendable {
    var files: any FeedFiles = SystemFiles()
    var connect: @Sendable (HTTPTransportConfiguration) throws(HTTPFailure) -> any HTTPExchange = {
        (configuration) throws(HTTPFailure) in try HTTPSession(configuration: configuration)
    }
}

/// What a run is told beside its configuration.
struct CycleOptions: Sendable {
    /// Only these sources are planned; everything is read all the same.
    var sources: Set<String>?
    /// A source of which nothing was ever told may begin.
    var isFirstRun = false
    /// Everything stated is told again.
    var resends = false
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
    var limit = CycleLimit.none
    var options = CycleOptions()
    var feedEdges = FeedEdges()
    /// Hears of every step.
    var log = EventLog.silent

    enum Extent {
        /// Everything up to the first intent.
        case plan(listingOperations: Bool)
        case sync
        /// Plans that were made before, exactly as they are.
        case apply([KeptPlan], withoutChanged: Bool)

        var command: String {
            switch self {
            case .plan: "plan"
            case .sync: "sync"
            case .apply: "apply"
            }
        }
    }

    /// - Throws: `LedgerFault` when the state cannot be written; what was committed before is safe.
    func run(_ extent: Extent) async throws(LedgerFault) -> RunReport {
        var report = RunReport(
            command: extent.command, now: now,
            sources: configuration.sources.map { SourceReport(id: $0.id, limits: configuration.guardLimits) })
        // A cycle of some sources is nobody's whole cycle, neither for `status` nor for the night.
        let name = options.sources == nil ? extent.command : extent.command + " --source"
        let run = try ledger.beginRun(name, now: now, started: clock.current())
        report.run = run.number
        log.step("run \(run.number) begins: \(name) for \(now.iso8601UTC)", run: run.number)
        report.quarantinedEarlier = try ledger.setAside().count
        if case .apply(let kept, let withoutChanged) = extent {
            try await apply(kept, withoutChanged: withoutChanged, run: run, into: &report)
        } else {
            try await readAndPlan(extent, run: run, into: &report)
        }
        if report.isCutShort { tellEarlyEnd(in: &report) }
        let (messages, oldest) = try ledger.setAside()
        report.quarantine = (messages, oldest)
        progress.end()
        try ledger.endRun(
            run, at: clock.current(), exitCode: report.exitCode.rawValue, report: ReportJSON.text(report),
            text: ReportText.text(report), isCutShort: report.isCutShort)
        return report
    }

    private func readAndPlan(_ extent: Extent, run: RunID, into report: inout RunReport) async throws(LedgerFault) {
        let newestOutgoing = try ledger.newestOutgoing()
        try await deliverOutgoing(into: &report)
        try await readFeeds(into: &report)
        try ledger.answerQuarantined(at: now)
        // Receipts wait for the EPJs' disks or servers, and nothing of the night waits for them. What is decided meanwhile goes
        // with the next ones: what shares a commit must not depend on who is faster.
        let newestDecided = try ledger.newestOutgoing()
        async let receipts = deliveries(through: newestDecided)
        let isKnown = try await askWhoIsActive(into: &report)
        if isKnown {
            try ledger.answerQuestions(at: now)
            let plans = try await planSources(run: run, extent: extent, into: &report)
            report.add(try await receipts.get())
            var released: [SourcePlan] = []
            if case .sync = extent { released = plans.filter(\.isReleased) }
            try await deliverOutgoing(released: Set(released.map(\.sourceIndex)), into: &report)
            try await push(released, run: run, into: &report)
            if case .sync = extent {
                try finishRetirements()
                try tellShownBefore(in: &report)
            }
        } else {
            report.add(try await receipts.get())
        }
        try ledger.expireStatements(now: now)
        if case .sync = extent {
            // A plan made for tomorrow lets go of nothing today.
            report.letGo = try ledger.letGo(configuration.retention.terms(at: min(now, clock.current())))
        }
        try countOutgoing(after: newestOutgoing, into: &report)
    }
}
