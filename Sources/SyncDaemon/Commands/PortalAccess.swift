// What the portal is spoken to with: connections, and what stands for us. The client's key is read here, once, and goes into
// the one value that signs with it.

import Foundation
import HTTPTransport
import PortalClient
import SyncCore

/// Connections to the portal and to the token service.
struct PortalAccess: Sendable {
    let session: HTTPSession
    let authorisation: any Authorisation

    /// - Throws: `CommandEnd` when the settings do not work, or a credential cannot be used.
    init(_ configuration: DaemonConfiguration) throws(CommandEnd) {
        authorisation = try Self.authorisation(configuration)
        session = try Self.openSession(configuration.portal)
    }

    /// With what stands for us already, for one cycle of many.
    init(_ configuration: DaemonConfiguration, authorisation: any Authorisation) throws(CommandEnd) {
        self.authorisation = authorisation
        session = try Self.openSession(configuration.portal)
    }

    func portal(_ configuration: DaemonConfiguration, _ clock: CycleClock) -> Helsenorge {
        Helsenorge(
            session: CountedExchange(session: session, requests: .process),
            configuration: HelsenorgeConfiguration(
                baseURL: configuration.portal.baseURL, authorisation: authorisation,
                requestsAtOnce: configuration.helseID.map { _ in configuration.portal.connectionsMax }),
            pause: clock.pause, jitter: clock.jitter)
    }

    static func authorisation(_ configuration: DaemonConfiguration) throws(CommandEnd) -> any Authorisation {
        do {
            if let settings = configuration.helseID {
                return TokenSource(
                    settings.client, key: try CredentialFile.clientKey(settings).get(), now: { Instant.current() },
                    newID: { UUID().uuidString.lowercased() },
                    pause: { seconds in try? await Task.sleep(for: .seconds(seconds)) },
                    jitter: { Double.random(in: 0...1) })
            }
            if configuration.portal.authorisation == .bearer, let path = configuration.portal.bearerTokenFile {
                return FixedToken(try CredentialFile.token(path).get())
            }
        } catch {
            throw CommandEnd(.configurationInvalid, error.description + " Nothing was sent.")
        }
        return NoAuthorisation()
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
}
