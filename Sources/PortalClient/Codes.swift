// The systems of the portal's profiles, each once.

import SyncCore

enum CodeSystem {
    static let birthNumber: StaticString = "urn:oid:2.16.578.1.12.4.1.4.1"
    static let dNumber: StaticString = "urn:oid:2.16.578.1.12.4.1.4.2"
    static let organisationNumber: StaticString = "urn:oid:2.16.578.1.12.4.1.4.101"
    /// RESH-id by name; the profile's rules call it "HER-id level 2" (assumption A6: both are sent).
    static let unitByProfile: StaticString = "urn:oid:2.16.578.1.12.4.1.4.102"
    static let herID: StaticString = "urn:oid:2.16.578.1.12.4.1.2"
    static let accessLimit: StaticString = "urn:oid:2.16.578.1.12.4.1.1.9603"
    static let serviceCategory: StaticString = "urn:oid:2.16.578.1.12.4.1.1.7619"
    static let appointmentType: StaticString = "urn:oid:2.16.578.1.12.4.1.1.7617"
    static let cancellation: StaticString = "urn:oid:2.16.578.1.12.4.1.1.7621"
    static let roleCode: StaticString = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
    static let flag: StaticString = "http://helsenorge.no/fhir/CodeSystem/hn-appointment-flag-code-cs"
    static let recurring: StaticString = "http://helsenorge.no/fhir/StructureDefinition/hn-basis-Recurring"
    static let appointmentProfile: StaticString = "http://helsenorge.no/fhir/StructureDefinition/hn-basis-appointment"

    static func patient(_ number: NationalIdentityNumber) -> StaticString {
        number.register == .dNumber ? dNumber : birthNumber
    }
}

/// The organisation a source belongs to.
public struct SourceOrganisation: Sendable, Equatable {
    public var identifierSystem: String
    public var organisationNumber: String
    /// HER-id, level 1.
    public var herID: String

    public init(identifierSystem: String, organisationNumber: String, herID: String) {
        self.identifierSystem = identifierSystem
        self.organisationNumber = organisationNumber
        self.herID = herID
    }
}

extension JSONWriter {
    /// An identifier of a system that the configuration names.
    mutating func identifier(_ system: String, _ value: String) {
        object {
            $0.string("system", system)
            $0.string("value", value)
        }
    }

    mutating func identifier(_ system: StaticString, _ value: String) {
        object {
            $0.constant("system", system)
            $0.string("value", value)
        }
    }

    mutating func identifier(_ key: StaticString, _ system: StaticString, _ value: String) {
        object(key) {
            $0.constant("system", system)
            $0.string("value", value)
        }
    }

    /// `coding` with one code, as every CodeableConcept here has.
    mutating func coding(_ system: StaticString, _ code: String) {
        array("coding") {
            $0.object {
                $0.constant("system", system)
                $0.string("code", code)
            }
        }
    }

    mutating func reference(_ target: StaticString) { object { $0.constant("reference", target) } }
}
