// How a source's messages arrive: the keys of its transport, and none of another's.

import EPJAdapters

extension ConfigurationReading {
    private static let outboxKeys = ["url", "token", "client_certificate", "client_key", "ca_file"]

    func feed(_ table: ConfigTable, of adapter: AdapterKind) -> FeedPlace {
        let transport = table.choice("transport", default: Transport(standardOf: adapter)) ?? .directory
        switch transport {
        case .directory: return .directory(path: feedPath(table, transport))
        case .bundle: return .bundle(path: feedPath(table, transport))
        case .outbox: return .outbox(outbox(table))
        }
    }

    private func feedPath(_ table: ConfigTable, _ transport: Transport) -> String {
        for key in Self.outboxKeys where table.has(key) {
            _ = table.string(key)
            table.complain(key, "is of transport \"outbox\" only; this source's is \"\(transport.rawValue)\"")
        }
        let path = table.required("path")
        if !path.isEmpty, !path.hasPrefix("/") {
            table.complain("path", "must be an absolute path; it holds inbox/, taken/, refused/ and outgoing/")
        }
        return path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    private func outbox(_ table: ConfigTable) -> OutboxSettings {
        if table.has("path") {
            _ = table.string("path")
            table.complain("path", "is of the transports \"directory\" and \"bundle\"; an outbox has its url only")
        }
        let url = table.required("url")
        let settings = OutboxSettings(
            url: url.hasSuffix("/") ? String(url.dropLast()) : url, tokenFile: table.string("token").map(credential),
            clientCertificateFile: table.string("client_certificate").map(credential),
            clientKeyFile: table.string("client_key").map(credential),
            certificateAuthorityFile: table.string("ca_file").map(resolve))
        check(settings, table)
        return settings
    }

    private func check(_ settings: OutboxSettings, _ table: ConfigTable) {
        if !settings.url.isEmpty, !PortalAddress.isUsable(settings.url) {
            table.complain("url", "must be https://HOST/PATH, or http:// to a loopback address, without a query")
        }
        let hasCertificate = settings.clientCertificateFile != nil
        if hasCertificate != (settings.clientKeyFile != nil) {
            let missing = hasCertificate ? "client_key" : "client_certificate"
            table.complain(missing, "is missing; client_certificate and client_key go together")
        }
        if settings.tokenFile == nil, !hasCertificate, !settings.url.isEmpty, !PortalAddress.isLoopback(settings.url) {
            table.complain("token", "is missing; an outbox needs token, or client_certificate and client_key")
        }
    }
}
