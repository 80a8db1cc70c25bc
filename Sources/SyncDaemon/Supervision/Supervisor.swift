// What systemd hears of the service: that it is ready, what it is at, that it still moves, and that it ends. Without a
// supervisor all of it is silence.
//
// The watchdog is answered from a timer of its own, but only while the loop vouches for itself (`ServicePulse`): a loop
// that hangs is killed and started again, and goes on from what is durable.

import Foundation
import HTTPTransport
import SyncState

/// Where work says that it goes on.
protocol WorkWatch: Sendable {
    /// A step was made. A phase has a name; a step inside one has none.
    func moved(_ phase: String?, done: Int, of total: Int?)
    /// Nothing will be done for so long, and that is meant.
    func rests(seconds: Double)
}

final class Supervisor: WorkWatch {
    private enum Phase { case starting, running, stopping }

    private struct State {
        var pulse: ServicePulse
        var phase = Phase.starting
        var began: Double
        var activity = ""
        var said = ""
        var saidAt = -Double.infinity
    }

    /// A status is at most so often another.
    private static let statusSeconds = 1.0
    /// For what is asked at a time while it starts or ends; and how long starting may be asked for at all: a schema
    /// that is brought up to date has the time it takes, and a disk that never answers has not.
    private static let extensionSeconds = 30.0
    private static let startSecondsMax = 3_600.0
    /// A step may be as long as this, where nobody asks for the watchdog.
    private static let stallSecondsDefault = 150.0

    private let socket: LocalDatagram?
    private let state: LockBox<State>
    private let seconds: @Sendable () -> Double
    /// How often it is vouched for.
    private let beatSeconds: Double

    /// - Parameter seconds: a clock that nobody sets.
    init(_ environment: SupervisorEnvironment, seconds: @escaping @Sendable () -> Double = Supervisor.uptime) {
        let asked = environment.watchdogSeconds
        socket = environment.socket
        self.seconds = seconds
        let now = seconds()
        let pulse = ServicePulse(stallSeconds: asked.map { $0 / 2 } ?? Self.stallSecondsDefault, at: now)
        state = LockBox(State(pulse: pulse, began: now))
        beatSeconds = min((asked ?? Self.extensionSeconds) / 4, Self.extensionSeconds / 3)
    }

    /// Vouches for the service for as long as the result is held.
    func vouch() -> (any DispatchSourceTimer)? {
        guard socket != nil else { return nil }
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(
            deadline: .now(), repeating: beatSeconds, leeway: .milliseconds(Int(beatSeconds * 100)))
        timer.setEventHandler { [self] in beat() }
        timer.resume()
        return timer
    }

    static let uptime: @Sendable () -> Double = { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

    // MARK: What the service says

    func ready() {
        let activity = state.withLock { state in
            state.phase = .running
            return state.activity
        }
        tell(["READY=1", "STATUS=" + activity], waiting: true)
    }

    /// Between these two the configuration is read again.
    func reloading() {
        tell(["RELOADING=1", "MONOTONIC_USEC=\(DispatchTime.now().uptimeNanoseconds / 1_000)"], waiting: true)
    }
    func reloaded() { tell(["READY=1"], waiting: true) }

    func stopping() {
        state.withLock { $0.phase = .stopping }
        tell(["STOPPING=1", "STATUS=stopping: what is in flight is awaited"], waiting: true)
    }

    /// What it is at: one line, counts and names of phases, nothing of anybody.
    func isAt(_ activity: String) {
        let now = seconds()
        state.withLock { $0.activity = activity }
        tellStatus(at: now)
    }

    func moved(_ phase: String?, done: Int, of total: Int?) {
        let now = seconds()
        state.withLock { state in
            state.pulse.moved(at: now)
            if let phase {
                state.activity = phase + (total.map { " \(done) of \($0)" } ?? (done > 0 ? " \(done)" : ""))
            }
        }
        if phase != nil { tellStatus(at: now) }
    }

    func rests(seconds duration: Double) {
        let now = seconds()
        state.withLock { $0.pulse.rests(at: now, seconds: duration) }
    }

    // MARK: What systemd hears

    /// - Returns: what is to be said now; nothing for a service that hangs.
    func due(at now: Double) -> [String] {
        state.withLock { state in
            let longer = "EXTEND_TIMEOUT_USEC=\(Int(Self.extensionSeconds * 1e6))"
            switch state.phase {
            case .starting: return now - state.began <= Self.startSecondsMax ? [longer] : []
            case .running: return state.pulse.isAlive(at: now) ? ["WATCHDOG=1"] : []
            case .stopping: return state.pulse.isAlive(at: now) ? [longer, "WATCHDOG=1"] : []
            }
        }
    }

    private func beat() {
        let now = seconds()
        tell(due(at: now))
        tellStatus(at: now)
    }

    private func tellStatus(at now: Double) {
        guard socket != nil else { return }
        let status: String? = state.withLock { state in
            guard state.phase == .running, state.activity != state.said, now - state.saidAt >= Self.statusSeconds else {
                return nil
            }
            (state.said, state.saidAt) = (state.activity, now)
            return state.activity
        }
        if let status { tell(["STATUS=" + status]) }
    }

    /// - Parameter waiting: for room, as sd_notify(3) does: what is said once and never again. The kernel holds ten datagrams where it was
    ///   not told otherwise, and a beat that finds none follows soon.
    private func tell(_ lines: [String], waiting: Bool = false) {
        guard let socket, !lines.isEmpty else { return }
        socket.send(Array(lines.joined(separator: "\n").utf8), waiting: waiting)
    }
}

/// Whatever becomes durable is a step.
extension Supervisor: LedgerWitness {
    func willMake(_ change: LedgerChange) {}
    func didMake(_ change: LedgerChange) { moved(nil, done: 0, of: nil) }
}
