// Every rule of the domain is a test that names it: `@Test("R7 …")`.

import Testing

@Suite struct RuleCoverageTests {
    /// Rules whose part of the program is not in this version, with the part.
    static let absent: [Int: String] = [11: "Pasientlogistikk is not read yet, so no death is known"]

    @Test func everyRuleIsATestThatNamesIt() {
        let named = Set(
            SourceTree.tests.flatMap(\.lines).flatMap { line -> [Int] in
                guard line.contains("@Test(\"R") else { return [] }
                return line.components(separatedBy: "@Test(\"R").dropFirst().compactMap {
                    Int($0.prefix { $0.isNumber })
                }
            })
        let missing = (1...20).filter { !named.contains($0) && Self.absent[$0] == nil }
        #expect(missing == [])
        #expect(Self.absent.keys.filter(named.contains) == [], "no longer absent: take it off the list")
    }
}
