// Identity numbers under the rule of today and that of 2032; synthetic persons only.

import Testing

@testable import PortalSimulator

@Suite struct NationalIdentityNumberTests {
    @Test(arguments: [
        "01824049986", "29822099635", "17912099997", "21929774873", "29820073116", "01824090072", "31810012334",
        // By the rule of 2032 only: the first sum leaves 1 to 3.
        "01824049994", "30908299902", "29820073124", "01823999948",
    ])
    func isFoedselsnummer(text: String) {
        #expect(NationalIdentityNumber(text)?.kind == .foedselsnummer)
    }

    @Test(arguments: ["57912075186", "41819077302", "41819077906"])
    func isDnummer(text: String) {
        #expect(NationalIdentityNumber(text)?.kind == .dnummer)
    }

    @Test(arguments: [
        "01824049987", "01824049919", "01824049943", "29820105794", "31840012304", "00810012382", "32810012373",
        "", "0182404998", "018240499860", "0182404998６", " 1824049986", "0182404998x",
    ])
    func refuses(text: String) {
        #expect(NationalIdentityNumber(text) == nil)
    }

    @Test func zeroesPassTheSumsButAreNoDate() {
        #expect(NationalIdentityNumber(String(repeating: "0", count: 11)) == nil)
    }

    @Test func numbersOfOtherRegistersAreRefused() {
        // H-number (month + 40) and FH-number (first digit 8), put together so that none stands here as a literal.
        #expect(NationalIdentityNumber(["155", "0760", "0333"].joined()) == nil)
        #expect(NationalIdentityNumber(["800", "0144", "3511"].joined()) == nil)
    }

    @Test func neverPrintsItself() throws {
        let number = try #require(NationalIdentityNumber(TestPerson.foedselsnummer))
        #expect("\(number)" == "•••••••••••")
    }
}
