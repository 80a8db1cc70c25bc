// Every answer to health contacts that docs/portal.md lists: from the real simulator, and three that it never gives.

import HTTPTransport
import TestSupport
import Testing

@testable import PortalClient
@testable import SyncCore
@testable import SyncDaemon

@Suite(.timeLimit(.minutes(10))) struct HealthContactAnswerTests {
    typealias Row = QuestionAnswerTests.Row<[PortalVerdict]>

    private static let accepted: [PortalVerdict] = [.accepted(status: 200), .accepted(status: 200)]

    /// Two members, Anna twice, whom the portal knows.
    static let rows: [Row] = [
        Row("200, entry 2xx", "accepted", "", accepted),
        Row(
            "400 with a code", "refused", WireFault.status(400, "\"code\":\"bundle-type\""),
            .refused(code: "bundle-type")),
        Row(
            "401 with EHSEC-110002", "stop", WireFault.status(401, "\"code\":\"EHSEC-110002\""),
            .unauthorised(status: 401, code: "EHSEC-110002")),
        Row("403", "stop", WireFault.status(403), .unauthorised(status: 403)),
        Row("404 without a code", "stop", WireFault.status(404), .notServed(status: 404)),
        Row("413, and halves are taken", "accepted", WireFault.status(413, "\"count\":1"), accepted),
        Row(
            "413 for a single member", "refused", WireFault.status(413),
            [.refused(code: "http-413"), .refused(code: "http-413")]),
        Row("429", "stop", WireFault.status(429), .unreachable(reason: "it answered 429"), waits: 3),
        Row("500", "stop", WireFault.status(500), .unreachable(reason: "it answered 500"), waits: 3),
        Row(
            "success with an HTML page", "stop", "\"kind\":\"html\"", .nonsense(reason: "it answered 200 as text/html")),
        Row(
            "success with an empty body", "stop", "\"kind\":\"empty\"",
            .nonsense(reason: "it answered 200 with an empty body")),
        Row(
            "success with a truncated body", "stop", "\"kind\":\"bad-json\"",
            .nonsense(reason: "the health contacts (members) answered without one response per entry")),
        Row("connection ends in the body", "stop", "\"kind\":\"cut-body\"", beginning: WireFault.broke),
    ]

    private func sent(_ portal: Helsenorge, _ members: [MembershipChange]) async -> Result<
        [PortalVerdict], PortalFailure
    > {
        do { return .success(try await portal.send(members, of: AnswerWire.source)) } catch { return .failure(error) }
    }

    @Test func everyAnswerHasItsOutcome() async throws {
        let wire = try await AnswerWire()
        try await wire.portal.send([AnswerWire.offer], of: AnswerWire.source)
        let members = try wire.members([NightHarness.anna, NightHarness.anna])
        _ = await sent(wire.portal, members)
        for row in Self.rows {
            try await wire.fault(row.fault)
            row.expect(await sent(wire.portal, members), waits: wire.takeWaits())
        }
    }

    @Test func oneEntryFailsNoOther() async throws {
        let wire = try await AnswerWire()
        let anna = try wire.members([NightHarness.anna])
        // Not told of yet.
        #expect(await sent(wire.portal, anna) == .success([.refused(code: "offer-unknown")]))
        try await wire.portal.send([AnswerWire.offer], of: AnswerWire.source)
        let both = try wire.members([NightHarness.birger, NightHarness.anna])
        #expect(await sent(wire.portal, both) == .success([.notActive, .accepted(status: 201)]))
    }

    @Test func servicesThatAreTooLargeOrRefusedAreNotTold() async throws {
        let wire = try await AnswerWire()
        for (fault, failure) in [
            (WireFault.status(413), PortalFailure.refused(code: "http-413")),
            (WireFault.status(400, "\"code\":\"bundle-identifier\""), .refused(code: "bundle-identifier")),
        ] {
            try await wire.fault(fault)
            await #expect(throws: failure) { try await wire.portal.send([AnswerWire.offer], of: AnswerWire.source) }
        }
    }

    /// An exchange that always answers the same.
    private struct Canned: HTTPExchange {
        var body: String

        func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
            HTTPResponse(status: 200, body: Array(body.utf8))
        }

        func close() async {}
    }

    /// What the simulator never answers, and what it means for members and for services.
    static let canned: [(answer: String, entries: String, result: Result<[PortalVerdict], PortalFailure>)] = [
        ("200, entry 429 | left", #"{"response":{"status":"429"}}"#, .success([.tooMany(retryAfterSeconds: nil)])),
        (
            "200, entry 500 | unknown", #"{"response":{"status":"500 Internal"}}"#,
            .success([.unknown(reason: "answered 500", retryAfterSeconds: nil)])
        ),
        (
            "200 without an entry for each | stop", "",
            .failure(.nonsense(reason: "the health contacts (members) answered without one response per entry"))
        ),
    ]

    private func portal(_ entries: String) -> Helsenorge {
        Helsenorge(
            session: Canned(body: #"{"resourceType":"Bundle","type":"batch-response","entry":[\#(entries)]}"#),
            configuration: HelsenorgeConfiguration(baseURL: "https://localhost", authorisation: NoAuthorisation()),
            pause: { _ in }, jitter: { 0 })
    }

    @Test(arguments: canned.indices) func whatTheSimulatorNeverAnswers(_ index: Int) async throws {
        let row = Self.canned[index]
        let member = MembershipChange(
            citizen: try AnswerWire.number(NightHarness.anna), pair: AnswerWire.pair, since: .never, until: nil)
        #expect(await sent(portal(row.entries), [member]) == row.result)
    }

    // MARK: Sent again

    /// One answer after the other.
    private final class Scripted: HTTPExchange {
        private let answers: Guarded<[Result<HTTPResponse, HTTPFailure>]>

        init(_ answers: [Result<HTTPResponse, HTTPFailure>]) { self.answers = Guarded(answers) }

        func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
            try answers.withLock { $0.isEmpty ? .success(HTTPResponse(status: 599)) : $0.removeFirst() }.get()
        }

        func close() async {}
    }

    private static func answer(_ status: Int, _ body: String = "") -> Result<HTTPResponse, HTTPFailure> {
        .success(HTTPResponse(status: status, body: Array(body.utf8)))
    }

    private static func outcome(_ code: String) -> String {
        #"{"resourceType":"OperationOutcome","issue":[{"details":{"coding":[{"code":"\#(code)"}]}}]}"#
    }

    private static let entries = answer(
        200,
        #"{"resourceType":"Bundle","type":"batch-response","entry":[{"response":{"status":"201"}},"#
            + #"{"response":{"status":"400","outcome":\#(outcome("2118"))}},"#
            + #"{"response":{"status":"404","outcome":\#(outcome("offer-unknown"))}},{"response":{"status":"429"}}]}"#)

    private static func unknown(_ reason: String) -> PortalVerdict {
        .unknown(reason: reason + " when it was sent again", retryAfterSeconds: nil)
    }

    private static let timedOut = HTTPFailure(code: 28, text: "Timeout was reached", kind: .timedOut)
    private static let nobodyThere = HTTPFailure(code: 7, text: "Couldn't connect to server", kind: .unreachable)

    /// Whether what was answered first may have arrived.
    private static let first: [(answer: Result<HTTPResponse, HTTPFailure>, mayHaveArrived: Bool)] = [
        (answer(500), true), (answer(408), true), (.failure(timedOut), true), (answer(429), false),
        (.failure(nobodyThere), false),
    ]

    @Test("R16 a member refused when it is sent again may have been taken the first time", arguments: first.indices)
    func sentAgain(_ index: Int) async throws {
        let (answer, mayHaveArrived) = Self.first[index]
        func sent(_ second: Result<HTTPResponse, HTTPFailure>) async throws -> Result<[PortalVerdict], PortalFailure> {
            let portal = Helsenorge(
                session: Scripted([answer, second]),
                configuration: HelsenorgeConfiguration(baseURL: "https://localhost", authorisation: NoAuthorisation()),
                pause: { _ in }, jitter: { 0 })
            let member = MembershipChange(
                citizen: try AnswerWire.number(NightHarness.anna), pair: AnswerWire.pair, since: .never, until: nil)
            return await self.sent(portal, Array(repeating: member, count: 4))
        }
        let each: [PortalVerdict] =
            mayHaveArrived
            ? [
                .accepted(status: 201), Self.unknown("refused (2118)"), Self.unknown("refused (offer-unknown)"),
                Self.unknown("answered 429"),
            ]
            : [
                .accepted(status: 201), .notActive, .refused(code: "offer-unknown"),
                .tooMany(retryAfterSeconds: nil),
            ]
        #expect(try await sent(Self.entries) == .success(each))
        let whole = try await sent(Self.answer(400, Self.outcome("2118")))
        #expect(
            whole
                == (mayHaveArrived
                    ? .success(Array(repeating: Self.unknown("refused (2118)"), count: 4))
                    : .failure(.refused(code: "2118"))))
    }

    /// A service whose fate is not known is not recorded as told.
    @Test(arguments: ["429", "503", "xxx"]) func servicesInDoubtAreNotTold(_ status: String) async throws {
        let entry = #"{"response":{"status":"\#(status)"}}"#
        let portal = portal([entry, entry, entry].joined(separator: ","))
        await #expect(throws: PortalFailure.unreachable(reason: "it did not answer for every service")) {
            try await portal.send([AnswerWire.offer], of: AnswerWire.source)
        }
    }

    @Test func theTableIsTheDocumented() throws {
        let inNature = ["200, entry 400 with 2118 | not active", "200, entry 404 with a code | refused"]
        let tested = Self.rows.map { "\($0.answer) | \($0.outcome)" } + Self.canned.map(\.answer) + inNature
        let rows = try DocumentedAnswer.rows(under: "Health contacts")
        #expect(Set(rows.map(\.name)) == Set(tested) && rows.count == tested.count)
        for documented in rows {
            let row = Self.rows.first { $0.answer == documented.answer }
            let items = ["2118", "429", "http-413", "answered 500"].map { "\($0): \(AnswerText.sentence($0))" }
            let canned = PortalFailure.nonsense(
                reason: "the health contacts (members) answered without one response per entry")
            documented.expect(row?.words ?? (items + [canned.description]).joined(separator: "\n"))
        }
    }
}
