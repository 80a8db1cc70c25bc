// An offer: one service of one unit, which a citizen may be a member of.

/// A HealthcareService the portal knows.
struct Offer: Equatable, Sendable {
    /// Identifies the offer within a source: `TjenesteId@HER-id`.
    struct Key: Hashable, Sendable {
        var service: String
        var herID: String

        init?(_ text: String) {
            guard let at = text.lastIndex(of: "@") else { return nil }
            service = String(text[..<at])
            herID = String(text[text.index(after: at)...])
            guard !service.isEmpty, !herID.isEmpty, herID.utf8.allSatisfy(isDigit) else { return nil }
        }

        var text: String { "\(service)@\(herID)" }
    }

    var key: Key
    var name: String
    var active: Bool
}

/// Whether the text is an organisation number in form: nine digits.
func isOrganisationNumber(_ text: String?) -> Bool {
    text.map { $0.utf8.count == 9 && $0.utf8.allSatisfy(isDigit) } ?? false
}

private func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

extension HealthContactBundle {
    /// What one entry of an offers Bundle comes to: an offer, a part of one (nothing to keep), or faults.
    enum OfferEntry: Equatable, Sendable {
        case offer(Offer)
        case part
        case refused([Issue])
    }

    /// Judges entry by entry.
    func offerEntries() -> [OfferEntry] {
        entries.map { entry in
            let type = entry.resource.string("resourceType") ?? ""
            guard ["HealthcareService", "Organization", "Location"].contains(type) else {
                return .refused([
                    Issue(
                        code: "offers-resource", kind: .notSupported, element: entry.path,
                        text: "Ressursen skal være HealthcareService, Organization eller Location.")
                ])
            }
            var issues = ShapeCheck.issues(entry.resource, type: type, path: entry.path)
            guard issues.isEmpty else { return .refused(issues) }
            switch type {
            case "HealthcareService":
                issues = OfferRules.service(entry, in: self)
                guard issues.isEmpty, let offer = Offer(entry.resource) else { return .refused(issues) }
                return .offer(offer)
            case "Organization": issues = OfferRules.organization(entry.resource, path: entry.path)
            default: break
            }
            return issues.isEmpty ? .part : .refused(issues)
        }
    }

    /// The resource a reference in `entry` means: contained in it, or another entry by its fullUrl.
    func resolve(_ reference: JSONObject?, in entry: Entry) -> JSONObject? {
        guard let text = reference?.string("reference") else { return nil }
        guard text.hasPrefix("#") else { return entries.first { $0.fullURL == text }?.resource }
        return entry.resource.objects("contained").first { $0.string("id").map { $0 == text.dropFirst() } ?? false }
    }
}

extension Offer {
    /// Reads a HealthcareService that broke no rule.
    init?(_ service: JSONObject) {
        guard let key = service.objects("identifier").first?.string("value").flatMap(Key.init),
            let name = service.string("name"), let active = service["active"]?.bool
        else { return nil }
        self.init(key: key, name: name, active: active)
    }
}
