// Every answer to the two questions (who is active, whose status may have changed) that docs/portal.md lists.

import TestSupport
import Testing

@testable import PortalClient
@testable import SyncCore
@testable import SyncDaemon

@Suite(.timeLimit(.minutes(10))) struct QuestionAnswerTests {
    typealias Statuses = [String: ActiveStatus]

    struct Row<Value: Equatable & Sendable>: Sendable {
        var answer: String
        var outcome: String
        var fault: String
        var value: Value?
        var failure: Expected<PortalFailure>?
        var waits: Int

        init(_ answer: String, _ outcome: String, _ fault: String, _ value: Value) {
            self.init(answer, outcome, fault, value, nil, 0)
        }

        init(_ answer: String, _ outcome: String, _ fault: String, _ failure: PortalFailure, waits: Int = 0) {
            self.init(answer, outcome, fault, nil, .exactly(failure), waits)
        }

        /// A failure of the transport's, which is repeated.
        init(_ answer: String, _ outcome: String, _ fault: String, beginning words: String) {
            self.init(answer, outcome, fault, nil, .beginning(words), 3)
        }

        private init(
            _ answer: String, _ outcome: String, _ fault: String, _ value: Value?, _ failure: Expected<PortalFailure>?,
            _ waits: Int
        ) {
            self.answer = answer
            self.outcome = outcome
            self.fault = fault
            self.value = value
            self.failure = failure
            self.waits = waits
        }

        /// What the operator reads of a failure.
        var words: String? { reads(\.description) }

        func reads(_ words: (PortalFailure) -> String) -> String? {
            switch failure {
            case nil: nil
            case .exactly(let failure): words(failure)
            case .beginning(let reason): words(.unreachable(reason: reason))
            }
        }

        func expect(_ result: Result<Value, PortalFailure>, waits: Int) {
            switch (result, failure) {
            case (.success(let value), nil): #expect(value == self.value, "\(answer)")
            case (.failure(let failure), .exactly(let expected)): #expect(failure == expected, "\(answer)")
            case (.failure(.unreachable(let reason)), .beginning(let words)):
                #expect(reason.hasPrefix(words), "\(answer)")
            default: Issue.record("\(answer): \(result)")
            }
            #expect(waits == self.waits, "\(answer)")
        }
    }

    private static let anna = NightHarness.anna
    private static let birger = NightHarness.birger
    private static let both: Statuses = [
        anna: ActiveStatus(isActiveSelf: true, isActiveViaOthers: false),
        birger: ActiveStatus(isActiveSelf: false, isActiveViaOthers: false),
    ]

    static let checks: [Row<Statuses>] = [
        Row("200 with erAktivListe", "asked", "", both),
        Row(
            "400 with a code", "stop", WireFault.status(400, "\"code\":\"active-area\""), .refused(code: "active-area")),
        Row("400 without a code", "stop", WireFault.status(400), .refused(code: "http-400")),
        Row(
            "401 with EHSEC-110002", "stop", WireFault.status(401, "\"code\":\"EHSEC-110002\""),
            .unauthorised(status: 401, code: "EHSEC-110002")),
        Row("403", "stop", WireFault.status(403), .unauthorised(status: 403)),
        Row("404 without a code", "stop", WireFault.status(404), .notServed(status: 404)),
        Row("409 without a code", "stop", WireFault.status(409), .refused(code: "http-409")),
        Row("413, and halves are taken", "asked", WireFault.status(413, "\"count\":1"), both),
        Row("413 for a single number", "stop", WireFault.status(413), .refused(code: "http-413")),
        Row("429", "stop", WireFault.status(429), .unreachable(reason: "it answered 429"), waits: 3),
        Row("500", "stop", WireFault.status(500), .unreachable(reason: "it answered 500"), waits: 3),
        Row("302", "stop", WireFault.status(302), .nonsense(reason: "it answered 302")),
        Row(
            "success with an HTML page", "stop", "\"kind\":\"html\"", .nonsense(reason: "it answered 200 as text/html")),
        Row(
            "success of another content type", "stop", "\"kind\":\"wrong-type\"",
            .nonsense(reason: "it answered 200 as text/plain")),
        Row(
            "success with an empty body", "stop", "\"kind\":\"empty\"",
            .nonsense(reason: "it answered 200 with an empty body")),
        Row(
            "success with a truncated body", "stop", "\"kind\":\"bad-json\"",
            .nonsense(reason: "the active check answered 200 without erAktivListe")),
        Row("connection ends in the body", "stop", "\"kind\":\"cut-body\"", beginning: WireFault.broke),
        Row("no answer in time", "stop", WireFault.hangs, beginning: WireFault.late),
    ]

    @Test func everyAnswerToACheckHasItsOutcome() async throws {
        let wire = try await AnswerWire()
        let asked = try [Self.anna, Self.birger].map(AnswerWire.number)
        for row in Self.checks {
            try await wire.fault(row.fault)
            let result = await checked(wire, asked)
            row.expect(result, waits: wire.takeWaits())
        }
    }

    private func checked(
        _ wire: AnswerWire, _ asked: [NationalIdentityNumber]
    ) async -> Result<Statuses, PortalFailure> {
        do {
            let statuses = try await wire.portal.checkActive(asked)
            return .success(Dictionary(uniqueKeysWithValues: statuses.map { ($0.key.digits, $0.value) }))
        } catch {
            return .failure(error)
        }
    }

    @Test("R2 at most 1000 numbers in one question: more are asked about in two") func atMost1000() async throws {
        let wire = try await AnswerWire(answersWithin: 60)
        let numbers = try (0..<1001).map { try AnswerWire.number(SyntheticPerson.number($0)) }
        let all = try await wire.portal.checkActive(Array(numbers.prefix(1000)))
        #expect(all.count == 1000)
        #expect(try await wire.answered("activeCheck", 200) == 1)
        let more = try await wire.portal.checkActive(numbers)
        #expect(more.count == 1001)
        #expect(try await wire.answered("activeCheck", 200) == 3)
        #expect(try await wire.answered("activeCheck", 400) == 0)
    }

    static let lists: [Row<ActivationChangeAnswer>] = [
        Row("400", "sweep", WireFault.status(400, "\"code\":\"offset\""), .notAvailable(status: 400)),
        Row("403", "sweep", WireFault.status(403), .notAvailable(status: 403)),
        Row("404 without a code", "sweep", WireFault.status(404), .notAvailable(status: 404)),
        Row("410", "sweep", WireFault.status(410), .notAvailable(status: 410)),
        Row("501", "sweep", WireFault.status(501), .notAvailable(status: 501)),
        Row(
            "401 with EHSEC-110002", "sweep", WireFault.status(401, "\"code\":\"EHSEC-110002\""),
            .unauthorised(status: 401, code: "EHSEC-110002")),
        Row("405", "sweep", WireFault.status(405), .notServed(status: 405)),
        Row("409 with a code", "sweep", WireFault.status(409, "\"code\":\"fault\""), .refused(code: "fault")),
        Row("429", "sweep", WireFault.status(429), .unreachable(reason: "it answered 429"), waits: 3),
        Row("500", "sweep", WireFault.status(500), .unreachable(reason: "it answered 500"), waits: 3),
        Row(
            "success with an HTML page", "sweep", "\"kind\":\"html\"", .nonsense(reason: "it answered 200 as text/html")
        ),
        Row(
            "success with an empty body", "sweep", "\"kind\":\"empty\"",
            .nonsense(reason: "it answered 200 with an empty body")),
        Row(
            "success with a truncated body", "sweep", "\"kind\":\"bad-json\"",
            .nonsense(reason: "the list of activation changes answered 200 without endringer and nesteOffset")),
    ]

    @Test func everyAnswerOfTheListOfChangesHasItsOutcome() async throws {
        let wire = try await AnswerWire()
        try await wire.simulator.put("/clock", "{\"now\":\"2027-01-12T00:00:00Z\"}")
        let offset = try #require(Instant(iso8601WithOffset: "2027-01-11T00:00:00Z"))
        for row in Self.lists {
            try await wire.fault(row.fault)
            let result: Result<ActivationChangeAnswer, PortalFailure>
            do { result = .success(try await wire.portal.changesSince(offset)) } catch { result = .failure(error) }
            row.expect(result, waits: wire.takeWaits())
        }
        try await wire.fault("")
        guard case .list(let list) = try await wire.portal.changesSince(offset) else {
            Issue.record("no list")
            return
        }
        #expect(list.next == Instant(iso8601WithOffset: "2027-01-12T00:00:00Z"))
    }

    @Test func theTablesAreTheDocumented() throws {
        let checks = try DocumentedAnswer.rows(under: "Who is active")
        #expect(checks.map(\.name) == Self.checks.map { "\($0.answer) | \($0.outcome)" })
        for (documented, row) in zip(checks, Self.checks) { documented.expect(row.words) }
        let lists = try DocumentedAnswer.rows(under: "Whose status")
        #expect(
            lists.map(\.name)
                == ["200 with endringer and nesteOffset | asked"] + Self.lists.map { "\($0.answer) | \($0.outcome)" })
        for (documented, row) in zip(lists.dropFirst(), Self.lists) {
            if case .notAvailable(let status) = row.value {
                documented.expect(Cycle.absence(status))
            } else {
                documented.expect(row.reads(Cycle.cause))
            }
        }
    }
}
