// A membership: one citizen in one offer, from a day, and until a day once it has ended.

/// A membership as a members Bundle states it.
struct Membership: Equatable, Sendable {
    /// The end that means "no end is known".
    static let openEnd = "9999-12-31"

    var patient: NationalIdentityNumber
    var offer: Offer.Key
    /// `yyyy-MM-dd`.
    var since: String
    /// `yyyy-MM-dd`; `nil` while the citizen is a member.
    var until: String?
}

extension Membership {
    static let offerURL = "urn:epjsync:tilbud"

    /// Reads one Patient entry.
    /// - Throws: `BundleRefusal` with everything wrong with the entry.
    init(_ entry: HealthContactBundle.Entry) throws(BundleRefusal) {
        guard entry.resource.string("resourceType") == "Patient" else {
            throw BundleRefusal(issues: [
                Issue(
                    code: "member-resource", kind: .notSupported, element: entry.path,
                    text: "Ressursen skal være Patient.")
            ])
        }
        let misfits = ShapeCheck.issues(entry.resource, type: "Patient", path: entry.path)
        guard misfits.isEmpty else { throw BundleRefusal(issues: misfits) }

        var issues: [Issue] = []
        func report(_ code: String, _ element: String, _ text: String) {
            issues.append(Issue(code: code, kind: .value, element: "\(entry.path).\(element)", text: text))
        }
        let patient = Self.patient(entry.resource)
        if patient == nil {
            report(
                "member-identifier", "identifier",
                "Patient skal ha nøyaktig ett gyldig fødselsnummer under 4.1.4.1 eller D-nummer under 4.1.4.2.")
        }
        let offers = entry.resource.objects("extension").filter { $0.string("url") == Self.offerURL }
        let offer = offers.first?.string("valueString").flatMap(Offer.Key.init)
        if offer == nil || offers.count != 1 {
            report("member-offer", "extension", "Patient skal ha ett tilbud (urn:epjsync:tilbud): TjenesteId@HER-id.")
        }
        let contacts = entry.resource.objects("contact")
        let organization = contacts.first?.object("organization")?.object("identifier")
        if contacts.count != 1 || organization?.string("system") != CodeSystems.organisationNumber
            || !isOrganisationNumber(organization?.string("value"))
        {
            report(
                "member-organization", "contact",
                "Patient skal ha én contact med organisasjonsnummer (ni siffer) under 4.1.4.101.")
        }
        let period = contacts.first?.object("period")
        let start = period?.string("start").flatMap(FHIRDate.init)?.day
        let end = period?.string("end").flatMap(FHIRDate.init)?.day
        if let start, let end, start <= end {
        } else {
            report("member-period", "contact.period", "contact.period skal ha start og end, og start først.")
        }
        guard issues.isEmpty, let patient, let offer, let start, let end else { throw BundleRefusal(issues: issues) }
        self.init(patient: patient, offer: offer, since: start, until: end == Self.openEnd ? nil : end)
    }

    private static func patient(_ resource: JSONObject) -> NationalIdentityNumber? {
        let identifiers = resource.objects("identifier").filter {
            [CodeSystems.foedselsnummer, CodeSystems.dnummer].contains($0.string("system"))
        }
        guard identifiers.count == 1,
            let number = identifiers[0].string("value").flatMap(NationalIdentityNumber.init),
            identifiers[0].string("system") == CodeSystems.system(of: number.kind)
        else { return nil }
        return number
    }

    /// What the portal's memory says against the membership; empty when nothing does. An offer that is no longer
    /// offered takes no new members, but lets its members go.
    func issues(offer: Offer?, citizen: Citizen?, path: String) -> [Issue] {
        var issues: [Issue] = []
        if offer == nil || offer?.active == false && until == nil {
            issues.append(
                Issue(
                    code: "offer-unknown", kind: .notFound, element: "\(path).extension",
                    text: "Tilbudet er ikke kjent for denne kilden. Medlemskapet er ikke lagret."))
        }
        if citizen?.isReachable != true {
            var issue = Issue.citizenNotActive
            issue.element = "\(path).identifier"
            issues.append(issue)
        }
        return issues
    }
}
