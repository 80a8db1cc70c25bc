// One table of the configuration being read: every key is asked for by name, type, bounds and default, and what nobody
// asked for is unknown. All problems are collected, so that an operator mends a file once.

final class ConfigProblems {
    private(set) var all: [ConfigProblem] = []
    func add(_ text: String) { all.append(ConfigProblem(text)) }
}

final class ConfigTable {
    let file: String
    /// `portal`, `service[2]`; empty for the top.
    let path: String
    private let values: [String: ConfigValue]
    private let problems: ConfigProblems
    private var asked: [String] = []

    init(_ values: [String: ConfigValue], file: String, path: String, problems: ConfigProblems) {
        self.values = values
        self.file = file
        self.path = path
        self.problems = problems
    }

    private func place(_ key: String) -> String { "\(file): " + (path.isEmpty ? key : "\(path).\(key)") }

    func complain(_ key: String, _ text: String) { problems.add("\(place(key)) \(text).") }

    func has(_ key: String) -> Bool { values[key] != nil }

    private func value(_ key: String) -> ConfigValue? {
        asked.append(key)
        return values[key]
    }

    func string(_ key: String) -> String? {
        switch value(key) {
        case .string(let text)? where !text.isEmpty: return text
        case .string?: complain(key, "is empty; leave it out or give it a value")
        case let other?: complain(key, "is \(other.kind); it must be a string")
        case nil: break
        }
        return nil
    }

    /// A string that may be empty.
    func text(_ key: String) -> String? {
        guard case .string("")? = values[key] else { return string(key) }
        asked.append(key)
        return ""
    }

    func string(_ key: String, default standard: String) -> String { string(key) ?? standard }

    func required(_ key: String) -> String {
        if !has(key) { complain(key, "is missing; it is required") }
        return string(key) ?? ""
    }

    /// - Parameter unit: what the number counts, in the plural.
    func integer(_ key: String, default standard: Int, _ bounds: ClosedRange<Int>, unit: String) -> Int {
        switch value(key) {
        case .integer(let number)?:
            if bounds.contains(number) { return number }
            complain(key, "is \(number); it must be \(bounds.lowerBound) to \(bounds.upperBound) \(unit)")
        case let other?: complain(key, "is \(other.kind); it must be a whole number of \(unit)")
        case nil: break
        }
        return standard
    }

    func boolean(_ key: String, default standard: Bool) -> Bool {
        switch value(key) {
        case .boolean(let flag)?: return flag
        case let other?: complain(key, "is \(other.kind); it must be true or false")
        case nil: break
        }
        return standard
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, default standard: Choice?
    ) -> Choice? where Choice.RawValue == String {
        guard let text = string(key) else { return standard }
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        complain(key, "must be one of \(names)")
        return standard
    }

    func strings(_ key: String) -> [String] {
        switch value(key) {
        case .array(let items)?:
            let texts = items.compactMap { item -> String? in
                if case .string(let text) = item, !text.isEmpty { return text }
                return nil
            }
            if texts.count != items.count { complain(key, "must be a list of strings") }
            return texts
        case let other?:
            complain(key, "is \(other.kind); it must be a list of strings")
        case nil: break
        }
        return []
    }

    /// The table under this key; an absent one reads as empty, so that defaults and `finish` work.
    func table(_ key: String) -> ConfigTable {
        let inner = path.isEmpty ? key : "\(path).\(key)"
        switch value(key) {
        case .table(let values)?: return ConfigTable(values, file: file, path: inner, problems: problems)
        case let other?: complain(key, "is \(other.kind); it must be a table, [\(inner)]")
        case nil: break
        }
        return ConfigTable([:], file: file, path: inner, problems: problems)
    }

    /// `[[key]]`.
    func tables(_ key: String) -> [ConfigTable] {
        switch value(key) {
        case .array(let items)?:
            return items.enumerated().compactMap { index, item in
                guard case .table(let values) = item else {
                    complain(key, "must be written as [[\(key)]]")
                    return nil
                }
                return ConfigTable(values, file: file, path: "\(key)[\(index + 1)]", problems: problems)
            }
        case let other?: complain(key, "is \(other.kind); it must be written as [[\(key)]]")
        case nil: break
        }
        return []
    }

    /// Every key and its text, for tables whose keys are data.
    func entries() -> [(key: String, value: String)] {
        values.keys.sorted().compactMap { key in string(key).map { (key, $0) } }
    }

    /// After everything known was asked for: the rest is unknown.
    func finish() {
        for key in values.keys.sorted() where !asked.contains(key) {
            let nearest = asked.min { EditDistance.between(key, $0) < EditDistance.between(key, $1) }
            let advice = nearest.map { "; did you mean \($0)?" } ?? "."
            problems.add("\(place(key)) is unknown\(advice)")
        }
    }
}

/// Levenshtein's distance, for naming the key somebody meant.
enum EditDistance {
    static func between(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a), Array(b))
        var previous = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var current = [i + 1]
            for (j, y) in b.enumerated() {
                current.append(min(previous[j + 1] + 1, current[j] + 1, previous[j] + (x == y ? 0 : 1)))
            }
            previous = current
        }
        return previous[b.count]
    }
}
