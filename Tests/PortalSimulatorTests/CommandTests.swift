// The flags, and what is a usage error.

import ArgumentParser
import Testing

@testable import PortalSimulator

@Suite struct CommandTests {
    @Test func defaults() throws {
        let command = try PortalSimulator.parse(["--auth", "bearer"])
        #expect(command.port == 8480 && command.adminPort == 8481)
        #expect(command.state == .memory && command.hidesPast && !command.deletesOnWithdrawal)
    }

    @Test func everyFlag() throws {
        let command = try PortalSimulator.parse([
            "--port", "0", "--admin-port", "0", "--auth", "off", "--state", "a.sqlite", "--hides-past", "false",
            "--deletes-on-withdrawal", "true", "--changes-kept-days", "0",
        ])
        #expect(command.port == 0 && command.adminPort == 0 && command.auth == .off)
        #expect(command.state == .file("a.sqlite") && !command.hidesPast && command.deletesOnWithdrawal)
        #expect(command.changesKeptDays == 0)
    }

    @Test(
        arguments: [
            (
                [],
                "--auth full (the default) needs --client-key with the client's public key; --auth bearer and --auth off do "
                    + "without."
            ),
            (
                ["--auth", "off", "--client-key", "key.pem"],
                "--client-key is used together with --auth full or --auth bearer only."
            ),
            (
                ["--client-key", "key.pem", "--token-seconds", "0"], "--token-seconds must be 1 to 86400, not 0."
            ),
            (
                ["--client-key", "key.pem", "--expired-token", "500"], "--expired-token must be 403 or 401, not 500."
            ),
            (
                ["--client-key", "key.pem", "--reject-scope", "alt"],
                "--reject-scope alt is none of nhn:helsenorge.eksternapi/helsenorgeaktivsjekken, "
                    + "nhn:helsenorge.eksternapi/avtaler, nhn:helsenorge.eksternapi/helsekontakter."
            ),
            (["--client-key", "key.pem", "--tenancy", "many"], nil),
            (["--auth", "off", "--port", "65536"], "--port must be 0 to 65535, not 65536."),
            (["--auth", "off", "--admin-port", "-1"], nil),
            (
                ["--auth", "off", "--port", "80", "--admin-port", "80"],
                "--port and --admin-port must differ; both are 80."
            ),
            (
                ["--auth", "off", "--changes-kept-days", "3651"],
                "--changes-kept-days must be 0 to 3650, not 3651."
            ),
            (["--auth", "x"], nil), (["--hides-past", "maybe"], nil), (["--sate", "memory"], nil),
        ] as [([String], String?)])
    func usageIsExit64(arguments: [String], message: String?) {
        do {
            _ = try PortalSimulator.parse(arguments)
            Testing.Issue.record("accepted")
        } catch {
            #expect(PortalSimulator.exitCode(for: error).rawValue == 64)
            if let message { #expect(PortalSimulator.message(for: error) == message) }
        }
    }

    @Test func helpNamesEveryFlagAndAddress() {
        let help = PortalSimulator.helpMessage()
        let flags = [
            "--port", "--admin-port", "--auth", "--client-key", "--state", "--hides-past", "--deletes-on-withdrawal",
            "--changes-kept-days", "--token-seconds", "--public-url", "--tenancy", "--reject-scope", "--portal-nonce",
            "--expired-token",
        ]
        let addresses = [PortalEndpoint.activeCheck, .activationChanges, .appointment, .healthContacts, .token].map(
            \.path)
        for text in flags + addresses { #expect(help.contains(text), "\(text)") }
    }

    @Test func announcesBothAddresses() {
        #expect(
            SimulatorPorts(portal: 8480, admin: 8481).announcement
                == "portal-simulator: portal http://127.0.0.1:8480 admin http://127.0.0.1:8481")
    }
}
