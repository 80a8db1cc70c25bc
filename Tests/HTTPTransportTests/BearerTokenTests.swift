import Testing

@testable import HTTPTransport

@Suite struct BearerTokenTests {
    @Test(arguments: ["", "  \n", "two words", "line\nbreak", "æ"])
    func whatCannotStandInAHeaderIsNoToken(_ text: String) {
        #expect(BearerToken(text) == nil)
    }

    @Test func aTokenPrintsAsDotsOnly() throws {
        let token = try #require(BearerToken(" abc.def \n"))
        #expect("\(token)" == "•••")
        #expect(String(reflecting: token) == "•••")
        #expect(Mirror(reflecting: token).children.isEmpty)
    }
}
