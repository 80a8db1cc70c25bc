// An object whose keys stand in the order in which they are documented: answers that people read with their eyes as well
// as with a program. Keys are only ever added, at the end.

import Foundation

struct OrderedJSON {
    private var members: [String] = []

    var text: String { "{" + members.joined(separator: ",") + "}" }

    /// `nil` is part of the shape.
    mutating func add(_ key: String, _ value: String?) { add(key, json: value.map(Self.quoted) ?? "null") }
    mutating func add(_ key: String, _ value: Int) { add(key, json: String(value)) }
    mutating func add(_ key: String, number value: Int?) { add(key, json: value.map { String($0) } ?? "null") }
    mutating func add(_ key: String, flag value: Bool) { add(key, json: value ? "true" : "false") }
    mutating func add(_ key: String, _ value: OrderedJSON) { add(key, json: value.text) }
    mutating func add(_ key: String, _ values: [OrderedJSON]) {
        add(key, json: "[" + values.map(\.text).joined(separator: ",") + "]")
    }

    private mutating func add(_ key: String, json: String) { members.append(Self.quoted(key) + ":" + json) }

    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        guard let data = try? encoder.encode(text) else { return "\"\"" }
        return String(decoding: data, as: UTF8.self)
    }
}
