// What the service is doing, in memory: written by its loop in passing, read by whoever asks. Nothing here waits for
// anything.

import Foundation
import HTTPTransport
import SyncCore
import SyncState

final class StatusBoard: Sendable {
    enum Phase: Equatable, Sendable {
        /// The ledger is being opened.
        case starting
        case idle
        case night(since: Instant)
        case day(since: Instant)
    }

    /// The end of the newest attempt at a cycle, in the ledger or not.
    struct Attempt: Equatable, Sendable {
        let command: String
        let exitCode: ExitCode
        let at: Instant
    }

    struct Now: Sendable {
        var phase = Phase.starting
        var attempt: Attempt?
        var isConfigurationRefused = false
        var setup: Setup?
    }

    /// What is in force.
    struct Setup: Sendable {
        let configuration: DaemonConfiguration
        let zone: TimeZoneTable
        let facts: FactsReading
    }

    let started: Instant
    private let state = LockBox(Now())

    init(started: Instant) { self.started = started }

    var now: Now { state.withLock { $0 } }

    /// - Throws: `LedgerFault` when there is no second way into the ledger.
    func opened(_ configuration: DaemonConfiguration, _ ledger: Ledger, zone: TimeZoneTable) throws(LedgerFault) {
        let facts = FactsReading(try ledger.reader()) { .current() }
        state.withLock {
            $0.setup = Setup(configuration: configuration, zone: zone, facts: facts)
            $0.isConfigurationRefused = false
            if $0.phase == .starting { $0.phase = .idle }
        }
    }

    func configurationRefused() { state.withLock { $0.isConfigurationRefused = true } }

    func began(_ phase: Phase) { state.withLock { $0.phase = phase } }

    func ended() { state.withLock { $0.phase = .idle } }

    /// - Parameter code: of the night's cycle.
    func attempted(_ code: ExitCode, command: String = "run", at now: Instant) {
        state.withLock { $0.attempt = Attempt(command: command, exitCode: code, at: now) }
    }
}
