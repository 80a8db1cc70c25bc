// No identity number of a person anywhere in the project (R19): eleven digits may stand in the text only when their month
// says that they are synthetic (+80), or in the one file of vectors.

import Foundation
import Testing

@Suite struct PrivacyTests {
    private static let folders = [
        "Sources", "Tests", "config", "docs", "scripts", "systemd", "README.md", "CHANGELOG.md", "ARCHITECTURE.md",
    ]

    @Test("R19 no identity number of a person stands in the project") func numbers() {
        var violations: [String] = []
        for file in SourceTree.texts(Self.folders) where !file.path.hasSuffix("IdentityNumberVectors.swift") {
            for (number, line) in file.lines.enumerated() {
                for run in Self.digitRuns(line) where run.count == 11 && Self.couldBeAPerson(run) {
                    violations.append("\(file.path):\(number + 1)")
                }
            }
        }
        #expect(violations == [])
    }

    private static func digitRuns(_ line: String) -> [[Int]] {
        line.split { !("0"..."9").contains($0) }.map { $0.compactMap(\.wholeNumberValue) }
    }

    /// A date of birth, or of a D- or H-number, in the first six digits, and both control digits right (by either rule).
    private static func couldBeAPerson(_ d: [Int]) -> Bool {
        let month = d[2] * 10 + d[3]
        let day = (d[0] * 10 + d[1]) % 40
        guard (1...12).contains(month) || (41...52).contains(month), (1...31).contains(day), d[0] < 8 else {
            return false
        }
        let first = zip([3, 7, 6, 1, 8, 9, 4, 5, 2], d).map(*).reduce(0, +)
        let second = zip([5, 4, 3, 2, 7, 6, 5, 4, 3, 2], d).map(*).reduce(0, +)
        return (first + d[9]) % 11 <= 3 && (second + d[10]) % 11 == 0
    }

    @Test func thePathsOfOneMachineStandNowhere() {
        // Assembled, so that this file is no example.
        let paths = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/"]
        var violations: [String] = []
        for file in SourceTree.texts(Self.folders + ["Makefile", ".ci/run", "Package.swift"]) {
            for (number, line) in file.lines.enumerated() where paths.contains(where: line.contains) {
                violations.append("\(file.path):\(number + 1)")
            }
        }
        #expect(violations == [])
    }
}
