// Every kind of fault over a real connection: what the client gets, and what the portal has kept.

import Testing

@testable import PortalSimulator

@Suite struct EndToEndFaultTests {
    /// One PUT under `fault`: the answer, and what the state counts afterwards.
    private func put(under fault: JSONValue) async throws -> (LoopbackAnswer?, JSONValue) {
        try await RunningSimulator.with { simulator in
            try await simulator.activate(TestPerson.foedselsnummer)
            #expect(try await simulator.set("/faults", [fault]) == 204)
            let answer = try await simulator.putAppointment(SampleAppointment.with())
            return (answer, try await simulator.state())
        }
    }

    private func kept(_ state: JSONValue) -> Int? { state["appointments"]?.array?.count }

    private func counted(_ state: JSONValue) -> JSONValue? { state["requests.0.answer"] }

    @Test func statusKeepsNothing() async throws {
        let (answer, state) = try await put(under: ["kind": "status", "status": 429, "retryAfter": 2])
        #expect(answer?.status == 429)
        #expect(answer?.headers["retry-after"] == "2")
        #expect(answer?.codes == ["fault"])
        #expect(kept(state) == 0)
        #expect(counted(state) == 429)
    }

    @Test func delayKeepsAndAnswers() async throws {
        let (answer, state) = try await put(under: ["kind": "delay", "milliseconds": 1])
        #expect(answer?.status == 201)
        #expect(kept(state) == 1)
    }

    @Test func hangKeepsNothingAndAnswersNothing() async throws {
        let (answer, state) = try await put(under: ["kind": "hang", "milliseconds": 1])
        #expect(answer == nil)
        #expect(kept(state) == 0)
        #expect(counted(state) == 0)
    }

    @Test func cutBeforeCommitKeepsNothing() async throws {
        let (answer, state) = try await put(under: ["kind": "cut-before-commit"])
        #expect(answer == nil)
        #expect(kept(state) == 0)
        #expect(counted(state) == 0)
    }

    @Test func cutAfterCommitKeeps() async throws {
        let (answer, state) = try await put(under: ["kind": "cut-after-commit"])
        #expect(answer == nil)
        #expect(kept(state) == 1)
        #expect(counted(state) == 0)
    }

    @Test func slowBodyIsWholeInTheEnd() async throws {
        let (answer, state) = try await put(under: ["kind": "slow-body", "milliseconds": 10])
        #expect(answer?.status == 201)
        #expect(answer?.json?["resourceType"] == "Appointment")
        #expect(kept(state) == 1)
    }

    @Test func badJSONIsNoJSON() async throws {
        let (answer, state) = try await put(under: ["kind": "bad-json"])
        #expect(answer?.status == 201)
        #expect(answer?.body.isEmpty == false)
        #expect(answer?.json == nil)
        #expect(kept(state) == 1)
    }

    @Test func aStatusSaysWhatAProxySays() async throws {
        let (page, state) = try await put(under: ["kind": "status", "status": 404, "body": "html"])
        #expect(page?.status == 404)
        #expect(page?.headers["content-type"] == "text/html; charset=utf-8")
        #expect(page?.json == nil && page?.body.isEmpty == false)
        #expect(kept(state) == 0)
        let (nothing, _) = try await put(under: ["kind": "status", "status": 502, "body": "empty"])
        #expect(nothing?.status == 502)
        #expect(nothing?.body == [])
        let (coded, _) = try await put(under: ["kind": "status", "status": 400, "code": "2109"])
        #expect(coded?.codes == ["2109"])
    }

    @Test func answersThatAreNotThePortalsAreGivenAfterItsWork() async throws {
        let (html, state) = try await put(under: ["kind": "html"])
        #expect(html?.status == 201)
        #expect(html?.headers["content-type"] == "text/html; charset=utf-8")
        #expect(kept(state) == 1)
        let (empty, _) = try await put(under: ["kind": "empty"])
        #expect(empty?.status == 201)
        #expect(empty?.body == [])
        let (mislabelled, _) = try await put(under: ["kind": "wrong-type"])
        #expect(mislabelled?.json?["resourceType"] == "Appointment")
        #expect(mislabelled?.headers["content-type"] == "text/plain; charset=utf-8")
    }

    @Test func cutBodyEndsHalfWay() async throws {
        let (answer, state) = try await put(under: ["kind": "cut-body"])
        #expect(answer?.status == 201)
        let promised = try #require(answer?.headers["content-length"].flatMap { Int($0) })
        #expect(answer?.body.count == promised / 2)
        #expect(kept(state) == 1)
    }

    @Test func acceptAndForgetAnswersAsIfKept() async throws {
        let (answer, state) = try await put(under: ["kind": "accept-and-forget"])
        #expect(answer?.status == 201)
        #expect(kept(state) == 0)
        #expect(state["changesShownToCitizen"] == 0)
        #expect(counted(state) == 201)
    }

    @Test func acceptAndForgetHoldsForHealthContactsToo() async throws {
        try await RunningSimulator.with { simulator in
            try await simulator.activate(TestPerson.foedselsnummer)
            let offers = SampleBundle.offers().bytes
            let members = SampleBundle.members(SampleBundle.member()).bytes
            _ = try await simulator.ask("POST", .healthContacts, offers)
            try await simulator.set("/faults", [["kind": "accept-and-forget", "path": "/helsekontakter/"]])
            let answer = try await simulator.ask("POST", .healthContacts, members)
            #expect(answer?.json?["entry.0.response.status"] == "201 Created")
            #expect(try await simulator.state()["healthContacts"] == [])
        }
    }

    @Test func faultsHitOnlyWhatTheyAreMeantForAndAreReplaced() async throws {
        try await RunningSimulator.with { simulator in
            try await simulator.set("/faults", [["kind": "status", "path": "/digitaltaktiv/", "status": 500]])
            #expect(try await simulator.putAppointment(SampleAppointment.with())?.status == 400)
            let question: JSONValue = ["fnrListe": [], "omraade": "Helsehjelp"]
            #expect(try await simulator.ask("POST", .activeCheck, question.bytes)?.status == 500)
            try await simulator.set("/faults", [])
            #expect(try await simulator.ask("POST", .activeCheck, question.bytes)?.status == 200)
        }
    }
}
