// Every rule of the domain is a test that names it: `@Test("R7 …")`; and so is every requirement for the reading of EPJ
// messages: `@Test("13.7 …")`.

import Testing

@Suite struct RuleCoverageTests {
    @Test func everyRuleIsATestThatNamesIt() {
        #expect((1...20).filter { !Self.named("R").contains($0) } == [])
    }

    @Test func everyRequirementOfSection13IsATestThatNamesIt() {
        #expect(Self.named("13.").sorted() == Array(1...29))
    }

    /// The numbers that test names begin with, behind this mark.
    private static func named(_ mark: String) -> Set<Int> {
        // A name may begin its own line.
        let openings = ["@Test(\"" + mark, "\"" + mark]
        var numbers: Set<Int> = []
        for file in SourceTree.tests {
            for (index, line) in file.lines.enumerated() {
                let continues = index > 0 && file.lines[index - 1].hasSuffix("@Test(")
                for part in line.components(separatedBy: openings[continues ? 1 : 0]).dropFirst() {
                    if let number = Int(part.prefix { $0.isNumber }) { numbers.insert(number) }
                }
            }
        }
        return numbers
    }
}
