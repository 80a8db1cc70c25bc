// What counts as a person's number, and that the number never shows itself.

import SyncCore
import Testing

@Suite struct NationalIdentityNumberTests {
    /// The argument is a position, so that no test's name holds a number.
    @Test(arguments: IdentityNumberVector.synthetic.indices)
    func syntheticNumbersAreAcceptedWhereTheyAreAllowed(_ index: Int) throws {
        let vector = IdentityNumberVector.synthetic[index]
        let number = try NationalIdentityNumber(vector.text, synthetic: .accept)
        #expect(vector.verdict == .legal(number.register), Comment(rawValue: vector.why))
        #expect(number.isSynthetic)
        #expect(number.digits == vector.text, Comment(rawValue: vector.why))
    }

    @Test(arguments: IdentityNumberVector.synthetic.indices)
    func syntheticNumbersAreRefusedWhereRealPeopleAreServed(_ index: Int) {
        #expect(throws: NationalIdentityNumber.Fault.synthetic) {
            try NationalIdentityNumber(IdentityNumberVector.synthetic[index].text, synthetic: .refuse)
        }
    }

    @Test(arguments: IdentityNumberVector.refused.indices)
    func whatIsNoNumberIsRefusedEverywhere(_ index: Int) {
        let vector = IdentityNumberVector.refused[index]
        for synthetic in [NationalIdentityNumber.SyntheticNumbers.accept, .refuse] {
            do {
                _ = try NationalIdentityNumber(vector.text, synthetic: synthetic)
                Issue.record("accepted: \(vector.why)")
            } catch {
                #expect(vector.verdict == .fault(error), Comment(rawValue: vector.why))
            }
        }
    }

    @Test func aLeapDayOfAYear00IsPossibleWhateverTheIndividualDigits() throws {
        // From 2032 the individual digits name no century, and 2000 had a leap day.
        let legal = Self.legal(prefix: "298200", individual: 0...999)
        #expect(legal.contains { $0.individual < 500 })
        #expect(legal.contains { $0.individual >= 500 })
    }

    /// All numbers with this date whose control digits agree by today's rule or the one of 2032.
    private static func legal(
        prefix: String, individual: ClosedRange<Int>
    ) -> [(individual: Int, number: NationalIdentityNumber)] {
        individual.flatMap { digits in
            (0...99).compactMap { control in
                let text = prefix + String(1_000 + digits).dropFirst() + String(100 + control).dropFirst()
                return (try? NationalIdentityNumber(text, synthetic: .accept)).map { (digits, $0) }
            }
        }
    }

    @Test func theFirstSumMayLeaveFourRemaindersAndTheSecondOne() {
        // Each nine digits have up to four first control digits, and each of these at most one second.
        let numbers = Self.legal(prefix: "018240", individual: 0...99)
        let perIndividual = Dictionary(grouping: numbers, by: \.individual).mapValues(\.count)
        #expect(perIndividual.values.allSatisfy { $0 <= 4 })
        #expect(perIndividual.values.contains(4))
        #expect(perIndividual.count == 100)
    }

    @Test(arguments: IdentityNumberVector.birthDates.indices)
    func birthDateByTodaysRule(_ index: Int) throws {
        let (text, expected) = IdentityNumberVector.birthDates[index]
        #expect(try NationalIdentityNumber(text, synthetic: .accept).birthDateByTodaysRule == expected)
    }

    @Test func equalDigitsAreOnePerson() throws {
        let text = IdentityNumberVector.synthetic[0].text
        let other = IdentityNumberVector.synthetic[1].text
        let number = try NationalIdentityNumber(text, synthetic: .accept)
        #expect(try number == NationalIdentityNumber(Array(text.utf8), synthetic: .accept))
        #expect(try number != NationalIdentityNumber(other, synthetic: .accept))
    }

    // MARK: R19

    struct Carrier { let citizen: NationalIdentityNumber? }

    @Test("R19 no way of printing a number prints a digit of it")
    func noDigitIsShown() throws {
        let number = try NationalIdentityNumber(IdentityNumberVector.synthetic[0].text, synthetic: .accept)
        var dumped = ""
        dump(number, to: &dumped)
        dump(Carrier(citizen: number), to: &dumped)
        dump([number: number], to: &dumped)
        let statement = Statement(
            citizen: number, content: .services(ServiceStatement(generated: Instant(seconds: 0), services: [])))
        let texts = [
            number.description, number.debugDescription, "\(number)", String(describing: number),
            String(reflecting: number), "\(Optional(number) as Any)", String(reflecting: Carrier(citizen: number)),
            "\([number])", "\([number: 0])".replacing(": 0", with: ""), String(reflecting: statement.citizen), dumped,
        ]
        for text in texts {
            #expect(text.contains("•••••••••••"))
            let runs = text.split { !$0.isNumber }.map(\.count)
            #expect(runs.allSatisfy { $0 < 3 })
        }
        #expect(Mirror(reflecting: number).children.isEmpty)
    }

    @Test("R19 a fault carries no digit")
    func faultsCarryNoDigit() {
        for vector in IdentityNumberVector.refused {
            do {
                _ = try NationalIdentityNumber(vector.text, synthetic: .refuse)
            } catch {
                let text = String(reflecting: error)
                #expect(text.allSatisfy { !$0.isNumber })
            }
        }
    }
}
