// The configuration as values: everything checked, every default filled in, every file name resolved.

import EPJAdapters
import Logging
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
        /// A9.
        var hidesPast = true
    }

    struct Night {
        /// When the resident service runs its cycle.
        var window: NightWindow
        var horizonDays: Int
        /// Whoever was last asked about longer ago is asked about again.
        var recheckDays: Int
        var statedDaysMax: Int
    }

    /// How long what is past is kept.
    struct Retention: Equatable {
        /// Originals of messages that were read.
        var originalsDays = 30
        /// Messages in quarantine; longer than their sender waits for his receipt.
        var quarantinedDays = 180
        var runsDays = 400
        /// Appointments, by their end, and contacts that ended.
        var endedAppointmentsDays = 400
    }

    var state: State
    var syntheticNumbers: NationalIdentityNumber.SyntheticNumbers
    /// Roots around a MsgHead that are read through.
    var wrappers: Set<Wrapper>
    var portal: PortalSettings
    /// `nil` where the portal is spoken to without it.
    var helseID: HelseIDSettings?
    var night: Night
    /// Whether the resident service tells what cannot wait for the night.
    var tellsByDay: Bool
    /// By day the resident service hears an EPJ within this.
    var dayIntervalSeconds: Int
    var guardLimits: GuardLimits
    var limits: Limits
    var retention: Retention
    var status: StatusSettings
    var logLevel: Logger.Level
    var sources: [SourceConfiguration]
}

struct SourceConfiguration {
    var id: String
    var municipalityNumber: String
    var rules: SourceRules
    var adapter: AdapterKind
    var feed: FeedPlace
    /// The source that takes over its citizens.
    var replacedBy: String?
}

/// Where a source's messages come from; sources that name the same place share it.
enum FeedPlace: Hashable {
    /// The path holds inbox/, taken/, refused/, outgoing/.
    case directory(path: String)
    case bundle(path: String)
    case outbox(OutboxSettings)

    /// For people.
    var address: String {
        switch self {
        case .directory(let path), .bundle(let path): path
        case .outbox(let settings): settings.url
        }
    }

    var transport: Transport {
        switch self {
        case .directory: .directory
        case .bundle: .bundle
        case .outbox: .outbox
        }
    }
}

enum Transport: String, CaseIterable {
    case directory
    case bundle
    case outbox

    /// What an EPJ uses where its source does not say.
    init(standardOf adapter: AdapterKind) {
        switch adapter {
        case .gerica: self = .directory
        case .profil: self = .bundle
        case .cosdoc: self = .outbox
        }
    }
}

struct OutboxSettings: Hashable {
    /// Without query.
    var url: String
    var tokenFile: String?
    var clientCertificateFile: String?
    var clientKeyFile: String?
    /// In place of the system's authorities.
    var certificateAuthorityFile: String?
    /// From asking to the last byte of a page.
    var responseTimeoutSeconds = 60
    /// Beyond the largest message. A page is held in memory, so one with more bytes is asked for with fewer messages.
    var pageBytesMax = 64 << 20
}
