// Everything a cycle needs, put together once for every command that runs one.

import Foundation
import SyncCore
import SyncState

enum CycleRunning {
    /// Takes the lock, opens the ledger, runs a cycle and whatever somebody asked for meanwhile, and hands over the
    /// cycle's report.
    ///
    /// - Parameter last: what is to be done with the ledger before it is closed.
    static func run(
        _ extent: Cycle.Extent, _ configuration: DaemonConfiguration, now: Instant?, options: CycleOptions,
        last: @escaping @Sendable (Ledger) -> Void = { _ in }
    ) async throws -> RunReport {
        try await stopping(configuration, now: now, options: options) { cycle, access in
            let report = try await cycle.run(extent)
            try await carryOutDecisions(configuration, cycle.ledger, access, limit: cycle.limit)
            last(cycle.ledger)
            return report
        }
    }

    /// A cycle that ends in order when the process is told to stop: what is in flight is awaited, the rest is left.
    static func stopping(
        _ configuration: DaemonConfiguration, now: Instant?, options: CycleOptions = CycleOptions(),
        _ body: @escaping @Sendable (Cycle, PortalAccess) async throws -> RunReport
    ) async throws -> RunReport {
        try await withCycle(configuration, now: now, options: options) { cycle, access in
            try await untilStopped { limit in
                var cycle = cycle
                cycle.limit = limit
                return try await body(cycle, access)
            }
        }
    }

    private static func untilStopped<Value: Sendable>(
        _ body: @escaping @Sendable (CycleLimit) async throws -> Value
    ) async throws -> Value {
        let signals = StopSignals(WakeUps()) {
            Output.error("Stopping: what is in flight is awaited for some seconds. A second signal does not wait.")
        }
        let listening = signals.listenForStops()
        defer { for source in listening { source.cancel() } }
        return try await signals.givingUp { try await body(CycleLimit { signals.isStopping }) }
    }

    /// The same as `run`, once nobody else has the lock.
    static func runInTurn(
        _ extent: Cycle.Extent, _ configuration: DaemonConfiguration, options: CycleOptions
    ) async throws -> RunReport {
        while true {
            do {
                return try await run(extent, configuration, now: nil, options: options)
            } catch LedgerFault.lockHeld {
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Holds the lock and the connections while a cycle, or an order, is carried out.
    static func withCycle<Value>(
        _ configuration: DaemonConfiguration, now: Instant?, options: CycleOptions = CycleOptions(),
        _ body: (Cycle, PortalAccess) async throws -> Value
    ) async throws -> Value {
        try prepareState(configuration.state.directory)
        let lock = try InstallationLock(directory: configuration.state.directory)
        defer { withExtendedLifetime(lock) {} }
        let ledger = try ledger(configuration)
        let access = try PortalAccess(configuration)
        let outcome: Result<Value, any Error>
        do {
            let cycle = try cycle(configuration, ledger, access, now: now, options: options)
            outcome = .success(try await body(cycle, access))
        } catch {
            outcome = .failure(error)
        }
        await access.session.close()
        return try outcome.get()
    }

    /// Plans that somebody asked to apply while this process held the lock.
    static func carryOutDecisions(
        _ configuration: DaemonConfiguration, _ ledger: Ledger, _ access: PortalAccess, limit: CycleLimit
    ) async throws {
        for decision in try ledger.openDecisions() where !limit.isStopping() {
            var plans: [KeptPlan] = []
            for number in decision.plans { if let plan = try ledger.keptPlan(number) { plans.append(plan) } }
            var cycle = try cycle(configuration, ledger, access, now: decision.now, options: CycleOptions())
            cycle.limit = CycleLimit(isStopping: limit.isStopping)
            let report = try await cycle.run(.apply(plans, withoutChanged: decision.withoutChanged))
            try ledger.recordCarriedOut(decision, by: report.run)
        }
    }

    /// - Returns: the report of the cycle that carried the decision out, here or elsewhere.
    static func apply(_ decision: ApplyDecision, _ configuration: DaemonConfiguration) async throws -> RunRecord {
        let ledger = try ledger(configuration)
        while true {
            if let run = try ledger.run(of: decision) { return run }
            guard let lock = try Self.lock(configuration) else {
                try await Task.sleep(for: .seconds(1))
                continue
            }
            let access: PortalAccess
            do {
                access = try PortalAccess(configuration)
            } catch {
                try ledger.withdraw(decision)
                throw error
            }
            let isStopped = try await untilStopped { limit in
                try await carryOutDecisions(configuration, ledger, access, limit: limit)
                return limit.isStopping()
            }
            await access.session.close()
            withExtendedLifetime(lock) {}
            if isStopped, try ledger.run(of: decision) == nil {
                try ledger.withdraw(decision)
                throw CommandEnd(
                    .windowClosed, "It was told to stop before it was this plan's turn: nothing of it was sent.")
            }
        }
    }

    /// - Returns: `nil` while another process has it.
    private static func lock(_ configuration: DaemonConfiguration) throws(LedgerFault) -> InstallationLock? {
        do {
            return try InstallationLock(directory: configuration.state.directory)
        } catch .lockHeld {
            return nil
        }
    }

    static func ledger(
        _ configuration: DaemonConfiguration, witness: (any LedgerWitness)? = nil
    ) throws(LedgerFault) -> Ledger {
        try Ledger(
            directory: configuration.state.directory, keyFile: configuration.state.masterKeyFile,
            rendering: NationalXML(configuration), witness: witness)
    }

    static func cycle(
        _ configuration: DaemonConfiguration, _ ledger: Ledger, _ access: PortalAccess, now: Instant?,
        options: CycleOptions, watch: (any WorkWatch)? = nil
    ) throws(CommandEnd) -> Cycle {
        let zone = try zone()
        let clock = CycleClock(
            current: { Instant.current() },
            pause: { seconds in
                watch?.rests(seconds: seconds)
                try? await Task.sleep(for: .seconds(seconds))
            },
            jitter: { Double.random(in: 0...1) })
        var cycle = Cycle(
            configuration: configuration, ledger: ledger, portal: access.portal(configuration, clock), zone: zone,
            now: now ?? .current(),
            clock: clock, progress: .onTerminal(watch: watch), options: options)
        cycle.log = .process
        return cycle
    }

    static func zone() throws(CommandEnd) -> TimeZoneTable {
        if let zone = SystemZone.europeOslo() { return zone }
        throw CommandEnd.noTimeZone
    }

    static func prepareState(_ directory: String) throws(CommandEnd) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandEnd(
                .stateUnwritable,
                "The state directory \(directory) cannot be made: \((error as NSError).localizedDescription). "
                    + "Nothing was read or sent. Make it, or change state.directory.")
        }
    }
}
