// How a source's messages arrive, as the configuration says it: each adapter's own transport, any other by name, and every
// key of one transport refused in another.

import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct TransportConfigurationTests {
    private let main = "[portal]\nbase_url = \"http://127.0.0.1:9\"\nauth = \"off\"\n"

    private func source(_ keys: String, adapter: String = "gerica", id: String = "a", herID: String = "87688") -> String
    {
        NightHarness.source(path: "PATH", services: NightHarness.standardServices)
            .replacing("path = \"PATH\"", with: keys).replacing("\"gerica\"", with: "\"\(adapter)\"")
            .replacing("9901-gerica", with: id).replacing("87688", with: herID)
    }

    private func load(_ sources: String...) -> Result<DaemonConfiguration, ConfigurationFiles.Invalid> {
        Result { () throws(ConfigurationFiles.Invalid) in
            guard let folder = try? TemporaryFolder() else { throw ConfigurationFiles.Invalid(problems: []) }
            try? folder.write(main, to: "epjsyncd.toml")
            for (number, source) in sources.enumerated() { try? folder.write(source, to: "sources.d/\(number).toml") }
            return try ConfigurationFiles(credentialsDirectory: nil).load(folder.file("epjsyncd.toml"))
        }
    }

    private func problems(_ sources: Result<DaemonConfiguration, ConfigurationFiles.Invalid>) -> [String] {
        if case .failure(let invalid) = sources { return invalid.problems.map(\.description) }
        return []
    }

    private let outbox = "url = \"https://epj.example/utboks/\"\ntoken = \"/credentials/epj.token\""

    @Test func everyAdapterHasItsOwnTransport() throws {
        let path = "path = \"/srv/epj/9901/\""
        #expect(try load(source(path)).get().sources[0].feed == .directory(path: "/srv/epj/9901"))
        #expect(try load(source(path, adapter: "profil")).get().sources[0].feed == .bundle(path: "/srv/epj/9901"))
        let settings = OutboxSettings(url: "https://epj.example/utboks", tokenFile: "/credentials/epj.token")
        #expect(try load(source(outbox, adapter: "cosdoc")).get().sources[0].feed == .outbox(settings))
    }

    @Test(arguments: ["gerica", "profil", "cosdoc"]) func anyAdapterMayUseAnyTransport(_ adapter: String) throws {
        for (keys, transport) in [
            ("path = \"/srv/epj\"\ntransport = \"directory\"", Transport.directory),
            ("path = \"/srv/epj\"\ntransport = \"bundle\"", .bundle),
            (outbox + "\ntransport = \"outbox\"", .outbox),
        ] {
            #expect(try load(source(keys, adapter: adapter)).get().sources[0].feed.transport == transport)
        }
    }

    @Test func aCertificateInPlaceOfAToken() throws {
        let keys = """
            transport = "outbox"
            url = "https://epj.example/utboks"
            client_certificate = "/credentials/epj.pem"
            client_key = "/credentials/epj.key"
            ca_file = "/etc/epjsyncd/epj-ca.pem"
            """
        let settings = OutboxSettings(
            url: "https://epj.example/utboks", clientCertificateFile: "/credentials/epj.pem",
            clientKeyFile: "/credentials/epj.key", certificateAuthorityFile: "/etc/epjsyncd/epj-ca.pem")
        #expect(try load(source(keys)).get().sources[0].feed == .outbox(settings))
    }

    static let table: [(keys: String, problem: String)] = [
        ("transport = \"bundle\"", "path is missing; it is required."),
        ("transport = \"ftp\"\npath = \"/srv\"", "transport must be one of \"directory\", \"bundle\", \"outbox\"."),
        (
            "path = \"/srv\"\nurl = \"https://epj.example\"",
            "url is of transport \"outbox\" only; this source's is \"directory\"."
        ),
        (
            "transport = \"bundle\"\npath = \"/srv\"\nclient_key = \"k\"",
            "client_key is of transport \"outbox\" only; this source's is \"bundle\"."
        ),
        ("transport = \"outbox\"\ntoken = \"t\"", "url is missing; it is required."),
        (
            "transport = \"outbox\"\nurl = \"https://epj.example\"\ntoken = \"t\"\npath = \"/srv\"",
            "path is of the transports \"directory\" and \"bundle\"; an outbox has its url only."
        ),
        (
            "transport = \"outbox\"\nurl = \"http://epj.example\"\ntoken = \"t\"",
            "url must be https://HOST/PATH, or http:// to a loopback address, without a query."
        ),
        (
            "transport = \"outbox\"\nurl = \"https://epj.example?a=b\"\ntoken = \"t\"",
            "url must be https://HOST/PATH, or http:// to a loopback address, without a query."
        ),
        (
            "transport = \"outbox\"\nurl = \"https://epj.example\"",
            "token is missing; an outbox needs token, or client_certificate and client_key."
        ),
        (
            "transport = \"outbox\"\nurl = \"https://epj.example\"\nclient_certificate = \"c\"",
            "client_key is missing; client_certificate and client_key go together."
        ),
        (
            "transport = \"outbox\"\nurl = \"https://epj.example\"\ntoken = \"t\"\nclient_key = \"k\"",
            "client_certificate is missing; client_certificate and client_key go together."
        ),
    ]

    @Test(arguments: table.indices) func problem(_ index: Int) {
        let (keys, problem) = Self.table[index]
        #expect(problems(load(source(keys))) == ["sources.d/0.toml: " + problem])
    }

    @Test func sourcesThatShareAFeedAgreeOnIt() {
        let first = source("path = \"/srv/epj\"", id: "a")
        #expect(problems(load(first, source("path = \"/srv/epj\"", id: "b", herID: "87699"))) == [])
        #expect(
            problems(load(first, source("path = \"/srv/epj\"\ntransport = \"bundle\"", id: "b", herID: "87699"))) == [
                "sources.d: two sources share the feed /srv/epj and say different things of it; transport, token and "
                    + "certificates must be the same."
            ])
    }

    @Test func checkConfigNamesTheTransport() throws {
        let summary = ConfigurationSummary(try load(source("path = \"/srv/epj\"", adapter: "profil")).get())
        #expect(
            summary.text.contains(
                "  source      a: profil, 2 services opened, 2 with appointments, bundle /srv/epj"))
        #expect(summary.json.contains("\"transport\":\"bundle\""))
    }
}
