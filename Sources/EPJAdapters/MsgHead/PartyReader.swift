// Sender and Receiver: one or two levels of Organisation, or one with a HealthcareProfessional, as PLO is often
// addressed. Whose message it is hangs on the sender's HER-ids, so they are read strictly; of a receiver what can be read
// is kept for the receipt, and nothing is refused for the rest.

import SyncCore

struct PartyReader {
    private enum IDKind { case herID, organisationNumber }

    private let isStrict: Bool
    private var outer = Party.Organisation()
    private var inner: Party.Organisation?
    private var professionalHerID: String?
    /// Of the Ident at hand.
    private var id: String?
    private var kind: IDKind?
    private var sawTypeId = false

    /// - Parameter isStrict: whether an identifier that cannot be read, or that contradicts another, is refused.
    init(isStrict: Bool) { self.isStrict = isStrict }

    /// `nil` where nothing was named.
    var party: Party? {
        guard outer != Party.Organisation() || inner != nil || professionalHerID != nil else { return nil }
        return Party(organisation: outer, unit: inner, professionalHerID: professionalHerID)
    }

    var outerHerID: String? { outer.herID }
    var innerHerID: String? { inner?.herID }

    mutating func open(_ place: Place, _ attributes: XMLAttributes, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .innerOrganisation: if inner == nil { inner = Party.Organisation() }
        case .outerIdent, .innerIdent, .professionalIdent:
            id = nil
            kind = nil
            sawTypeId = false
        case .outerTypeId, .innerTypeId:
            if isStrict, sawTypeId { throw Refusal(.repeatedElement) }
            sawTypeId = true
            kind = kind(attributes, &scene)
        case .professionalTypeId: if let code = attributes.v?.trimmed, code == "HER" { kind = .herID }
        default: break
        }
    }

    mutating func text(_ place: Place, _ text: ByteText, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .outerName: if outer.name == nil { outer.name = Self.name(text) }
        case .innerName: if inner?.name == nil { inner?.name = Self.name(text) }
        case .outerId, .innerId:
            if isStrict, id != nil { throw Refusal(.repeatedElement) }
            id = (isStrict ? scene.trimmed(text) : text.trimmed).string
        case .professionalId: id = text.trimmed.string
        default: break
        }
    }

    /// An Ident is complete.
    mutating func close(_ place: Place) throws(Refusal) {
        switch kind {
        case .herID:
            guard let herID = id, HerID.isWellFormed(herID) else {
                if isStrict, place != .professionalIdent { throw Refusal(.herIDUnreadable) }
                return
            }
            switch place {
            case .outerIdent: outer.herID = try agreed(outer.herID, herID)
            case .innerIdent:
                let agreed = try agreed(inner?.herID, herID)
                inner?.herID = agreed
            default: if professionalHerID == nil { professionalHerID = herID }
            }
        case .organisationNumber:
            // Blanks inside the number are on the wire: 999 999 999.
            guard let number = id?.filter({ $0 != " " }), number.utf8.count == 9, number.utf8.allSatisfy(\.isDigit)
            else { return }
            if place == .outerIdent, outer.organisationNumber == nil { outer.organisationNumber = number }
            if place == .innerIdent, inner?.organisationNumber == nil { inner?.organisationNumber = number }
        case nil: break
        }
    }

    private func agreed(_ known: String?, _ herID: String) throws(Refusal) -> String {
        guard let known, known != herID else { return herID }
        if isStrict { throw Refusal(.herIDsDiffer) }
        return known
    }

    private static func name(_ text: ByteText) -> String? {
        let name = text.trimmed
        return name.isEmpty ? nil : name.string
    }

    /// `V` decides; `S` only excludes code lists that are neither 9051 (organisations) nor 8116 (persons).
    private func kind(_ attributes: XMLAttributes, _ scene: inout Scene) -> IDKind? {
        guard let code = isStrict ? scene.code(attributes) : attributes.v?.trimmed else { return nil }
        if code == "ENH" { return .organisationNumber }
        guard code == "HER" else { return nil }
        let list = attributes.s?.trimmed
        if let list, list == "2.16.578.1.12.4.1.1.9051" { return .herID }
        if let list, !(list == "2.16.578.1.12.4.1.1.8116") { return nil }
        if isStrict { scene.observe(.herIDCodeList) }
        return .herID
    }
}

/// A HER-id: the number of a communication party in Adresseregisteret.
enum HerID {
    static func isWellFormed(_ text: String) -> Bool {
        (1...18).contains(text.utf8.count) && text.utf8.allSatisfy(\.isDigit)
    }
}

extension UInt8 {
    /// An ASCII digit.
    var isDigit: Bool { (48...57).contains(self) }
}
