// [status] and [log]: what is read, and what is refused and why.

import Foundation
import Logging
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct StatusConfigurationTests {
    private func load(_ more: String) throws -> DaemonConfiguration {
        let night = try NightHarness()
        let file = night.folder.file("epjsyncd.toml")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try night.folder.write(text + "\n" + more, to: "epjsyncd.toml")
        return try ConfigurationFiles(credentialsDirectory: nil).load(file)
    }

    private func problem(_ more: String) throws -> String? {
        do {
            _ = try load(more)
            return nil
        } catch let invalid as ConfigurationFiles.Invalid {
            return invalid.problems.map(\.description).joined(separator: "\n")
        }
    }

    @Test func withoutAWordItListensOnLoopbackAndWritesNoFile() throws {
        let configuration = try load("")
        #expect(configuration.status.listen?.description == "127.0.0.1:9464")
        #expect(configuration.status.textfile == nil && configuration.logLevel == .info)
    }

    @Test(arguments: [
        ("", nil), ("127.0.0.1:0", "127.0.0.1:0"), ("127.1.2.3:80", "127.1.2.3:80"), ("[::1]:9464", "[::1]:9464"),
        ("localhost:9464", "localhost:9464"),
    ])
    func whereItListens(_ text: String, _ address: String?) throws {
        #expect(try load("[status]\nlisten = \"\(text)\"").status.listen?.description == address)
    }

    @Test(arguments: [
        "0.0.0.0:9464", "192.168.1.2:9464", "[::]:9464", "example.no:9464", "127.0.0.1", "127.0.0.1:",
        "127.0.0.1:70000",
        ":9464", "127.0.0.256:9464", "127.0.0.1.example.no:9464", "127.0.0.1:+1",
    ])
    func whereNobodyElseMayReachIt(_ text: String) throws {
        #expect(
            try problem("[status]\nlisten = \"\(text)\"")
                == "epjsyncd.toml: status.listen is not a loopback address with a port, such as \"127.0.0.1:9464\" or "
                + "\"[::1]:9464\"; whoever can reach it is shown everything without a password, so it is this machine's alone. "
                + "Let a proxy that asks who is there stand before it, or turn it off with \"\".")
    }

    @Test func whatElseIsRefused() throws {
        #expect(
            try problem("[status]\ntextfile = \"x.txt\"")
                == "epjsyncd.toml: status.textfile must end in .prom; node_exporter reads no other file.")
        #expect(
            try problem("[log]\nlevel = \"loud\"")
                == "epjsyncd.toml: log.level must be one of \"trace\", \"debug\", \"info\", \"notice\", \"warning\", \"error\", "
                + "\"critical\".")
        #expect(
            try problem("[status]\nlisten = 9464")
                == "epjsyncd.toml: status.listen is a whole number; it must be a string.")
        #expect(
            try problem("[status]\nlisen = \"\"")
                == "epjsyncd.toml: status.lisen is unknown; did you mean listen?")
    }

    @Test func anAddressThatIsNotLoopbackIsNoBeginning() async throws {
        let night = try NightHarness()
        try night.write(window: (2, 3), status: "listen = \"0.0.0.0:9464\"")
        let result = try await Program.run("epjsyncd", ["run", "--config", night.folder.file("epjsyncd.toml")])
        #expect(result.exitCode == 78 && result.error.contains("status.listen is not a loopback address"))
    }

    @Test func checkConfigSaysSo() throws {
        let text = ConfigurationSummary(try load("[status]\nlisten = \"\"\ntextfile = \"m.prom\"")).text
        #expect(
            text.contains("\n  status      nothing listens\n  textfile    ")
                && text.contains("/m.prom\n  log         info\n"))
        #expect(
            ConfigurationSummary(try load("")).json.contains(#""status":{"listen":"127.0.0.1:9464","logLevel":"info"}"#)
        )
    }
}
