// The whole simulator over its two ports.

import Testing

@testable import PortalSimulator

@Suite struct EndToEndTests {
    @Test func aVisitIsNewThenIdenticalThenChanged() async throws {
        try await RunningSimulator.with { simulator in
            try await simulator.activate(TestPerson.foedselsnummer)
            try await simulator.set("/clock", ["now": "2026-09-01T03:00:00Z"])
            let proposed = SampleAppointment.with(status: "proposed")
            let created = try #require(try await simulator.putAppointment(proposed))
            #expect(created.status == 201)
            #expect(created.headers["content-type"] == "application/fhir+json; charset=utf-8")
            let id = try #require(created.json?["id"]?.string)
            #expect(id.count == 36)
            var stored = created.json ?? .null
            stored.set("id", nil)
            #expect(stored == proposed)

            try await simulator.set("/clock", ["now": "2026-09-01T04:00:00Z"])
            #expect(try await simulator.putAppointment(proposed)?.status == 200)
            var booked = SampleAppointment.with(status: "booked")
            booked.set("meta.lastUpdated", "2026-09-01T05:00:00Z")
            let changed = try #require(try await simulator.putAppointment(booked))
            #expect(changed.status == 200)
            #expect(changed.json?["id"]?.string == id)

            let expected: JSONValue = [
                "version": 1, "now": "2026-09-01T04:00:00Z", "changesShownToCitizen": 2,
                "appointments": [
                    [
                        "system": .string(SampleAppointment.system), "value": "besok-1",
                        "patient": .string(TestPerson.foedselsnummer), "status": "booked",
                        "start": "2026-09-02T06:00:00Z", "end": "2026-09-02T06:30:00Z", "requestedPeriod": .null,
                        "service": "Hjemmesykepleie", "unit": "95316", "recurring": false, "employee": "Ansatt En",
                        "description": .null, "cancellationReason": .null, "flags": ["cancel"], "versions": 2,
                        "lastChange": "2026-09-01T04:00:00Z",
                    ]
                ],
                "healthContacts": [],
                "citizens": [
                    [
                        "fnr": .string(TestPerson.foedselsnummer), "active": true, "viaOthers": false,
                        "assignedProxy": false,
                    ]
                ],
                "requests": [
                    ["kind": "appointment", "answer": 200, "count": 2],
                    ["kind": "appointment", "answer": 201, "count": 1],
                ],
            ]
            #expect(try await simulator.state() == expected)
        }
    }

    @Test func windowAndReasonStandInTheState() async throws {
        try await RunningSimulator.with { simulator in
            try await simulator.activate(TestPerson.foedselsnummer)
            var cancelled = SampleAppointment.with(status: "proposed")
            cancelled.set("status", "cancelled")
            cancelled.set("cancelationReason", SampleAppointment.reason(CodeSystems.cancelationReasonCommunity))
            cancelled.set("description", "Sår \"stell\"")
            #expect(try await simulator.putAppointment(cancelled)?.status == 201)
            let entry = try await simulator.state()["appointments.0"] ?? .null
            #expect(entry["requestedPeriod"] == ["start": "2026-09-02T06:00:00Z", "end": "2026-09-02T08:00:00Z"])
            #expect(entry["start"] == .null)
            #expect(entry["cancellationReason"] == "1")
            #expect(entry["description"] == "Sår \"stell\"")
        }
    }

    @Test func entriesAreSortedByIdentifier() async throws {
        try await RunningSimulator.with { simulator in
            try await simulator.activate(TestPerson.foedselsnummer)
            for value in ["b", "a", "å", "B"] {
                #expect(try await simulator.putAppointment(SampleAppointment.with(value: value))?.status == 201)
            }
            let values = (try await simulator.state()["appointments"]?.array ?? []).compactMap { $0["value"]?.string }
            #expect(values == ["B", "a", "b", "å"])
        }
    }

    @Test func refusalsChangeNothing() async throws {
        try await RunningSimulator.with { simulator in
            let inactive = try await simulator.putAppointment(SampleAppointment.with())
            #expect(inactive?.status == 400)
            #expect(inactive?.codes == ["2118"])
            let text = inactive?.json?["issue.0.details.text"]
            #expect(text == "Pasienten er ikke digitalt aktiv for tjeneste: OmradeHelsehjelp")

            try await simulator.activate(TestPerson.foedselsnummer, TestPerson.another)
            #expect(try await simulator.putAppointment(SampleAppointment.with())?.status == 201)
            let before = try await simulator.state()["appointments"]
            let other = try await simulator.putAppointment(SampleAppointment.with(patient: TestPerson.another))
            #expect(other?.codes == ["identifier-other-patient"])
            var older = SampleAppointment.with(status: "fulfilled")
            older.set("meta.lastUpdated", "2026-08-31T00:00:00Z")
            #expect(try await simulator.putAppointment(older)?.codes == ["lastUpdated-backwards"])
            var wrong = SampleAppointment.with()
            wrong.set("end", nil)
            #expect(try await simulator.putAppointment(wrong)?.codes == ["app-2", "app-3"])
            #expect(try await simulator.state()["appointments"] == before)
        }
    }

    @Test func theDoorIsWatchedInOrder() async throws {
        try await RunningSimulator.with { simulator in
            let body = SampleAppointment.with().bytes
            let get = try await simulator.ask("GET", .appointment, [], ["Authorization": ""])
            #expect(get?.status == 405)
            #expect(get?.headers["allow"] == "PUT")
            for authorization in ["", "Bearer", "Bearer  ", "Basic x", "x"] {
                let answer = try await simulator.ask("PUT", .appointment, body, ["Authorization": authorization])
                #expect(answer?.status == 401)
                #expect(answer?.codes == ["EHSEC-110002"])
            }
            for type in ["", "text/plain", "application/xml"] {
                let answer = try await simulator.ask("PUT", .appointment, body, ["Content-Type": type])
                #expect(answer?.status == 415, "\(type)")
            }
            for type in ["application/json", "Application/FHIR+JSON ; charset=utf-8"] {
                let answer = try await simulator.ask("PUT", .appointment, body, ["Content-Type": type])
                #expect(answer?.codes == ["2118"], "\(type)")
            }
            let long = [UInt8](repeating: UInt8(ascii: " "), count: Portal.bodyBytesMax + 1)
            #expect(try await simulator.ask("PUT", .appointment, long)?.status == 413)
            let longest = body + long.dropLast(body.count + 1)
            #expect(try await simulator.ask("PUT", .appointment, longest)?.codes == ["2118"])
            #expect(try await simulator.ask("PUT", .appointment, Array("{".utf8))?.codes == ["json-syntax"])
            #expect(try await simulator.ask("PUT", .appointment, Array("[]".utf8))?.codes == ["json-object"])
            #expect(try await simulator.portal.send("GET", "/state")?.status == 404)
            #expect(try await simulator.ask("POST", .token, [])?.status == 404)
        }
    }

    @Test func withoutAuthenticationNoTokenIsAsked() async throws {
        try await RunningSimulator.with(SimulatorSettings(authentication: .off)) { simulator in
            let answer = try await simulator.putAppointment(SampleAppointment.with(), headers: ["Authorization": ""])
            #expect(answer?.codes == ["2118"])
        }
    }

    @Test func tellsWhoIsActive() async throws {
        try await RunningSimulator.with { simulator in
            try await simulator.set("/citizens/" + TestPerson.dnummer, ["viaOthers": true, "assignedProxy": true])
            let question: JSONValue = [
                "fnrListe": [.string(TestPerson.dnummer), .string(TestPerson.another)], "omraade": "Helsehjelp",
            ]
            let answer = try #require(try await simulator.ask("POST", .activeCheck, question.bytes))
            #expect(answer.status == 200)
            let nobody: JSONValue = [
                "erDigitaltAktivSelv": false, "erDigitaltAktivViaAndre": false, "tildeltFullmakt": false,
            ]
            let viaOthers: JSONValue = [
                "erDigitaltAktivSelv": false, "erDigitaltAktivViaAndre": true, "tildeltFullmakt": true,
            ]
            #expect(answer.json?["erAktivListe.\(TestPerson.dnummer)"] == viaOthers)
            #expect(answer.json?["erAktivListe.\(TestPerson.another)"] == nobody)
            #expect(try await simulator.ask("POST", .activeCheck, Array("{}".utf8))?.status == 400)
            let requests: JSONValue = [
                ["kind": "activeCheck", "answer": 200, "count": 1], ["kind": "activeCheck", "answer": 400, "count": 1],
            ]
            #expect(try await simulator.state()["requests"] == requests)
        }
    }
}

// MARK: - Health contacts

extension EndToEndTests {
    private func statuses(_ answer: LoopbackAnswer?) -> [String] {
        (answer?.json?["entry"]?.array ?? []).compactMap { $0["response.status"]?.string }
    }

    private func post(_ bundle: JSONValue, _ simulator: RunningSimulator) async throws -> LoopbackAnswer? {
        try await simulator.ask("POST", .healthContacts, bundle.bytes)
    }

    @Test func membersJoinOffersTheyAreKnownFor() async throws {
        try await RunningSimulator.with { simulator in
            try await simulator.activate(TestPerson.foedselsnummer)
            let early = try await post(SampleBundle.members(SampleBundle.member()), simulator)
            #expect(statuses(early) == ["404 Not Found"])
            let offers = try await post(SampleBundle.offers(), simulator)
            #expect(offers?.json?["type"] == "batch-response")
            #expect(statuses(offers) == ["200 OK", "200 OK", "201 Created"])
            #expect(statuses(try await post(SampleBundle.offers(), simulator)) == ["200 OK", "200 OK", "200 OK"])
            let answer = try await post(
                SampleBundle.members(
                    SampleBundle.member(), SampleBundle.member(TestPerson.another),
                    SampleBundle.member(offer: "8@95316"),
                    SampleBundle.member()),
                simulator)
            #expect(statuses(answer) == ["201 Created", "400 Bad Request", "404 Not Found", "200 OK"])
            let outcome = try #require(answer?.json?["entry.1.response.outcome"])
            #expect(LoopbackAnswer.codes(outcome) == ["2118"])
            let contact: JSONValue = [
                "source": .string(SampleBundle.source), "service": "9", "herId": "95316",
                "patient": .string(TestPerson.foedselsnummer), "member": true, "since": "2027-01-01", "until": .null,
            ]
            #expect(try await simulator.state()["healthContacts"] == [contact])

            let ending = SampleBundle.members(SampleBundle.member(end: "2027-02-01"))
            #expect(statuses(try await post(ending, simulator)) == ["200 OK"])
            let ended = try await simulator.state()["healthContacts.0"]
            #expect(ended?["member"] == false)
            #expect(ended?["until"] == "2027-02-01")
        }
    }

    @Test func anOfferLeftOutTakesNoNewMembersButLetsOldOnesGo() async throws {
        try await RunningSimulator.with { simulator in
            try await simulator.activate(TestPerson.foedselsnummer)
            let both = [("9", "Hjemmesykepleie"), ("12", "Praktisk bistand")]
            _ = try await post(SampleBundle.offers(services: both), simulator)
            _ = try await post(SampleBundle.members(SampleBundle.member(offer: "12@95316")), simulator)
            _ = try await post(SampleBundle.offers(), simulator)
            let answer = try await post(
                SampleBundle.members(
                    SampleBundle.member(offer: "12@95316"), SampleBundle.member(offer: "12@95316", end: "2027-03-01")),
                simulator)
            #expect(statuses(answer) == ["404 Not Found", "200 OK"])
        }
    }

    @Test func aRefusedBundleIsA400() async throws {
        try await RunningSimulator.with { simulator in
            var bundle = SampleBundle.offers()
            bundle.set("type", "message")
            let answer = try await post(bundle, simulator)
            #expect(answer?.status == 400)
            #expect(answer?.codes == ["bundle-type"])
        }
    }
}

// MARK: - Admin

extension EndToEndTests {
    @Test func withdrawalDeletesOnlyWhenAskedTo() async throws {
        for deletes in [true, false] {
            try await RunningSimulator.with(SimulatorSettings(deletesOnWithdrawal: deletes)) { simulator in
                try await simulator.activate(TestPerson.foedselsnummer, TestPerson.another)
                _ = try await simulator.putAppointment(SampleAppointment.with(value: "1"))
                _ = try await simulator.putAppointment(
                    SampleAppointment.with(value: "2", patient: TestPerson.another))
                _ = try await post(SampleBundle.offers(), simulator)
                _ = try await post(SampleBundle.members(SampleBundle.member()), simulator)
                let path = "/citizens/" + TestPerson.foedselsnummer
                try await simulator.set(path, ["active": false, "viaOthers": true])
                #expect(try await simulator.state()["appointments"]?.array?.count == 2)
                #expect(try await simulator.set(path, ["active": false]) == 204)
                let state = try await simulator.state()
                #expect(state["appointments"]?.array?.count == (deletes ? 1 : 2))
                #expect(state["healthContacts"]?.array?.count == (deletes ? 0 : 1))
                #expect(state["citizens"]?.array?.count == 2)
            }
        }
    }

    @Test func deletingTheStateLeavesNothing() async throws {
        try await RunningSimulator.with { simulator in
            try await simulator.set("/clock", ["now": "2026-09-01T03:00:00Z"])
            try await simulator.activate(TestPerson.foedselsnummer)
            _ = try await simulator.putAppointment(SampleAppointment.with())
            #expect(try await simulator.admin.send("DELETE", "/state")?.status == 204)
            let empty: JSONValue = [
                "version": 1, "now": "2026-09-01T03:00:00Z", "changesShownToCitizen": 0, "appointments": [],
                "healthContacts": [], "citizens": [], "requests": [],
            ]
            #expect(try await simulator.state() == empty)
        }
    }

    @Test func adminMistakesAreToldAndChangeNothing() async throws {
        try await RunningSimulator.with { simulator in
            #expect(try await simulator.set("/citizens", [["fnr": "1"]]) == 400)
            #expect(try await simulator.set("/faults", [["kind": "x"]]) == 400)
            #expect(try await simulator.set("/clock", ["now": "x"]) == 400)
            #expect(try await simulator.set("/nowhere", []) == 404)
            #expect(try await simulator.admin.send("POST", "/citizens")?.headers["allow"] == "GET, PUT")
            #expect(try await simulator.admin.send("PUT", "/state")?.status == 405)
            let state = try await simulator.state()
            #expect(state["citizens"] == [])
        }
    }

    @Test func theFrontPageCounts() async throws {
        for hidesPast in [true, false] {
            try await RunningSimulator.with(SimulatorSettings(hidesPast: hidesPast)) { simulator in
                try await simulator.activate(TestPerson.foedselsnummer)
                for status in ["proposed", "booked", "fulfilled", "entered-in-error"] {
                    _ = try await simulator.putAppointment(SampleAppointment.with(status: status, value: status))
                }
                try await simulator.set("/clock", ["now": "2026-09-02T07:00:00Z"])
                let answer = try #require(try await simulator.admin.send("GET", "/"))
                #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
                let html = String(decoding: answer.body, as: UTF8.self)
                #expect(html.contains("<li>Innbyggere: 1, hvorav 1 kan nås</li>"))
                #expect(html.contains("<li>Endringer vist for innbyggere: 3</li>"))
                for (status, shown) in [
                    ("booked", hidesPast ? 0 : 1), ("proposed", 1), ("fulfilled", 1), ("entered-in-error", 0),
                ] {
                    #expect(
                        html.contains(
                            "<tr><th scope=\"row\">\(status)</th><td class=\"number\">1</td><td class=\"number\">"
                                + "\(shown)</td></tr>"))
                }
                #expect(!html.contains("Ansatt"))
            }
        }
    }

    @Test func aPortInUseIsTold() async throws {
        try await RunningSimulator.with { simulator in
            let settings = SimulatorSettings(port: simulator.portal.port, adminPort: 0)
            let expected = PortUnavailable(port: simulator.portal.port, flag: "--port", isInUse: true)
            let second = try Simulator(settings)
            await #expect(throws: expected) { try await second.run { _ in } }
            #expect(
                expected.description
                    == "portal-simulator: port \(simulator.portal.port) on 127.0.0.1 is in use by another program; "
                    + "nothing was started. Choose another with --port, or 0 for a free one.")
        }
    }
}
