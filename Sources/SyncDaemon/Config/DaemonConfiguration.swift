// The configuration as values: everything checked, every default filled in, every file name resolved.

import EPJAdapters
import SyncCore

struct DaemonConfiguration {
    enum PortalAuthorisation: String, CaseIterable {
        case helseid
        case bearer
        case off
    }

    struct State {
        var directory: String
        var masterKeyFile: String
    }

    struct PortalSettings {
        var baseURL: String
        var connectionsMax: Int
        var maxInFlight: Int
        var requestsPerSecondMax: Int
        var connectTimeoutSeconds: Int
        var responseTimeoutSeconds: Int
        var http2: Bool
        var authorisation: PortalAuthorisation
        var bearerTokenFile: String?
        var settleSeconds: Int
        var certificateAuthorityFile: String?
        var proxy: String?
    }

    struct Night {
        var horizonDays: Int
        /// Whoever was last asked about longer ago is asked about again.
        var recheckDays: Int
        var statedDaysMax: Int
    }

    var state: State
    var syntheticNumbers: NationalIdentityNumber.SyntheticNumbers
    /// Roots around a MsgHead that are read through.
    var wrappers: Set<Wrapper>
    var portal: PortalSettings
    var night: Night
    var limits: Limits
    var sources: [SourceConfiguration]
    /// Keys that are part of the interface and have no effect in this version.
    var unusedKeys: [String]
}

struct SourceConfiguration {
    var id: String
    var municipalityNumber: String
    var rules: SourceRules
    var adapter: AdapterKind
    /// Holds inbox/, taken/, refused/, outgoing/.
    var path: String
}
