import Foundation
import SyncCore
import TestSupport
import Testing

@testable import PortalClient

@Suite struct HealthContactBundleTests {
    private let source = SourceOrganisation(
        identifierSystem: "urn:epjsync:9901-gerica", organisationNumber: "999944454", herID: "87688")

    private func entries(_ bytes: [UInt8], type: String) throws -> [[String: Any]] {
        ProducedResources.keep(bytes)
        let bundle = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(bundle["type"] as? String == type)
        #expect((bundle["identifier"] as? [String: String])?["value"] == "urn:epjsync:9901-gerica")
        return try #require(bundle["entry"] as? [[String: Any]])
    }

    @Test func anOfferNamesItsServiceUnitAndOrganisation() throws {
        let offer = ServiceOffer(
            pair: ServiceUnit(service: "9", unit: "95316"), name: "Hjemmesykepleie", isActive: true)
        let entries = try entries(HealthContactBundles.offers([offer], of: source), type: "collection")
        #expect(entries.count == 3)
        let service = try #require(entries[0]["resource"] as? [String: Any])
        #expect(
            service["identifier"] as? [[String: String]] == [
                ["system": "urn:epjsync:9901-gerica", "value": "9@95316"]
            ])
        #expect(service["active"] as? Bool == true)
        #expect((service["providedBy"] as? [String: String])?["reference"] == entries[1]["fullUrl"] as? String)
        let endpoint = try #require(service["endpoint"] as? [[String: [String: String]]])
        #expect(endpoint == [["identifier": ["system": "urn:oid:2.16.578.1.12.4.1.2", "value": "95316"]]])
    }

    @Test("An offer's Location has the address and the telephone number that are configured, and only those")
    func location() throws {
        func location(_ offer: ServiceOffer) throws -> [String: Any] {
            let entries = try entries(HealthContactBundles.offers([offer], of: source), type: "collection")
            return try #require(entries[2]["resource"] as? [String: Any])
        }
        var offer = ServiceOffer(
            pair: ServiceUnit(service: "9", unit: "95316"), name: "Hjemmesykepleie", isActive: true)
        let bare = offer.canonicalBytes
        #expect(try Set(location(offer).keys) == ["resourceType", "name"])
        offer.address = "Storgata 1, 0001 Byen"
        offer.telephone = "+47 22 00 00 00"
        let told = try location(offer)
        #expect(told["address"] as? [String: String] == ["text": "Storgata 1, 0001 Byen"])
        #expect(told["telecom"] as? [[String: String]] == [["system": "phone", "value": "+47 22 00 00 00"]])
        #expect(offer.canonicalBytes != bare, "so it is told again")
        offer.address = nil
        #expect(try Set(location(offer).keys) == ["resourceType", "name", "telecom"])
    }

    @Test func aMemberIsOpenUntilTheYear9999OrTheDayItEnded() throws {
        let citizen = try NationalIdentityNumber("17912099997", synthetic: .accept)
        let pair = ServiceUnit(service: "9", unit: "95316")
        let since = try #require(CivilDate(iso8601: "2026-01-02"))
        let until = CivilDate(iso8601: "2027-01-12")
        let members = [
            MembershipChange(citizen: citizen, pair: pair, since: since, until: nil),
            MembershipChange(citizen: citizen, pair: pair, since: since, until: until),
        ]
        let entries = try entries(HealthContactBundles.members(members, of: source), type: "batch")
        let periods = entries.compactMap { entry -> [String: String]? in
            let patient = entry["resource"] as? [String: Any]
            return (patient?["contact"] as? [[String: Any]])?.first?["period"] as? [String: String]
        }
        #expect(
            periods == [
                ["start": "2026-01-02", "end": "9999-12-31"], ["start": "2026-01-02", "end": "2027-01-12"],
            ])
    }
}
