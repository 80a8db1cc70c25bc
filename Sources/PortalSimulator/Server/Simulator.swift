// The whole simulator: one memory, one clock, and two servers that share them.

/// Settings of a simulator; each is a flag of the command.
struct SimulatorSettings: Equatable, Sendable {
    /// 0 lets the system choose.
    var port = 8480
    var adminPort = 8481
    var authentication = Authentication.bearer
    var state = PortalStore.Location.memory
    var hidesPast = true
    var deletesOnWithdrawal = false
    var changesKeptDays = 365
    var helseID: HelseIDSettings?
}

/// The ports in use.
struct SimulatorPorts: Equatable, Sendable {
    var portal: Int
    var admin: Int

    /// The line on standard output that tells whoever started the simulator where it is.
    var announcement: String {
        "portal-simulator: portal http://127.0.0.1:\(portal) admin http://127.0.0.1:\(admin)"
    }
}

/// A port that could not be opened.
struct PortUnavailable: Error, Equatable, CustomStringConvertible {
    var port: Int
    var flag: String
    var isInUse: Bool

    var description: String {
        "portal-simulator: port \(port) on 127.0.0.1 "
            + (isInUse ? "is in use by another program" : "cannot be opened")
            + "; nothing was started. Choose another with \(flag), or 0 for a free one."
    }
}

/// Two servers over one memory.
struct Simulator: Sendable {
    let settings: SimulatorSettings
    let store: PortalStore
    let clock = SimulatorClock()
    let faults = FaultSwitch()

    /// Opens the state.
    /// - Throws: `DatabaseError` when the state file cannot be used.
    init(_ settings: SimulatorSettings) throws {
        self.settings = settings
        store = try PortalStore(settings.state, deletesOnWithdrawal: settings.deletesOnWithdrawal)
    }

    /// Serves until the task is cancelled, or a port cannot be opened.
    /// - Parameter onRunning: called once, when both ports accept connections.
    /// - Throws: `PortUnavailable`.
    func run(onRunning: @escaping @Sendable (SimulatorPorts) -> Void) async throws {
        let portal = Portal(
            store: store, clock: clock, faults: faults, authentication: settings.authentication,
            helseID: settings.helseID.map { HelseID($0, clock: clock) }, changesKeptDays: settings.changesKeptDays)
        let admin = Admin(store: store, clock: clock, faults: faults, hidesPast: settings.hidesPast)
        let (opened, opening) = AsyncStream.makeStream(of: OpenedPort.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let server = LoopbackApplication(
                    bodyBytesMax: Portal.bodyBytesMax, clock: clock, react: portal.react)
                try await serve(server, port: settings.port, flag: "--port") { opening.yield(.portal($0)) }
            }
            group.addTask {
                let server = LoopbackApplication(
                    bodyBytesMax: Admin.bodyBytesMax, clock: clock, react: admin.react)
                try await serve(server, port: settings.adminPort, flag: "--admin-port") { opening.yield(.admin($0)) }
            }
            group.addTask {
                var ports = SimulatorPorts(portal: 0, admin: 0)
                for await port in opened {
                    switch port {
                    case .portal(let number): ports.portal = number
                    case .admin(let number): ports.admin = number
                    }
                    if ports.portal > 0, ports.admin > 0 { return onRunning(ports) }
                }
            }
            // The first port that fails ends the other server too.
            for try await _ in group {}
        }
    }

    private enum OpenedPort: Sendable {
        case portal(Int)
        case admin(Int)
    }

    private func serve(
        _ server: LoopbackApplication, port: Int, flag: String, onRunning: @escaping @Sendable (Int) async -> Void
    ) async throws {
        do {
            try await server.run(port: port, onRunning: onRunning)
        } catch {
            guard !Task.isCancelled else { return }
            // NIO's own error type says it by its text: EADDRINUSE.
            let isInUse = String(describing: error).contains("Address already in use")
            throw PortUnavailable(port: port, flag: flag, isInUse: isInUse)
        }
    }
}
