// The program against the real simulator where the simulator is strict or broken on purpose: tokens, nonsense, faults.

import Foundation
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct WireTests {
    private func sync(_ night: NightHarness) async throws -> ProgramResult {
        try await Program.run(
            "epjsyncd",
            [
                "sync", "--first-run", "--config", night.folder.file("epjsyncd.toml"), "--now",
                "2027-01-11T01:15:00+01:00",
            ])
    }

    private func deliver(_ night: NightHarness) throws {
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [
                    GericaMessage.event(
                        uid: "u1", start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED")
                ])
        ])
    }

    private func activate(_ simulator: SimulatorProcess) async throws {
        try await simulator.put(
            "/citizens",
            "[{\"fnr\":\"\(NightHarness.anna)\",\"active\":true,\"viaOthers\":false,\"assignedProxy\":false}]")
    }

    @Test func aTokenFromAFileOpensThePortal() async throws {
        let simulator = try SimulatorProcess(["--auth", "bearer"])
        try await activate(simulator)
        let night = try NightHarness(
            portalURL: simulator.portalURL, auth: "auth = \"bearer\"\nbearer_token = \"token\"")
        try deliver(night)
        try night.folder.write("secret-of-the-test\n", to: "token", mode: 0o644)
        let open = try await sync(night)
        #expect(open.exitCode == 78)
        #expect(
            open.error
                == "epjsyncd: The token file \(night.folder.file("token")) cannot be used: others may read it (use "
                + "mode 0600). Nothing was sent.\n")
        try night.folder.write("secret-of-the-test\n", to: "token")
        let result = try await sync(night)
        #expect(result.exitCode == 0, "\(result.output)")
        #expect(!(result.output + result.error).contains("secret-of-the-test"))
        #expect((try await simulator.state()["appointments"] as? [Any])?.count == 1)
    }

    @Test func aTokenThatIsNotTakenStopsTheRunAndSaysSo() async throws {
        let simulator = try SimulatorProcess(["--auth", "bearer"])
        let night = try NightHarness(portalURL: simulator.portalURL)
        try deliver(night)
        let result = try await sync(night)
        #expect(result.exitCode == 69)
        #expect(
            result.output.contains(
                "problem: The portal does not take our token (401, EHSEC-110002). Nothing more is sent in this run. Check the "
                    + "token, its scopes and the organisation it stands for. The portal calls a token expired also when it "
                    + "names no organisation (helseid.organisation_number).\n"), "\(result.output)")
    }

    @Test func aPortalThatAnswersNonsenseIsNotBelieved() async throws {
        let simulator = try SimulatorProcess()
        try await activate(simulator)
        try await simulator.put("/faults", "[{\"method\":\"POST\",\"path\":\"/digitaltaktiv/\",\"kind\":\"bad-json\"}]")
        let night = try NightHarness(portalURL: simulator.portalURL)
        try deliver(night)
        let result = try await sync(night)
        #expect(result.exitCode == 69)
        #expect(
            result.output.contains(
                "problem: The portal answered something that is not its interface: the active check answered 200 without "
                    + "erAktivListe."))
        try await simulator.put("/faults", "[]")
        #expect(try await sync(night).exitCode == 0)
    }

    @Test func aPortalThatIsDownIsToldOfOnceAndLosesNothing() async throws {
        let nobody = try #require(ClosedPort())
        defer { nobody.release() }
        let night = try NightHarness(portalURL: nobody.url)
        try deliver(night)
        let result = try await sync(night)
        #expect(result.exitCode == 69)
        #expect(result.output.components(separatedBy: "problem:").count == 2)
        #expect(result.output.contains("messages    applied 1"))
    }

    private func count(_ kind: String, _ answer: Int, _ simulator: SimulatorProcess) async throws -> Int {
        let requests = try await simulator.state()["requests"] as? [[String: Any]] ?? []
        return requests.first { $0["kind"] as? String == kind && $0["answer"] as? Int == answer }?["count"] as? Int ?? 0
    }

    private func activation(_ result: ProgramResult) throws -> [String: Int] {
        let report = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        let asked = (report?["activation"] as? [String: Any])?["askedBecause"] as? [String: Int]
        return (asked ?? [:]).filter { $0.value > 0 }
    }

    @Test("R2 the portal's list of changes says whom to ask about, and its absence asks about everybody")
    func changes() async throws {
        let simulator = try SimulatorProcess(["--changes-kept-days", "3650"])
        let night = try NightHarness(portalURL: simulator.portalURL)
        func sync(_ date: String) async throws -> [String: Int] {
            let now = date + "T01:15:00+01:00"
            try await simulator.put("/clock", "{\"now\":\"\(now)\"}")
            return try activation(
                try await Program.run(
                    "epjsyncd",
                    ["sync", "--first-run", "--json", "--config", night.folder.file("epjsyncd.toml"), "--now", now]))
        }
        try deliver(night)
        #expect(try await sync("2027-01-11") == ["new": 1])
        try await activate(simulator)
        #expect(try await sync("2027-01-12") == ["changed": 1])
        #expect((try await simulator.state()["appointments"] as? [Any])?.count == 1)
        #expect(try await sync("2027-01-13") == [:])
        #expect(try await count("activationChanges", 200, simulator) > 1)
        // After a long rest the offset is older than what the portal keeps.
        #expect(try await sync("2038-01-13") == ["sweep": 1])
        #expect(try await count("activationChanges", 410, simulator) == 1)
    }

    @Test("R16 a 429 is waited for and loses nothing") func tooMany() async throws {
        let simulator = try SimulatorProcess()
        try await activate(simulator)
        try await simulator.put(
            "/faults",
            "[{\"method\":\"PUT\",\"path\":\"/timeavtaler/\",\"kind\":\"status\",\"status\":429,\"retryAfter\":0,\"count\":2,\"share\":1.0}]"
        )
        let night = try NightHarness(portalURL: simulator.portalURL)
        try deliver(night)
        #expect(try await sync(night).exitCode == 0)
        #expect((try await simulator.state()["appointments"] as? [Any])?.count == 1)
    }

    @Test("R16 a proxy's page in place of the answer is no acceptance, and the next run sends it again, once")
    func aProxysPage() async throws {
        let simulator = try SimulatorProcess()
        try await activate(simulator)
        try await simulator.put("/faults", "[{\"method\":\"PUT\",\"path\":\"/timeavtaler/\",\"kind\":\"html\"}]")
        let night = try NightHarness(portalURL: simulator.portalURL)
        try deliver(night)
        let result = try await sync(night)
        #expect(result.exitCode == 3)
        #expect(
            result.output.contains(
                """
                    answers     answered 201 as text/html 1
                      answered 201 as text/html: no answer to go by. The portal may have taken it; the next run sends the \
                newest state again. Nothing to do unless it lasts.

                """), "\(result.output)")
        try await simulator.put("/faults", "[]")
        #expect(try await sync(night).exitCode == 0)
        let state = try await simulator.state()
        #expect((state["appointments"] as? [Any])?.count == 1)
        #expect(state["changesShownToCitizen"] as? Int == 1)
    }

    @Test func anAddressWhereNothingIsServedStopsTheRunAndSaysSo() async throws {
        let simulator = try SimulatorProcess()
        try await activate(simulator)
        try await simulator.put(
            "/faults",
            "[{\"method\":\"PUT\",\"path\":\"/timeavtaler/\",\"kind\":\"status\",\"status\":404,\"body\":\"html\"}]")
        let night = try NightHarness(portalURL: simulator.portalURL)
        try deliver(night)
        let result = try await sync(night)
        #expect(result.exitCode == 69)
        #expect(
            result.output.contains(
                "problem: The portal serves nothing at this address (404). Nothing was done there, and nothing more is sent "
                    + "in this run; the next run tries again. Check portal.base_url, and ask the portal's operator whether "
                    + "the interface has moved.\n"), "\(result.output)")
    }
}
