// check-config: a secret that no command could use makes a configuration invalid before the night does.

import Foundation
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct CredentialCheckTests {
    private func checkConfig(_ night: NightHarness) async throws -> ProgramResult {
        try await Program.run("epjsyncd", ["check-config", "--config", night.folder.file("epjsyncd.toml")])
    }

    private func write(_ text: String, mode: Int, to file: String, _ night: NightHarness) throws {
        try night.folder.write(text, to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: night.folder.file(file))
    }

    @Test(
        "The master key and the portal's token are read as the night reads them",
        arguments: [
            (file: "master.key", text: String(repeating: "k", count: 32), mode: 0o644, isUsable: false),
            ("master.key", String(repeating: "k", count: 31), 0o600, false),
            ("master.key", String(repeating: "k", count: 32), 0o600, true),
            ("bearer.token", "xyz", 0o644, false), ("bearer.token", "", 0o600, false),
            ("bearer.token", "xyz", 0o600, true),
        ])
    func read(_ file: String, _ text: String, _ mode: Int, _ isUsable: Bool) async throws {
        let isToken = file == "bearer.token"
        let night = try NightHarness(
            auth: isToken ? "auth = \"bearer\"\nbearer_token = \"bearer.token\"" : "auth = \"off\"")
        try write(text, mode: mode, to: file, night)
        let result = try await checkConfig(night)
        #expect(result.exitCode == (isUsable ? 0 : 78), "\(result.error)")
        if isUsable { return }
        #expect(result.output == "" && result.error.contains(night.folder.file(file)))
        #expect(!result.error.contains("xyz"))
    }

    @Test("A token that is not there is named with its file") func missing() async throws {
        let night = try NightHarness(auth: "auth = \"bearer\"\nbearer_token = \"bearer.token\"")
        let result = try await checkConfig(night)
        #expect(result.exitCode == 78)
        #expect(
            result.error
                == "epjsyncd: The token file \(night.folder.file("bearer.token")) cannot be read or holds no token. Nothing "
                + "was sent.\n")
    }

    @Test("An outbox's credentials are read too, and every objection is told") func outbox() async throws {
        let night = try NightHarness(
            feed:
                "transport = \"outbox\"\nurl = \"https://epj.example\"\nclient_certificate = \"c.pem\"\nclient_key = \"k.pem\""
        )
        try write("k", mode: 0o644, to: "k.pem", night)
        let result = try await checkConfig(night)
        #expect(result.exitCode == 78)
        #expect(
            result.error
                == "epjsyncd: Source 9901-gerica: The key file \(night.folder.file("k.pem")) cannot be used: others may read it "
                + "(use mode 0600).\nSource 9901-gerica: The file \(night.folder.file("c.pem")) is not there or cannot be read. "
                + "Nothing was sent.\n")
    }

    @Test("A folder that is not there is a warning") func folder() async throws {
        let night = try NightHarness()
        #expect(try await !checkConfig(night).output.contains("WARNING     source"))
        try FileManager.default.removeItem(atPath: night.folder.file("feed"))
        let result = try await checkConfig(night)
        #expect(result.exitCode == 0)
        #expect(
            result.output.contains(
                "\n  WARNING     source 9901-gerica: \(night.folder.file("feed/inbox")) is not there, so nothing of it is read\n"
            ))
    }
}
