// The pages over the admin port, as a browser gets them.

import Testing

@testable import PortalSimulator

@Suite struct CitizenPageTests {
    /// The pages of one citizen with a visit of each kind, on 2026-09-02, with a night behind them.
    private struct Pages: Sendable {
        let simulator: RunningSimulator
        let citizen: String

        func get(_ path: String) async throws -> String {
            let answer = try #require(try await simulator.admin.send("GET", path))
            #expect(answer.status == 200)
            return String(decoding: answer.body, as: UTF8.self)
        }

        /// The page of the first visit of a kind in a page of the citizen's.
        func appointment(_ kind: VisitKind) async throws -> String {
            let list = try await get(citizen + "?view=list")
            let link = try #require(list.components(separatedBy: "visit-\(kind.rawValue)\" href=\"").dropFirst().first)
            return try await get(String(link.prefix { $0 != "\"" }))
        }
    }

    private static func withPages(
        _ settings: SimulatorSettings = SimulatorSettings(), person: JSONValue? = nil,
        _ body: @escaping @Sendable (Pages) async throws -> Void
    ) async throws {
        try await RunningSimulator.with(settings) { simulator in
            let fnr: JSONValue = .string(TestPerson.foedselsnummer)
            try await simulator.set("/citizens", [person ?? ["fnr": fnr, "active": true, "assignedProxy": true]])
            try await simulator.set("/clock", ["now": "2026-09-01T01:15:00Z"])
            _ = try await simulator.putAppointment(visit("proposed", "a", 10))
            _ = try await simulator.putAppointment(visit("booked", "b", 12))
            _ = try await simulator.putAppointment(visit("booked", "c", 14))
            _ = try await simulator.putAppointment(visit("booked", "d", 6))
            try await simulator.set("/clock", ["now": "2026-09-02T05:15:00Z"])
            var cancelled = visit("cancelled", "c", 14)
            cancelled.set("meta.lastUpdated", "2026-09-02T02:10:00Z")
            _ = try await simulator.putAppointment(cancelled)
            var performed = visit("fulfilled", "d", 6)
            performed.set("meta.lastUpdated", "2026-09-02T02:10:00Z")
            _ = try await simulator.putAppointment(performed)
            let front = try #require(try await simulator.admin.send("GET", "/"))
            let html = String(decoding: front.body, as: UTF8.self)
            let link = try #require(html.components(separatedBy: "href=\"/citizens/").dropFirst().first)
            try await body(Pages(simulator: simulator, citizen: "/citizens/" + link.prefix { $0 != "\"" }))
        }
    }

    /// - Parameter hour: in Norway.
    private static func visit(_ status: String, _ value: String, _ hour: Int) -> JSONValue {
        var visit = SampleAppointment.with(status: status, value: value)
        let start = "2026-09-02T\(Norwegian.twoDigits(hour)):00:00+02:00"
        let end = "2026-09-02T\(Norwegian.twoDigits(hour + 1)):00:00+02:00"
        if status == "proposed" {
            visit.set("requestedPeriod", [["start": .string(start), "end": .string(end)]])
        } else {
            visit.set("start", .string(start))
            visit.set("end", .string(end))
        }
        if ["proposed", "cancelled"].contains(status) { withoutEmployee(&visit) }
        return visit
    }

    private static func withoutEmployee(_ visit: inout JSONValue) {
        visit.set("participant.2", nil)
        visit.set("contained.4", nil)
    }

    @Test("R4 R5 R6 R7 a week has the four kinds, each with its sign and its word") func week() async throws {
        try await Self.withPages { pages in
            let html = try await pages.get(pages.citizen)
            for kind in VisitKind.allCases {
                #expect(
                    html.contains("<a class=\"visit visit-\(kind.rawValue)\" href=\"\(pages.citizen)/appointments/"))
                #expect(
                    html.contains(
                        "<svg class=\"sign sign-\(kind.rawValue)\" role=\"img\" aria-label=\"\(kind.word)\" "))
                #expect(html.contains("<span aria-hidden=\"true\">\(kind.word)</span>"))
            }
            #expect(html.contains(">Mellom kl.\u{A0}10.00 og 11.00</time>"))
            #expect(html.contains(">Kl.\u{A0}12.00–13.00</time>"))
            #expect(html.contains("<h2 id=\"uke\">Uke 36, 31. august – 6. september 2026</h2>"))
            #expect(html.contains("<li class=\"day today\" aria-current=\"date\">"))
            #expect(html.contains("<a href=\"\(pages.citizen)?week=2026-W35\">← Uke 35</a>"))
            let next = try await pages.get(pages.citizen + "?week=2026-W37")
            #expect(!next.contains("class=\"visit "))
            #expect(next.contains("<a href=\"\(pages.citizen)?week=2026-W36\">Denne uken</a>"))
        }
    }

    @Test func theListTellsComingFromPast() async throws {
        try await Self.withPages { pages in
            let parts = try await pages.get(pages.citizen + "?view=list").components(separatedBy: "id=\"tidligere\"")
            #expect(parts.map { $0.components(separatedBy: "class=\"visit ").count - 1 } == [3, 1])
            #expect(parts[1].contains("visit-performed"))
        }
    }

    @Test("R9 an employee stands where one was sent, a reason where it is cancelled") func details() async throws {
        try await Self.withPages { pages in
            let window = try await pages.appointment(.planned)
            #expect(window.contains("<dt>Tidsvindu</dt><dd><time datetime=\"2026-09-02T08:00:00Z\">Mellom kl."))
            #expect(!window.contains("Ansatt En") && !window.contains("Årsak"))
            #expect(window.contains("<dt>Innbyggeren kan</dt><dd>avbestille</dd>"))
            let assigned = try await pages.appointment(.assigned)
            #expect(assigned.contains("<dt>Tid</dt><dd><time datetime=\"2026-09-02T10:00:00Z\">Kl.\u{A0}12.00–13.00"))
            #expect(assigned.contains("<dt>Ansatt</dt><dd>Ansatt En</dd>"))
            let cancelled = try await pages.appointment(.cancelled)
            #expect(cancelled.contains("<dt>Årsak til avlysning</dt><dd>kode 1 i Volven 7621</dd>"))
            #expect(!cancelled.contains("<dt>Ansatt</dt>"))
            #expect(cancelled.contains("<caption>2 versjoner, den siste øverst</caption>"))
            let performed = try await pages.appointment(.performed)
            #expect(performed.contains("<dt>Utført av</dt><dd>Ansatt En</dd>"))
        }
    }

    @Test func whatChangedSinceYesterdayIsToldWithBeforeAndAfter() async throws {
        try await Self.withPages { pages in
            let html = try await pages.get(pages.citizen + "?view=changes")
            #expect(html.contains("Sammenlignet med det som ble vist da tirsdag 1. september var over."))
            #expect(html.contains(">Avlyst: Hjemmesykepleie</a>"))
            #expect(html.contains(">Utført: Hjemmesykepleie</a>"))
            #expect(html.components(separatedBy: "<dt>Før</dt>").count == 3)
            #expect(try await pages.get("/").contains("<td class=\"number\">2</td></tr></tbody>"))
        }
    }

    @Test("R20 with a given proxy: performed visits; without: nothing") func proxy() async throws {
        try await Self.withPages { pages in
            let html = try await pages.get(pages.citizen + "?view=proxy")
            #expect(html.components(separatedBy: "Hjemmesykepleie: besøket er utført").count == 2)
            #expect(html.contains("Varslet <time datetime=\"2026-09-02T05:15:00Z\">onsdag 2. september 2026 kl."))
            try await pages.simulator.activate(TestPerson.foedselsnummer)
            let without = try await pages.get(pages.citizen + "?view=proxy")
            #expect(without.contains("Innbyggeren har ikke tildelt fullmakt. Ingen andre varsles."))
            #expect(!without.contains("besøket er utført"))
        }
    }

    @Test func aPortalThatKeepsThePastShowsIt() async throws {
        for hidesPast in [true, false] {
            try await Self.withPages(SimulatorSettings(hidesPast: hidesPast)) { pages in
                try await pages.simulator.set("/clock", ["now": "2026-09-03T05:15:00Z"])
                let html = try await pages.get(pages.citizen + "?view=list")
                #expect(html.components(separatedBy: "class=\"visit ").count - 1 == (hidesPast ? 1 : 4))
            }
        }
    }

    @Test func whatIsTakenBackIsOutOfSight() async throws {
        try await Self.withPages { pages in
            let path = try await pages.appointment(.assigned)
            #expect(!path.contains("class=\"note\""))
            var gone = Self.visit("entered-in-error", "b", 12)
            gone.set("meta.lastUpdated", "2026-09-02T02:10:00Z")
            #expect(try await pages.simulator.putAppointment(gone)?.status == 200)
            #expect(try await pages.get(pages.citizen).contains("visit visit-assigned") == false)
            #expect(try await pages.get(pages.citizen + "?view=changes").contains("<h3>Fjernet: Hjemmesykepleie</h3>"))
        }
    }

    @Test func nothingSentCanBecomeMarkup() async throws {
        let script = "<script>alert(1)</script>"
        try await Self.withPages { pages in
            var visit = Self.visit("booked", "x", 16)
            visit.set("contained.0.name", .string(script + "\""))
            visit.set("contained.4.name.0.text", .string(script))
            visit.set("description", .string(script))
            #expect(try await pages.simulator.putAppointment(visit)?.status == 201)
            var reason = Self.visit("cancelled", "c", 14)
            reason.set("meta.lastUpdated", "2026-09-02T02:11:00Z")
            reason.set("cancelationReason.coding.0.code", .string("<b>x</b>"))
            #expect(try await pages.simulator.putAppointment(reason)?.status == 200)
            let list = try await pages.get(pages.citizen + "?view=list")
            let link = try #require(
                list.components(separatedBy: "href=\"").first { $0.contains("&lt;script&gt;") })
            let paths = ["", "?view=list", "?view=changes", "?view=proxy"].map { pages.citizen + $0 }
            for path in paths + ["/", "/?vis=alle", String(link.prefix { $0 != "\"" })] {
                let html = try await pages.get(path)
                #expect(!html.contains("<script") && !html.contains("<b>"))
                #expect(HTMLShape(html).faults == [])
            }
            #expect(try await pages.get(String(link.prefix { $0 != "\"" })).contains("&lt;script&gt;alert(1)"))
        }
    }

    @Test("R19 no address has a number in it, and of somebody who is not synthetic none is shown") func numbers()
        async throws
    {
        try await Self.withPages { pages in
            let front = try await pages.get("/")
            #expect(front.contains(">018240 49986</a>"))
            for html in [front, try await pages.get(pages.citizen)] {
                #expect(!html.contains(TestPerson.foedselsnummer))
            }
            let isLetters = pages.citizen.dropFirst(10).allSatisfy { $0.isLetter }
            #expect(isLetters)
        }
        // Nobody's number.
        #expect(CitizenName.text("00000000000", id: "bcdfghjk") == "Innbygger bcdfgh")
    }

    @Test func addressesAreOfOneProcess() {
        let (first, second) = (PageAddresses(), PageAddresses())
        let id = first.id(of: TestPerson.foedselsnummer)
        #expect(first.id(of: TestPerson.foedselsnummer) == id)
        #expect(first.number(of: id) == TestPerson.foedselsnummer)
        #expect(first.id(of: TestPerson.another) != id)
        #expect(second.number(of: id) == nil)
        #expect(second.id(of: TestPerson.foedselsnummer) != id)
    }

    @Test func pagesLetNothingInFromElsewhere() async throws {
        try await Self.withPages { pages in
            let answer = try #require(try await pages.simulator.admin.send("GET", pages.citizen))
            let html = String(decoding: answer.body, as: UTF8.self)
            let policy = try #require(answer.headers["content-security-policy"])
            let nonce = try #require(policy.components(separatedBy: "'nonce-").dropFirst().first?.prefix { $0 != "'" })
            #expect(
                policy == "default-src 'none'; style-src 'nonce-\(nonce)'; img-src data:; base-uri 'none'; "
                    + "form-action 'none'; frame-ancestors 'none'")
            #expect(html.contains("<style nonce=\"\(nonce)\">"))
            #expect(answer.headers["cache-control"] == "no-store")
            #expect(answer.headers["x-content-type-options"] == "nosniff")
            #expect(!html.contains("://") && !html.contains(" style=") && !html.contains("url("))
            let again = try #require(try await pages.simulator.admin.send("GET", pages.citizen))
            #expect(again.headers["content-security-policy"] != policy)
        }
    }

    @Test func whatIsNoPageSaysSo() async throws {
        try await Self.withPages { pages in
            for path in ["/citizens/nobody", pages.citizen + "/appointments/99", pages.citizen + "/appointments/x"] {
                let answer = try #require(try await pages.simulator.admin.send("GET", path))
                #expect(answer.status == 404)
                #expect(String(decoding: answer.body, as: UTF8.self).contains("<h1>Siden finnes ikke</h1>"))
            }
            let other = try #require(
                try await pages.simulator.admin.send("GET", "/", headers: ["Host": "kalender.example"]))
            #expect(other.status == 403)
        }
    }

    @Test func programsGetPagesAndCountsAndNoNumber() async throws {
        try await Self.withPages { pages in
            let answer = try #require(try await pages.simulator.admin.send("GET", "/citizens"))
            #expect(
                answer.json == [
                    "version": 1, "now": "2026-09-02T05:15:00Z",
                    "citizens": [
                        [
                            "page": .string(pages.citizen), "planned": 1, "assigned": 1, "performed": 1,
                            "cancelled": 1, "changed": 2, "relativeTold": 1,
                        ]
                    ],
                ])
        }
    }

    @Test func nobodyIsNobody() async throws {
        try await RunningSimulator.with { simulator in
            for (path, text) in [("/", "Ingen har timer ennå."), ("/?vis=alle", "Portalen kjenner ingen ennå.")] {
                let answer = try #require(try await simulator.admin.send("GET", path))
                let html = String(decoding: answer.body, as: UTF8.self)
                #expect(html.contains(text))
                #expect(HTMLShape(html).faults == [])
            }
        }
    }

    @Test func manyCitizensStandOnSeveralPages() async throws {
        let store = try PortalStore(.memory)
        let numbers = (0..<120).map { "0182\(10_000_00 + $0)" }
        try await store.setCitizens(
            numbers.map { Citizen(fnr: $0, active: false, viaOthers: false, assignedProxy: false) },
            at: Instant(seconds: 0))
        let pages = CitizenPages(store: store, clock: SimulatorClock(), hidesPast: true)
        for (side, rows, links) in [
            (1, 50, ["side=2"]), (2, 50, ["side=1", "side=3"]), (3, 20, ["side=2"]), (9, 20, []),
        ] {
            let answer = try await pages.list(PageQuery("vis=alle&side=\(side)"))
            let html = String(decoding: answer.body, as: UTF8.self)
            #expect(html.components(separatedBy: "href=\"/citizens/").count - 1 == rows)
            #expect(html.contains("120 innbyggere, side \(min(side, 3)) av 3."))
            for link in links { #expect(html.contains("href=\"/?\(link)&amp;vis=alle\"")) }
        }
        try store.close()
    }
}
