// Visits in xCal: the iCalendar of RFC 5545 written as XML (RFC 6321), as HITS 1217 §2.8 uses it for home care, with
// the Kommune extension's x-expected-duration and x-cancellation-reason. Properties come in any order.

import SyncCore

struct XCalReader {
    private(set) var drafts: [EventDraft] = []
    /// Of the icalendar; `nil` where the message has none.
    private(set) var mark: Mark?
    /// The vevent at hand.
    private var draft = EventDraft(mark: Mark(tagEnd: 0, place: .event))
    private var rule: RecurrenceReader?
    private let eventsBefore: Int

    /// - Parameter events: of earlier calendars in the same message.
    init(after events: Int = 0) { eventsBefore = events }

    /// Events of the message so far.
    var events: Int { eventsBefore + drafts.count }

    mutating func open(_ place: Place, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .icalendar:
            guard mark == nil else { throw Refusal(.payloadRepeated) }
            mark = scene.mark
        case .event:
            guard events < scene.context.limits.eventsPerMessageMax else { throw Refusal(.tooManyEvents) }
            draft = EventDraft(mark: scene.mark)
        case .rrule:
            guard rule == nil, draft.recurrence == nil else { throw Refusal(.eventPropertyRepeated) }
            rule = RecurrenceReader()
        case .until: rule?.openUntil()
        case .recurrenceSet: throw Refusal(.recurrenceSetExtended)
        case .reasonMisspelled: scene.observe(.reasonElementMisspelled)
        default: break
        }
    }

    mutating func text(_ place: Place, _ text: ByteText, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .startTime: try Self.set(&draft.start, try time(text, .startUnreadable, scene))
        case .endTime: try Self.set(&draft.end, try time(text, .endUnreadable, scene))
        case .recurrenceIdTime: try Self.set(&draft.recurrenceID, try time(text, .occurrenceUnreadable, scene))
        case .exdateTime: draft.excludedTimes.append(try time(text, .exclusionUnreadable, scene))
        case .exdateDate: draft.excludedDates.append(try CalendarTime.date(text.trimmed, .exclusionUnreadable))
        case .timeZoneName: guard text.trimmed == "Europe/Oslo" else { throw Refusal(.zoneInTime) }
        case .uidText:
            let uid = scene.trimmed(text)
            guard !uid.isEmpty else { throw Refusal(.uidMissing) }
            try Self.set(&draft.uid, uid.string)
        case .relatedToText:
            let uid = scene.trimmed(text)
            if draft.relatedTo == nil, !uid.isEmpty { draft.relatedTo = uid.string }
        case .statusText: try Self.set(&draft.state, try Self.state(scene.trimmed(text)))
        case .category: try addCategory(text, &scene)
        case .attendeeNameText:
            let name = text.trimmed
            if !name.isEmpty { draft.employees.append(name.string) }
        case .eventDescriptionText:
            let details = text.trimmed
            if draft.details == nil, !details.isEmpty { draft.details = details.string }
        case .expectedDurationValue: try Self.set(&draft.duration, CalendarDuration(scene.trimmed(text)))
        case .reasonText: setReason(text, &scene)
        default: try rule?.text(place, text, &scene)
        }
    }

    mutating func close(_ place: Place) throws(Refusal) {
        switch place {
        case .rrule:
            draft.recurrence = try rule?.recurrence()
            rule = nil
        case .event:
            drafts.append(draft)
        default: break
        }
    }

    private func time(_ text: ByteText, _ kind: FindingKind, _ scene: Scene) throws(Refusal) -> WallClock {
        try CalendarTime.wallClock(text.trimmed, kind, scene.context.zone)
    }

    private static func set<Value>(_ property: inout Value?, _ value: Value) throws(Refusal) {
        guard property == nil else { throw Refusal(.eventPropertyRepeated) }
        property = value
    }

    private static func state(_ text: ByteText) throws(Refusal) -> VisitState {
        if text == "TENTATIVE" { return .planned }
        if text == "CONFIRMED" { return .assigned }
        if text == "CANCELLED" { return .cancelled }
        if text == "COMPLETED" { return .performed }
        throw Refusal(.statusUnknown)
    }

    /// `Tidsvindu` and `TjenesteId:12` in every spelling seen; other categories mean nothing here.
    private mutating func addCategory(_ text: ByteText, _ scene: inout Scene) throws(Refusal) {
        let category = text.trimmed
        if category.count == 9, category.hasPrefixIgnoringCase("Tidsvindu") {
            draft.isWindow = true
            return
        }
        guard category.hasPrefixIgnoringCase("TjenesteId") else { return }
        let afterName = category.dropping(first: 10)
        let colon = afterName.trimmed
        guard colon.first == UInt8(ascii: ":") else { return }
        let id = colon.dropping(first: 1)
        let trimmed = id.trimmed
        if !category.hasPrefix("TjenesteId") { scene.observe(.serviceIDLetterCase) }
        if colon.count != afterName.count || id.count != trimmed.count { scene.observe(.serviceIDBlank) }
        if !trimmed.isEmpty { try Self.set(&draft.serviceID, trimmed.string) }
    }

    /// An unknown reason never stops a cancellation.
    private mutating func setReason(_ text: ByteText, _ scene: inout Scene) {
        // String equality is by canonical equivalence, so a decomposed å is an å.
        let trimmed = text.trimmed
        let string = trimmed.string
        if trimmed.count != text.count { scene.observe(.reasonPadded) }
        if let reason = CancellationReason.allCases.first(where: { $0.text == string }) {
            draft.reason = reason
        } else {
            scene.observe(.reasonUnknown)
        }
    }
}
