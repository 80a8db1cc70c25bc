// What systemd says to a service of Type=notify by its environment (sd_notify(3), sd_watchdog_enabled(3)).

import HTTPTransport

struct SupervisorEnvironment: Sendable {
    /// Where it listens; `nil` without a supervisor.
    var socket: LocalDatagram?
    /// Within this it wants to hear that all is well; `nil` when it does not ask.
    var watchdogSeconds: Double?

    init(_ environment: [String: String], process: Int32) {
        socket = environment["NOTIFY_SOCKET"].flatMap(LocalDatagram.init)
        // Meant for this process, and not for whoever started it.
        let isMeant = environment["WATCHDOG_PID"].map { Int32($0) == process } ?? true
        guard isMeant, let microseconds = environment["WATCHDOG_USEC"].flatMap(UInt64.init), microseconds > 0 else {
            return
        }
        watchdogSeconds = Double(microseconds) / 1e6
    }
}
