// Nights by HelseID: the program itself, libcurl, and the simulator's own HelseID, which shares no line with it.

import Crypto
import CryptoExtras
import Foundation
import TestSupport
import Testing

@testable import SyncDaemon

@Suite(.timeLimit(.minutes(10))) struct HelseIDNightTests {
    private let keys: TemporaryFolder

    init() throws {
        keys = try TemporaryFolder()
        for name in ["client", "stranger"] {
            let key = P256.Signing.PrivateKey()
            try keys.write(key.pemRepresentation, to: name + ".pem")
            try keys.write(key.publicKey.pemRepresentation, to: name + ".pub")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keys.file(name + ".pem"))
        }
    }

    /// A simulator that knows the client, and an installation with a night's messages for it.
    private func installation(
        _ flags: [String] = [], auth: String = "full", key: String = "client", portalKeys: String = "",
        more: String = ""
    ) async throws -> (SimulatorProcess, NightHarness) {
        let simulator = try SimulatorProcess(flags, auth: ["--auth", auth, "--client-key", keys.file("client.pub")])
        try await simulator.put("/citizens", "[{\"fnr\":\"\(NightHarness.anna)\",\"active\":true}]")
        let night = try NightHarness(
            portalURL: simulator.portalURL, auth: "auth = \"helseid\"",
            portalKeys: """
                \(portalKeys)
                [helseid]
                issuer = "\(simulator.portalURL)"
                client_id = "kommunen"
                key = "\(keys.file(key + ".pem"))"
                key_id = "k1"
                scopes = ["nhn:helsenorge.eksternapi/helsenorgeaktivsjekken", "nhn:helsenorge.eksternapi/helsekontakter",
                          "nhn:helsenorge.eksternapi/avtaler"]
                \(more)
                """)
        let events = (1...6).map { number in
            GericaMessage.event(
                uid: "u\(number)", start: "2027-01-13T1\(number):00:00", end: "2027-01-13T1\(number):30:00",
                status: "CONFIRMED")
        }
        try night.deliver([
            .snapshot(NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00", events: events),
            .services(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                [(id: "9", unit: "95316", from: "2026-01-01")]),
        ])
        return (simulator, night)
    }

    /// One night by the program; nothing it says holds a secret.
    private func sync(_ night: NightHarness) async throws -> ProgramResult {
        let result = try await Program.run(
            "epjsyncd",
            [
                "sync", "--first-run", "--config", night.folder.file("epjsyncd.toml"), "--now",
                "2027-01-11T01:15:00+01:00",
            ])
        let said = result.output + result.error
        // Every JWT begins like this, and every PEM key so.
        #expect(!said.contains("eyJ") && !said.contains("PRIVATE") && !said.contains("Bearer "), "\(said)")
        return result
    }

    /// How often the simulator gave such answers to such questions.
    private func answers(_ simulator: SimulatorProcess, _ kind: String) async throws -> [Int: Int] {
        let requests = try await simulator.state()["requests"] as? [[String: Any]] ?? []
        return Dictionary(
            uniqueKeysWithValues: requests.filter { $0["kind"] as? String == kind }
                .map { ($0["answer"] as? Int ?? 0, $0["count"] as? Int ?? 0) })
    }

    @Test func aWholeNight() async throws {
        let (simulator, night) = try await installation()
        let result = try await sync(night)
        #expect(result.exitCode == 0, "\(result.output)\(result.error)")
        #expect((try await simulator.state()["appointments"] as? [Any])?.count == 6)
        // One dance, and one token for every request of the process.
        #expect(try await answers(simulator, "token") == [400: 1, 200: 1])
        #expect(try await answers(simulator, "appointment") == [201: 6])
        let again = try await sync(night)
        #expect(again.exitCode == 0)
        #expect(try await answers(simulator, "token") == [400: 2, 200: 2])
    }

    /// Keys as openssl and as HelseID's self-service write them.
    @Test(arguments: ["PS256", "RS256", "JWK"])
    func everyKindOfKey(kind: String) async throws {
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let ec = P256.Signing.PrivateKey()
        func base64url(_ bytes: some Sequence<UInt8>) -> String {
            Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
                "=", with: "")
        }
        let raw = ec.publicKey.rawRepresentation
        let jwk = [
            "kty": "EC", "crv": "P-256", "kid": "k1", "alg": "ES256", "x": base64url(raw.prefix(32)),
            "y": base64url(raw.suffix(32)),
        ]
        let secret = jwk.merging(["d": base64url(ec.rawRepresentation)]) { $1 }
        func json(_ jwk: [String: String]) throws -> String {
            String(decoding: try JSONEncoder().encode(jwk), as: UTF8.self)
        }
        try keys.write(kind == "JWK" ? try json(secret) : rsa.pkcs8PEMRepresentation, to: "client.pem")
        try keys.write(kind == "JWK" ? try json(jwk) : rsa.publicKey.pemRepresentation, to: "client.pub")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keys.file("client.pem"))
        let (simulator, night) = try await installation(more: kind == "JWK" ? "" : "algorithm = \"\(kind)\"")
        let result = try await sync(night)
        #expect(result.exitCode == 0, "\(result.output)")
        #expect(try await answers(simulator, "appointment") == [201: 6])
    }

    @Test func aPortalThatAsksForANonceToo() async throws {
        let (simulator, night) = try await installation(["--portal-nonce", "true"], portalKeys: "max_in_flight = 1")
        #expect(try await sync(night).exitCode == 0)
        #expect(try await answers(simulator, "activeCheck") == [401: 1, 200: 1])
        #expect(try await answers(simulator, "appointment") == [201: 6])
        #expect(try await answers(simulator, "token") == [400: 1, 200: 1])
    }

    @Test func aTokenThatIsRefusedInTheMiddleIsReplaced() async throws {
        let (simulator, night) = try await installation(portalKeys: "max_in_flight = 1")
        try await simulator.put(
            "/faults", #"[{"method":"PUT","path":"/timeavtaler/","kind":"status","status":403,"count":1}]"#)
        let result = try await sync(night)
        #expect(result.exitCode == 0, "\(result.output)")
        #expect(try await answers(simulator, "appointment") == [403: 1, 201: 6])
        #expect(try await answers(simulator, "token") == [400: 2, 200: 2])
    }

    /// Tokens of two seconds, and answers that take their time: some are renewed before their end, some end on the way.
    @Test func tokensThatEndWhileTheNightGoesOn() async throws {
        let (simulator, night) = try await installation(["--token-seconds", "2"], portalKeys: "max_in_flight = 1")
        try await simulator.put(
            "/faults", #"[{"method":"PUT","path":"/timeavtaler/","kind":"delay","milliseconds":800}]"#)
        let result = try await sync(night)
        #expect(result.exitCode == 0, "\(result.output)")
        #expect(try await answers(simulator, "appointment")[201] == 6)
        #expect((try await answers(simulator, "token")[200] ?? 0) >= 2)
    }

    @Test func anotherKeyIsRefused() async throws {
        let (simulator, night) = try await installation(key: "stranger")
        let result = try await sync(night)
        #expect(result.exitCode == 69)
        #expect(
            result.output.contains(
                "  problem: HelseID refuses this client (invalid_client: assertion-signature: client_assertion har feil "
                    + "signatur.). Nothing more is sent in this run, and the next run tries again. Check that "
                    + "helseid.client_id, key and key_id belong to one client in HelseID's self-service, that its key has "
                    + "not expired there, and that helseid.issuer is the environment it is registered in.\n"),
            "\(result.output)")
        #expect(try await answers(simulator, "activeCheck") == [:])
        // With the right one everything is there.
        let file = night.folder.file("epjsyncd.toml")
        try night.folder.write(
            try String(contentsOfFile: file, encoding: .utf8).replacing("stranger", with: "client"), to: "epjsyncd.toml"
        )
        #expect(try await sync(night).exitCode == 0)
    }

    @Test func aScopeThatIsNotGranted() async throws {
        let (simulator, night) = try await installation(["--reject-scope", "nhn:helsenorge.eksternapi/avtaler"])
        let result = try await sync(night)
        #expect(result.exitCode == 69)
        #expect(
            result.output.contains(
                "  problem: HelseID gave a token without the scope nhn:helsenorge.eksternapi/avtaler. Nothing is sent with it, "
                    + "and the next run asks again. "), "\(result.output)")
        #expect(try await answers(simulator, "activeCheck") == [:])
    }

    @Test(arguments: [(312, "behind"), (-312, "ahead of")])
    func aClockThatIsOffIsSaidPlainly(shift: Int, word: String) async throws {
        let (simulator, night) = try await installation()
        try await simulator.put("/clock", "{\"tokenShiftSeconds\":\(shift)}")
        let result = try await sync(night)
        #expect(result.exitCode == 69)
        let sentence = try Regex(
            "  problem: This machine's clock is 31[0-4] seconds \(word) that of 127\\.0\\.0\\.1, and tokens are refused for it\\. "
                + "Nothing more is sent in this run, and the next run tries again\\. Set the clock; 'timedatectl' says whether "
                + "something keeps it\\.\n")
        #expect(result.output.contains(sentence), "\(result.output)")
    }

    @Test func aTokenWithoutAnOrganisation() async throws {
        let (simulator, night) = try await installation(["--tenancy", "multi"])
        let result = try await sync(night)
        #expect(result.exitCode == 69)
        #expect(
            result.output.contains(
                "  problem: The portal does not take our token (401, EHSEC-110002). Nothing more is sent in this run. Check the "
                    + "token, its scopes and the organisation it stands for. The portal calls a token expired also when it names "
                    + "no organisation (helseid.organisation_number).\n"), "\(result.output)")
        // One new token, one more try, and no more.
        #expect(try await answers(simulator, "activeCheck") == [401: 2])
        #expect(try await answers(simulator, "token") == [400: 2, 200: 2])
        let file = night.folder.file("epjsyncd.toml")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try night.folder.write(text + "\norganisation_number = \"999944454\"\n", to: "epjsyncd.toml")
        #expect(try await sync(night).exitCode == 0)
    }

    @Test func bearerTokensWhereDPoPIsOff() async throws {
        let (simulator, night) = try await installation(auth: "bearer", portalKeys: "dpop = false")
        #expect(try await sync(night).exitCode == 0)
        #expect(try await answers(simulator, "token") == [200: 1])
        #expect(try await answers(simulator, "appointment") == [201: 6])
    }

    @Test func bearerTokensWhereDPoPIsDemanded() async throws {
        let (simulator, strict) = try await installation(portalKeys: "dpop = false")
        let result = try await sync(strict)
        #expect(result.exitCode == 69)
        #expect(
            result.output.contains(
                "  problem: HelseID refuses this client (invalid_dpop_proof: dpop-missing: DPoP mangler.). Nothing more is sent "
                    + "in this run, and the next run tries again. Check portal.dpop: it is to be true where HelseID demands "
                    + "DPoP of this client.\n"), "\(result.output)")
        #expect(try await answers(simulator, "token") == [400: 1])
    }

    @Test func manyRequestsAtOnceShareOneToken() async throws {
        let (simulator, night) = try await installation(portalKeys: "max_in_flight = 40\nconnections_max = 2")
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:40:00+01:00",
                events: (0..<120).map { number in
                    let day = 12 + number % 10
                    let hour = 10 + number / 10 % 12
                    return GericaMessage.event(
                        uid: "m\(number)", start: "2027-01-\(day)T\(hour):00:00", end: "2027-01-\(day)T\(hour):30:00",
                        status: "CONFIRMED")
                })
        ])
        let result = try await sync(night)
        #expect(result.exitCode == 0, "\(result.output)")
        #expect(try await answers(simulator, "appointment") == [201: 120])
        #expect(try await answers(simulator, "token") == [400: 1, 200: 1])
    }
}
