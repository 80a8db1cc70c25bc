// What the content of a message, or of one PatientReport, comes to. Documents may come in any order, so nothing is judged
// across them before the end.

import SyncCore

enum ContentVerdict {
    case statement(Statement.Content)
    /// About a person, and without effect.
    case recorded
    case question(ActivationQuestion)
    /// Sound; it had to name its patient where `isAboutPatient`.
    case notForUs(isAboutPatient: Bool)
}

extension MessageContent {
    /// - Parameters:
    ///   - head: for where things stand in it.
    ///   - place: for a payload that is missing.
    func verdict(
        _ envelope: Envelope, _ head: EnvelopeReader, _ adapter: Adapter?, at place: Mark?, _ scene: inout Scene
    ) throws(Refusal) -> ContentVerdict {
        switch type {
        case .services:
            guard services.mark != nil else { throw Refusal(.payloadMissing, at: place) }
            return .statement(
                .services(ServiceStatement(generated: envelope.generated, services: services.services)))
        case .unitServices:
            guard let list = try unitServices.statement(envelope) else { throw Refusal(.payloadMissing, at: place) }
            return .statement(.unitServices(list))
        case .logistics(let kind):
            guard logistics.mark != nil else { throw Refusal(.payloadMissing, at: place) }
            guard let death = try logistics.death(envelope, kind: kind, &scene) else { return .recorded }
            return .statement(.death(death))
        case .privacy:
            guard let setting = try privacy.statement(envelope) else { throw Refusal(.payloadMissing, at: place) }
            return .statement(.privacy(setting))
        case .activation: return try activationVerdict(envelope, at: place, &scene)
        case .booking, .sending: return try visitVerdict(envelope, head, adapter, at: place, &scene)
        case .forOthers: return .notForUs(isAboutPatient: false)
        }
    }

    /// The code of the Dialogmelding, and where that stands.
    private func dialogue(at place: Mark?) throws(Refusal) -> (Dialogue, Mark) {
        guard let mark = dialog.mark else { throw Refusal(.payloadMissing, at: place) }
        guard let dialogue = dialog.dialogue else { throw Refusal(.dialogueCodeMissing, at: mark) }
        return (dialogue, mark)
    }

    /// HITS 1217, "Digital bruker". An EPJ asks (SIDAB); the rest is what the portal says to EPJs, and read only so that
    /// vendors can have theirs checked.
    private func activationVerdict(
        _ envelope: Envelope, at place: Mark?, _ scene: inout Scene
    ) throws(Refusal) -> ContentVerdict {
        let (dialogue, mark) = try dialogue(at: place)
        switch dialogue {
        case .activationQuestion, .activeCitizens:
            guard persons.mark != nil else { throw Refusal(.personsMissing, at: mark) }
        case .activationChange, .nobodyActive:
            if let persons = persons.mark { throw Refusal(.personsUnexpected, at: persons) }
        case .snapshot, .emptySnapshot, .push, .notMet: throw Refusal(.typeContradicted, at: mark)
        case .forOthers:
            scene.observe(.activationForOthers, at: mark)
            return .notForUs(isAboutPatient: false)
        }
        if dialogue == .activationQuestion {
            return .question(ActivationQuestion(generated: envelope.generated, persons: persons.persons))
        }
        let isChange = dialogue == .activationChange
        if isChange, !dialog.saysYesOrNo {
            throw Refusal(.activationStatusMissing, at: dialog.informationMark ?? mark)
        }
        scene.observe(.activationFromPortal, at: mark)
        return .notForUs(isAboutPatient: isChange)
    }

    private func visitVerdict(
        _ envelope: Envelope, _ head: EnvelopeReader, _ adapter: Adapter?, at place: Mark?, _ scene: inout Scene
    ) throws(Refusal) -> ContentVerdict {
        let (dialogue, mark) = try dialogue(at: place)
        func visits(_ kind: VisitStatement.Kind, _ events: [VisitEvent]) -> ContentVerdict {
            .statement(
                .visits(
                    VisitStatement(
                        unit: envelope.unitHerID, kind: kind, generated: envelope.generated, events: events)))
        }
        switch dialogue {
        case .snapshot, .emptySnapshot:
            // AVTALEUTSENDING is push only; a complete list under it would withdraw what it does not name.
            if case .sending = type { throw Refusal(.typeContradicted, at: mark) }
            if envelope.wantsReceipt { scene.observe(.receiptAskedOnAnswer, at: head.receiptMark) }
            guard dialogue == .snapshot else {
                if let calendar = calendar.mark { throw Refusal(.calendarUnexpected, at: calendar) }
                return visits(.snapshot, [])
            }
            return visits(.snapshot, try events(without: nil, mark, adapter, &scene))
        case .push(let state): return visits(.push, try events(without: state, mark, adapter, &scene))
        case .notMet: return visits(.notMet, try events(without: .cancelled, mark, adapter, &scene))
        case .activationQuestion, .activationChange, .activeCitizens, .nobodyActive, .forOthers:
            scene.observe(.dialogueForOthers, at: mark)
            return .notForUs(isAboutPatient: false)
        }
    }

    private func events(
        without status: VisitState?, _ dialogMark: Mark, _ adapter: Adapter?, _ scene: inout Scene
    ) throws(Refusal) -> [VisitEvent] {
        guard let calendarMark = calendar.mark else { throw Refusal(.calendarMissing, at: dialogMark) }
        guard !calendar.drafts.isEmpty else { throw Refusal(.calendarEmpty, at: calendarMark) }
        let monthsAreMinutes = adapter?.grants(.durationMonthsAsMinutes) ?? false
        var events: [VisitEvent] = []
        events.reserveCapacity(calendar.drafts.count)
        var uids: Set<String> = []
        for draft in calendar.drafts {
            let event = try draft.event(
                stateWithoutStatus: status, monthsAreMinutes: monthsAreMinutes, &scene)
            // An occurrence of a series rightly carries the uid of the series.
            if !uids.insert(event.uid).inserted, event.recurrenceID == nil {
                scene.observe(.uidRepeated, at: draft.mark)
            }
            events.append(event)
        }
        return events
    }
}
