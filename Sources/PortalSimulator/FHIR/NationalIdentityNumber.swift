// Fødselsnummer and D-nummer, checked by their control digits and their date.
//
// Skatteetaten changes the first control digit from 1 January 2032: the weighted sum may then leave 0 to 3 instead of
// 0 only, and the number no longer tells century or sex. Both rules are accepted already. A number of Tenor's
// synthetic persons has 80 added to its month; a D-nummer has 40 added to its day. H-number (month + 40) and
// FH-number (first digit 8 or 9) are not identities the portal knows.

/// An eleven-digit Norwegian identity number with valid control digits.
struct NationalIdentityNumber: Hashable, Sendable, CustomStringConvertible {
    /// Which register's number it is.
    enum Kind: Sendable {
        case foedselsnummer
        case dnummer
    }

    let digits: String
    let kind: Kind

    /// Never the number itself.
    var description: String { "•••••••••••" }

    /// Reads exactly eleven ASCII digits that are a fødselsnummer or D-nummer by today's rule or that of 2032.
    init?(_ text: String) {
        let numbers = text.utf8.map { Int($0) - 48 }
        guard numbers.count == 11, numbers.allSatisfy({ 0...9 ~= $0 }) else { return nil }
        guard let kind = Self.kind(ofDayDigit: numbers[0]), Self.dateExists(numbers, kind),
            (0...3).contains(Self.sum(numbers, weights: [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11),
            Self.sum(numbers, weights: [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
        else { return nil }
        digits = text
        self.kind = kind
    }

    private static func kind(ofDayDigit digit: Int) -> Kind? {
        switch digit {
        case 0...3: .foedselsnummer
        case 4...7: .dnummer
        default: nil
        }
    }

    private static func sum(_ numbers: [Int], weights: [Int]) -> Int {
        zip(numbers, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// Whether day and month exist in some century. 29 February needs a leap year, and of the years ending in 00
    /// only 2000 was one, which the number can mean.
    private static func dateExists(_ numbers: [Int], _ kind: Kind) -> Bool {
        let day = numbers[0] * 10 + numbers[1] - (kind == .dnummer ? 40 : 0)
        let writtenMonth = numbers[2] * 10 + numbers[3]
        let month = writtenMonth > 80 ? writtenMonth - 80 : writtenMonth
        let year = numbers[4] * 10 + numbers[5]
        return CivilDay.exists(year: 2000 + year, month: month, day: day)
    }
}
