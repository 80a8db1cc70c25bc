// `scripts/mutate` switches lines off and sees tests fail, which takes hours. That every line still stands where the list says is
// seen here, so that a change that moves one is told at once.

import Foundation
import Testing

@Suite struct MutationListTests {
    private struct Mutation {
        var file = ""
        var line = ""
        var test = ""
    }

    /// Of a `key = "text"`; TOML's basic strings are JSON's.
    private func text(of line: String, _ key: String) -> String? {
        guard line.hasPrefix(key + " = ") else { return nil }
        return try? JSONDecoder().decode(String.self, from: Data(line.dropFirst(key.count + 3).utf8))
    }

    private func mutations() throws -> [Mutation] {
        let list = try String(
            contentsOf: SourceTree.root.appendingPathComponent("scripts/mutations.toml"), encoding: .utf8)
        return list.components(separatedBy: "[[mutation]]").dropFirst().map { entry in
            entry.components(separatedBy: "\n").reduce(into: Mutation()) { mutation, line in
                mutation.file = text(of: line, "file") ?? mutation.file
                mutation.line = text(of: line, "from") ?? mutation.line
                mutation.test = text(of: line, "test") ?? mutation.test
            }
        }
    }

    @Test func everyLineStandsWhereTheListSays() throws {
        let mutations = try mutations()
        #expect(mutations.count >= 30)
        for mutation in mutations {
            let source = SourceTree.sources.first { $0.path == mutation.file }?.lines.joined(separator: "\n") ?? ""
            #expect(source.components(separatedBy: mutation.line).count == 2, "\(mutation.file): \(mutation.line)")
            for suite in mutation.test.components(separatedBy: "|") {
                #expect(
                    SourceTree.tests.contains {
                        $0.lines.contains { $0.contains("struct \(suite) ") || $0.contains("struct \(suite):") }
                    }, "\(suite)")
            }
        }
    }
}
