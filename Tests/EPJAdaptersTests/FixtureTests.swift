// The messages as the EPJs send them, read to the last value.

import SyncCore
import Testing

@testable import EPJAdapters

struct FixtureTests {
    private func clock(_ text: String) throws -> WallClock { try #require(WallClock(iso8601: text)) }

    @Test func plannedAnswerBecomesASnapshot() throws {
        let message = read(try Fixture.plannedAnswer.bytes)
        let statement = try #require(message.statement)
        #expect(statement.citizen.digits == person)
        #expect(statement.birthDate == nil)
        let visits = try #require(message.visits)
        #expect(visits.unit == "90010")
        #expect(visits.kind == .snapshot)
        #expect(visits.generated.iso8601UTC == "2027-01-11T21:15:03Z")
        #expect(visits.generated.nanoseconds % 1_000_000_000 == 123_456_700)
        #expect(visits.events.count == 3)
        #expect(
            visits.events[0]
                == VisitEvent(
                    uid: "7000000000000000001", serviceID: "9", state: .assigned,
                    start: try clock("2027-01-12T09:00:00"), end: try clock("2027-01-12T09:30:00"),
                    employees: ["Ansatt En", "Ansatt To"], details: "Ukentlig avtale for praktisk bistand"))
        let series = VisitEvent(
            uid: "7000000000000000002", serviceID: "2", state: .planned, start: try clock("2027-01-12T09:00:00"),
            end: try clock("2027-01-12T12:00:00"), isWindow: true, expectedMinutes: 30,
            recurrence: Recurrence(
                frequency: .weekly, byDay: WeekdaySet([.monday, .tuesday, .wednesday, .thursday, .friday, .saturday])),
            excluded: [try clock("2027-01-20T09:00:00"), try clock("2027-01-21T09:00:00")], details: "Dusj og stell")
        #expect(visits.events[1] == series)
        var other = series
        other.serviceID = "12"
        other.isWindow = false
        #expect(visits.events[2] == other)
    }

    @Test func plannedAnswerCountsItsDeviations() throws {
        let message = read(try Fixture.plannedAnswer.bytes)
        #expect(
            message.tolerancesUsed == [.serviceIDBlank: 3, .durationMonthsAsMinutes: 2, .receiptAskedOnAnswer: 1])
        #expect(
            message.codes == ["EPJ-903 tolerated", "EPJ-902 tolerated", "EPJ-901 tolerated", "EPJ-251 noted"])
        #expect(message.envelope?.wantsReceipt == true)
    }

    @Test func envelopeSaysWhoAndWhat() throws {
        let envelope = try #require(read(try Fixture.plannedAnswer.bytes).envelope)
        #expect(envelope.messageID == "0b54e1c6-7a5e-4c35-9d55-3a7a5c1f0001")
        #expect(envelope.type == "DIALOG_INNBYGGER_TIMERESERVASJON")
        #expect(envelope.sourceHerID == "90001")
        #expect(envelope.unitHerID == "90010")
    }

    @Test func noVisitsIsAnEmptySnapshot() throws {
        let message = read(try Fixture.noVisits.bytes)
        #expect(message.visits?.kind == .snapshot)
        #expect(message.visits?.events == [])
        #expect(message.findings.isEmpty)
    }

    @Test func performedVisitLosesItsImpossibleEnd() throws {
        let message = read(try Fixture.performed.bytes)
        let event = try #require(message.visits?.events.first)
        #expect(message.visits?.kind == .push)
        #expect(event.state == .performed)
        #expect(event.end == nil)
        #expect(event.relatedTo == "A650C1AB-30BD-75C9-777C-62772D4C90BE")
        #expect(event.details == "Gulvvask og kaffe")
        #expect(message.tolerancesUsed == [.performedEndUnusable: 1])
    }

    @Test func cancellationIsReadWithTheCalendarFirst() throws {
        let message = read(try Fixture.cancelledPush.bytes)
        #expect(message.statement?.citizen.register == .dNumber)
        #expect(message.visits?.unit == "90001")
        #expect(message.visits?.events.first?.state == .cancelled)
        #expect(message.visits?.events.first?.reason == .onBehalfOfRecipient)
        #expect(message.tolerancesUsed == [.reasonPadded: 1])
    }

    @Test func servicesAreACompleteList() throws {
        let message = read(try Fixture.services.bytes)
        #expect(
            message.services == [
                CareService(
                    id: "12", unit: "90010", from: try #require(CivilDate(iso8601: "2026-01-12")), through: nil),
                CareService(
                    id: "13", unit: "90011", from: try #require(CivilDate(iso8601: "2026-02-11")),
                    through: CivilDate(iso8601: "2027-06-30")),
            ])
        #expect(message.findings.isEmpty)
    }

    @Test(arguments: Fixture.allCases)
    func readersAreReusable(fixture: Fixture) throws {
        let reader = makeReader()
        let bytes = try fixture.bytes
        let first = reader.read(bytes)
        _ = reader.read(Array(bytes.prefix(bytes.count / 2)))
        _ = reader.read(Array("<!DOCTYPE x []><x/>".utf8))
        #expect(first.refusal == nil)
        #expect(reader.read(bytes).outcome == first.outcome)
    }

    @Test(arguments: Fixture.allCases)
    func chunksDoNotMatter(fixture: Fixture) throws {
        let reader = makeReader()
        let bytes = try fixture.bytes
        let whole = reader.read(bytes)
        for size in [1, 2, 3, 5, 7, 11, 64, 1000, 4096] {
            let pieces = bytes.withUnsafeBytes { reader.read($0, chunkBytes: size) }
            #expect(pieces.outcome == whole.outcome)
            #expect(pieces.findings == whole.findings)
        }
    }

    @Test(arguments: Fixture.allCases)
    func cutOffAnywhereItNeverCounts(fixture: Fixture) throws {
        let reader = makeReader()
        let bytes = try fixture.bytes
        // The line feed after the last tag may be missing.
        for length in stride(from: fixture.rawValue.utf8.count % 3, to: bytes.count - 1, by: 3) {
            let message = bytes.withUnsafeBytes { reader.read(UnsafeRawBufferPointer(rebasing: $0[..<length])) }
            #expect(message.refusal != nil, "cut at byte \(length)")
        }
    }

    @Test("an end tag that is none is not well-formed, also where the document ends behind it and comes in pieces")
    func aWrongTagIsNotOneThatWasCutOff() throws {
        let reader = makeReader()
        let parts = try Fixture.patientReports.text.components(separatedBy: "</Ident>")
        let bytes = Array((parts[0] + "</w.kith.no/xmlstds/msghead\">\n\t<M").utf8)
        let whole = reader.read(bytes)
        #expect(whole.findings.map { "\($0.code)" } == ["EPJ-010"])
        for size in 1...40 {
            let pieces = bytes.withUnsafeBytes { reader.read($0, chunkBytes: size) }
            #expect(pieces.findings == whole.findings, "in pieces of \(size)")
        }
    }
}
