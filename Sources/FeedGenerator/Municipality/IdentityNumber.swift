// Identity numbers that cannot be anybody's.
//
// Norway's test population (Tenor) adds 80 to the month; no living person has such a number, so a data set that leaks
// harms nobody. Otherwise they are whole: two control digits modulo 11 by the rule in force until 2031 (HIS 1001:2010),
// and D-numbers with 40 added to the day. Everybody is born in the years 1930 to 1999, so nobody is a child.

/// A synthetic fødselsnummer or D-nummer.
struct IdentityNumber: Equatable, Sendable {
    /// Eleven digits.
    let digits: String
    let isDNumber: Bool
    let birthday: CivilDay
    /// The ninth digit is odd for men (HIS 1001:2010).
    let isMale: Bool

    /// The number of a birthday and an individual number (0...999); nil when no control digits fit.
    init?(birthday: CivilDay, individual: Int, isDNumber: Bool) {
        let (year, month, day) = birthday.parts
        let front = padded(isDNumber ? day + 40 : day, 2) + padded(month + 80, 2) + padded(year % 100, 2)
        var number = (front + padded(individual, 3)).utf8.map { Int($0) - 48 }
        for weights in [[3, 7, 6, 1, 8, 9, 4, 5, 2], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]] {
            let sum = zip(weights, number).reduce(0) { $0 + $1.0 * $1.1 }
            let control = (11 - sum % 11) % 11
            guard control < 10 else { return nil }
            number.append(control)
        }
        digits = number.map(String.init).joined()
        self.isDNumber = isDNumber
        self.birthday = birthday
        isMale = individual % 2 == 1
    }
}

/// Gives every citizen a number nobody else has, without remembering which are taken.
///
/// Birthdays are walked with a stride that meets each day once before it meets one again; each time round, another
/// block of individual numbers is used. Blocks are wide enough that one without a valid number does not occur.
struct NumberAllocation: Sendable {
    /// The largest number of citizens that can be told apart.
    static let capacity = birthdays * (500 / blockWidth)

    private static let firstBirthday = CivilDay(1930, 1, 1)
    private static let birthdays = CivilDay(2000, 1, 1) - firstBirthday
    private static let stride = 7_919
    private static let blockWidth = 37

    private let offset: Int

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed, labels: 1)
        offset = random.below(Self.birthdays)
    }

    /// The number of the citizen with `ordinal` (0 up to `capacity`); `random` chooses within what is his.
    func number(ordinal: Int, isDNumber: Bool, random: inout SplitMix64) -> IdentityNumber {
        precondition(ordinal < Self.capacity, "there are \(Self.capacity) numbers to give, and \(ordinal + 1) wanted")
        let birthday = Self.firstBirthday + (ordinal * Self.stride + offset) % Self.birthdays
        let block = ordinal / Self.birthdays * Self.blockWidth
        let start = random.below(Self.blockWidth)
        for step in 0..<Self.blockWidth {
            let individual = block + (start + step) % Self.blockWidth
            if let number = IdentityNumber(birthday: birthday, individual: individual, isDNumber: isDNumber) {
                return number
            }
        }
        preconditionFailure("a block of \(Self.blockWidth) individual numbers holds no valid one")
    }
}
