// Every rule of the domain is a test that names it: `@Test("R7 …")`.

import Testing

@Suite struct RuleCoverageTests {
    @Test func everyRuleIsATestThatNamesIt() {
        let named = Set(
            SourceTree.tests.flatMap(\.lines).flatMap { line -> [Int] in
                guard line.contains("@Test(\"R") else { return [] }
                return line.components(separatedBy: "@Test(\"R").dropFirst().compactMap {
                    Int($0.prefix { $0.isNumber })
                }
            })
        #expect((1...20).filter { !named.contains($0) } == [])
    }
}
