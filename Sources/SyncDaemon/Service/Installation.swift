// What the service works with under one configuration: the ledger, and cycles, each with the lock and a session to the
// portal of its own; and what stands for us there.

import Foundation
import PortalClient
import SyncCore
import SyncState

struct Installation: Sendable {
    let configuration: DaemonConfiguration
    let ledger: Ledger
    let zone: TimeZoneTable
    /// One for all its cycles: a key is read once.
    private let authorisation: any Authorisation
    private let supervisor: Supervisor

    /// - Throws: `CommandEnd`, `LedgerFault` when it cannot be worked with.
    init(_ configuration: DaemonConfiguration, supervisor: Supervisor) throws {
        self.supervisor = supervisor
        guard let zone = SystemZone.europeOslo() else { throw CommandEnd.noTimeZone }
        self.zone = zone
        self.configuration = configuration
        try CycleRunning.prepareState(configuration.state.directory)
        ledger = try CycleRunning.ledger(configuration, witness: supervisor)
        // A token or key that is missing is to be known now, and not at one in the morning.
        authorisation = try PortalAccess.authorisation(configuration)
    }

    func lookout(_ wakeUps: WakeUps) -> FeedLookout {
        FeedLookout(configuration, ledger: ledger, wakeUps: wakeUps)
    }

    func schedule(at now: Instant) throws(LedgerFault) -> ServiceSchedule {
        ServiceSchedule(
            window: configuration.night.window, zone: zone, intervalSeconds: configuration.dayIntervalSeconds, now: now,
            isDayBehind: configuration.tellsByDay ? try ledger.isDayBehind() : false)
    }

    /// Runs one cycle, with the lock for as long as it lasts.
    ///
    /// - Parameter feeds: those it is about; `nil` for all.
    func cycle(
        limit: CycleLimit, of feeds: Set<FeedPlace>? = nil, _ body: @Sendable (Cycle) async throws -> RunReport
    ) async throws -> RunReport {
        let lock = try InstallationLock(directory: configuration.state.directory)
        let access = try PortalAccess(configuration, authorisation: authorisation)
        var configuration = configuration
        if let feeds { configuration.sources = configuration.sources.filter { feeds.contains($0.feed) } }
        var cycle = try CycleRunning.cycle(
            configuration, ledger, access, now: nil, options: CycleOptions(), watch: supervisor)
        cycle.limit = limit
        let result: Result<RunReport, any Error>
        do {
            let report = try await body(cycle)
            try await CycleRunning.carryOutDecisions(self.configuration, ledger, access, limit: limit)
            result = .success(report)
        } catch {
            result = .failure(error)
        }
        await access.session.close()
        withExtendedLifetime(lock) {}
        return try result.get()
    }
}
