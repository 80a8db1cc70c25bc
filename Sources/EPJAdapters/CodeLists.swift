// The code lists (Volven) that outgoing messages name codes of, with the names the lists give them. A code list's OID is
// 2.16.578.1.12.4.1.1 and its number.

/// A code with its list, as the type CV of these standards wants it.
struct Code {
    let value: String
    let list: Int
    /// `DN`; `nil` where the list's own name for the code is not known.
    let name: String?

    init(_ value: String, _ list: Int, _ name: String?) {
        self.value = value
        self.list = list
        self.name = name
    }

    var listOID: String { "2.16.578.1.12.4.1.1.\(list)" }

    static let herID = Code("HER", 9051, "HER-id")
    static let birthNumber = Code("FNR", 8116, "Fødselsnummer")
    static let dNumber = Code("DNR", 8116, "D-nummer")
    static let yes = Code("1", 1101, "Ja")
    static let no = Code("2", 1101, "Nei")
    static let activationStatus = Code("SDAB", 7601, "Status digital aktiv bruker")
    static let activePersons = Code("28", 7602, "Digitale aktive brukere")
    static let noActivePersons = Code("29", 7602, "Ingen digitale brukere")

    /// 8221, errors of an application receipt.
    static func receiptFault(_ code: String) -> Code { Code(code, 8221, receiptFaults[code]) }

    private static let receiptFaults = [
        "E10": "Ugyldig meldingsidentifikator",
        "E20": "Lege finnes ikke",
        "E21": "Mottaker finnes ikke",
        "E30": "Pasientens fødselsnummer mangler",
        "E31": "Pasientens fødselsnummer er feil",
        "E32": "Pasientens navn mangler",
        "E33": "Pasientens etternavn mangler",
        "E34": "Pasientens fornavn mangler",
        "E35": "Pasienten finnes ikke i mottakersystemet",
        "E36": "Pasientopplysninger er utilstrekkelige",
        "E53": "Pasientens fødselsnummer eller D-nummer finnes ikke registrert i Folkeregisteret.",
        "E54": "Pasientens fødselsnummer er ikke registrert i mottagersystemet",
        "S01": "Feil på signatur",
        "S02": "Ugyldig sertifikat",
        "S03": "Tilbaketrukket sertifikat",
        "S99": "Annen feil på signatur eller sertifikat",
        "T01": "Ikke XML / ikke 'well formed' / uleselig",
        "T02": "XML validerer ikke",
        "T10": "Støtter ikke meldingsformatet",
        "T99": "Annen feil på format",
        "X99": "Annen feil",
    ]
}

extension XMLText {
    /// CV: `V`, `S` and `DN`, and `OT` where there is more to say than the code does.
    mutating func code(_ element: StaticString, _ code: Code, more: String? = nil) {
        switch (code.name, more) {
        case (let name?, let more?):
            empty(element, ["V": code.value, "S": code.listOID, "DN": name, "OT": more])
        case (let name?, nil): empty(element, ["V": code.value, "S": code.listOID, "DN": name])
        case (nil, let more?): empty(element, ["V": code.value, "S": code.listOID, "OT": more])
        case (nil, nil): empty(element, ["V": code.value, "S": code.listOID])
        }
    }

    /// CS: `V` and `DN`.
    mutating func simpleCode(_ element: StaticString, _ value: String, _ name: String?) {
        if let name { empty(element, ["V": value, "DN": name]) } else { empty(element, ["V": value]) }
    }
}
