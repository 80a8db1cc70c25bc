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
