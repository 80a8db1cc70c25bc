// Personer (2014-03-28): the list of a question who is digitally active, or of its answer (HITS 1217). One person who
// cannot be read makes the list say something else than it means, so it then does not count at all.

import SyncCore

struct PersonsReader {
    /// In the order of the list, each once.
    private(set) var persons: [NationalIdentityNumber] = []
    /// Of the Personer; `nil` where the message has none.
    private(set) var mark: Mark?
    private var known: Set<NationalIdentityNumber> = []
    private var count = 0
    // Of the Person at hand
    private var identity = IdentityReader()
    private var personMark = Mark(tagEnd: 0, place: .person)

    mutating func open(_ place: Place, _ attributes: XMLAttributes, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .persons:
            guard mark == nil else { throw Refusal(.payloadRepeated) }
            mark = scene.mark
        case .person:
            count += 1
            guard count <= scene.context.limits.personsPerMessageMax else { throw Refusal(.tooManyPersons) }
            identity = IdentityReader()
            personMark = scene.mark
        case .personIdent: identity.openIdent()
        case .personTypeId: try identity.openTypeId(attributes, &scene)
        default: break
        }
    }

    mutating func text(_ place: Place, _ text: ByteText, _ scene: inout Scene) throws(Refusal) {
        if place == .personId { try identity.takeId(text, &scene) }
    }

    mutating func close(_ place: Place, _ scene: inout Scene) throws(Refusal) {
        if place == .personIdent { identity.closeIdent() }
        guard place == .person else { return }
        let numbers: (citizen: NationalIdentityNumber, former: IdentityReader.Former?)
        do { numbers = try identity.numbers(&scene) } catch { throw refusal(error) }
        // Only a Patient may say that two numbers are one person (identity rule 8).
        if let former = numbers.former { throw refusal(.differing(former.mark)) }
        if known.insert(numbers.citizen).inserted { persons.append(numbers.citizen) }
    }

    private func refusal(_ fault: IdentityReader.Fault) -> Refusal {
        switch fault {
        case .number(.synthetic, let mark): Refusal(.personSynthetic, at: mark)
        case .number(_, let mark), .label(let mark): Refusal(.personNumberUnreadable, at: mark)
        case .differing(let mark): Refusal(.personNumbersDiffer, at: mark)
        case .onlyHelpNumber(let mark): Refusal(.personNumberMissing, at: mark)
        case .missing: Refusal(.personNumberMissing, at: personMark)
        }
    }
}
