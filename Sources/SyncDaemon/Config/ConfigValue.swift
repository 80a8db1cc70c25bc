// TOML as a plain tree. TOMLKit parses; nothing else of it is used, because its decoder traps on integers out of range and
// forgets where a value stood.

import Foundation
import TOMLKit

indirect enum ConfigValue {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case array([ConfigValue])
    case table([String: ConfigValue])
    /// A float, a date: nothing of ours is one.
    case other

    /// What a person would call it.
    var kind: String {
        switch self {
        case .string: "a string"
        case .integer: "a whole number"
        case .boolean: "true or false"
        case .array: "a list"
        case .table: "a table"
        case .other: "a number with decimals or a date"
        }
    }

    /// - Throws: `ConfigProblem` with line and column when the text is not TOML.
    static func parse(_ text: String, file: String) throws -> [String: ConfigValue] {
        do {
            return tree(try TOMLTable(string: text))
        } catch let error as TOMLParseError {
            let place = error.source.begin
            throw ConfigProblem(
                "\(file), line \(place.line), column \(place.column): this is not TOML: \(error.description)")
        }
    }

    private static func tree(_ table: TOMLTable) -> [String: ConfigValue] {
        var result: [String: ConfigValue] = [:]
        for key in table.keys {
            if let value = table[key] { result[key] = tree(value) }
        }
        return result
    }

    private static func tree(_ value: any TOMLValueConvertible) -> ConfigValue {
        if let text = value.string { return .string(text) }
        if let number = value.int { return .integer(number) }
        if let flag = value.bool { return .boolean(flag) }
        if let array = value.array { return .array(array.map { tree($0) }) }
        if let table = value.table { return .table(tree(table)) }
        return .other
    }
}

/// One thing wrong with the configuration, in a sentence that names file and key.
struct ConfigProblem: Error, Equatable, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
