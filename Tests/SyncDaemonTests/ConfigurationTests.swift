// The configuration: every problem named with file and key, all at once, and the committed example valid.

import Foundation
import SyncCore
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct ConfigurationTests {
    private func problems(_ main: String, source: String? = nil) throws -> [String] {
        let folder = try TemporaryFolder()
        try folder.write(main, to: "epjsyncd.toml")
        try folder.write(
            source ?? NightHarness.source(path: "/srv/epj/9901", services: NightHarness.standardServices),
            to: "sources.d/a.toml")
        do {
            _ = try ConfigurationFiles(credentialsDirectory: nil).load(folder.file("epjsyncd.toml"))
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    private static let portal = "[portal]\nbase_url = \"http://127.0.0.1:9\"\nauth = \"off\"\n"

    static let table: [(toml: String, problem: String)] = [
        (portal + "max_in_fligth = 3", "epjsyncd.toml: portal.max_in_fligth is unknown; did you mean max_in_flight?"),
        (portal + "max_in_flight = 0", "epjsyncd.toml: portal.max_in_flight is 0; it must be 1 to 1000 requests."),
        (
            portal + "max_in_flight = \"3\"",
            "epjsyncd.toml: portal.max_in_flight is a string; it must be a whole number of requests."
        ),
        (portal + "http2 = 1", "epjsyncd.toml: portal.http2 is a whole number; it must be true or false."),
        (portal + "[stat]\nx = 1", "epjsyncd.toml: stat is unknown; did you mean state?"),
        ("state = 3\n" + portal, "epjsyncd.toml: state is a whole number; it must be a table, [state]."),
        (
            "[portal]\nbase_url = \"http://portal.example\"\nauth = \"bearer\"\nbearer_token = \"t\"",
            "epjsyncd.toml: portal.base_url must be https://HOST, or http:// to a loopback address, without a query."
        ),
        (
            "[portal]\nbase_url = \"https://portal.example\"\nauth = \"off\"",
            "epjsyncd.toml: portal.auth is \"off\", which is allowed to loopback addresses only."
        ),
        (
            "[portal]\nbase_url = \"https://portal.example\"\nauth = \"bearer\"",
            "epjsyncd.toml: portal.bearer_token is missing; auth = \"bearer\" needs the name of the token's file."
        ),
        (
            "[portal]\nbase_url = \"https://portal.example\"",
            "epjsyncd.toml: helseid.issuer is missing; it is required."
        ),
        (
            portal + "[night]\nstart = \"1:00\"",
            "epjsyncd.toml: night.start must be a time of day in Norway, \"HH:MM\", such as \"01:00\"."
        ),
        (
            portal + "[night]\nend = \"24:00\"",
            "epjsyncd.toml: night.end must be a time of day in Norway, \"HH:MM\", such as \"01:00\"."
        ),
        (portal + "[night]\nend = 530", "epjsyncd.toml: night.end is a whole number; it must be a string."),
        (
            portal + "[night]\nstart = \"05:30\"",
            "epjsyncd.toml: night.end is the same as start; a night that is over when it begins has no cycle."
        ),
        (
            portal + "[day]\ninterval_seconds = 0",
            "epjsyncd.toml: day.interval_seconds is 0; it must be 1 to 3600 seconds."
        ),
        ("[portal]\nauth = \"off\"", "epjsyncd.toml: portal.base_url is missing; it is required."),
        (
            portal + "[input]\nsynthetic_numbers = \"maybe\"",
            "epjsyncd.toml: input.synthetic_numbers must be one of \"refuse\", \"accept\"."
        ),
        (
            portal + "[limits]\nmessage_bytes_max = 99999999999999",
            "epjsyncd.toml: limits.message_bytes_max is 99999999999999; it must be 1024 to 1073741824 bytes."
        ),
    ]

    @Test(arguments: table.indices)
    func problem(_ index: Int) throws {
        #expect(try problems(Self.table[index].toml).contains(Self.table[index].problem))
    }

    @Test func whatIsNoTOMLIsNamedByLineAndColumn() throws {
        let found = try problems("[portal\n")
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("epjsyncd.toml, line 1, column 8: this is not TOML: "))
    }

    static let sources: [(change: (String, String), problem: String)] = [
        (
            ("adapter = \"gerica\"", "adapter = \"epic\""),
            "sources.d/a.toml: adapter must be one of \"gerica\", \"profil\", \"cosdoc\"."
        ),
        (("her_id = \"87688\"", ""), "sources.d/a.toml: her_id is missing; it is required."),
        (
            ("organisation_number = \"999944454\"", "organisation_number = \"99994445\""),
            "sources.d/a.toml: organisation_number must be 9 digits, in quotation marks."
        ),
        (
            ("\"Avlyst - ikke hjemme\" = \"2\"", ""),
            "sources.d/a.toml: cancellation_reasons.Avlyst - ikke hjemme is missing; it is required."
        ),
        (
            ("her_ids = [\"95316\"]", ""),
            "sources.d/a.toml: service[1].her_ids is missing; list the HER-ids under which the service speaks, or [\"*\"]."
        ),
        (
            ("name = \"Hjemmesykepleie\"", "name = \"Hjemmesykepleie\"\ncitizen_may_cancel = true"),
            "sources.d/a.toml: service[1].citizen_may_cancel is true, but cancellations_reach_epj is not: a citizen must not cancel into a void."
        ),
        (
            ("path = \"/srv/epj/9901\"", "path = \"srv\""),
            "sources.d/a.toml: path must be an absolute path; it holds inbox/, taken/, refused/ and outgoing/."
        ),
    ]

    @Test(arguments: sources.indices)
    func sourceProblem(_ index: Int) throws {
        let (change, problem) = Self.sources[index]
        let text = NightHarness.source(path: "/srv/epj/9901", services: NightHarness.standardServices)
            .replacing(change.0, with: change.1)
        #expect(try problems(Self.portal, source: text).contains(problem))
    }

    @Test func allProblemsAreToldAtOnce() throws {
        #expect(try problems("[portal]\nauth = \"off\"\nhttp3 = true\n[nigth]\n").count >= 3)
    }

    @Test func aServiceHasAnAddressAndATelephoneNumberOrNone() throws {
        let service = "[[service]]\nid = \"9\"\nher_ids = [\"95316\"]\nname = \"Hjemmesykepleie\"\n"
        let night = try NightHarness(services: service + "address = \"Storgata 1\"\ntelephone = \"22 00 00 00\"\n")
        let told = night.configuration.sources[0].rules.services[0]
        #expect(told.address == "Storgata 1" && told.telephone == "22 00 00 00")
        #expect(try NightHarness(services: service).configuration.sources[0].rules.services[0].address == nil)
        let source = NightHarness.source(path: "/srv/epj/9901", services: service + "address = \" \"")
        #expect(
            try problems(Self.portal, source: source) == [
                "sources.d/a.toml: service[1].address is empty; leave it out where there is none."
            ])
    }

    /// The committed example is what an operator starts from.
    @Test func theExampleIsValidAndNamesEveryKey() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let folder = try TemporaryFolder()
        let main = try String(contentsOfFile: root + "/config/epjsyncd.toml", encoding: .utf8)
        try folder.write(main, to: "epjsyncd.toml")
        let source = try String(contentsOfFile: root + "/config/sources.d/example.toml.disabled", encoding: .utf8)
        try folder.write(source, to: "sources.d/a.toml")
        let configuration = try ConfigurationFiles(credentialsDirectory: nil).load(folder.file("epjsyncd.toml"))
        #expect(configuration.limits == Limits())
        #expect(configuration.portal.hidesPast)
    }

    @Test func thePortalSeesNoMoreConnectionsThanConfigured() throws {
        let night = try NightHarness(portalKeys: "connections_max = 3\nmax_in_flight = 40")
        #expect(PortalAccess.transport(night.configuration.portal).connectionsMax == 3)
    }

    @Test func theContractsWholeConfigurationLoads() throws {
        let main = """
            [state]
            directory = "/var/lib/epjsyncd"
            master_key = "master.key"
            [input]
            synthetic_numbers = "refuse"
            [portal]
            base_url = "https://eksternapi.helsenorge.no"
            connections_max = 8
            max_in_flight = 16
            requests_per_second_max = 50
            connect_timeout_seconds = 5
            response_timeout_seconds = 15
            http2 = false
            dpop = true
            auth = "helseid"
            hides_past = true
            settle_seconds = 60
            [helseid]
            issuer = "https://helseid-sts.nhn.no"
            token_url = "https://helseid-sts.nhn.no/connect/token"
            client_id = "x"
            key = "helseid.pem"
            key_id = "k"
            algorithm = "PS256"
            scopes = ["nhn:helsenorge.eksternapi/x"]
            [night]
            start = "01:00"
            end = "05:30"
            horizon_days = 14
            recheck_days = 7
            stated_days_max = 30
            [day]
            enabled = true
            interval_seconds = 30
            [status]
            listen = "127.0.0.1:9464"
            textfile = "/var/lib/prometheus/node-exporter/epjsyncd.prom"
            [log]
            level = "info"
            """
        #expect(try problems(main) == [])
    }
}
