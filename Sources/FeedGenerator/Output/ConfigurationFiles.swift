// The configuration a daemon needs to take a municipality in: complete, and for test installations only.

import Foundation

/// What stands for the daemon at the portal.
enum PortalAuth: String, CaseIterable, Sendable {
    case off
    case helseid
}

/// Writes `config/`, or what of it belongs to one source.
struct ConfigurationFiles {
    let municipality: Municipality
    /// The absolute folder everything lies in.
    let root: URL
    let portalURL: String
    var auth = PortalAuth.off
    let snapshotDays: Int
    let horizonDays: Int
    var transport = Transport.directory
    var outboxURL = "http://127.0.0.1:8482/utboks"
    /// The source's feed folder, from `root`.
    var feed = "epj"
    /// The id of the source that has taken this one's place.
    var replacedBy: String?

    /// Writes the source's file, and its credential where it has one, below `config`; throws `WriteError`.
    func writeSource(to config: URL) throws {
        let sources = config.appending(path: "sources.d")
        try makeFolder(sources)
        try writeFile(source.utf8, to: sources.appending(path: "\(municipality.sourceId).toml"))
        guard transport == .outbox else { return }
        try writeFile(Self.token.utf8, to: config.appending(path: tokenName), mode: 0o600)
    }

    /// Writes the daemon's own file below `config`; throws `WriteError`.
    func writeDaemon(to config: URL) throws {
        try makeFolder(config)
        try writeFile(daemon.utf8, to: config.appending(path: "epjsyncd.toml"))
    }

    /// The bearer token a test server asks for.
    static let token = "synthetic-outbox-token\n"

    /// Where the messages are.
    private var place: String {
        transport == .outbox
            ? "url = \(outboxURL.toml)\ntoken = \"\(tokenName)\"" : "path = \(root.appending(path: feed).path.toml)"
    }

    /// Two outboxes of one run have a file each.
    private var tokenName: String { feed == "epj" ? "outbox.token" : "\(municipality.sourceId).token" }

    /// A local portal's HelseID: issuer, token service and interfaces at one address.
    private var helseID: String {
        guard auth == .helseid else { return "" }
        let scopes = ["helsenorgeaktivsjekken", "helsekontakter", "avtaler"].map {
            "\"nhn:helsenorge.eksternapi/\($0)\""
        }
        return """
            [helseid]
            issuer = \(portalURL.toml)
            client_id = "epjsyncd-test"
            key = "helseid.pem"
            key_id = "test"
            algorithm = "ES256"
            scopes = [\(scopes.joined(separator: ", "))]

            """
    }

    /// A local portal, and a pace that does not make anybody wait.
    var daemon: String {
        """
        # A synthetic municipality: for test installations only.
        [state]
        directory = \(root.appending(path: "state").path.toml)
        master_key = "master.key"
        [input]
        synthetic_numbers = "accept"
        [portal]
        base_url = \(portalURL.toml)
        connections_max = 8
        max_in_flight = 16
        requests_per_second_max = 1000
        connect_timeout_seconds = 5
        response_timeout_seconds = 15
        http2 = false
        dpop = \(auth == .helseid)
        auth = "\(auth.rawValue)"
        hides_past = true
        settle_seconds = 60
        \(helseID)[night]
        start = "01:00"
        end = "05:30"
        horizon_days = \(horizonDays)
        recheck_days = 7
        stated_days_max = 30
        [day]
        enabled = true
        interval_seconds = 30
        [status]
        listen = "127.0.0.1:9464"

        """
    }

    /// The source, its opened services and the four reasons, mapped to the codes "1" to "4".
    var source: String {
        let services = municipality.services.filter(\.isOpened).map(service).joined()
        let replacement = replacedBy.map { "replaced_by = \"\($0)\"\n" } ?? ""
        let reasons = CancellationReason.allCases.map { "\($0.rawValue.toml) = \"\($0.code)\"\n" }.joined()
        return """
            id = "\(municipality.sourceId)"
            municipality_number = "\(municipality.number)"
            organisation_number = "\(municipality.organisationNumber)"
            her_id = "\(municipality.herId)"
            identifier_system = "\(municipality.identifierSystem)"
            adapter = "\(municipality.adapter.rawValue)"
            transport = "\(transport.rawValue)"
            \(place)
            snapshot_days = \(snapshotDays)
            statement_max_age_hours = \(municipality.adapter.statementMaxAgeHours)
            cancellation_reason_default = "\(CancellationReason.byService.code)"
            cancellations_reach_epj = false
            \(replacement)\(services)[cancellation_reasons]
            \(reasons)
            """
    }

    private func service(_ service: Service) -> String {
        let iplos = municipality.adapter == .cosdoc ? service.iplos.map { "\"\($0)\"" } ?? "" : ""
        return """
            [[service]]
            id = "\(service.id)"
            her_ids = ["\(service.unit.herId)"]
            name = \(service.shownName.toml)
            iplos = [\(iplos)]
            place = "home"
            show_appointments = true
            show_description = \(service.showsDescription)
            show_employee_name = \(service.showsEmployee)

            """
    }
}

extension String {
    /// The text as a TOML basic string, quotation marks included.
    var toml: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case let control where control.value < 0x20 || control.value == 0x7F:
                let digits = String(control.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
