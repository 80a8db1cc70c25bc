// Dialogmelding 1.0 and 1.1: only its one code is read, because it says what the document beside it means. Which of the
// code lists 7601 and 7602 it is taken from is not decisive: senders give MOA under the one and 05 under the other.

import SyncCore

/// What a Dialogmelding says of visits, or of who is digitally active.
enum Dialogue: Equatable {
    /// 01 "Bestilte timer": the complete list follows.
    case snapshot
    /// 02 "Ingen bestilte timer": the complete list is empty.
    case emptySnapshot
    /// 05, 07, 08, MOA: events whose status, where they have none, is the associated value.
    case push(VisitState)
    /// 11 "Pasient ikke møtt".
    case notMet
    /// SIDAB: a question who of a list is digitally active.
    case activationQuestion
    /// SDAB: the patient has become, or is no longer, digitally active.
    case activationChange
    /// 28: the list of those who are.
    case activeCitizens
    /// 29: nobody is.
    case nobodyActive
    case forOthers

    /// In a message about visits.
    var subject: MessageSubject {
        switch self {
        case .snapshot: .bookedVisits
        case .emptySnapshot: .noBookedVisits
        case .push(.performed): .performedVisit
        case .push, .notMet: .visit
        case .activationQuestion, .activationChange, .activeCitizens, .nobodyActive, .forOthers: .somethingElse
        }
    }
}

struct DialogReader {
    private(set) var dialogue: Dialogue?
    /// Of the Dialogmelding; `nil` where the message has none.
    private(set) var mark: Mark?
    private var parts = 0
    private var information: (isYesOrNo: Bool, mark: Mark)?

    /// KodetOpplysning says yes or no (code list 1101: 1 "Ja", 2 "Nei").
    var saysYesOrNo: Bool { information?.isYesOrNo ?? false }
    /// Of KodetOpplysning.
    var informationMark: Mark? { information?.mark }

    mutating func open(_ place: Place, _ attributes: XMLAttributes, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .dialogmelding:
            guard mark == nil else { throw Refusal(.payloadRepeated) }
            mark = scene.mark
        case .foresporsel, .notat:
            parts += 1
            guard parts == 1 else { throw Refusal(.dialogueCodesSeveral) }
        case .typeForesp:
            let code = try code(attributes, &scene)
            if code == "MOA", let list = attributes.s?.trimmed, list == "2.16.578.1.12.4.1.1.7601" {
                scene.observe(.performedUnderRequests)
            }
            try take(Self.request(code))
        case .kodetOpplysning:
            let code = scene.code(attributes)
            let isFirst = information == nil
            information = (isFirst && (code.map { $0 == "1" || $0 == "2" } ?? false), scene.mark)
        case .temaKodet: try take(Self.note(try code(attributes, &scene)))
        default: break
        }
    }

    private mutating func take(_ read: Dialogue) throws(Refusal) {
        guard dialogue == nil else { throw Refusal(.dialogueCodesSeveral) }
        dialogue = read
    }

    private func code(_ attributes: XMLAttributes, _ scene: inout Scene) throws(Refusal) -> ByteText {
        guard let code = scene.code(attributes) else { throw Refusal(.dialogueCodeMissing) }
        return code
    }

    /// `Foresporsel/TypeForesp`.
    private static func request(_ code: ByteText) -> Dialogue {
        if code == "MOA" { return .push(.performed) }
        if code == "05" || code == "07" { return .push(.assigned) }
        if code == "08" { return .push(.cancelled) }
        if code == "SIDAB" { return .activationQuestion }
        if code == "SDAB" { return .activationChange }
        return code == "11" ? .notMet : .forOthers
    }

    /// `Notat/TemaKodet`: the answers to "Hent planlagte avtaler" (26, 30, 31 and 33 refuse it) and to
    /// SIDAB.
    private static func note(_ code: ByteText) -> Dialogue {
        if code == "01" { return .snapshot }
        if code == "02" { return .emptySnapshot }
        if code == "28" { return .activeCitizens }
        return code == "29" ? .nobodyActive : .forOthers
    }
}
