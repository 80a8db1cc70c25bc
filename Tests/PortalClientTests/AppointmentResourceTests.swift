// The resource, rule by rule of hn-basis-appointment 2.5.5, read back by Foundation's parser.

import Foundation
import SyncCore
import TestSupport
import Testing

@testable import PortalClient

@Suite struct AppointmentResourceTests {
    private static let source = SourceOrganisation(
        identifierSystem: "urn:epjsync:9901-gerica", organisationNumber: "999944454", herID: "87688")

    private func shown(_ status: AppointmentStatus, window: Bool = false) -> ShownAppointment {
        ShownAppointment(
            status: status, start: Instant(seconds: 1_800_000_000), end: Instant(seconds: 1_800_003_600),
            isWindow: window, pair: ServiceUnit(service: "9", unit: "95316"), serviceName: "Hjemmesykepleie")
    }

    private func resource(_ shown: ShownAppointment, number: String = "17912099997") throws -> [String: Any] {
        let citizen = try NationalIdentityNumber(number, synthetic: .accept)
        let content = ToldEntry.Content(
            value: "uid/1", shown: shown, stated: Instant(nanoseconds: 1_799_999_999_123_456_789))
        let json = AppointmentResource(source: Self.source, citizen: citizen, content: content).json
        ProducedResources.keep(json)
        return try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    }

    @Test func aWindowIsProposedWithOneRequestedPeriodAndNoStart() throws {
        let body = try resource(shown(.proposed, window: true))
        #expect(body["status"] as? String == "proposed")
        #expect(
            body["requestedPeriod"] as? [[String: String]] == [
                ["start": "2027-01-15T08:00:00Z", "end": "2027-01-15T09:00:00Z"]
            ])
        #expect(body["start"] == nil && body["end"] == nil)
    }

    @Test(arguments: [AppointmentStatus.booked, .fulfilled, .enteredInError])
    func anExactTimeHasStartAndEndAndNoRequestedPeriod(_ status: AppointmentStatus) throws {
        let body = try resource(shown(status))
        #expect(body["status"] as? String == status.code)
        #expect(body["start"] as? String == "2027-01-15T08:00:00Z")
        #expect(body["end"] as? String == "2027-01-15T09:00:00Z")
        #expect(body["requestedPeriod"] == nil)
    }

    @Test func withdrawingAWindowSpellsOutStartAndEnd() throws {
        let body = try resource(shown(.proposed, window: true).withdrawn)
        #expect(body["start"] as? String == "2027-01-15T08:00:00Z")
        #expect(body["requestedPeriod"] == nil)
    }

    @Test func aCancellationHasAReasonOfTheCommunityListAndNobodyElseHas() throws {
        var cancelled = shown(.cancelled, window: true)
        cancelled.cancellationCode = "3"
        let body = try resource(cancelled)
        let reason = body["cancelationReason"] as? [String: [[String: String]]]
        #expect(reason == ["coding": [["system": "urn:oid:2.16.578.1.12.4.1.1.7621", "code": "3"]]])
        #expect(body["requestedPeriod"] != nil)
        #expect(try resource(shown(.booked))["cancelationReason"] == nil)
    }

    @Test func bothOrganisationLevelsCarryBothReadingsOfTheirIdentifiers() throws {
        let contained = try #require(try resource(shown(.booked))["contained"] as? [[String: Any]])
        let unit = try #require(contained.first { $0["id"] as? String == "n2" })
        #expect(
            unit["identifier"] as? [[String: String]] == [
                ["system": "urn:oid:2.16.578.1.12.4.1.4.102", "value": "95316"],
                ["system": "urn:oid:2.16.578.1.12.4.1.2", "value": "95316"],
            ])
        #expect(unit["name"] as? String == "Hjemmesykepleie")
        #expect(unit["partOf"] as? [String: String] == ["reference": "#n1"])
        let source = try #require(contained.first { $0["id"] as? String == "n1" })
        #expect(
            source["identifier"] as? [[String: String]] == [
                ["system": "urn:oid:2.16.578.1.12.4.1.4.101", "value": "999944454"],
                ["system": "urn:oid:2.16.578.1.12.4.1.2", "value": "87688"],
            ])
    }

    @Test func thePatientIsALogicalReferenceUnderTheRightRegister() throws {
        for (number, system) in [
            ("17912099997", "urn:oid:2.16.578.1.12.4.1.4.1"), ("57912075186", "urn:oid:2.16.578.1.12.4.1.4.2"),
        ] {
            let participants = try #require(
                try resource(shown(.booked), number: number)["participant"] as? [[String: Any]])
            let actor = try #require(participants.first?["actor"] as? [String: Any])
            #expect(actor["type"] as? String == "Patient")
            #expect(actor["reference"] == nil)
            #expect(actor["identifier"] as? [String: String] == ["system": system, "value": number])
        }
    }

    @Test func homeHasOneLocationAndNoNotificationTags() throws {
        let body = try resource(shown(.booked))
        let contained = try #require(body["contained"] as? [[String: Any]])
        #expect(contained.filter { $0["resourceType"] as? String == "Location" }.count == 1)
        #expect((body["meta"] as? [String: Any])?["tag"] == nil)
        #expect((body["meta"] as? [String: Any])?["lastUpdated"] as? String == "2027-01-15T07:59:59.123Z")
    }

    @Test func aMinorsEntryCarriesTheAccessLimit() throws {
        var minor = shown(.booked)
        minor.minors = .youthOnly
        let meta = try #require(try resource(minor)["meta"] as? [String: Any])
        #expect(
            meta["security"] as? [[String: String]] == [
                ["system": "urn:oid:2.16.578.1.12.4.1.1.9603", "code": "NORN_FORANS"]
            ])
    }

    @Test func theCancelFlagIsSentOnlyWhereTheCitizenMayCancel() throws {
        func flags(_ body: [String: Any]) -> Int {
            (body["contained"] as? [[String: Any]] ?? []).filter { $0["resourceType"] as? String == "Flag" }.count
        }
        var shown = shown(.booked)
        #expect(try flags(resource(shown)) == 0)
        shown.mayCancel = true
        let body = try resource(shown)
        #expect(flags(body) == 1)
        #expect((body["supportingInformation"] as? [[String: String]])?.contains(["reference": "#f1"]) == true)
    }

    @Test func employeesAreContainedPractitionersAndParticipants() throws {
        var assigned = shown(.booked)
        assigned.employees = ["A", "B"]
        let body = try resource(assigned)
        let participants = try #require(body["participant"] as? [[String: Any]])
        let references = participants.compactMap { ($0["actor"] as? [String: Any])?["reference"] as? String }
        #expect(references == ["#sted", "#p1", "#p2"])
    }

    @Test func theSameContentGivesTheSameBytes() throws {
        let citizen = try NationalIdentityNumber("17912099997", synthetic: .accept)
        let content = ToldEntry.Content(value: "v", shown: shown(.booked), stated: Instant(seconds: 1))
        let one = AppointmentResource(source: Self.source, citizen: citizen, content: content)
        let other = AppointmentResource(source: Self.source, citizen: citizen, content: content)
        #expect(one.json == other.json)
    }
}
