// Health contacts: the services a source offers, and which citizens are members of which. Both go as FHIR Bundles; the
// members' is a delta, so absence says nothing.

import SyncCore

public struct ServiceOffer: Sendable, Equatable {
    public var pair: ServiceUnit
    public var name: String
    public var isActive: Bool
    /// In one line.
    public var address: String?
    public var telephone: String?

    public init(
        pair: ServiceUnit, name: String, isActive: Bool, address: String? = nil, telephone: String? = nil
    ) {
        self.pair = pair
        self.name = name
        self.isActive = isActive
        self.address = address
        self.telephone = telephone
    }

    /// The bytes by which the offer is compared with what the portal was told.
    public var canonicalBytes: [UInt8] {
        var writer = ByteWriter()
        writer.write(pair.service)
        writer.write(pair.unit)
        writer.write(name)
        writer.write(isActive)
        // Nothing is written without them, so that what was told before there were any is known again.
        if address != nil || telephone != nil {
            writer.write(address)
            writer.write(telephone)
        }
        return writer.bytes
    }
}

public struct MembershipChange: Sendable, Equatable {
    public var citizen: NationalIdentityNumber
    public var pair: ServiceUnit
    public var since: CivilDate
    /// `nil` while open.
    public var until: CivilDate?

    public init(citizen: NationalIdentityNumber, pair: ServiceUnit, since: CivilDate, until: CivilDate?) {
        self.citizen = citizen
        self.pair = pair
        self.since = since
        self.until = until
    }
}

enum HealthContactBundles {
    /// The most members one Bundle may hold.
    static let membersMax = 100

    static func offers(_ offers: [ServiceOffer], of source: SourceOrganisation) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { bundle in
            header(&bundle, type: "collection", source: source)
            bundle.array("entry") { entries in
                for (index, offer) in offers.enumerated() {
                    // Stable names inside the Bundle; they mean nothing outside it.
                    let service = "urn:uuid:00000000-0000-4000-8000-\(hex(index * 3 + 1))"
                    let organisation = "urn:uuid:00000000-0000-4000-8000-\(hex(index * 3 + 2))"
                    let location = "urn:uuid:00000000-0000-4000-8000-\(hex(index * 3 + 3))"
                    entry(&entries, service) {
                        write(offer, of: source, organisation: organisation, location: location, to: &$0)
                    }
                    entry(&entries, organisation) {
                        $0.string("resourceType", "Organization")
                        $0.array("identifier") {
                            $0.identifier(CodeSystem.organisationNumber, source.organisationNumber)
                        }
                        $0.string("name", offer.name)
                    }
                    entry(&entries, location) { writeLocation(of: offer, to: &$0) }
                }
            }
        }
        return writer.bytes
    }

    private static func write(
        _ offer: ServiceOffer, of source: SourceOrganisation, organisation: String, location: String,
        to resource: inout JSONWriter
    ) {
        resource.string("resourceType", "HealthcareService")
        resource.array("identifier") { $0.identifier(source.identifierSystem, offer.pair.offerValue) }
        resource.bool("active", offer.isActive)
        resource.object("providedBy") { $0.string("reference", organisation) }
        resource.array("location") { $0.object { $0.string("reference", location) } }
        resource.string("name", offer.name)
        resource.array("endpoint") {
            $0.object { $0.identifier("identifier", CodeSystem.herID, offer.pair.unit) }
        }
    }

    private static func writeLocation(of offer: ServiceOffer, to resource: inout JSONWriter) {
        resource.string("resourceType", "Location")
        resource.string("name", offer.name)
        if let telephone = offer.telephone {
            resource.array("telecom") {
                $0.object {
                    $0.string("system", "phone")
                    $0.string("value", telephone)
                }
            }
        }
        if let address = offer.address { resource.object("address") { $0.string("text", address) } }
    }

    static func members(_ members: [MembershipChange], of source: SourceOrganisation) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 400 + members.count * 420)
        writer.object { bundle in
            header(&bundle, type: "batch", source: source)
            bundle.array("entry") { entries in
                for member in members {
                    entries.object {
                        $0.object("resource") { write(member, of: source, to: &$0) }
                        $0.object("request") {
                            $0.string("method", "POST")
                            $0.string("url", "Patient")
                        }
                    }
                }
            }
        }
        return writer.bytes
    }

    private static func write(_ member: MembershipChange, of source: SourceOrganisation, to patient: inout JSONWriter) {
        patient.string("resourceType", "Patient")
        patient.array("extension") {
            $0.object {
                $0.string("url", "urn:epjsync:tilbud")
                $0.string("valueString", member.pair.offerValue)
            }
        }
        patient.array("identifier") { $0.identifier(CodeSystem.patient(member.citizen), member.citizen.digits) }
        patient.array("contact") {
            $0.object {
                $0.object("organization") {
                    $0.identifier("identifier", CodeSystem.organisationNumber, source.organisationNumber)
                }
                $0.object("period") {
                    $0.string("start", member.since.iso8601)
                    $0.string("end", (member.until ?? .never).iso8601)
                }
            }
        }
    }

    private static func header(_ bundle: inout JSONWriter, type: String, source: SourceOrganisation) {
        bundle.string("resourceType", "Bundle")
        bundle.identifier("identifier", "urn:ietf:rfc:3986", source.identifierSystem)
        bundle.string("type", type)
    }

    private static func entry(_ entries: inout JSONWriter, _ fullURL: String, _ body: (inout JSONWriter) -> Void) {
        entries.object {
            $0.string("fullUrl", fullURL)
            $0.object("resource", body)
        }
    }

    private static func hex(_ number: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, 12 - text.count)) + text
    }
}
