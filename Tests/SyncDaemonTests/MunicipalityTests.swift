// Whole municipalities over the wire: generated nights, the real epjsyncd, the real simulator, and the generator's own
// truth about what every citizen sees. Three programs that share no line have to agree on every entry.

import Foundation
import TestSupport
import Testing

@Suite struct MunicipalityTests {
    private struct Municipality {
        let folder: TemporaryFolder
        let simulator: SimulatorProcess
        var root: String { folder.file("m") }

        init(
            _ adapter: String = "gerica", citizens: Int, nights: Int, seed: Int, more: [String] = []
        ) async throws {
            folder = try TemporaryFolder()
            simulator = try SimulatorProcess()
            let result = try await Program.run(
                "feed-generator",
                [
                    "--citizens", String(citizens), "--services", "4", "--days", "28", "--nights", String(nights),
                    "--seed", String(seed), "--adapter", adapter, "--out", folder.file("m"), "--portal-url",
                    simulator.portalURL,
                ] + more)
            try #require(result.exitCode == 0, "\(result.error)")
        }

        func text(_ night: Int, _ file: String) throws -> String {
            try String(contentsOfFile: root + "/nights/" + String(format: "%02d", night) + "/" + file, encoding: .utf8)
        }

        func now(_ night: Int) throws -> String {
            try text(night, "now").trimmingCharacters(in: .whitespacesAndNewlines)
        }

        /// The citizens of the night step before the portal, and the EPJ delivers.
        func begin(_ night: Int) async throws {
            try await simulator.put("/citizens", try text(night, "citizens.json"))
            try await simulator.put("/clock", "{\"now\":\"\(try now(night))\"}")
            let inbox = root + "/nights/" + String(format: "%02d", night) + "/inbox"
            for batch in try FileManager.default.contentsOfDirectory(atPath: inbox) {
                try FileManager.default.moveItem(atPath: inbox + "/" + batch, toPath: root + "/epj/inbox/" + batch)
            }
        }

        func run(_ command: String, _ night: Int, _ more: [String] = []) async throws -> ProgramResult {
            try await Program.run(
                "epjsyncd",
                [command, "--config", root + "/config/epjsyncd.toml", "--now", try now(night)] + more
                    + (command == "sync" ? ["--first-run"] : []))
        }

        func json(_ text: String) throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        }

        /// The differences between what the portal holds and what the generator expects; empty when they agree.
        func differences(_ night: Int) async throws -> [String] {
            let state = try await simulator.state()
            let expected = try json(try text(night, "expected.json"))
            return Self.compare(
                state, expected, list: "appointments", key: ["system", "value"], ignoring: ["versions", "lastChange"])
                + Self.compare(
                    state, expected, list: "healthContacts", key: ["source", "service", "herId", "patient"],
                    ignoring: [])
        }

        /// Entries are named by their place in the list, never by what is in them.
        private static func compare(
            _ state: [String: Any], _ expected: [String: Any], list: String, key: [String], ignoring: [String]
        ) -> [String] {
            func keyed(_ document: [String: Any]) -> [String: NSDictionary] {
                var result: [String: NSDictionary] = [:]
                for var item in document[list] as? [[String: Any]] ?? [] {
                    for name in ignoring { item[name] = nil }
                    result[key.map { item[$0] as? String ?? "" }.joined(separator: " ")] = item as NSDictionary
                }
                return result
            }
            let (have, want) = (keyed(state), keyed(expected))
            var differences: [String] = []
            for (index, name) in want.keys.sorted().enumerated() {
                guard let item = have[name] else {
                    differences.append("\(list)[\(index)] is missing")
                    continue
                }
                if item != want[name] {
                    let fields = (want[name]?.allKeys as? [String] ?? []).filter {
                        (item[$0] as? NSObject) != (want[name]?[$0] as? NSObject)
                    }
                    differences.append("\(list)[\(index)] differs in \(fields.sorted().joined(separator: ", "))")
                }
            }
            let extra = have.keys.filter { want[$0] == nil }.count
            if extra > 0 { differences.append("\(extra) \(list) too many") }
            if want.isEmpty { differences.append("nothing of \(list) was expected at all") }
            return differences
        }

        private static func operations(_ report: [String: Any]) -> [String: Int] {
            ((report["sources"] as? [[String: Any]])?.first?["operations"] as? [String: Int]) ?? [:]
        }

        func operations(_ result: ProgramResult) throws -> [String: Int] {
            Self.operations(try json(result.output)).filter { $0.value > 0 }
        }
    }

    @Test func nightsEndWhereTheGeneratorsTruthIs() async throws {
        // EPJSYNCD_SEED replays a municipality of another seed.
        let seed = ProcessInfo.processInfo.environment["EPJSYNCD_SEED"].flatMap { Int($0) } ?? 7
        let town = try await Municipality(citizens: 40, nights: 4, seed: seed, more: ["--broken", "1"])
        for night in 1...4 {
            try await town.begin(night)
            let result = try await town.run("sync", night, ["--json"])
            let broken = try town.json(try town.text(night, "summary.json"))["broken"] as? [String] ?? []
            #expect(result.exitCode == (broken.isEmpty ? 0 : 3), "seed \(seed), night \(night): \(result.error)")
            let setAside = try town.json(result.output)["setAside"] as? [[String: Any]] ?? []
            #expect(setAside.compactMap { $0["file"] as? String }.sorted() == broken.sorted())
            #expect(try await town.differences(night) == [], "seed \(seed), night \(night)")
            // The same night once more has nothing to do.
            let again = try await town.run("sync", night, ["--json"])
            #expect(again.exitCode == 0)
            #expect(try town.operations(again) == [:], "seed \(seed), night \(night)")
        }
    }

    /// What is tolerated of each EPJ is counted, all of it, and changes nothing citizens see.
    @Test(arguments: [
        ("gerica", ["gerica-ack-on-answer", "gerica-duration-months-as-minutes", "service-id-blank"]),
        ("profil", ["gendate-without-zone", "moa-under-7601", "service-area-guide-spelling"]),
        ("cosdoc", ["blanks-around", "windows-1252"]),
    ])
    func eachDialectWithItsOddities(_ adapter: String, _ tolerances: [String]) async throws {
        let transport = adapter == "gerica" ? "directory" : "bundle"
        let town = try await Municipality(
            adapter, citizens: 12, nights: 3, seed: 7,
            more: ["--active-share", "0.7", "--oddities", "0.4", "--transport", transport])
        var counted: Set<String> = []
        for night in 1...3 {
            try await town.begin(night)
            var result = try await town.run("sync", night, ["--json"])
            let source = (try town.json(result.output)["sources"] as? [[String: Any]])?.first
            counted.formUnion((source?["tolerances"] as? [String: Int] ?? [:]).keys)
            if result.exitCode == 4 {
                // In a place so small one series less is a tenth of all: a person has looked.
                let holds = (source?["held"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
                let approval = try await Program.run(
                    "epjsyncd", ["approve", "--config", town.root + "/config/epjsyncd.toml"] + holds)
                #expect(approval.exitCode == 0)
                result = try await town.run("sync", night, ["--json"])
            }
            #expect(result.exitCode == 0)
            #expect(try await town.differences(night) == [], "\(adapter), night \(night)")
        }
        #expect(counted.sorted() == tolerances)
    }

    @Test func everybodyActiveAgreesToo() async throws {
        let town = try await Municipality(citizens: 25, nights: 3, seed: 11, more: ["--active-share", "1.0"])
        for night in 1...3 {
            try await town.begin(night)
            #expect(try await town.run("sync", night).exitCode == 0)
            #expect(try await town.differences(night) == [], "seed 11, night \(night)")
        }
    }

    @Test func aPlanSendsNothingAndTellsWhatSyncThenDoes() async throws {
        let town = try await Municipality(citizens: 12, nights: 1, seed: 3, more: ["--active-share", "1.0"])
        try await town.begin(1)
        let plan = try await town.run("plan", 1, ["--json"])
        // Of a source of which nothing was ever told, a sync without --first-run would be held.
        #expect(plan.exitCode == 4)
        let before = try await town.simulator.state()["appointments"] as? [Any]
        #expect(before?.isEmpty == true)
        let sync = try await town.run("sync", 1, ["--json"])
        var planned = try town.operations(plan)
        // Who is active is asked, and told to the EPJ, by a plan as well; nobody is told twice.
        #expect(planned.removeValue(forKey: "activationTold") ?? 0 > 0)
        #expect(planned == (try town.operations(sync)))
        #expect(try await town.differences(1) == [])
    }

    /// Faults of every documented kind on the way; after quiet nights the portal still equals the truth.
    @Test func faultsDelayAndLoseNothing() async throws {
        let town = try await Municipality(citizens: 15, nights: 3, seed: 5, more: ["--active-share", "0.6"])
        let config = town.root + "/config/epjsyncd.toml"
        let text = try String(contentsOfFile: config, encoding: .utf8)
            .replacing("settle_seconds = 60", with: "settle_seconds = 0")
        try Data(text.utf8).write(to: URL(fileURLWithPath: config))
        for night in 1...3 {
            try await town.begin(night)
            try await town.simulator.put(
                "/faults",
                """
                [{"method":"PUT","path":"/timeavtaler/","kind":"status","status":503,"share":0.1,"count":6,"seed":\(night)},
                 {"method":"PUT","path":"/timeavtaler/","kind":"cut-after-commit","share":0.1,"count":4,"seed":\(night)},
                 {"method":"PUT","path":"/timeavtaler/","kind":"cut-before-commit","share":0.1,"count":4,"seed":\(night)},
                 {"method":"PUT","path":"/timeavtaler/","kind":"bad-json","share":0.1,"count":3,"seed":\(night)}]
                """)
            let noisy = try await town.run("sync", night)
            #expect([0, 3].contains(noisy.exitCode), "\(noisy.error)")
            try await town.simulator.put("/faults", "[]")
            #expect(try await town.run("sync", night).exitCode == 0)
            #expect(try await town.differences(night) == [], "night \(night)")
        }
    }
}
