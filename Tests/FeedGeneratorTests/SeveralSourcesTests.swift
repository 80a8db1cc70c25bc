// Runs with several sources, looked at from outside: several municipalities at once, and one that changes its record
// system.

import Foundation
import Testing

@testable import FeedGenerator

@Suite struct SeveralSourcesTests {
    private struct Expected: Decodable {
        struct Period: Decodable { let start: String }
        struct Appointment: Decodable {
            let system: String
            let value: String
            let patient: String
            let status: String
            let start: String?
            let requestedPeriod: Period?

            var begins: String { start ?? requestedPeriod?.start ?? "" }
            var isPromise: Bool { status == "proposed" || status == "booked" }
        }
        struct Contact: Decodable {
            let source: String
            let patient: String
            let member: Bool
            let until: String?
        }
        let now: String
        let appointments: [Appointment]
        let healthContacts: [Contact]
    }

    private struct Summary: Decodable {
        struct Source: Decodable {
            let id: String
            let messages: [String: Int]
            let operations: [String: Int]
        }
        let citizens: Int
        let messages: [String: Int]
        let operations: [String: Int]
        let broken: [String]
        let sources: [Source]?
    }

    private func generate(_ changed: [String], nights: Int, in folder: URL) throws -> [String: Data] {
        let command = [
            "--citizens", "24", "--services", "4", "--nights", String(nights), "--seed", "3", "--active-share", "0.7",
            "--out", folder.path,
        ]
        try FeedGenerator.parse(command + changed).run()
        return try contents(folder)
    }

    private func read<Value: Decodable>(
        _ type: Value.Type, _ files: [String: Data], _ night: Int, _ name: String
    ) throws -> Value {
        try JSONDecoder().decode(type, from: #require(files["nights/0\(night)/\(name)"]))
    }

    private struct Person: Decodable {
        let fnr: String
        let active: Bool
        let viaOthers: Bool
    }

    private func people(_ files: [String: Data], _ night: Int) throws -> [Person] {
        try read([Person].self, files, night, "citizens.json")
    }

    // MARK: Several municipalities

    @Test func threeMunicipalitiesAreOneFeed() throws {
        try withTemporaryFolder { folder in
            let files = try generate(["--adapter", "gerica,profil,cosdoc"], nights: 2, in: folder)
            let configuration = Set(files.keys.filter { $0.hasPrefix("config/") })
            #expect(
                configuration == [
                    "config/epjsyncd.toml", "config/9903-cosdoc.token", "config/sources.d/9901-gerica.toml",
                    "config/sources.d/9902-profil.toml", "config/sources.d/9903-cosdoc.toml",
                ])
            func lines(_ source: String) -> [Substring] {
                String(decoding: files["config/sources.d/\(source).toml"] ?? Data(), as: UTF8.self).split(
                    separator: "\n")
            }
            #expect(lines("9902-profil").contains { $0 == #"path = "\#(folder.path)/epj/9902-profil""# })
            #expect(lines("9903-cosdoc").contains { $0 == #"url = "http://127.0.0.1:8482/utboks/9903-cosdoc""# })
            #expect(lines("9903-cosdoc").contains { $0 == #"token = "9903-cosdoc.token""# })
            #expect(files["nights/02/9902-profil/inbox/20270112T0035.xml"] != nil)
            #expect(files["nights/02/9903-cosdoc/outbox/02-000001.xml"] != nil)
            #expect(files.keys.contains { $0.hasPrefix("nights/02/9901-gerica/inbox/20270112T0035/") })
            let inbox = folder.appending(path: "epj/9902-profil/inbox").path
            #expect(try FileManager.default.contentsOfDirectory(atPath: inbox) == [])
        }
    }

    @Test func aFewCitizensReceiveCareInTwo() throws {
        try withTemporaryFolder { folder in
            let files = try generate(["--adapter", "gerica,profil,cosdoc"], nights: 2, in: folder)
            let numbers = try people(files, 1).map(\.fnr)
            #expect(numbers.count == 72 - 5 && Set(numbers).count == numbers.count)
            let areSynthetic = numbers.allSatisfy(isSynthetic)
            #expect(areSynthetic)
            let expected = try read(Expected.self, files, 2, "expected.json")
            let systems = Dictionary(grouping: expected.appointments, by: \.patient)
                .mapValues { Set($0.map(\.system)) }
            #expect(systems.values.contains { $0.count == 2 } && !systems.values.contains { $0.count > 2 })
            #expect(Set(systems.values.flatMap(\.self)).count == 3)
        }
    }

    @Test func theFirstMunicipalityIsTheOneItIsAlone() throws {
        try withTemporaryFolder { folder in
            let together = try generate(
                ["--adapter", "gerica,profil", "--broken", "2"], nights: 3, in: folder.appending(path: "a"))
            let alone = try generate(
                ["--adapter", "gerica", "--broken", "2"], nights: 3, in: folder.appending(path: "b"))
            for (path, data) in alone where path.contains("/inbox/") {
                #expect(together[path.replacing("/inbox/", with: "/9901-gerica/inbox/")] == data, "\(path)")
            }
            for night in 1...3 {
                let all = try read(Expected.self, together, night, "expected.json").appointments
                let own = try read(Expected.self, alone, night, "expected.json").appointments
                #expect(all.filter { $0.system.hasSuffix("9901-gerica") }.map(\.value) == own.map(\.value))
                let summary = try read(Summary.self, together, night, "summary.json")
                #expect(summary.sources?.map(\.id) == ["9901-gerica", "9902-profil"])
                #expect(
                    summary.sources?.first?.operations
                        == (try read(Summary.self, alone, night, "summary.json").operations))
                let created = summary.sources?.compactMap { $0.operations["create"] }.reduce(0, +)
                #expect(summary.operations["create"] == created && summary.broken.count == (night == 1 ? 0 : 4))
            }
        }
    }

    @Test func ofOneSourceNothingIsSaidBySource() throws {
        try withTemporaryFolder { folder in
            let files = try generate(["--adapter", "profil"], nights: 1, in: folder)
            #expect(try read(Summary.self, files, 1, "summary.json").sources == nil)
        }
    }

    // MARK: A change of record systems

    static let changes: [(Adapter, Adapter)] = [(.gerica, .profil), (.profil, .cosdoc), (.cosdoc, .gerica)]

    private func change(_ old: Adapter, _ new: Adapter, more: [String] = [], in folder: URL) throws -> [String: Data] {
        try generate(
            ["--adapter", old.rawValue, "--successor", new.rawValue, "--successor-night", "3"] + more, nights: 5,
            in: folder)
    }

    @Test(arguments: changes) func theOldOneFallsSilentAndTheConfigurationNamesBoth(
        _ old: Adapter, _ new: Adapter
    ) throws {
        try withTemporaryFolder { folder in
            let files = try change(old, new, more: ["--broken", "2"], in: folder)
            for night in 1...5 {
                let sources = Set(
                    files.keys.filter { $0.hasPrefix("nights/0\(night)/9901-") }.map { $0.split(separator: "/")[2] })
                #expect(sources == [night < 3 ? "9901-\(old)" : "9901-\(new)"])
                let summary = try read(Summary.self, files, night, "summary.json")
                #expect(summary.citizens == 24 && summary.broken.count <= (night == 1 ? 0 : 2))
                let silent = try #require(summary.sources?[night < 3 ? 1 : 0])
                #expect(silent.messages.values.allSatisfy { $0 == 0 })
            }
            checkConfiguration(files, old, new)
        }
    }

    private func checkConfiguration(_ files: [String: Data], _ old: Adapter, _ new: Adapter) {
        let sources = Set(files.keys.filter { $0.contains("sources.d") })
        #expect(
            sources == [
                "config/sources.d/9901-\(old).toml", "nights/03/config/sources.d/9901-\(old).toml",
                "nights/03/config/sources.d/9901-\(new).toml",
            ])
        func text(_ path: String) -> String { String(decoding: files[path] ?? Data(), as: UTF8.self) }
        let before = text("config/sources.d/9901-\(old).toml")
        let after = text("nights/03/config/sources.d/9901-\(old).toml")
        #expect(after.replacing("replaced_by = \"9901-\(new)\"\n", with: "") == before && after != before)
        let successor = text("nights/03/config/sources.d/9901-\(new).toml")
        #expect(successor.contains("her_id = \"899015\"") && before.contains("her_id = \"899010\""))
        #expect(successor.contains("identifier_system = \"urn:epjsync:9901-\(new)\""))
        #expect((files["nights/03/config/9901-\(new).token"] != nil) == (new == .cosdoc))
    }

    @Test(arguments: changes) func nobodySeesBothOrNeither(_ old: Adapter, _ new: Adapter) throws {
        try withTemporaryFolder { folder in
            let files = try change(old, new, in: folder)
            let nights = try (1...5).map { try read(Expected.self, files, $0, "expected.json") }
            try checkPromises(files, nights, old, new)
            checkContacts(nights, old)
            // What is past stays as it was.
            func past(_ expected: Expected) -> [String: String] {
                let entries = expected.appointments.filter {
                    $0.system.hasSuffix(old.rawValue) && $0.begins < nights[2].now
                }
                return Dictionary(uniqueKeysWithValues: entries.map { ($0.value, $0.status) })
            }
            let before = past(nights[1])
            #expect(before.count > 30 && Set(before.values).contains("fulfilled"))
            for expected in nights[2...] { #expect(past(expected) == before) }
        }
    }

    /// Whoever has visits to come has them from one record system, and nobody loses them over the change.
    private func checkPromises(
        _ files: [String: Data], _ nights: [Expected], _ old: Adapter, _ new: Adapter
    ) throws {
        var before: Set<String> = []
        for (place, expected) in nights.enumerated() {
            let night = place + 1
            // Who is no longer active keeps what the portal had (R3).
            let active = Set(try people(files, night).filter { $0.active || $0.viaOthers }.map(\.fnr))
            let promises = expected.appointments.filter {
                $0.isPromise && $0.begins >= expected.now && active.contains($0.patient)
            }
            let systems = Dictionary(grouping: promises, by: \.patient).mapValues { Set($0.map(\.system)) }
            let areOne = systems.values.allSatisfy { $0.count == 1 }
            #expect(areOne, "night \(night)")
            let count = Dictionary(grouping: systems.values, by: { $0.first ?? "" }).mapValues(\.count)
            let byNew = count["urn:epjsync:9901-\(new)"] ?? 0
            let byOld = count["urn:epjsync:9901-\(old)"] ?? 0
            if night == 3 { #expect(byNew > byOld && byOld > 3) }
            if night > 3 { #expect(byOld == 0 && byNew > 10) }
            // Some care ends, but not that of many.
            #expect(before.intersection(active).subtracting(systems.keys).count <= 1)
            before = Set(systems.keys)
        }
    }

    private func checkContacts(_ nights: [Expected], _ old: Adapter) {
        for (place, expected) in nights.enumerated().dropFirst(2) {
            let contacts = expected.healthContacts
            let open = Dictionary(grouping: contacts.filter(\.member), by: \.patient)
            let areOne = open.values.allSatisfy { Set($0.map(\.source)).count == 1 }
            #expect(areOne)
            let days = Set(contacts.filter { $0.source.hasSuffix(old.rawValue) }.compactMap(\.until))
            #expect(days.isSubset(of: ["2027-01-11", "2027-01-12", "2027-01-13", "2027-01-14"]))
            #expect(days.contains("2027-01-13") && days.contains("2027-01-14") == (place > 2))
        }
    }
}
