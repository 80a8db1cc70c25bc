// Offers and members: Bundles refused whole, entries refused alone.

import Testing

@testable import PortalSimulator

@Suite struct HealthContactTests {
    private func refusal(_ json: JSONValue) -> [String] {
        do {
            _ = try HealthContactBundle(json.object ?? JSONObject())
            return []
        } catch {
            return error.issues.map(\.code)
        }
    }

    @Test(
        arguments: [
            ("resourceType", "Patient", ["resourceType"]), ("type", "transaction", ["bundle-type"]),
            ("identifier.system", "urn:x", ["bundle-identifier"]), ("identifier", nil, ["bundle-identifier"]),
            ("identifier.value", "gerica", ["bundle-identifier"]), ("entry", nil, ["bundle-entry"]),
            ("entry.0.resource", nil, ["bundle-entry-resource"]),
        ] as [(String, JSONValue?, [String])])
    func aWrongBundleIsRefusedWhole(path: String, value: JSONValue?, codes: [String]) {
        var bundle = SampleBundle.members(SampleBundle.member())
        bundle.set(path, value)
        #expect(refusal(bundle) == codes)
    }

    @Test func aHundredMembersAreTheMost() {
        var bundle = SampleBundle.members()
        bundle.set("entry", .array(Array(repeating: SampleBundle.member(), count: 100)))
        #expect(refusal(bundle) == [])
        bundle.append("entry", SampleBundle.member())
        #expect(refusal(bundle) == ["bundle-entry-max-100"])
    }

    // MARK: - Offers

    private func offerCodes(_ path: String, _ value: JSONValue?) throws -> [[String]] {
        var bundle = SampleBundle.offers()
        bundle.set(path, value)
        return try HealthContactBundle(bundle.object ?? JSONObject()).offerEntries().map {
            if case .refused(let issues) = $0 { issues.map(\.code) } else { [] }
        }
    }

    @Test(
        arguments: [
            ("identifier.0.system", "urn:x", "offer-identifier-system"),
            ("identifier.0.value", "9", "offer-identifier-value"),
            ("identifier.0.value", "@95316", "offer-identifier-value"),
            ("identifier.0.value", "9@", "offer-identifier-value"),
            ("identifier.0.value", "9@x", "offer-identifier-value"),
            ("active", nil, "offer-active"), ("name", nil, "offer-name"), ("providedBy", nil, "offer-providedBy"),
            ("providedBy.reference", "urn:uuid:2", "offer-providedBy"), ("location", nil, "offer-location"),
            ("location.0.reference", "urn:uuid:1", "offer-location"), ("endpoint", nil, "offer-endpoint"),
            ("endpoint.0.identifier.value", "95317", "offer-endpoint"), ("navn", "x", "fhir-unknown-element"),
        ] as [(String, JSONValue?, String)])
    func aWrongServiceIsRefusedAlone(path: String, value: JSONValue?, code: String) throws {
        #expect(try offerCodes("entry.2.resource.\(path)", value) == [[], [], [code]])
    }

    @Test func aWrongOrganizationOrAnythingElseIsRefusedAlone() throws {
        #expect(try offerCodes("entry.0.resource.identifier.0.value", "1") == [["offer-organization-number"], [], []])
        #expect(try offerCodes("entry.0.resource.name", nil) == [["offer-organization-name"], [], []])
        #expect(
            try offerCodes("entry.1.resource.resourceType", "Device") == [[], ["offers-resource"], ["offer-location"]])
    }

    @Test func organizationAndLocationMayBeContained() throws {
        var bundle = SampleBundle.offers()
        var organization = bundle["entry.0.resource"] ?? .null
        organization.set("id", "o")
        bundle.set("entry.2.resource.contained", [organization])
        bundle.set("entry.2.resource.providedBy.reference", "#o")
        let entries = try HealthContactBundle(bundle.object ?? JSONObject()).offerEntries()
        let key = try #require(Offer.Key("9@95316"))
        #expect(entries == [.part, .part, .offer(Offer(key: key, name: "Hjemmesykepleie", active: true))])
    }

    // MARK: - Members

    private func memberCodes(_ path: String, _ value: JSONValue?) throws -> [String] {
        var bundle = SampleBundle.members(SampleBundle.member())
        bundle.set("entry.0.resource.\(path)", value)
        let entries = try HealthContactBundle(bundle.object ?? JSONObject()).entries
        do {
            _ = try Membership(entries[0])
            return []
        } catch {
            return error.issues.map(\.code)
        }
    }

    @Test(
        arguments: [
            ("resourceType", "Person", "member-resource"), ("identifier", nil, "member-identifier"),
            ("identifier.0.value", .string(TestPerson.wrongControlDigit), "member-identifier"),
            ("identifier.0.value", .string(TestPerson.dnummer), "member-identifier"),
            ("identifier.0.system", "urn:x", "member-identifier"), ("extension", nil, "member-offer"),
            ("extension.0.valueString", "9", "member-offer"), ("contact", nil, "member-organization"),
            ("contact.0.organization.identifier.value", "95316", "member-organization"),
            ("contact.0.period.end", nil, "member-period"), ("contact.0.period.end", "2026-12-31", "member-period"),
            ("contact.0.period.start", "2027", "member-period"), ("contact.0.period.start", "1.1.2027", "fhir-type"),
        ] as [(String, JSONValue?, String)])
    func aWrongMemberIsRefusedAlone(path: String, value: JSONValue?, code: String) throws {
        let codes = try memberCodes(path, value)
        #expect(codes.contains(code))
        #expect(codes.count == 1 || path == "contact", "\(codes)")
    }

    @Test func theMemoryDecidesWhoMayBecomeAMember() throws {
        let bundle = SampleBundle.members(SampleBundle.member(), SampleBundle.member(end: "2027-02-01"))
        let entries = try HealthContactBundle(bundle.object ?? JSONObject()).entries
        let joining = try Membership(entries[0])
        let leaving = try Membership(entries[1])
        let active = Citizen(fnr: TestPerson.foedselsnummer, active: false, viaOthers: true, assignedProxy: false)
        let open = Offer(key: joining.offer, name: "Hjemmesykepleie", active: true)
        let closed = Offer(key: joining.offer, name: "Hjemmesykepleie", active: false)
        let codes = { (membership: Membership, offer: Offer?, citizen: Citizen?) in
            membership.issues(offer: offer, citizen: citizen, path: "x").map(\.code)
        }
        #expect(codes(joining, open, active) == [])
        #expect(codes(joining, closed, active) == ["offer-unknown"])
        #expect(codes(leaving, closed, active) == [])
        #expect(codes(leaving, nil, active) == ["offer-unknown"])
        #expect(codes(joining, open, nil) == ["2118"])
        #expect(codes(joining, nil, nil) == ["offer-unknown", "2118"])
    }
}
