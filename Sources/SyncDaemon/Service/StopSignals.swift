// SIGTERM and SIGINT end the service and a cycle by hand, SIGHUP reads the service's configuration again. A cycle that is
// under way is asked to end, has eight seconds for what is in flight, and after that gives it up; a second signal gives it
// up at once.

import Foundation
import HTTPTransport

final class StopSignals: Sendable {
    /// What is in flight is awaited for this long; systemd and the operator wait ten.
    static let awaitSeconds = 8.0

    private struct State {
        var signals = 0
        var giveUp: (@Sendable () -> Void)?
    }

    private let state = LockBox(State())
    private let wakeUps: WakeUps
    private let willStop: @Sendable () -> Void

    /// - Parameter willStop: called with the first signal to stop.
    init(_ wakeUps: WakeUps, willStop: @escaping @Sendable () -> Void = {}) {
        self.wakeUps = wakeUps
        self.willStop = willStop
    }

    /// Listens for as long as the result is held.
    func listen() -> [any DispatchSourceSignal] {
        listenForStops() + [source(SIGHUP) { [wakeUps] in wakeUps.ring(.configuration) }]
    }

    /// The same without SIGHUP, which ends a cycle by hand as it ends every program whose terminal is gone.
    func listenForStops() -> [any DispatchSourceSignal] {
        // Dispatch blocks the signals and takes them from a descriptor; ignoring them as well would lose them.
        [SIGTERM, SIGINT].map { source($0) { [self] in stop() } }
    }

    private func source(_ signal: Int32, _ body: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
        let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
        source.setEventHandler(handler: body)
        source.resume()
        return source
    }

    var isStopping: Bool { state.withLock { $0.signals > 0 } }

    func stop() {
        let (signals, giveUp) = state.withLock { state in
            state.signals += 1
            return (state.signals, state.giveUp)
        }
        if signals == 1 { willStop() }
        wakeUps.ring(.stop)
        if signals > 1 {
            giveUp?()
        } else {
            DispatchQueue.global().asyncAfter(deadline: .now() + Self.awaitSeconds) { [self] in
                state.withLock { $0.giveUp }?()
            }
        }
    }

    /// Runs work that stops when it is asked to, and is cancelled when that takes too long.
    func givingUp<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let task = Task { try await work() }
        state.withLock { $0.giveUp = { task.cancel() } }
        defer { state.withLock { $0.giveUp = nil } }
        return try await task.value
    }
}
