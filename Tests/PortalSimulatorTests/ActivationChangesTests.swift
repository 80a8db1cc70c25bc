// DigitaltAktivStatusEndringer: what may be asked, what is told, and for how long.

import Testing

@testable import PortalSimulator

@Suite struct ActivationChangesTests {
    static let queries: [(String, String?)] = [
        ("offset=2027-01-11T00:05:00.12345Z", "2027-01-11T00:05:00.12345Z"),
        ("x=1&offset=2027-01-11T00%3A05%3a00Z", "2027-01-11T00:05:00Z"),
        ("", nil), ("offset=", nil), ("offset=2027-01-11", nil), ("offset=2027-01-11T00:05:00", nil),
        ("offset=2027-01-11T01:05:00+01:00", nil), ("Offset=2027-01-11T00:05:00Z", nil),
        ("offset=2027-01-11T00:05:00Z&offset=2027-01-11T00:05:00Z", nil),
    ]

    @Test(arguments: queries.indices) func offsets(_ index: Int) {
        let (query, expected) = Self.queries[index]
        do {
            #expect(try ActivationChangeQuestion(query: query).offset.text == expected)
        } catch {
            #expect(expected == nil && error.issues == [.offset])
        }
    }

    @Test func theNextOffsetHasFiveDigitsAndIsNeverLater() {
        #expect(Instant(seconds: 0, nanoseconds: 123_459_999).offsetText == "1970-01-01T00:00:00.12345Z")
        #expect(Instant(seconds: 0).offsetText == "1970-01-01T00:00:00.00000Z")
        #expect(Instant(seconds: 0, nanoseconds: 90_000).offsetText == "1970-01-01T00:00:00.00009Z")
    }

    private func list(_ simulator: RunningSimulator, since offset: String) async throws -> LoopbackAnswer? {
        try await simulator.portal.send(
            "GET", PortalEndpoint.activationChanges.path + "?offset=" + offset, headers: ["Authorization": "Bearer x"])
    }

    private func numbers(_ answer: LoopbackAnswer?) -> [String] {
        (answer?.json?["endringer"]?.array ?? []).compactMap { $0["fnr"]?.string }
    }

    @Test func everybodySetSinceThenIsListedChangedOrNot() async throws {
        try await RunningSimulator.with { simulator in
            try await simulator.set("/clock", ["now": "2027-01-11T00:00:00Z"])
            try await simulator.activate(TestPerson.another)
            try await simulator.set("/clock", ["now": "2027-01-11T01:00:00.5Z"])
            try await simulator.activate(TestPerson.foedselsnummer, TestPerson.dnummer)
            let first = try await list(simulator, since: "2027-01-11T00:30:00.00000Z")
            #expect(first?.status == 200)
            #expect(first?.headers["content-type"] == "application/json; charset=utf-8")
            #expect(numbers(first) == [TestPerson.dnummer, TestPerson.foedselsnummer].sorted())
            #expect(first?.json?["nesteOffset"] == "2027-01-11T01:00:00.50000Z")

            // Set as he was already: he may have changed, and the list says so.
            try await simulator.set("/clock", ["now": "2027-01-12T01:00:00Z"])
            try await simulator.activate(TestPerson.another)
            let second = try await list(simulator, since: "2027-01-11T01:00:00.50001Z")
            #expect(numbers(second) == [TestPerson.another])
            // Of one instant, nothing falls between two lists.
            let third = try await list(simulator, since: "2027-01-12T01:00:00.00000Z")
            #expect(numbers(third) == [TestPerson.another])
        }
    }

    @Test func whoIsSetSilentlyIsNotListed() async throws {
        try await RunningSimulator.with { simulator in
            try await simulator.set("/clock", ["now": "2027-01-11T00:00:00Z"])
            try await simulator.activate(TestPerson.foedselsnummer)
            try await simulator.set("/clock", ["now": "2027-01-12T00:00:00Z"])
            #expect(
                try await simulator.set(
                    "/citizens/" + TestPerson.foedselsnummer, ["active": false, "silently": true]) == 204)
            #expect(numbers(try await list(simulator, since: "2027-01-11T12:00:00Z")) == [])
            #expect(try await simulator.state()["citizens.0.active"] == false)
        }
    }

    @Test func anOffsetOlderThanWhatIsKeptIsGone() async throws {
        try await RunningSimulator.with(SimulatorSettings(changesKeptDays: 2)) { simulator in
            try await simulator.set("/clock", ["now": "2027-01-11T00:00:00Z"])
            #expect(try await list(simulator, since: "2027-01-09T00:00:00Z")?.status == 200)
            let old = try await list(simulator, since: "2027-01-08T23:59:59.99999Z")
            #expect(old?.status == 410 && old?.codes == ["offset-too-old"])
            #expect(try await list(simulator, since: "x")?.codes == ["offset"])
            let future = try await list(simulator, since: "2027-01-11T00:00:00.00001Z")
            #expect(future?.status == 400 && future?.codes == ["offset-in-future"])
            let requests: JSONValue = [
                ["kind": "activationChanges", "answer": 200, "count": 1],
                ["kind": "activationChanges", "answer": 400, "count": 2],
                ["kind": "activationChanges", "answer": 410, "count": 1],
            ]
            #expect(try await simulator.state()["requests"] == requests)
        }
        try await RunningSimulator.with(SimulatorSettings(changesKeptDays: 0)) { simulator in
            let none = try await list(simulator, since: "2027-01-09T00:00:00Z")
            #expect(none?.status == 404 && none?.codes == ["changes-not-offered"])
        }
    }

    @Test func theDoorIsWatchedHereToo() async throws {
        try await RunningSimulator.with { simulator in
            let address = PortalEndpoint.activationChanges.path + "?offset=2027-01-09T00:00:00Z"
            #expect(try await simulator.portal.send("GET", address)?.status == 401)
            let post = try await simulator.portal.send("POST", address)
            #expect(post?.status == 405 && post?.headers["allow"] == "GET")
        }
    }
}
