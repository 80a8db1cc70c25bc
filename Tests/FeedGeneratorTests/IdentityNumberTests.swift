import Testing

@testable import FeedGenerator

@Suite struct IdentityNumberTests {
    /// Published numbers of the test population, with what they are made of.
    @Test(arguments: [
        ("17912099997", CivilDay(2020, 11, 17), 999, false),
        ("29822099635", CivilDay(2020, 2, 29), 996, false),
        ("03851598730", CivilDay(2015, 5, 3), 987, false),
        ("57912075186", CivilDay(2020, 11, 17), 751, true),
        ("41819077302", CivilDay(1990, 1, 1), 773, true),
    ])
    func agreesWithPublishedNumbers(_ digits: String, _ birthday: CivilDay, _ individual: Int, _ isD: Bool) {
        #expect(IdentityNumber(birthday: birthday, individual: individual, isDNumber: isD)?.digits == digits)
    }

    @Test func aNumberWithoutControlDigitsIsNone() {
        let numbers = (0..<200).map { IdentityNumber(birthday: monday, individual: $0, isDNumber: false) }
        // Two chances of one in eleven that a control digit would be ten.
        #expect((15...60).contains(numbers.count { $0 == nil }))
    }

    @Test func everyCitizenHasANumberOfHisOwnThatIsNobodys() {
        let allocation = NumberAllocation(seed: 11)
        var random = SplitMix64(seed: 12)
        var seen: Set<String> = []
        let ordinals =
            Array(0..<4000) + Array(25_567..<27_000)
            + Array((NumberAllocation.capacity - 500)..<NumberAllocation.capacity)
        for ordinal in ordinals {
            let number = allocation.number(ordinal: ordinal, isDNumber: random.happens(0.1), random: &random)
            // The numbers stay out of what a failure prints, here and elsewhere: only the answer is handed over.
            let (isRight, isNew) = (isSynthetic(number.digits), seen.insert(number.digits).inserted)
            #expect(isRight && isNew, "number of citizen \(ordinal)")
            #expect(number.birthday.parts.year >= 1930 && number.birthday.parts.year <= 1999)
        }
    }

    @Test func thereAreEnoughNumbersForTheLargestMunicipality() {
        #expect(NumberAllocation.capacity >= FeedGenerator.citizensMax)
    }

    @Test func theCheckItselfCanFail() {
        #expect(!isSynthetic("17912099998"))
        #expect(!isSynthetic("1791209999"))
        // Month 11 as it stands, without the 80.
        #expect(!isSynthetic("17" + "11" + "2099997"))
    }
}

/// Right control digits by both sums of the rule (weights as published, remainders 0), a real day, and a month that
/// only the test population has. Written apart from the generator's own.
func isSynthetic(_ digits: String) -> Bool {
    let numbers = digits.compactMap(\.wholeNumberValue)
    guard numbers.count == 11, digits.count == 11 else { return false }
    let month = numbers[2] * 10 + numbers[3]
    let day = numbers[0] * 10 + numbers[1]
    guard (81...92).contains(month), (1...31).contains(day > 40 ? day - 40 : day) else { return false }
    let first = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0]
    let second = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]
    return [first, second].allSatisfy { zip($0, numbers).map(*).reduce(0, +) % 11 == 0 }
}
