// docs/portal.md as the tests read it: of each interface its answers, each with its outcome and with what the operator reads.
// A row that is not tested, a test that is not a row, and words that the program does not say, are all told.

import Foundation
import Testing

struct DocumentedAnswer {
    var answer: String
    var outcome: String
    /// What is quoted of the operator's words, in pieces where something is left out.
    var quoted: [String]

    var name: String { "\(answer) | \(outcome)" }

    /// - Parameter heading: how the interface's heading begins.
    static func rows(under heading: String) throws -> [DocumentedAnswer] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../../docs/portal.md")
        let sections = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n## ")
        let section = sections.first { $0.hasPrefix(heading) } ?? ""
        return section.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| answer") }.map { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let quotes = cells[2].split(separator: "`", omittingEmptySubsequences: false).enumerated()
            return DocumentedAnswer(
                answer: cells[0], outcome: cells[1],
                quoted: quotes.filter { $0.offset % 2 == 1 }.flatMap {
                    $0.element.split(separator: "…").map { $0.trimmingCharacters(in: .whitespaces) }
                })
        }
    }

    /// That the program's own words hold what is quoted; whatever is quoted of an answer must have words.
    func expect(_ words: String?) {
        for quote in quoted { #expect(words?.contains(quote) == true, "\(answer): \(quote)") }
    }
}
