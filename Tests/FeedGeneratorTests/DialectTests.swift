// Whole municipalities in each dialect: one truth, told three ways.

import Foundation
import Testing

@testable import FeedGenerator

@Suite struct DialectTests {
    private struct Summary: Decodable {
        let messages: [String: Int]
        let broken: [String]
    }

    private func generate(
        _ adapter: Adapter, _ transport: Transport = .directory, encoding: TextEncoding? = nil, oddities: Double? = nil,
        broken: Int = 0, in folder: URL
    ) throws -> [String: Data] {
        var plan = GenerationPlan(
            citizens: 12, services: 6, days: 28, nights: 4, seed: 11, root: folder, broken: broken)
        plan.systems = [RecordSystem(adapter)]
        plan.activeShare = 0.7
        plan.oddities = oddities
        plan.systems[0].form = WrittenForm(transport: transport, encoding: encoding ?? adapter.encoding)
        try Generation(plan).run()
        return try contents(folder)
    }

    private func inbox(_ files: [String: Data]) -> [(path: String, data: Data)] {
        files.filter { $0.key.contains("/inbox/") || $0.key.contains("/outbox/") }
            .map { (path: $0.key, data: $0.value) }.sorted { $0.path < $1.path }
    }

    @Test(arguments: [Adapter.profil, .cosdoc]) func theSameArgumentsGiveTheSameBytes(_ adapter: Adapter) throws {
        try withTemporaryFolder { folder in
            let first = try generate(adapter, adapter.transport, broken: 1, in: folder)
            try FileManager.default.removeItem(at: folder)
            #expect(try generate(adapter, adapter.transport, broken: 1, in: folder) == first)
        }
    }

    @Test func citizensSeeTheSameWhicheverOfTheTwoTellsIt() throws {
        try withTemporaryFolder { folder in
            let gerica = try generate(.gerica, in: folder.appending(path: "a"))
            let profil = try generate(.profil, in: folder.appending(path: "b"))
            for night in 1...4 {
                for name in ["expected.json", "citizens.json"] {
                    let path = "nights/0\(night)/\(name)"
                    let said = String(decoding: try #require(profil[path]), as: UTF8.self)
                    let expected = String(decoding: try #require(gerica[path]), as: UTF8.self)
                    #expect(said.replacing("9901-profil", with: "9901-gerica") == expected)
                }
            }
            #expect(inbox(profil).map(\.data) != inbox(gerica).map(\.data))
        }
    }

    @Test(arguments: [Adapter.profil, .cosdoc]) func everyMessageIsCountedAndWellFormed(_ adapter: Adapter) throws {
        try withTemporaryFolder { folder in
            let files = try generate(adapter, oddities: 0.5, in: folder)
            for night in 1...4 {
                let summary = try JSONDecoder().decode(
                    Summary.self, from: #require(files["nights/0\(night)/summary.json"]))
                #expect(Set(summary.messages.keys) == Set(adapter.kinds.map(\.rawValue)))
                let messages = inbox(files).filter { $0.path.hasPrefix("nights/0\(night)/") }
                #expect(messages.count == summary.messages.values.reduce(0, +))
                for message in messages {
                    #expect(readXML(message.data) != nil, "\(message.path)")
                }
            }
        }
    }

    @Test(arguments: Adapter.allCases) func odditiesChangeNoTruth(_ adapter: Adapter) throws {
        try withTemporaryFolder { folder in
            let none = try generate(adapter, oddities: 0, in: folder.appending(path: "a"))
            let some = try generate(adapter, oddities: 0.3, in: folder.appending(path: "b"))
            for night in 1...4 {
                for name in ["expected.json", "citizens.json", "summary.json"] {
                    #expect(none["nights/0\(night)/\(name)"] == some["nights/0\(night)/\(name)"])
                }
            }
            let pairs = zip(inbox(none), inbox(some))
            let changed = pairs.count { $0.data != $1.data }
            let share = Double(changed) / Double(inbox(none).count)
            #expect(inbox(none).map(\.path) == inbox(some).map(\.path) && (0.03...0.33).contains(share), "\(share)")
        }
    }

    @Test func profilMostlyPushes() throws {
        try withTemporaryFolder { folder in
            let files = try generate(.profil, in: folder)
            for night in 2...4 {
                let messages = try JSONDecoder().decode(
                    Summary.self, from: #require(files["nights/0\(night)/summary.json"])
                ).messages
                let answers = (messages["bestilte-timer"] ?? 0) + (messages["ingen-bestilte-timer"] ?? 0)
                #expect((1...14).contains(answers))
                #expect((messages["avtaleutsending"] ?? 0) + (messages["melding-om-avtale"] ?? 0) > 3 * answers)
            }
        }
    }

    @Test func latin1HasNoControlBytesButInOddMessages() throws {
        try withTemporaryFolder { folder in
            let plain = try generate(.cosdoc, oddities: 0, in: folder.appending(path: "a"))
            let odd = try generate(.cosdoc, oddities: 1, in: folder.appending(path: "b"))
            // All that the names and texts hold: curly quotes, the dash and š.
            func isTypographic(_ data: Data) -> Bool {
                [0x93, 0x94, 0x96, 0x9A].contains { data.range(of: Data([$0])) != nil }
            }
            #expect(inbox(plain).allSatisfy { !isTypographic($0.data) })
            #expect(inbox(odd).contains { isTypographic($0.data) })
            #expect(inbox(plain).contains { $0.data.range(of: Data("&#8211;".utf8)) != nil })
            let expected = String(decoding: try #require(plain["nights/01/expected.json"]), as: UTF8.self)
            let isShown = expected.contains(" – ")
            #expect(isShown)
        }
    }

    @Test(arguments: TextEncoding.allCases) func pagesLeadFromTheFirstToTheLast(_ encoding: TextEncoding) throws {
        try withTemporaryFolder { folder in
            let single = try generate(.cosdoc, encoding: encoding, in: folder.appending(path: "a"))
            let files = try generate(.cosdoc, .outbox, encoding: encoding, in: folder.appending(path: "b"))
            var cursor = "01-000001"
            var members: [Element] = []
            for night in 1...4 {
                var more = true
                while more {
                    let data = try #require(files["nights/0\(night)/outbox/\(cursor).xml"], "\(cursor)")
                    let page = try #require(readXML(data))
                    #expect(page.name == "Utboks" && page.attributes["xmlns"] == "urn:epjsync:utboks:1")
                    #expect((1...200).contains(page.children.count))
                    members += page.children
                    cursor = try #require(page.attributes["neste"])
                    more = page.attributes["flere"] == "true"
                    #expect(more || page.attributes["flere"] == "false")
                }
                #expect(cursor == "0\(night + 1)-000001")
            }
            let messages = try inbox(single).map { try #require(readXML($0.data)) }
            #expect(members.map(\.outline) == messages.map(\.outline))
            #expect(!files.keys.contains { $0.hasSuffix(".part") })
            #expect(files["config/outbox.token"] != nil)
        }
    }

    @Test func aBrokenPageIsNoPage() throws {
        try withTemporaryFolder { folder in
            let files = try generate(.cosdoc, .outbox, broken: 12, in: folder)
            let broken = files.filter { $0.key.contains("-broken-") }
            #expect(broken.count == 36)
            for (path, data) in broken {
                let isDocumentType = data.range(of: Data("<!DOCTYPE".utf8)) != nil
                #expect(isDocumentType || readXML(data) == nil, "\(path)")
                #expect(files[path.replacing(/-broken-\d+/, with: "")] != nil, "\(path)")
            }
        }
    }
}
