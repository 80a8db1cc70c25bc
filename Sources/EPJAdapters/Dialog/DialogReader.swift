// Dialogmelding 1.0 and 1.1: only its one code is read, because it says what the calendar beside it means. Which of the
// code lists 7601 and 7602 it is taken from is not decisive: senders give MOA under the one and 05 under the other.

import SyncCore

/// What a Dialogmelding says of visits.
enum Dialogue: Equatable {
    /// 01 "Bestilte timer": the complete list follows.
    case snapshot
    /// 02 "Ingen bestilte timer": the complete list is empty.
    case emptySnapshot
    /// 05, 07, 08, MOA: events whose status, where they have none, is the associated value.
    case push(VisitState)
    /// 11 "Pasient ikke møtt".
    case notMet
    case forOthers

    var subject: MessageSubject {
        switch self {
        case .snapshot: .bookedVisits
        case .emptySnapshot: .noBookedVisits
        case .push(.performed): .performedVisit
        case .push, .notMet: .visit
        case .forOthers: .somethingElse
        }
    }
}

struct DialogReader {
    private(set) var dialogue: Dialogue?
    /// Of the Dialogmelding; `nil` where the message has none.
    private(set) var mark: Mark?
    private var parts = 0

    mutating func open(_ place: Place, _ attributes: XMLAttributes, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .dialogmelding:
            guard mark == nil else { throw Refusal(.payloadRepeated) }
            mark = scene.mark
        case .foresporsel, .notat:
            parts += 1
            guard parts == 1 else { throw Refusal(.dialogueCodesSeveral) }
        case .typeForesp: try take(Self.request(try code(attributes, &scene)))
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
        return code == "11" ? .notMet : .forOthers
    }

    /// `Notat/TemaKodet`: the answers to "Hent planlagte avtaler". 26, 30, 31 and 33 refuse the question.
    private static func note(_ code: ByteText) -> Dialogue {
        code == "01" ? .snapshot : code == "02" ? .emptySnapshot : .forOthers
    }
}
