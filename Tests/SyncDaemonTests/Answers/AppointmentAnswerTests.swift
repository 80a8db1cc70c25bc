// Every answer to an appointment that docs/portal.md lists, over libcurl from the real simulator.

import PortalClient
import TestSupport
import Testing

@testable import SyncDaemon

@Suite(.timeLimit(.minutes(10))) struct AppointmentAnswerTests {
    struct Row: Sendable {
        var answer: String
        var outcome: String
        var fault: String
        var verdict: Expected<PortalVerdict>

        init(
            _ answer: String, _ outcome: String, _ fault: String, _ verdict: Expected<PortalVerdict>
        ) {
            self.answer = answer
            self.outcome = outcome
            self.fault = fault
            self.verdict = verdict
        }

        static func unknown(
            _ answer: String, _ fault: String, _ reason: String, retryAfter: Int? = nil
        ) -> Row {
            Row(answer, "unknown", fault, .exactly(.unknown(reason: reason, retryAfterSeconds: retryAfter)))
        }

        static func broken(_ answer: String, _ fault: String, _ words: String) -> Row {
            Row(answer, "unknown", fault, .beginning(words))
        }

        static func refused(_ answer: String, _ fault: String, _ code: String) -> Row {
            Row(answer, "refused", fault, .exactly(.refused(code: code)))
        }
    }

    static let rows: [Row] = [
        Row("201 with the appointment", "accepted", "", .exactly(.accepted(status: 201))),
        Row("200 with the appointment", "accepted", "", .exactly(.accepted(status: 200))),
        Row("400 with 2118", "not active", WireFault.status(400, "\"code\":\"2118\""), .exactly(.notActive)),
        .refused("400 with another code", WireFault.status(400, "\"code\":\"2109\""), "2109"),
        .refused("400 without a code", WireFault.status(400), "http-400"),
        Row(
            "401 with EHSEC-110002", "stop", WireFault.status(401, "\"code\":\"EHSEC-110002\""),
            .exactly(.unauthorised(status: 401, code: "EHSEC-110002"))),
        Row("403", "stop", WireFault.status(403), .exactly(.unauthorised(status: 403))),
        .refused("404 with a code", WireFault.status(404, "\"code\":\"2147\""), "2147"),
        Row("404 without a code", "stop", WireFault.status(404), .exactly(.notServed(status: 404))),
        Row("405", "stop", WireFault.status(405, "\"body\":\"empty\""), .exactly(.notServed(status: 405))),
        .refused("409 with a code", WireFault.status(409, "\"code\":\"version\""), "version"),
        .refused("409 without a code", WireFault.status(409), "http-409"),
        .refused("413", WireFault.status(413), "http-413"),
        Row("415", "stop", WireFault.status(415), .exactly(.notServed(status: 415))),
        Row("429", "left", WireFault.status(429, "\"retryAfter\":2"), .exactly(.tooMany(retryAfterSeconds: 2))),
        .unknown("408", WireFault.status(408), "answered 408"),
        .unknown("500", WireFault.status(500, "\"body\":\"empty\""), "answered 500"),
        .unknown("502 with a proxy's page", WireFault.status(502), "answered 502"),
        .unknown("503 with Retry-After", WireFault.status(503, "\"retryAfter\":7"), "answered 503", retryAfter: 7),
        .unknown("302", WireFault.status(302), "answered 302"),
        .unknown("success with an HTML page", "\"kind\":\"html\"", "answered 201 as text/html"),
        .unknown("success of another content type", "\"kind\":\"wrong-type\"", "answered 201 as text/plain"),
        .unknown("success with an empty body", "\"kind\":\"empty\"", "answered 201 with an empty body"),
        .unknown("success with a truncated body", "\"kind\":\"bad-json\"", "answered 201 without Appointment"),
        .broken("connection ends in the body", "\"kind\":\"cut-body\"", WireFault.broke),
        .broken("connection ends before the answer", "\"kind\":\"cut-after-commit\"", WireFault.broke),
        .broken("no answer in time", WireFault.hangs, WireFault.late),
    ]

    @Test func everyAnswerHasItsOutcome() async throws {
        let wire = try await AnswerWire()
        for row in Self.rows {
            if row.answer.hasPrefix("200") { _ = await wire.portal.put(try wire.visit("known")) }
            try await wire.fault(row.fault)
            let verdict = await wire.portal.put(try wire.visit(row.answer.hasPrefix("200") ? "known" : nil))
            switch row.verdict {
            case .exactly(let expected): #expect(verdict == expected, "\(row.answer)")
            case .beginning(let words):
                guard case .unknown(let reason, nil) = verdict else {
                    Issue.record("\(row.answer): \(verdict)")
                    continue
                }
                #expect(reason.hasPrefix(words), "\(row.answer)")
            }
            // What is repeated is repeated by whoever knows the run's budget (`PushingMannersTests`).
            #expect(wire.takeWaits() == 0, "\(row.answer)")
            try await wire.fault("")
        }
    }

    @Test func whereNobodyListensNothingArrives() async throws {
        let nobody = try #require(ClosedPort())
        defer { nobody.release() }
        let wire = try await AnswerWire(url: nobody.url)
        guard case .unreached(let reason) = await wire.portal.put(try wire.visit()) else {
            Issue.record("reached")
            return
        }
        #expect(reason.hasPrefix("the server was not reached; nothing was sent: "))
        #expect(wire.takeWaits() == 0)
    }

    @Test func theTableIsTheDocumented() throws {
        let rows = try DocumentedAnswer.rows(under: "Appointments")
        #expect(rows.map(\.name) == Self.rows.map { "\($0.answer) | \($0.outcome)" } + ["nobody listens | stop"])
        for (documented, row) in zip(rows, Self.rows) { documented.expect(row.words) }
        rows.last?.expect(PortalFailure.unreachable(reason: "nobody").description)
    }
}

extension AppointmentAnswerTests.Row {
    /// What the operator reads.
    fileprivate var words: String? {
        guard case .exactly(let verdict) = verdict else {
            if case .beginning(let words) = verdict { return "\(words): \(AnswerText.sentence(words))" }
            return nil
        }
        func item(_ answer: String) -> String { "\(answer): \(AnswerText.sentence(answer))" }
        return switch verdict {
        case .notActive: item("2118")
        case .refused(let code): item(code)
        case .tooMany: item("429")
        case .unknown(let reason, _): item(reason)
        case .unauthorised(let status, let code): PortalFailure.unauthorised(status: status, code: code).description
        case .notServed(let status): PortalFailure.notServed(status: status).description
        default: nil
        }
    }
}
