// The person a message's Patient element speaks of.

/// A synthetic person.
struct Person: Equatable, Sendable {
    let number: IdentityNumber
    let givenName: String
    let middleName: String?
    let familyName: String

    /// A person with names from `random`.
    init(number: IdentityNumber, random: inout SplitMix64) {
        self.number = number
        givenName = random.pick(number.isMale ? PersonNames.men : PersonNames.women)
        middleName = random.happens(0.2) ? random.pick(PersonNames.families) : nil
        familyName = random.pick(PersonNames.families)
    }
}
