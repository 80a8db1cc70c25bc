// The Bundles of the health-contact interface, taken apart: offers of a source, or members of its offers.
//
// A fault of the Bundle itself refuses it whole; a fault of an entry refuses that entry alone, in its own response.

/// A Bundle whose own elements are right.
struct HealthContactBundle: Sendable {
    /// What the Bundle is about, told by its `type`.
    enum Kind: Equatable, Sendable {
        /// `type` collection: every HealthcareService the source offers.
        case offers
        /// `type` batch: memberships, a delta.
        case members
    }

    /// One entry that holds a resource.
    struct Entry: Sendable {
        var fullURL: String?
        var resource: JSONObject
        /// Path of the resource, for issues: `Bundle.entry[0].resource`.
        var path: String
    }

    /// Most entries of a members Bundle.
    static let membersMax = 100

    let kind: Kind
    /// The identifier system of the source the Bundle speaks for.
    let source: String
    let entries: [Entry]
}

/// Why a Bundle is refused whole.
struct BundleRefusal: Error, Equatable {
    var issues: [Issue]
}

extension HealthContactBundle {
    /// - Throws: `BundleRefusal` with every fault of the Bundle itself.
    init(_ json: JSONObject) throws(BundleRefusal) {
        guard json.string("resourceType") == "Bundle" else {
            throw BundleRefusal(issues: [Self.issue("resourceType", nil, "resourceType skal være Bundle.")])
        }
        var issues: [Issue] = []
        switch json.string("type") {
        case "collection": kind = .offers
        case "batch": kind = .members
        default:
            kind = .members
            issues.append(Self.issue("bundle-type", "type", "Bundle.type skal være collection eller batch."))
        }
        let identifier = json.object("identifier")
        source = identifier?.string("value") ?? ""
        if identifier?.string("system") != CodeSystems.rfc3986 || !source.contains(":") {
            issues.append(
                Self.issue(
                    "bundle-identifier", "identifier",
                    "Bundle.identifier skal være kildens system som URI under urn:ietf:rfc:3986."))
        }
        let raw = json["entry"]?.array ?? []
        entries = raw.enumerated().compactMap { index, entry in
            guard let resource = entry.object?.object("resource") else { return nil }
            return Entry(
                fullURL: entry.object?.string("fullUrl"), resource: resource,
                path: "Bundle.entry[\(index)].resource")
        }
        if raw.isEmpty { issues.append(Self.issue("bundle-entry", "entry", "Bundle skal ha minst én entry.")) }
        if entries.count < raw.count {
            issues.append(Self.issue("bundle-entry-resource", "entry", "Hver entry skal ha en ressurs."))
        }
        if kind == .members, raw.count > Self.membersMax {
            issues.append(
                Self.issue("bundle-entry-max-100", "entry", "En Bundle med medlemmer skal ha høyst 100 entries."))
        }
        guard issues.isEmpty else { throw BundleRefusal(issues: issues) }
    }

    private static func issue(_ code: String, _ element: String?, _ text: String) -> Issue {
        Issue(
            code: code, kind: .structure, element: "Bundle" + (element.map { "." + $0 } ?? ""),
            text: text + " Ingenting er lagret.")
    }
}

/// The answer to one entry.
struct EntryResponse: Equatable, Sendable {
    /// `entry.response.status`.
    enum Status: String, Sendable {
        case ok = "200 OK"
        case created = "201 Created"
        case badRequest = "400 Bad Request"
        case notFound = "404 Not Found"
    }

    var status: Status
    var issues: [Issue] = []

    static func refused(_ issues: [Issue]) -> EntryResponse {
        let unknown = issues.allSatisfy { $0.kind == .notFound }
        return EntryResponse(status: unknown ? .notFound : .badRequest, issues: issues)
    }

    /// The batch-response Bundle with one entry per response, in order.
    static func bundle(_ responses: [EntryResponse]) -> JSONValue {
        let entries = responses.map { response -> JSONValue in
            var json = JSONObject([.init(name: "status", value: .string(response.status.rawValue))])
            if !response.issues.isEmpty { json["outcome"] = OperationOutcome(issues: response.issues).json }
            return ["response": .object(json)]
        }
        return ["resourceType": "Bundle", "type": "batch-response", "entry": .array(entries)]
    }
}
