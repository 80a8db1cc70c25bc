// HelsenorgeAktivSjekken's question and answer.

/// A question about at most 1000 citizens.
struct ActiveCheck: Equatable, Sendable {
    /// Most numbers of one question.
    static let numbersMax = 1000

    /// `omraade`: Volven 7618, codes 3 and 6.
    static let areas: Set<String> = ["Helsehjelp", "Ungdom"]

    /// The numbers as asked, each once.
    let numbers: [String]

    /// - Throws: `BundleRefusal` naming every fault. One malformed number refuses the whole question.
    init(_ json: JSONObject) throws(BundleRefusal) {
        var issues: [Issue] = []
        for name in json.names where name != "fnrListe" && name != "omraade" {
            issues.append(Issue(code: "active-unknown", kind: .structure, text: "Ukjent felt i forespørselen."))
        }
        let list = json["fnrListe"]?.array
        let numbers = list?.compactMap(\.string).filter { NationalIdentityNumber($0) != nil } ?? []
        if let list {
            if list.count > Self.numbersMax {
                issues.append(
                    Issue(
                        code: "active-max-1000", kind: .tooLong, element: "fnrListe",
                        text: "fnrListe skal ha høyst 1000 numre."))
            }
            if numbers.count < list.count {
                issues.append(
                    Issue(
                        code: "active-number", kind: .value, element: "fnrListe",
                        text: "fnrListe har \(list.count - numbers.count) ugyldige numre. Ingen er besvart."))
            }
        } else {
            issues.append(
                Issue(
                    code: "active-list", kind: .required, element: "fnrListe", text: "fnrListe skal være en liste."))
        }
        if json.string("omraade").map(Self.areas.contains) != true {
            issues.append(
                Issue(
                    code: "active-area", kind: .codeInvalid, element: "omraade",
                    text: "omraade skal være Helsehjelp eller Ungdom."))
        }
        guard issues.isEmpty else { throw BundleRefusal(issues: issues) }
        var seen: Set<String> = []
        self.numbers = numbers.filter { seen.insert($0).inserted }
    }

    /// The answer, with what the portal knows of the citizens asked about.
    func answer(_ citizens: [String: Citizen]) -> JSONValue {
        let members = numbers.map { number in
            let citizen = citizens[number]
            return JSONObject.Member(
                name: number,
                value: [
                    "erDigitaltAktivSelv": .bool(citizen?.active ?? false),
                    "erDigitaltAktivViaAndre": .bool(citizen?.viaOthers ?? false),
                    "tildeltFullmakt": .bool(citizen?.assignedProxy ?? false),
                ])
        }
        return ["erAktivListe": .object(JSONObject(members))]
    }
}
