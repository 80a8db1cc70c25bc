// The systems of the field: which register or code list a value comes from.
//
// Names of OIDs follow NHN's NamingSystems in `no.nhn.fhir.helsenorge.profiles`, not the wording of the profile's
// rules, which call 4.102 and 4.101 "HER-id" although the same package names them RESH-id and organisation number.

/// Identifier and code systems by their register's name.
enum CodeSystems {
    static let foedselsnummer = "urn:oid:2.16.578.1.12.4.1.4.1"
    static let dnummer = "urn:oid:2.16.578.1.12.4.1.4.2"
    static let herID = "urn:oid:2.16.578.1.12.4.1.2"
    static let organisationNumber = "urn:oid:2.16.578.1.12.4.1.4.101"
    static let reshID = "urn:oid:2.16.578.1.12.4.1.4.102"

    static let tilgangsbegrensning = "urn:oid:2.16.578.1.12.4.1.1.9603"
    static let varsling = "http://helsenorge.no/fhir/varsling"
    static let paminnelse = "http://helsenorge.no/fhir/paminnelse"
    /// Volven 7621: cancellation reasons of the municipal services.
    static let cancelationReasonCommunity = "urn:oid:2.16.578.1.12.4.1.1.7621"
    /// Volven 8445 and 9179: cancellation reasons of the specialist services.
    static let cancelationReasonSpecialist = ["urn:oid:2.16.578.1.12.4.1.1.8445", "urn:oid:2.16.578.1.12.4.1.1.9179"]
    static let roleCode = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
    static let feilkode = "http://helsenorge.no/fhir/CodeSystem/feilkode"
    static let rfc3986 = "urn:ietf:rfc:3986"

    /// The system under which a person's number of that kind stands.
    static func system(of kind: NationalIdentityNumber.Kind) -> String {
        switch kind {
        case .foedselsnummer: foedselsnummer
        case .dnummer: dnummer
        }
    }
}
