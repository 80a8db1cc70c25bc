// A JSON text as a tree, read once and then only looked at.
//
// Validation has to say which element is wrong, also when an element has the wrong type or is not known at all.
// That rules out decoding into structs, which stops at the first surprise. Numbers keep their text: FHIR forbids
// changing the precision of a decimal, and nothing here calculates with one.

/// A JSON value (RFC 8259).
indirect enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The number as it was written.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// A JSON object with its members in the order they were written.
struct JSONObject: Equatable, Sendable {
    /// One name with its value.
    struct Member: Equatable, Sendable {
        var name: String
        var value: JSONValue
    }

    var members: [Member]

    init(_ members: [Member] = []) {
        self.members = members
    }

    /// The value of the first member of that name. Setting `nil` removes it; setting a new name appends it.
    subscript(name: String) -> JSONValue? {
        get { members.first { $0.name == name }?.value }
        set {
            if let index = members.firstIndex(where: { $0.name == name }) {
                if let newValue { members[index].value = newValue } else { members.remove(at: index) }
            } else if let newValue {
                members.append(Member(name: name, value: newValue))
            }
        }
    }

    var names: [String] { members.map(\.name) }
}

extension JSONValue {
    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var bool: Bool? {
        if case .bool(let truth) = self { truth } else { nil }
    }

    /// The number as an `Int`, when it is written as one.
    var integer: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }

    var double: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    var array: [JSONValue]? {
        if case .array(let values) = self { values } else { nil }
    }

    var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }
}

extension JSONObject {
    /// The text under `name`, when it is one.
    func string(_ name: String) -> String? { self[name]?.string }

    /// The object under `name`, when it is one.
    func object(_ name: String) -> JSONObject? { self[name]?.object }

    /// The objects of the array under `name`; empty when there is no array.
    func objects(_ name: String) -> [JSONObject] { self[name]?.array?.compactMap(\.object) ?? [] }

    /// The texts of the array under `name`; empty when there is no array.
    func strings(_ name: String) -> [String] { self[name]?.array?.compactMap(\.string) ?? [] }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .number(String(value)) }
}

extension JSONValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { JSONObject.Member(name: $0.0, value: $0.1) }))
    }
}
