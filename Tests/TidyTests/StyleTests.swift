// Habits that a machine can hold: reasons above dangerous words, file lengths, names.

import Testing

@Suite struct StyleTests {
    /// Words that need their reason in a comment on the line above. Assembled, so that this file is no example.
    static let argued = [
        "try" + "!", "as" + "!", "fatalError" + "(", "print" + "(", "@unchecked " + "Sendable",
        "nonisolated" + "(unsafe)",
    ]

    @Test func dangerousWordsHaveTheirReasonAbove() {
        var violations: [String] = []
        for file in SourceTree.all {
            for (number, line) in file.lines.enumerated() {
                let code = line.components(separatedBy: "//")[0]
                guard let word = Self.argued.first(where: { Self.uses(code, $0) }) else { continue }
                let above = number > 0 ? file.lines[number - 1].trimmingPrefix(while: \.isWhitespace) : ""
                if !above.hasPrefix("//") {
                    violations.append("\(file.path):\(number + 1): \(word) without its reason")
                }
            }
        }
        #expect(violations == [])
    }

    /// `print(` but not `blueprint(`.
    private static func uses(_ code: String, _ word: String) -> Bool {
        guard let range = code.range(of: word) else { return false }
        guard range.lowerBound > code.startIndex else { return true }
        let before = code[code.index(before: range.lowerBound)]
        return !before.isLetter && !before.isNumber && before != "\"" && before != "."
    }

    @Test func noFileIsLongerThan400Lines() {
        #expect(SourceTree.all.filter { $0.lines.count > 400 }.map(\.path) == [])
    }

    @Test func noNameSaysNothing() {
        // Assembled for the same reason as above.
        let empty = ["Mana" + "ger", "Hand" + "ler", "Proces" + "sor", "Hel" + "per", "Uti" + "l"]
        var violations: [String] = []
        for file in SourceTree.all {
            for (number, line) in file.lines.enumerated() {
                let code = line.components(separatedBy: "//")[0]
                let declares = ["struct ", "class ", "enum ", "actor ", "protocol ", "func ", "typealias "]
                guard let keyword = declares.first(where: { code.contains($0) }),
                    let name = code.components(separatedBy: keyword).dropFirst().first?
                        .prefix(while: { $0.isLetter || $0.isNumber })
                else { continue }
                if empty.contains(where: { name.lowercased().contains($0.lowercased()) }) {
                    violations.append("\(file.path):\(number + 1): \(name)")
                }
            }
        }
        #expect(violations == [])
    }

    @Test func everySourceFileOpensWithItsIdea() {
        let silent = SourceTree.sources.filter { file in
            let first = file.lines.first ?? ""
            return !first.hasPrefix("// ") && !first.hasPrefix("/// ")
        }
        #expect(silent.map(\.path) == [])
    }

    /// Why stands in `ChildProcess.swift`: two started at once can make each other's end unseen.
    @Test func childrenAreStartedOneAtATime() {
        let starters = SourceTree.tests.filter { $0.lines.contains { $0.hasSuffix("= Process()") } }
        #expect(starters.isEmpty == false)
        let unguarded = starters.filter { $0.lines.contains { $0.contains(".run()") } }
        #expect(unguarded.map(\.path) == [])
    }

    /// Why stands in `LockBox.swift`.
    @Test func locksAreSeenByThreadSanitizer() {
        let word = "Mut" + "ex"
        let unseen = SourceTree.all.filter { file in
            file.lines.contains { line in
                let code = line.components(separatedBy: "//")[0]
                return [word + "(", word + "<"].contains(where: code.contains)
            }
        }
        #expect(unseen.map(\.path) == [])
    }

    @Test func nothingIsLeftOpen() {
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "not imple" + "mented"]
        var violations: [String] = []
        for file in SourceTree.all
            + SourceTree.texts(["scripts", "Makefile", "docs", "README.md", "systemd", "config"])
        {
            for (number, line) in file.lines.enumerated() where words.contains(where: line.contains) {
                violations.append("\(file.path):\(number + 1)")
            }
        }
        #expect(violations == [])
    }
}

extension String {
    fileprivate func trimmingPrefix(while predicate: (Character) -> Bool) -> Substring {
        self[(firstIndex { !predicate($0) } ?? endIndex)...]
    }
}
