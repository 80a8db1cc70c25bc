// HelsenorgeAktivSjekken's question and answer.

import Testing

@testable import PortalSimulator

@Suite struct ActiveCheckTests {
    private func codes(_ json: JSONValue) -> [String] {
        do {
            _ = try ActiveCheck(json.object ?? JSONObject())
            return []
        } catch {
            return error.issues.map(\.code)
        }
    }

    @Test(arguments: ["Helsehjelp", "Ungdom"])
    func bothAreasAreAsked(area: JSONValue) {
        #expect(codes(["fnrListe": [.string(TestPerson.foedselsnummer)], "omraade": area]) == [])
    }

    @Test(
        arguments: [
            (["fnrListe": []], ["active-area"]), (["fnrListe": [], "omraade": "3"], ["active-area"]),
            (["fnrListe": [], "omraade": 3], ["active-area"]),
            (["fnrListe": [], "omraade": "helsehjelp"], ["active-area"]),
            (["omraade": "Helsehjelp"], ["active-list"]),
            (["fnrListe": "x", "omraade": "Helsehjelp"], ["active-list"]),
            (["fnrListe": ["x"], "omraade": "Helsehjelp"], ["active-number"]),
            (["fnrListe": [1], "omraade": "Helsehjelp"], ["active-number"]),
            (["fnrListe": [.string(TestPerson.wrongControlDigit)], "omraade": "Helsehjelp"], ["active-number"]),
            (["fnrListe": [], "omraade": "Helsehjelp", "fnr": "x"], ["active-unknown"]),
            ([:], ["active-list", "active-area"]),
        ] as [(JSONValue, [String])])
    func refuses(json: JSONValue, expected: [String]) {
        #expect(codes(json) == expected)
    }

    @Test func athousandIsTheMost() {
        let number = JSONValue.string(TestPerson.dnummer)
        let list = { JSONValue.array(Array(repeating: number, count: $0)) }
        #expect(codes(["fnrListe": list(1000), "omraade": "Helsehjelp"]) == [])
        #expect(codes(["fnrListe": list(1001), "omraade": "Helsehjelp"]) == ["active-max-1000"])
    }

    @Test func answersOnceForEachInTheOrderAskedAndFalseForTheUnknown() throws {
        let json: JSONValue = [
            "fnrListe": [
                .string(TestPerson.dnummer), .string(TestPerson.foedselsnummer), .string(TestPerson.dnummer),
            ],
            "omraade": "Helsehjelp",
        ]
        let check = try ActiveCheck(json.object ?? JSONObject())
        let known = Citizen(fnr: TestPerson.foedselsnummer, active: true, viaOthers: false, assignedProxy: true)
        let expected = """
            {"erAktivListe":{"\(TestPerson.dnummer)":{"erDigitaltAktivSelv":false,"erDigitaltAktivViaAndre":false,\
            "tildeltFullmakt":false},"\(TestPerson.foedselsnummer)":{"erDigitaltAktivSelv":true,\
            "erDigitaltAktivViaAndre":false,"tildeltFullmakt":true}}}
            """
        let answer = check.answer([known.fnr: known])
        #expect(String(decoding: JSONWriter.write(answer), as: UTF8.self) == expected)
    }
}
