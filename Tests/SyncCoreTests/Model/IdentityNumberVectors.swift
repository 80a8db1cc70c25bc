// Vectors of the number rules, and the only file that holds numbers for their own sake. Those that are legal belong to
// Skatteetaten's synthetic population (month + 80); the others are nobody's because no register issues them.
//
// Sources: Skatteetaten's published examples for the rule of 2032, navikt/fnrvalidator, and numbers computed for these
// tests with month + 80.

import SyncCore

struct IdentityNumberVector: Sendable {
    enum Verdict: Equatable, Sendable {
        case legal(NationalIdentityNumber.Register)
        case fault(NationalIdentityNumber.Fault)
    }

    let text: String
    let why: String
    let verdict: Verdict

    init(_ text: String, _ verdict: Verdict, _ why: String) {
        self.text = text
        self.why = why
        self.verdict = verdict
    }

    /// Accepted where synthetic numbers are, refused as synthetic where they are not.
    static let synthetic: [IdentityNumberVector] = [
        .init("03851598730", .legal(.birthNumber), "published example"),
        .init("17912099997", .legal(.birthNumber), "November is month 91"),
        .init("21929774873", .legal(.birthNumber), "December is month 92"),
        .init("05840399895", .legal(.birthNumber), "leading zero"),
        .init("29822099635", .legal(.birthNumber), "29 February 2020"),
        .init("29820073116", .legal(.birthNumber), "29 February 2000"),
        .init("01824049986", .legal(.birthNumber), "born 1940, individual digits 000-499"),
        .init("01824090072", .legal(.birthNumber), "born 1940, individual digits 900-999"),
        .init("31810012334", .legal(.birthNumber), "31 January 1900"),
        .init("30908299902", .legal(.birthNumber), "rule of 2032, published example"),
        .init("29820073124", .legal(.birthNumber), "rule of 2032, first sum leaves 1, leap day"),
        .init("01824049994", .legal(.birthNumber), "rule of 2032, first sum leaves 1"),
        .init("01824010907", .legal(.birthNumber), "rule of 2032, digits that had no legal number before"),
        .init("01823999948", .legal(.birthNumber), "rule of 2032, born 2039"),
        .init("01825474907", .legal(.birthNumber), "rule of 2032, born 1854"),
        .init("41819077302", .legal(.dNumber), "D-number, published example"),
        .init("57912075186", .legal(.dNumber), "D-number"),
        .init("50846202355", .legal(.dNumber), "D-number"),
        .init("41819077906", .legal(.dNumber), "D-number by the rule of 2032, published example"),
    ]

    /// Refused everywhere.
    static let refused: [IdentityNumberVector] = [
        .init("01824049987", .fault(.wrongControlDigits), "second control digit"),
        .init("01824049919", .fault(.wrongControlDigits), "first sum leaves 4"),
        .init("01824049943", .fault(.wrongControlDigits), "first sum leaves 7"),
        .init("01824049978", .fault(.wrongControlDigits), "first sum leaves 10"),
        .init("20036914712", .fault(.wrongControlDigits), "published example of a wrong one"),
        .init("01015000322", .fault(.wrongControlDigits), "two digits swapped (HIS 1001)"),
        .init("01015002322", .fault(.wrongControlDigits), "digits moved (HIS 1001)"),
        .init("29820105794", .fault(.impossibleDate), "29 February of a year 01"),
        .init("31840012304", .fault(.impossibleDate), "31 April"),
        .init("00810012382", .fault(.impossibleDate), "day 0"),
        .init("32810012373", .fault(.impossibleDate), "day 32"),
        .init("01930012501", .fault(.impossibleDate), "month 93"),
        .init("01800012321", .fault(.impossibleDate), "month 80"),
        .init("00000000000", .fault(.impossibleDate), "all zeroes, whose control digits agree"),
        .init("15507600333", .fault(.helpNumber), "month + 40"),
        .init("13527248013", .fault(.helpNumber), "month + 40, December"),
        .init("55507608360", .fault(.helpNumber), "D-number and month + 40"),
        .init("68467038838", .fault(.helpNumber), "D-number and month + 40"),
        .init("80001443511", .fault(.helpNumber), "felles hjelpenummer"),
        .init("80009001259", .fault(.helpNumber), "felles hjelpenummer"),
        .init("", .fault(.notElevenDigits), "nothing"),
        .init("0182404998", .fault(.notElevenDigits), "ten digits"),
        .init("018240499867", .fault(.notElevenDigits), "twelve digits"),
        .init("018240 49986", .fault(.notElevenDigits), "blank inside"),
        .init(" 01824049986", .fault(.notElevenDigits), "blank before"),
        .init("01824049986 ", .fault(.notElevenDigits), "blank behind"),
        .init("0182404998６", .fault(.notElevenDigits), "full-width digit"),
        .init("٠١٨٢٤٠٤٩٩٨٦", .fault(.notElevenDigits), "Arabic-Indic digits"),
        .init("01824049986\u{200b}", .fault(.notElevenDigits), "zero-width space"),
        .init("018240????6", .fault(.notElevenDigits), "placeholders"),
    ]

    /// A synthetic number and the birth date today's rule reads from it, if its digits fit a century at all.
    static let birthDates: [(String, CivilDate?)] = [
        ("29820073116", CivilDate(year: 2000, month: 2, day: 29)),
        ("01824049986", CivilDate(year: 1940, month: 2, day: 1)),
        ("01824090072", CivilDate(year: 1940, month: 2, day: 1)),
        ("31810012334", CivilDate(year: 1900, month: 1, day: 31)),
        ("01823999948", CivilDate(year: 2039, month: 2, day: 1)),
        ("01825474907", CivilDate(year: 1854, month: 2, day: 1)),
        ("57912075186", CivilDate(year: 2020, month: 11, day: 17)),
        ("41819077302", nil),
    ]
}
