// The keys of [helseid], the key's file, and what `check-config` says of them.

import Crypto
import CryptoExtras
import Foundation
import PortalClient
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct HelseIDConfigurationTests {
    private static let portal = "[portal]\nbase_url = \"https://portal.example\"\n"
    private static let client =
        portal + "[helseid]\nissuer = \"https://id.example\"\nclient_id = \"c\"\nkey = \"helseid.pem\"\n"

    private func load(_ main: String, _ folder: TemporaryFolder) throws -> DaemonConfiguration {
        try folder.write(main, to: "epjsyncd.toml")
        try folder.write(
            NightHarness.source(path: folder.file("feed"), services: NightHarness.standardServices),
            to: "sources.d/a.toml")
        return try ConfigurationFiles(credentialsDirectory: nil).load(folder.file("epjsyncd.toml"))
    }

    private func problems(_ main: String) throws -> [String] {
        do {
            _ = try load(main, TemporaryFolder())
            return []
        } catch let invalid as ConfigurationFiles.Invalid {
            return invalid.problems.map(\.description)
        }
    }

    @Test func everyKeyIsTold() throws {
        let scopes = "scopes = [\"a\"]\n"
        let cases: [(String, [String])] = [
            (
                Self.portal,
                [
                    "epjsyncd.toml: helseid.issuer is missing; it is required.",
                    "epjsyncd.toml: helseid.client_id is missing; it is required.",
                    "epjsyncd.toml: helseid.scopes is missing; list those the client is approved for in HelseID's self-service.",
                    "epjsyncd.toml: helseid.key is missing; it is required.",
                ]
            ),
            (Self.client + scopes, []),
            (
                Self.client + scopes + "cient_id = \"x\"",
                ["epjsyncd.toml: helseid.cient_id is unknown; did you mean client_id?"]
            ),
            (
                Self.client + scopes + "algorithm = \"HS256\"",
                ["epjsyncd.toml: helseid.algorithm must be one of \"RS256\", \"PS256\", \"ES256\"."]
            ),
            (
                Self.client + "scopes = [\"a b\"]",
                ["epjsyncd.toml: helseid.scopes must be a list of scopes, each without blanks."]
            ),
            (
                Self.client + scopes + "organisation_number = \"99994445\"\nchild_organisation_number = \"x\"",
                [
                    "epjsyncd.toml: helseid.organisation_number must be 9 digits, in quotation marks.",
                    "epjsyncd.toml: helseid.child_organisation_number must be 9 digits, in quotation marks.",
                ]
            ),
            (
                Self.client + scopes + "token_url = \"http://id.example/token\"",
                [
                    "epjsyncd.toml: helseid.token_url must be https://HOST/PATH, or http:// to a loopback address, without a "
                        + "query."
                ]
            ),
            (
                (Self.client + scopes).replacing("https://id", with: "http://id"),
                [
                    "epjsyncd.toml: helseid.issuer must be https://HOST/PATH, or http:// to a loopback address, without a query."
                ]
            ),
            (
                Self.client + scopes + "key_id = 3",
                ["epjsyncd.toml: helseid.key_id is a whole number; it must be a string."]
            ),
            // Without HelseID its keys are read all the same.
            (
                "[portal]\nbase_url = \"http://127.0.0.1:9\"\nauth = \"off\"\n[helseid]\nissuer = 1",
                ["epjsyncd.toml: helseid.issuer is a whole number; it must be a string."]
            ),
            ("[portal]\nbase_url = \"http://127.0.0.1:9\"\nauth = \"off\"\n[helseid]\nissuer = \"https://a\"", []),
        ]
        for (main, expected) in cases { #expect(try problems(main) == expected, "\(main)") }
    }

    @Test func whatIsLeftOutFollowsFromTheIssuer() throws {
        let configuration = try load(Self.client + "scopes = [\"a\", \"b\"]", TemporaryFolder())
        let settings = try #require(configuration.helseID)
        #expect(
            settings.client
                == HelseIDConfiguration(
                    tokenURL: "https://id.example/connect/token", clientID: "c", audience: "https://id.example",
                    scopes: ["a", "b"]))
        #expect(settings.keyID == nil && settings.algorithm == nil)
        let more =
            "scopes = [\"a\"]\naudience = \"https://id.example/connect/token\"\norganisation_number = \"999944454\"\n"
        let full = try load(
            Self.client.replacing("[helseid]", with: "dpop = false\n[helseid]") + more
                + "child_organisation_number = \"974761076\"", TemporaryFolder())
        let client = try #require(full.helseID?.client)
        #expect(client.audience == "https://id.example/connect/token" && !client.usesDPoP)
        #expect(client.organisation == .parent("999944454", child: "974761076"))
    }

    /// A key file's content, its mode, and what of the configuration matters to it.
    @Test func aKeyThatCannotBeUsedIsExit78() async throws {
        let ec = P256.Signing.PrivateKey()
        let small = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: 1_024))
        let cases: [(String?, Int, String, String)] = [
            (nil, 0, "", "it is not there or cannot be read. Put the client's private key there, mode 0600"),
            (ec.pemRepresentation, 0o644, "", "others may read it (use mode 0600)"),
            (
                "secret words", 0o600, "",
                "it is neither a private key in PEM nor a JWK. Put the whole file there that came with the client in HelseID's "
                    + "self-service"
            ),
            (
                ec.pemRepresentation, 0o600, "algorithm = \"PS256\"",
                "it is an EC key, and helseid.algorithm is of RSA keys. Set it to \"ES256\", or use an RSA key"
            ),
            (
                small.pkcs8PEMRepresentation, 0o600, "",
                "it is an RSA key of 1024 bits, and at least 2048 are needed. Make a new one and register it with HelseID"
            ),
        ]
        for (text, mode, more, why) in cases {
            let folder = try TemporaryFolder()
            _ = try load(Self.client + "key_id = \"k\"\nscopes = [\"a\"]\n\(more)", folder)
            if let text {
                try folder.write(text, to: "helseid.pem")
                try FileManager.default.setAttributes(
                    [.posixPermissions: mode], ofItemAtPath: folder.file("helseid.pem"))
            }
            let config = ["--config", folder.file("epjsyncd.toml")]
            let result = try await Program.run("epjsyncd", ["check-config"] + config)
            #expect(result.exitCode == 78)
            #expect(
                result.error
                    == "epjsyncd: The key file \(folder.file("helseid.pem")) (helseid.key) cannot be used: \(why). Nothing was "
                    + "sent.\n")
            #expect(result.output == "")
        }
    }

    @Test func checkConfigReadsTheKeyAndSaysSo() async throws {
        let folder = try TemporaryFolder()
        _ = try load(
            Self.client + "key_id = \"k1\"\nscopes = [\"a\", \"b\"]\norganisation_number = \"999944454\"\n", folder)
        try folder.write(P256.Signing.PrivateKey().pemRepresentation, to: "helseid.pem")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.file("helseid.pem"))
        let config = ["--config", folder.file("epjsyncd.toml")]
        let result = try await Program.run("epjsyncd", ["check-config"] + config)
        #expect(result.exitCode == 0)
        #expect(
            result.output.contains(
                """
                  portal      https://portal.example (auth helseid)
                  helseid     client c at https://id.example/connect/token, organisation 999944454
                  client key  \(folder.file("helseid.pem")) (ES256, P-256, key id k1), read; tokens are bound by DPoP
                  scope       a
                  scope       b

                """), "\(result.output)")
        let json = try await Program.run("epjsyncd", ["check-config", "--json"] + config)
        #expect(json.output.contains(#""keyID":"k1","keyKind":"ES256, P-256""#), "\(json.output)")
        #expect(!(result.output + json.output).contains("PRIVATE"))
    }
}
