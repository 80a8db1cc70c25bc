// What a HealthcareService must say so that a citizen can be a member of it, and whom he then reaches.

/// The rules of an offers Bundle's entries.
enum OfferRules {
    /// Everything wrong with a HealthcareService entry.
    static func service(_ entry: HealthContactBundle.Entry, in bundle: HealthContactBundle) -> [Issue] {
        let service = entry.resource
        var issues: [Issue] = []
        func report(_ code: String, _ element: String, _ text: String, _ kind: Issue.Kind = .required) {
            issues.append(Issue(code: code, kind: kind, element: "\(entry.path).\(element)", text: text))
        }
        let identifier = service.objects("identifier").first
        if identifier?.string("system") != bundle.source {
            report("offer-identifier-system", "identifier", "identifier.system skal være kildens system.", .value)
        }
        let key = identifier?.string("value").flatMap(Offer.Key.init)
        if key == nil {
            report("offer-identifier-value", "identifier", "identifier.value skal være TjenesteId@HER-id.", .value)
        }
        if service["active"] == nil { report("offer-active", "active", "active skal være satt.") }
        if service["name"] == nil { report("offer-name", "name", "name skal være satt.") }
        let provider = bundle.resolve(service.object("providedBy"), in: entry)
        if provider?.string("resourceType") != "Organization" {
            report("offer-providedBy", "providedBy", "providedBy skal vise til en Organization i samme Bundle.")
        } else if let provider, service.object("providedBy")?.string("reference")?.hasPrefix("#") == true {
            issues += organization(provider, path: "\(entry.path).contained")
        }
        let locations = service.objects("location").map { bundle.resolve($0, in: entry)?.string("resourceType") }
        if locations.isEmpty || locations.contains(where: { $0 != "Location" }) {
            report("offer-location", "location", "location skal vise til en Location i samme Bundle.")
        }
        let endpoints = service.objects("endpoint").compactMap { $0.object("identifier") }
        if let key, !endpoints.contains(where: { isUnit($0, key.herID) }) {
            report("offer-endpoint", "endpoint", "endpoint skal ha identifier med enhetens HER-id.")
        }
        return issues
    }

    /// Everything wrong with a unit's Organization.
    static func organization(_ organization: JSONObject, path: String) -> [Issue] {
        var issues: [Issue] = []
        let number = AppointmentResource.identifier(CodeSystems.organisationNumber, of: organization)
        if !isOrganisationNumber(number) {
            issues.append(
                Issue(
                    code: "offer-organization-number", kind: .required, element: "\(path).identifier",
                    text: "Organization skal ha organisasjonsnummer (ni siffer) under 4.1.4.101."))
        }
        if organization["name"] == nil {
            issues.append(
                Issue(
                    code: "offer-organization-name", kind: .required, element: "\(path).name",
                    text: "Organization skal ha navn."))
        }
        return issues
    }

    private static func isUnit(_ identifier: JSONObject, _ herID: String) -> Bool {
        identifier.string("system") == CodeSystems.herID && identifier.string("value") == herID
    }
}
