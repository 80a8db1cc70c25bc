// Memory and file hold the same, and the file still does after a restart.

import Foundation
import Testing

@testable import PortalSimulator

@Suite struct PortalStoreTests {
    /// A folder of the test's own, removed again.
    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "portal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let result: Result<Void, any Error>
        do { result = .success(try await body(folder)) } catch { result = .failure(error) }
        try FileManager.default.removeItem(at: folder)
        try result.get()
    }

    private func fill(_ store: PortalStore) async throws {
        try await store.setCitizens(
            [
                Citizen(fnr: TestPerson.foedselsnummer, active: true, viaOthers: false, assignedProxy: false)
            ], at: Instant(seconds: 0))
        for value in ["1", "2"] {
            let visit = try #require(SampleAppointment.with(value: value).object.flatMap(IncomingAppointment.init))
            _ = try await store.put(visit, now: Instant(seconds: 0))
            try await store.countRequest(.appointment, answer: 201)
        }
        for json in [SampleBundle.offers(), SampleBundle.members(SampleBundle.member())] {
            let bundle = try HealthContactBundle(json.object ?? JSONObject())
            #expect(try await store.put(bundle).allSatisfy { $0.issues.isEmpty })
        }
    }

    @Test func aFileHoldsWhatMemoryHoldsAlsoAfterARestart() async throws {
        let memory = try PortalStore(.memory)
        try await fill(memory)
        let expected = try await memory.stateDocument(now: Instant(seconds: 0))
        try await withFolder { folder in
            let path = folder.appending(path: "state.sqlite").path
            let first = try PortalStore(.file(path))
            try await fill(first)
            #expect(try await first.stateDocument(now: Instant(seconds: 0)) == expected)
            try first.close()

            let second = try PortalStore(.file(path))
            #expect(try await second.stateDocument(now: Instant(seconds: 0)) == expected)
            let again = try #require(SampleAppointment.with(value: "1").object.flatMap(IncomingAppointment.init))
            #expect(try await second.put(again, now: Instant(seconds: 1)).decision == .identical)
            try second.close()
        }
    }

    @Test func aLaterLastUpdatedOfTheSameContentIsRemembered() async throws {
        let store = try PortalStore(.memory)
        try await fill(store)
        let put = { (lastUpdated: JSONValue) in
            var json = SampleAppointment.with(value: "1")
            json.set("meta.lastUpdated", lastUpdated)
            let incoming = try #require(json.object.flatMap(IncomingAppointment.init))
            return try await store.put(incoming, now: Instant(seconds: 0)).decision
        }
        #expect(try await put("2026-09-02T00:00:00Z") == .identical)
        #expect(try await put("2026-09-01T23:59:59.9Z") == .refused([.lastUpdatedBackwards]))
    }

    @Test func whatIsNoStateIsNotOpened() async throws {
        try await withFolder { folder in
            let file = folder.appending(path: "notes.txt")
            try Data(repeating: 65, count: 4096).write(to: file)
            #expect(throws: (any Error).self) { try PortalStore(.file(file.path)) }
            #expect(throws: (any Error).self) { try PortalStore(.file(folder.path + "/none/state.sqlite")) }
        }
    }
}
