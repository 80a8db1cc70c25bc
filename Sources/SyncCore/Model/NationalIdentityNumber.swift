// A fødselsnummer or D-nummer: eleven digits that lead to one person, and therefore a value that refuses to print
// itself. Everything that needs the digits asks for them by name (`digits`), so a review can find every such place.
//
// Source: HIS 1001:2010 (form and control digits), Skatteetaten "Nytt fødselsnummer fra 2032" (the relaxed first sum).

/// A checked fødselsnummer or D-nummer.
///
/// Control digits are checked by the rule in force and by the rule of 2032 alike: from 01.01.2032 the first weighted
/// sum may leave 0, 1, 2 or 3, and a feed may be tested early. Neither century nor sex is read from the number.
public struct NationalIdentityNumber: Hashable, Sendable {
    /// Which register issued the number; the portal has one OID for each.
    public enum Register: UInt8, Sendable {
        case birthNumber
        case dNumber
    }

    /// Whether numbers of Skatteetaten's synthetic population (month + 80) are people here.
    public enum SyntheticNumbers: Sendable {
        case refuse
        case accept
    }

    /// Why eleven characters are no number we may act on. Carries no digit of it.
    public enum Fault: Error, Equatable, Sendable {
        case notElevenDigits
        case wrongControlDigits
        case impossibleDate
        /// Hjelpenummer (month + 40, local to one organisation) and felles hjelpenummer: nobody on the portal has one.
        case helpNumber
        /// Month + 80 in an installation that serves real people.
        case synthetic
    }

    /// The eleven digits as one integer; leading zeroes are restored on output.
    private let packed: UInt64

    public init(_ text: some Sequence<UInt8>, synthetic: SyntheticNumbers) throws(Fault) {
        var digits: [Int] = []
        digits.reserveCapacity(11)
        for byte in text {
            guard (48...57).contains(byte), digits.count < 11 else { throw .notElevenDigits }
            digits.append(Int(byte) - 48)
        }
        guard digits.count == 11 else { throw .notElevenDigits }
        try Self.check(digits, synthetic: synthetic)
        packed = digits.reduce(0) { $0 * 10 + UInt64($1) }
    }

    public init(_ text: String, synthetic: SyntheticNumbers) throws(Fault) {
        try self.init(text.utf8, synthetic: synthetic)
    }

    private static func check(_ d: [Int], synthetic: SyntheticNumbers) throws(Fault) {
        // A felles hjelpenummer (800000000–999999999) has no birth date and must be told from a D-number first.
        if d[0] >= 8 { throw .helpNumber }
        let first = 3 * d[0] + 7 * d[1] + 6 * d[2] + d[3] + 8 * d[4] + 9 * d[5] + 4 * d[6] + 5 * d[7] + 2 * d[8]
        let second =
            5 * d[0] + 4 * d[1] + 3 * d[2] + 2 * d[3] + 7 * d[4] + 6 * d[5] + 5 * d[6] + 4 * d[7] + 3 * d[8] + 2 * d[9]
        guard (first + d[9]) % 11 <= 3, (second + d[10]) % 11 == 0 else { throw .wrongControlDigits }

        let day = d[0] * 10 + d[1] - (d[0] >= 4 ? 40 : 0)
        let rawMonth = d[2] * 10 + d[3]
        let month = rawMonth > 80 ? rawMonth - 80 : rawMonth > 40 ? rawMonth - 40 : rawMonth
        guard (1...12).contains(month), day >= 1 else { throw .impossibleDate }
        // The century is not to be known (from 2032 the individual digits say nothing), so 29 February counts as
        // possible when some century allows it: every fourth year, 00 for the sake of 2000.
        let leap = (d[4] * 10 + d[5]) % 4 == 0
        guard day <= CivilDate.days(inMonth: month, leap: leap) else { throw .impossibleDate }
        if (41...52).contains(rawMonth) { throw .helpNumber }
        if rawMonth > 80, synthetic == .refuse { throw .synthetic }
    }
}

extension NationalIdentityNumber {
    /// The digits themselves. Only the wire, the key derivation and the sealing may ask for them.
    public var digits: String {
        let text = String(packed)
        return String(repeating: "0", count: 11 - text.count) + text
    }

    public var register: Register { packed / 10_000_000_000 >= 4 ? .dNumber : .birthNumber }

    public var isSynthetic: Bool { packed / 10_000_000 % 100 > 80 }

    /// The birth date by the rule of today, for R10 when the message states none. `nil` where the digits fit no
    /// century; from 2032 on a number may lie about this, which is why a stated DateOfBirth goes first.
    public var birthDateByTodaysRule: CivilDate? {
        let day = Int(packed / 1_000_000_000) % 40
        let month = Int(packed / 10_000_000 % 100) % 80
        let year = Int(packed / 100_000 % 100)
        let individual = Int(packed / 100 % 1000)
        let century: Int
        switch individual {
        case 0...499: century = 1900
        case 500...749 where year >= 54: century = 1800
        case 900...999 where year >= 40: century = 1900
        case 500...999 where year < 40: century = 2000
        default: return nil
        }
        return CivilDate(year: century + year, month: month, day: day)
    }
}

extension NationalIdentityNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "•••••••••••" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
