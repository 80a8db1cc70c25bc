// Everything a cycle needs, put together once for every command that runs one.

import Foundation
import HTTPTransport
import PortalClient
import SyncCore
import SyncState

enum CycleRunning {
    /// Takes the lock, opens the ledger, runs a cycle and prints its report.
    static func run(
        _ extent: Cycle.Extent, options: CommonOptions, now: Instant?, resends: Bool = false
    ) async throws -> ExitCode {
        let configuration = try options.load()
        guard let zone = SystemZone.europeOslo() else {
            throw CommandEnd(
                .configurationInvalid, "This system has no time zone data for Europe/Oslo. Install tzdata.")
        }
        try prepareState(configuration.state.directory)
        let lock = try InstallationLock(directory: configuration.state.directory)
        let ledger = try Ledger(
            directory: configuration.state.directory, keyFile: configuration.state.masterKeyFile,
            rendering: NationalXML(configuration))
        let session = try openSession(configuration.portal)
        let clock = CycleClock(
            current: { Instant.current() },
            pause: { seconds in try? await Task.sleep(for: .seconds(seconds)) })
        let portal = Helsenorge(
            session: session,
            configuration: HelsenorgeConfiguration(
                baseURL: configuration.portal.baseURL, bearerToken: try token(configuration.portal)),
            pause: clock.pause, jitter: { Double.random(in: 0...1) })
        var cycle = Cycle(
            configuration: configuration, ledger: ledger, portal: portal, zone: zone, now: now ?? .current(),
            clock: clock, progress: .onTerminal)
        cycle.resends = resends
        let report = try await cycle.run(extent)
        await session.close()
        try Output.standard(options.json ? ReportJSON.text(report) : ReportText.text(report))
        withExtendedLifetime(lock) {}
        return report.exitCode
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

    private static func openSession(_ portal: DaemonConfiguration.PortalSettings) throws(CommandEnd) -> HTTPSession {
        do {
            return try HTTPSession(configuration: transport(portal))
        } catch {
            throw CommandEnd(.configurationInvalid, "The portal's settings do not work: \(error.description).")
        }
    }

    /// Requests in flight beyond the connections wait inside the session; their time-out begins with their turn.
    static func transport(_ portal: DaemonConfiguration.PortalSettings) -> HTTPTransportConfiguration {
        HTTPTransportConfiguration(
            connectionsMax: portal.connectionsMax, http2: portal.http2,
            connectTimeoutSeconds: portal.connectTimeoutSeconds,
            responseTimeoutSeconds: portal.responseTimeoutSeconds,
            certificateAuthorityFile: portal.certificateAuthorityFile, proxy: portal.proxy,
            userAgent: "epjsyncd/" + EPJSyncDaemon.configuration.version)
    }

    private static func token(_ portal: DaemonConfiguration.PortalSettings) throws(CommandEnd) -> BearerToken? {
        guard portal.authorisation == .bearer, let path = portal.bearerTokenFile else { return nil }
        let token = try CredentialFile.token(path).mapError { objection in
            CommandEnd(.configurationInvalid, objection.description + " Nothing was sent.")
        }.get()
        return token
    }
}
