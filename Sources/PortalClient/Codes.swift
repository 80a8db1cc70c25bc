// The systems of the portal's profiles, each once.

import SyncCore

enum CodeSystem {
    static let birthNumber = "urn:oid:2.16.578.1.12.4.1.4.1"
    static let dNumber = "urn:oid:2.16.578.1.12.4.1.4.2"
    static let organisationNumber = "urn:oid:2.16.578.1.12.4.1.4.101"
    /// RESH-id by name; the profile's rules call it "HER-id level 2" (assumption A6: both are sent).
    static let unitByProfile = "urn:oid:2.16.578.1.12.4.1.4.102"
    static let herID = "urn:oid:2.16.578.1.12.4.1.2"
    static let accessLimit = "urn:oid:2.16.578.1.12.4.1.1.9603"
    static let serviceCategory = "urn:oid:2.16.578.1.12.4.1.1.7619"
    static let appointmentType = "urn:oid:2.16.578.1.12.4.1.1.7617"
    static let cancellation = "urn:oid:2.16.578.1.12.4.1.1.7621"
    static let roleCode = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
    static let flag = "http://helsenorge.no/fhir/CodeSystem/hn-appointment-flag-code-cs"
    static let recurring = "http://helsenorge.no/fhir/StructureDefinition/hn-basis-Recurring"
    static let appointmentProfile = "http://helsenorge.no/fhir/StructureDefinition/hn-basis-appointment"

    static func patient(_ number: NationalIdentityNumber) -> String {
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
    mutating func identifier(_ system: String, _ value: String) {
        object {
            $0.string("system", system)
            $0.string("value", value)
        }
    }

    mutating func identifier(_ key: StaticString, _ system: String, _ value: String) {
        object(key) {
            $0.string("system", system)
            $0.string("value", value)
        }
    }

    /// `coding` with one code, as every CodeableConcept here has.
    mutating func coding(_ system: String, _ code: String) {
        array("coding") {
            $0.object {
                $0.string("system", system)
                $0.string("code", code)
            }
        }
    }

    mutating func reference(_ target: String) { object { $0.string("reference", target) } }
}
