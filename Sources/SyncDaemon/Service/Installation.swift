// What the service works with under one configuration: the ledger, and cycles, each with the lock and a session to the
// portal of its own.

import Foundation
import HTTPTransport
import SyncCore
import SyncState

struct Installation: Sendable {
    let configuration: DaemonConfiguration
    let ledger: Ledger
    private let zone: TimeZoneTable

    /// - Throws: `CommandEnd`, `LedgerFault` when it cannot be worked with.
    init(_ configuration: DaemonConfiguration) throws {
        guard let zone = SystemZone.europeOslo() else { throw CommandEnd.noTimeZone }
        self.zone = zone
        self.configuration = configuration
        try CycleRunning.prepareState(configuration.state.directory)
        ledger = try CycleRunning.ledger(configuration)
        // A token that is missing is to be known now, and not at one in the morning.
        _ = try CycleRunning.token(configuration.portal)
    }

    func lookout(_ wakeUps: WakeUps) -> FeedLookout {
        FeedLookout(configuration, ledger: ledger, wakeUps: wakeUps)
    }

    func schedule(at now: Instant) -> ServiceSchedule {
        ServiceSchedule(
            window: configuration.night.window, zone: zone, intervalSeconds: configuration.dayIntervalSeconds, now: now)
    }

    /// Runs one cycle, with the lock for as long as it lasts.
    ///
    /// - Parameter feeds: those it is about; `nil` for all.
    func cycle(
        limit: CycleLimit, of feeds: Set<FeedPlace>? = nil, _ body: @Sendable (Cycle) async throws -> RunReport
    ) async throws -> RunReport {
        let lock = try InstallationLock(directory: configuration.state.directory)
        let session = try CycleRunning.openSession(configuration.portal)
        var configuration = configuration
        if let feeds { configuration.sources = configuration.sources.filter { feeds.contains($0.feed) } }
        var cycle = try CycleRunning.cycle(configuration, ledger, session, now: nil, options: CycleOptions())
        cycle.limit = limit
        let result: Result<RunReport, any Error>
        do {
            let report = try await body(cycle)
            if !limit.isStopping() { try await CycleRunning.carryOutDecisions(self.configuration, ledger, session) }
            result = .success(report)
        } catch {
            result = .failure(error)
        }
        await session.close()
        withExtendedLifetime(lock) {}
        return try result.get()
    }
}
