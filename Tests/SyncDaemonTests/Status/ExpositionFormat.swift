// A reader of Prometheus' text format that forgives nothing: written from its description, not from what we write.

struct ExpositionFormat {
    struct Sample: Equatable {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    private(set) var samples: [Sample] = []
    private(set) var types: [String: String] = [:]
    private(set) var helps: [String: String] = [:]
    private(set) var objections: [String] = []

    init(_ text: String) {
        if !text.hasSuffix("\n") { objections.append("the last line has no end") }
        var family = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
            if words.count == 4, words[0] == "#", words[1] == "HELP" {
                if helps.updateValue(words[3], forKey: words[2]) != nil { objections.append("two HELP of \(words[2])") }
            } else if words.count == 4, words[0] == "#", words[1] == "TYPE" {
                family = words[2]
                if types.updateValue(words[3], forKey: family) != nil { objections.append("two TYPE of \(family)") }
                if helps[family] == nil { objections.append("no HELP before TYPE of \(family)") }
                if !["gauge", "counter"].contains(words[3]) { objections.append("type \(words[3])") }
                if (words[3] == "counter") != family.hasSuffix("_total") {
                    objections.append("\(family) is a \(words[3])")
                }
            } else if let sample = Self.sample(String(line)) {
                if sample.name != family { objections.append("\(sample.name) outside its family") }
                if samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels }) {
                    objections.append("\(line) twice")
                }
                samples.append(sample)
            } else {
                objections.append("no line of the format: \(line)")
            }
        }
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.first, first.isLetter || first == "_" else { return false }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }

    private static func sample(_ line: String) -> Sample? {
        var rest = Substring(line)
        let name = rest.prefix { $0 != "{" && $0 != " " }
        rest = rest.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest = rest.dropFirst()
            while rest.first != "}" {
                let key = rest.prefix { $0 != "=" }
                rest = rest.dropFirst(key.count)
                guard isName(key), rest.hasPrefix("=\"") else { return nil }
                rest = rest.dropFirst(2)
                var value = ""
                while let character = rest.popFirst(), character != "\"" {
                    guard character == "\\" else {
                        value.append(character)
                        continue
                    }
                    switch rest.popFirst() {
                    case "n": value.append("\n")
                    case "\\": value.append("\\")
                    case "\"": value.append("\"")
                    default: return nil
                    }
                }
                guard labels.updateValue(value, forKey: String(key)) == nil else { return nil }
                if rest.first == "," { rest = rest.dropFirst() }
            }
            rest = rest.dropFirst()
        }
        guard isName(name), rest.first == " ", let value = Double(rest.dropFirst()) else { return nil }
        return Sample(name: String(name), labels: labels, value: value)
    }
}
