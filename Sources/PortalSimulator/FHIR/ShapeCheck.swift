// Whether a JSON object is a resource at all: known elements, right JSON types, nothing empty.
//
// It comes before the profile's rules, which then may read the resource without asking what type a value has. A
// resource that fails here is not judged further; every misfit is told.

/// Checks a resource against `ResourceShape`.
struct ShapeCheck {
    private var issues: [Issue] = []

    private init() {}

    /// Everything about `resource` that is not FHIR R4 JSON, each with its path under `path`.
    static func issues(_ resource: JSONObject, type: String, path: String) -> [Issue] {
        var check = ShapeCheck()
        check.object(resource, type: type, path: path)
        return check.issues
    }

    private mutating func report(_ code: String, _ path: String, _ text: String) {
        issues.append(Issue(code: code, kind: .structure, element: path, text: text))
    }

    private mutating func object(_ object: JSONObject, type: String, path: String) {
        if object.members.isEmpty { reportEmpty(path) }
        guard let elements = ResourceShape.types[type] else { return }
        for member in object.members {
            let memberPath = "\(path).\(member.name)"
            // A primitive's id and extensions stand under its name with an underscore (FHIR R4 §2.6.2.3).
            if member.name.hasPrefix("_"), elements[String(member.name.dropFirst())] != nil { continue }
            guard let element = elements[member.name] else {
                reportUnknown(member.name, path, type)
                continue
            }
            self.member(member.value, element, path: memberPath)
        }
    }

    private mutating func member(_ value: JSONValue, _ element: ResourceShape.Element, path: String) {
        guard element.repeats else {
            return single(value, type: element.type, path: path)
        }
        guard let values = value.array else {
            return report("fhir-cardinality", path, "Elementet skal være en liste.")
        }
        if values.isEmpty { reportEmpty(path) }
        for (index, value) in values.enumerated() {
            single(value, type: element.type, path: "\(path)[\(index)]")
        }
    }

    private mutating func single(_ value: JSONValue, type: String, path: String) {
        switch value {
        case .null, .string(""): return reportEmpty(path)
        case .array: return report("fhir-cardinality", path, "Elementet skal ikke være en liste.")
        default: break
        }
        if let primitive = Primitive(rawValue: type) {
            if !primitive.accepts(value) { report("fhir-type", path, "Verdien er ikke en gyldig \(type).") }
            return
        }
        guard let object = value.object else {
            return report("fhir-type", path, "Verdien skal være et objekt (\(type)).")
        }
        switch type {
        case "Resource": contained(object, path: path)
        case "Extension": `extension`(object, path: path)
        default: self.object(object, type: type, path: path)
        }
    }

    private mutating func contained(_ resource: JSONObject, path: String) {
        guard let type = resource.string("resourceType") else {
            return report("fhir-type", path, "Ressursen mangler resourceType.")
        }
        object(resource, type: type, path: path)
    }

    /// R4 ext-1: either a value or further extensions, not both.
    private mutating func `extension`(_ extension: JSONObject, path: String) {
        guard let url = `extension`.string("url"), Primitive.uri.accepts(.string(url)), !url.isEmpty else {
            return report("fhir-type", path, "Utvidelsen mangler url.")
        }
        let values = `extension`.members.filter { $0.name.hasPrefix("value") }
        let nested = `extension`["extension"] != nil
        if values.count + (nested ? 1 : 0) != 1 {
            report("ext-1", path, "Utvidelsen skal ha enten én verdi eller egne utvidelser.")
        }
        for value in values {
            single(value.value, type: Self.valueType(value.name), path: "\(path).\(value.name)")
        }
        if let nested = `extension`["extension"] {
            member(nested, .init(type: "Extension", repeats: true), path: "\(path).extension")
        }
        for name in `extension`.names where !["id", "url", "extension"].contains(name) && !name.hasPrefix("value") {
            if name != "_url" { reportUnknown(name, path, "Extension") }
        }
    }

    /// `valueBoolean` is a `boolean`, `valueCodeableConcept` a `CodeableConcept`.
    private static func valueType(_ name: String) -> String {
        let type = String(name.dropFirst("value".count))
        let primitive = type.prefix(1).lowercased() + type.dropFirst()
        return Primitive(rawValue: primitive) == nil ? type : primitive
    }

    /// Names the element, unless its name could be content: FHIR's own names are letters only.
    private mutating func reportUnknown(_ name: String, _ path: String, _ type: String) {
        let isName = name.allSatisfy { $0.isASCII && $0.isLetter }
        report("fhir-unknown-element", isName ? "\(path).\(name)" : path, "Ukjent element i \(type).")
    }

    private mutating func reportEmpty(_ path: String) {
        report("fhir-empty", path, "Elementet er tomt.")
    }
}
