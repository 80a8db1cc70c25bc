// Whole small municipalities, looked at from outside.

import Foundation
import Testing

@testable import FeedGenerator

@Suite struct GenerationTests {
    private func plan(_ root: URL, seed: UInt64 = 7) -> GenerationPlan {
        GenerationPlan(citizens: 24, services: 6, days: 28, nights: 4, seed: seed, root: root, broken: 3)
    }

    private struct Expected: Decodable {
        struct Period: Decodable {
            let start: String
            let end: String
        }
        struct Appointment: Decodable {
            let system: String
            let value: String
            let patient: String
            let status: String
            let start: String?
            let end: String?
            let requestedPeriod: Period?
            let service: String
            let unit: String
            let recurring: Bool
            let employee: String?
            let description: String?
            let cancellationReason: String?
            let flags: [String]
        }
        struct Contact: Decodable {
            let source: String
            let service: String
            let herId: String
            let patient: String
            let member: Bool
            let since: String
            let until: String?
        }
        let version: Int
        let now: String
        let appointments: [Appointment]
        let healthContacts: [Contact]
    }

    private struct Summary: Decodable {
        let night: Int
        let citizens: Int
        let active: Int
        let messages: [String: Int]
        let operations: [String: Int]
        let appointments: Int
        let broken: [String]
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ files: [String: Data], _ path: String) throws -> Value {
        try JSONDecoder().decode(type, from: #require(files[path], "\(path) is missing"))
    }

    @Test func theSameArgumentsGiveTheSameBytes() throws {
        try withTemporaryFolder { folder in
            try Generation(plan(folder)).run()
            let first = try contents(folder)
            try FileManager.default.removeItem(at: folder)
            try Generation(plan(folder)).run()
            #expect(try contents(folder) == first)
            #expect(first.count > 200)
        }
    }

    @Test func anotherSeedGivesOtherPeople() throws {
        try withTemporaryFolder { folder in
            try Generation(plan(folder.appending(path: "a"))).run()
            try Generation(plan(folder.appending(path: "b"), seed: 8)).run()
            let path = "nights/01/citizens.json"
            let first = try contents(folder.appending(path: "a"))[path]
            let second = try contents(folder.appending(path: "b"))[path]
            #expect(first != nil && first != second)
        }
    }

    @Test func everythingLiesWhereItIsDocumented() throws {
        try withTemporaryFolder { folder in
            try Generation(plan(folder)).run()
            let files = try contents(folder)
            let names = Set(files.keys.filter { !$0.contains("/inbox/") })
            let nights = (1...4).flatMap { night in
                ["citizens.json", "expected.json", "now", "summary.json"].map { "nights/0\(night)/\($0)" }
            }
            #expect(names == Set(nights + ["config/epjsyncd.toml", "config/sources.d/9901-gerica.toml"]))
            let batches = Set(files.keys.filter { $0.contains("/inbox/") }.map { $0.split(separator: "/")[3] })
            #expect(batches == ["20270111T0035", "20270112T0035", "20270113T0035", "20270114T0035"])
            for name in ["inbox", "taken", "refused", "outgoing"] {
                #expect(
                    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "epj/\(name)").path)
                        == [])
            }
            #expect(files["nights/02/now"] == Data("2027-01-12T01:15:00+01:00\n".utf8))
        }
    }

    @Test func goodMessagesAreWellFormedAndBrokenOnesAreNot() throws {
        try withTemporaryFolder { folder in
            try Generation(plan(folder)).run()
            let files = try contents(folder)
            var ids: Set<String> = []
            for night in 1...4 {
                let summary = try decode(Summary.self, files, "nights/0\(night)/summary.json")
                #expect(summary.broken.count == (night == 1 ? 0 : 3))
                let messages = files.filter { $0.key.hasPrefix("nights/0\(night)/inbox/") }
                #expect(messages.count == summary.messages.values.reduce(summary.broken.count, +))
                for (path, data) in messages {
                    let isBroken = summary.broken.contains { path.hasSuffix("/" + $0) }
                    let root = data.range(of: Data("<!DOCTYPE".utf8)) == nil ? readXML(data) : nil
                    #expect((root == nil) == isBroken, "\(path)")
                    for patient in root?.all("Patient") ?? [] {
                        let areSynthetic = patient.values("Id").allSatisfy(isSynthetic)
                        #expect(areSynthetic, "\(path)")
                    }
                    if let id = root?.values("MsgId").first { #expect(ids.insert(id).inserted, "\(path)") }
                }
            }
        }
    }

    @Test func whatIsExpectedIsWholeAndInOrder() throws {
        try withTemporaryFolder { folder in
            try Generation(plan(folder)).run()
            let files = try contents(folder)
            let shownNames = Set(
                Municipality(number: "9901", serviceCount: 6).services.filter(\.isOpened).map(\.shownName))
            for night in 1...4 {
                let expected = try decode(Expected.self, files, "nights/0\(night)/expected.json")
                #expect(expected.version == 1 && expected.now == "2027-01-1\(night)T00:15:00Z")
                let values = expected.appointments.map(\.value)
                #expect(values == values.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
                #expect(Set(values).count == values.count)
                for entry in expected.appointments {
                    check(entry, shownNames)
                }
                let contacts = expected.healthContacts.map { [$0.service, $0.herId, $0.patient] }
                let areInOrder = contacts == contacts.sorted { $0.lexicographicallyPrecedes($1) }
                #expect(areInOrder)
                let areWhole = expected.healthContacts.allSatisfy { contact in
                    contact.member == (contact.until == nil) && isSynthetic(contact.patient)
                }
                #expect(areWhole)
                let summary = try decode(Summary.self, files, "nights/0\(night)/summary.json")
                #expect(summary.appointments == values.count && summary.citizens == 24)
            }
        }
    }

    private func check(_ entry: Expected.Appointment, _ names: Set<String>) {
        #expect(entry.system == "urn:epjsync:9901-gerica" && entry.flags.isEmpty)
        let isNobody = isSynthetic(entry.patient)
        #expect(names.contains(entry.service) && isNobody)
        #expect((entry.start == nil) == (entry.requestedPeriod != nil) && (entry.start == nil) == (entry.end == nil))
        let start = entry.start ?? entry.requestedPeriod?.start ?? ""
        let end = entry.end ?? entry.requestedPeriod?.end ?? ""
        #expect(start < end && start.hasSuffix("Z"), "\(entry.value)")
        #expect((entry.cancellationReason != nil) == (entry.status == "cancelled"))
        switch entry.status {
        case "proposed": #expect(entry.requestedPeriod != nil && entry.employee == nil)
        case "booked": #expect(entry.requestedPeriod == nil)
        case "fulfilled": #expect(entry.requestedPeriod == nil && !entry.recurring)
        case "cancelled": #expect(entry.employee == nil && !entry.recurring)
        case "entered-in-error": #expect(entry.requestedPeriod == nil && entry.employee == nil && !entry.recurring)
        default: Issue.record("an unknown status: \(entry.status)")
        }
    }

    @Test func operationsLeadFromOneNightToTheNext() throws {
        try withTemporaryFolder { folder in
            try Generation(plan(folder)).run()
            let files = try contents(folder)
            var before = 0
            for night in 1...4 {
                let summary = try decode(Summary.self, files, "nights/0\(night)/summary.json")
                let expected = try decode(Expected.self, files, "nights/0\(night)/expected.json")
                let new = expected.appointments.count - before
                let created = summary.operations["create"] ?? 0
                // A performed visit nobody had planned is new as well.
                #expect((created...(created + (summary.operations["perform"] ?? 0))).contains(new))
                before = expected.appointments.count
            }
        }
    }

    @Test func aMunicipalityHasThePlannedSize() throws {
        try withTemporaryFolder { folder in
            var plan = plan(folder)
            (plan.citizens, plan.nights, plan.broken, plan.activeShare) = (150, 1, 0, 1)
            try Generation(plan).run()
            let files = try contents(folder)
            let expected = try decode(Expected.self, files, "nights/01/expected.json")
            let perDay = Double(expected.appointments.count) / 150 / 15
            #expect((3.0...4.2).contains(perDay), "\(perDay) visits a day")
            let windows = expected.appointments.count { $0.status == "proposed" }
            #expect(windows * 2 > expected.appointments.count)
            let busiest = Dictionary(grouping: expected.appointments) { entry in
                entry.patient + (entry.start ?? entry.requestedPeriod?.start ?? "").prefix(10)
            }.values.map(\.count).max()
            #expect((busiest ?? 0) <= 6)
        }
    }

    @Test func aThirdOfTheCitizensIsActive() throws {
        try withTemporaryFolder { folder in
            var plan = plan(folder)
            (plan.citizens, plan.nights) = (100, 1)
            try Generation(plan).run()
            let summary = try decode(Summary.self, contents(folder), "nights/01/summary.json")
            #expect(summary.active == 33)
        }
    }

    @Test(arguments: [(CivilDay(2027, 3, 27), "+01:00", "+02:00"), (CivilDay(2027, 10, 30), "+02:00", "+01:00")])
    func nightsAroundAChangeOfTheClock(_ saturday: CivilDay, _ before: String, _ after: String) throws {
        try withTemporaryFolder { folder in
            var plan = plan(folder)
            plan.firstDay = saturday
            try Generation(plan).run()
            let files = try contents(folder)
            let nows = try (1...3).map { String(decoding: try #require(files["nights/0\($0)/now"]), as: UTF8.self) }
            // The clock changes between two and three in the night to Sunday, after that night's run began.
            #expect(
                nows == [
                    "\(saturday.iso)T01:15:00\(before)\n", "\((saturday + 1).iso)T01:15:00\(before)\n",
                    "\((saturday + 2).iso)T01:15:00\(after)\n",
                ])
            let expected = try decode(Expected.self, files, "nights/01/expected.json")
            let daily = expected.appointments.filter {
                $0.value.contains("/\(saturday.compact)T") && $0.recurring == false
            }
            #expect(!daily.isEmpty)
            for entry in expected.appointments where entry.status == "proposed" {
                guard let written = entry.value.split(separator: "/").dropFirst().last else { continue }
                let hour = try #require(Int(written.dropFirst(9).prefix(2)))
                let isAfter = written.prefix(8) > saturday.compact
                let offset = (isAfter ? after : before) == "+02:00" ? 2 : 1
                let utc = try #require(entry.requestedPeriod?.start.dropFirst(11).prefix(2))
                #expect(Int(utc) == hour - offset, "\(entry.value)")
            }
        }
    }

    @Test func aFullDiskIsSaidInWords() throws {
        try withTemporaryFolder { folder in
            try makeFolder(folder)
            let blocked = folder.appending(path: "config")
            try writeFile("in the way".utf8, to: blocked)
            let error = try #require(throws: WriteError.self) { try Generation(plan(folder)).run() }
            #expect(error.path.hasPrefix(blocked.path))
            let text = WriteError(path: "/a/b", reason: "no space").description
            #expect(
                text == "/a/b could not be written: no space. What lies there is incomplete; remove it, make room or "
                    + "choose another --out, and run the same command again.")
        }
    }
}
