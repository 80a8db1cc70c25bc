// What every adapter must do with what its EPJ sends. A system is added by a case of AdapterKind and a folder of fixtures;
// nothing here is written for one of them.

import SyncCore
import Testing

@testable import EPJAdapters

@Suite struct AdapterContractTests {
    private func eachFile(of adapter: AdapterKind, _ body: (String, [UInt8]) throws -> Void) throws {
        for name in try AdapterFixture.names(of: adapter) {
            try body(name, try AdapterFixture.bytes(of: adapter, named: name))
        }
    }

    // MARK: What is said

    @Test(arguments: AdapterKind.allCases)
    func everythingItsEPJSendsIsRead(adapter: AdapterKind) throws {
        let names = try AdapterFixture.names(of: adapter)
        #expect(Set(AdapterFixture.allCases.map(\.rawValue)).isSubset(of: names))
        try eachFile(of: adapter) { name, bytes in
            let message = AdapterFixture.reader(adapter).read(bytes)
            #expect(["statements", "question"].contains(message.kind), "\(name): \(message.codes)")
            let noted = message.findings.filter { $0.severity == .noted }.map(\.code.description)
            #expect(noted.allSatisfy { $0 == "EPJ-913" }, "\(name): \(noted)")
        }
    }

    @Test(arguments: AdapterKind.allCases)
    func everyToleranceOfItsOwnIsMetAndCounted(adapter: AdapterKind) throws {
        var used: Set<Tolerance> = []
        try eachFile(of: adapter) { _, bytes in
            let message = AdapterFixture.reader(adapter).read(bytes)
            used.formUnion(message.tolerancesUsed.keys)
            #expect(message.tolerancesUsed.values.allSatisfy { $0 > 0 })
            #expect(
                Set(message.tolerancesUsed.keys.map(\.kind.code))
                    == Set(message.findings.filter { $0.severity == .tolerated }.map(\.code)))
        }
        #expect(used == adapter.tolerances.subtracting(Tolerance.common))
    }

    private func words(_ event: VisitEvent) -> String {
        "\(event.state) \(event.start.iso8601) \(event.end?.iso8601 ?? "-")"
    }

    @Test(
        arguments: AdapterKind.allCases,
        [
            (
                .snapshot,
                [
                    "assigned 2027-01-12T09:00:00 2027-01-12T09:30:00",
                    "planned 2027-01-12T12:00:00 2027-01-12T15:00:00",
                    "assigned 2027-01-14T13:00:00 2027-01-14T13:30:00",
                ]
            ),
            (
                .movedSnapshot,
                [
                    "planned 2027-01-13T12:00:00 2027-01-13T15:00:00",
                    "assigned 2027-01-14T13:00:00 2027-01-14T13:30:00",
                ]
            ),
            (.performed, ["performed 2027-01-12T09:05:00 2027-01-12T09:35:00"]),
            (.emptySnapshot, []),
            (
                .clockChanges,
                [
                    "assigned 2027-03-28T02:30:00 2027-03-28T03:30:00",
                    "assigned 2027-10-31T02:30:00 2027-10-31T03:30:00",
                ]
            ),
        ] as [(AdapterFixture, [String])])
    func everyEPJSaysTheSameInItsOwnWay(adapter: AdapterKind, expected: (AdapterFixture, [String])) throws {
        let visits = try expected.0.visits(of: adapter)
        #expect(visits.unit == "90010")
        #expect(visits.kind == (expected.0 == .performed ? .push : .snapshot))
        #expect(visits.events.map(words) == expected.1)
        #expect(try expected.0.statements(of: adapter).map(\.citizen.digits) == [person])
    }

    @Test(arguments: AdapterKind.allCases)
    func visitsAreReadToTheLastValue(adapter: AdapterKind) throws {
        let events = try AdapterFixture.snapshot.visits(of: adapter).events
        #expect(events.map(\.serviceID) == ["9", "12", "12"])
        #expect(events.map(\.isWindow) == [false, true, false])
        #expect(events.map(\.expectedMinutes) == [nil, 30, nil])
        #expect(events[0].employees == ["Ansatt En"])
        #expect(events[0].details == "Sårstell – annen etasje")
        #expect(events[1].recurrence?.frequency == .weekly)
        #expect(
            events[1].recurrence?.byDay == WeekdaySet([.monday, .tuesday, .wednesday, .thursday, .friday]))
        #expect(events[1].excluded.map(\.iso8601) == ["2027-01-14T12:00:00"])
        let cancelled = try AdapterFixture.cancelled.visits(of: adapter).events
        #expect(
            cancelled.filter { $0.state == .cancelled }.map(words) == [
                "cancelled 2027-01-14T13:00:00 2027-01-14T13:30:00"
            ])
        let generated = try AdapterFixture.snapshot.visits(of: adapter).generated
        #expect(generated.iso8601UTC == "2027-01-11T21:15:03Z")
    }

    @Test(arguments: AdapterKind.allCases)
    func servicesAreACompleteList(adapter: AdapterKind) throws {
        let message = try AdapterFixture.services.read(adapter)
        if let services = message.services {
            #expect(services.map(\.id) == ["9", "12"])
            #expect(services.allSatisfy { $0.unit == "90010" && $0.from.iso8601 == "2026-01-12" })
        } else {
            let list = try #require(message.unitServices)
            #expect(list.unit == "90010" && !list.isCancellation)
            #expect(list.services.map(\.code) == ["15", "1"])
        }
    }

    /// RFC 5545 §3.3.5: the hour that does not exist counts from before the gap; of the hour that occurs twice the first.
    @Test(arguments: AdapterKind.allCases)
    func theTwoHoursOfTheClocksAreNorways(adapter: AdapterKind) throws {
        let events = try AdapterFixture.clockChanges.visits(of: adapter).events
        #expect(
            events.map { oslo.instant(of: $0.start).iso8601UTC } == ["2027-03-28T01:30:00Z", "2027-10-31T00:30:00Z"])
    }

    // MARK: What never counts

    @Test(arguments: AdapterKind.allCases)
    func aTruncatedMessageNeverCounts(adapter: AdapterKind) throws {
        let reader = AdapterFixture.reader(adapter)
        try eachFile(of: adapter) { name, bytes in
            for length in stride(from: name.utf8.count % 17, to: bytes.count - 1, by: 17) {
                #expect(reader.read(Array(bytes[..<length])).refusal != nil, "\(name) cut at byte \(length)")
            }
        }
    }

    @Test(arguments: AdapterKind.allCases)
    func anEntityBombIsRefusedBeforeAnyText(adapter: AdapterKind) throws {
        let bomb =
            "\n<!DOCTYPE MsgHead [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>"
        let reader = AdapterFixture.reader(adapter)
        try eachFile(of: adapter) { name, bytes in
            let message = reader.read(bytes.declaration + Array(bomb.utf8) + bytes.withoutDeclaration)
            #expect(message.codes == ["EPJ-014 refused"], "\(name)")
            #expect(message.envelope == nil, "\(name)")
        }
    }

    @Test(arguments: AdapterKind.allCases)
    func anotherMunicipalitysMessageIsNeverApplied(adapter: AdapterKind) throws {
        let reader = AdapterFixture.reader(adapter)
        try eachFile(of: adapter) { name, bytes in
            let message = reader.read(bytes.replacing("90001", with: "90099"))
            #expect(message.kind == "unknownSender", "\(name)")
            #expect(message.findings.first { $0.severity == .refused }?.code.description == "EPJ-160", "\(name)")
            #expect(message.statements == nil && message.tolerancesUsed.isEmpty, "\(name)")
        }
    }

    @Test(arguments: AdapterKind.allCases)
    func anOrganisationWithoutHERIDIsRefused(adapter: AdapterKind) throws {
        for fixture in AdapterFixture.allCases {
            let bytes = try fixture.bytes(of: adapter).replacing("HER\"", with: "ENH\"")
            #expect(AdapterFixture.reader(adapter).read(bytes).refusal == "EPJ-157", "\(fixture)")
        }
    }

    // MARK: How it comes does not matter

    @Test(arguments: AdapterKind.allCases)
    func aDuplicateReadsTheSame(adapter: AdapterKind) throws {
        let reader = AdapterFixture.reader(adapter)
        try eachFile(of: adapter) { name, bytes in
            let (first, second) = (reader.read(bytes), reader.read(bytes))
            #expect(first.outcome == second.outcome && first.findings == second.findings, "\(name)")
            #expect(first.envelope == second.envelope && first.envelope != nil, "\(name)")
        }
    }

    /// Any transport may be combined with any adapter.
    @Test(
        arguments: AdapterKind.allCases,
        [
            ("<Meldingsbunt xmlns=\"urn:epjsync:meldingsbunt:1\" antall=\"#\">", "</Meldingsbunt>"),
            ("<Utboks xmlns=\"urn:epjsync:utboks:1\" neste=\"a\" flere=\"false\">", "</Utboks>"),
        ])
    func everyTransportBringsTheSame(adapter: AdapterKind, root: (String, String)) throws {
        var alone: [ReadMessage] = []
        var body: [UInt8] = []
        var declaration: [UInt8] = []
        try eachFile(of: adapter) { _, bytes in
            alone.append(AdapterFixture.reader(adapter).read(bytes))
            declaration = bytes.declaration
            body += bytes.withoutDeclaration
        }
        let start = root.0.replacing("#", with: "\(alone.count)")
        let document = DocumentReader(
            context: ReadingContext(zone: oslo, synthetic: .accept), adapters: ["90001": adapter])
        var members: [ReadMessage] = []
        document.begin()
        document.take(declaration + Array(start.utf8) + body + Array(root.1.utf8)) { members.append($0.message) }
        let verdict = document.end { members.append($0.message) }
        #expect(verdict.fault == nil)
        #expect(members.map(\.outcome) == alone.map(\.outcome))
        #expect(members.map(\.tolerancesUsed) == alone.map(\.tolerancesUsed))
    }
}
