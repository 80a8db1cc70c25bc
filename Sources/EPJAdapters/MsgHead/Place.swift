// Where in a message the reader stands. The same element means different things in different places (there are six
// kinds of Id, and thirty of text), so a place, not a name, decides what is done with it.

enum Place: UInt8, CaseIterable {
    // Places that are not in the messages
    /// Before the root.
    case outside
    /// In something that is not read; so is everything inside it.
    case skipped
    /// An element that must not stand here.
    case refused
    /// A MsgHead inside a MsgHead.
    case nested
    // MsgHead
    case receiptRoot, otherRoot
    case msgHead, msgInfo, type, migVersion, genDate, msgId, ack
    case sender, outerOrganisation, outerIdent, outerId, outerTypeId
    case innerOrganisation, innerIdent, innerId, innerTypeId
    case patient, dateOfBirth, patientIdent, patientId, patientTypeId
    case patientReport, document, refDoc, msgType, content, contentNotRead, contradictingServices
    // Dialogmelding
    case dialogmelding, foresporsel, typeForesp, notat, temaKodet
    // TjenesteOversikt
    case services, service, serviceId, serviceArea, serviceAreaOfGuide, serviceFrom, serviceThrough, serviceUnit
    case serviceUnitId, serviceUnitType
    // xCal
    case icalendar, vcalendar, calendarComponents, event, eventProperties
    case start, startTime, end, endTime, recurrenceId, recurrenceIdTime, exdate, exdateTime, exdateDate
    case timeParameters, timeZone, timeZoneName
    case uid, uidText, relatedTo, relatedToText, status, statusText, categories, category
    case attendee, attendeeParameters, attendeeName, attendeeNameText
    case eventDescription, eventDescriptionText, expectedDuration, expectedDurationValue
    case reason, reasonText, reasonMisspelled
    case recurrenceSet, rrule, recur, freq, interval, count, byDay, weekStart, until, untilTime, untilDate
}

/// What the reader does at a place.
struct PlaceTraits: OptionSet {
    let rawValue: UInt8
    /// Something is done at the start tag.
    static let opens = PlaceTraits(rawValue: 1)
    /// The text is wanted at the end tag.
    static let keepsText = PlaceTraits(rawValue: 2)
    /// Something is done at the end tag.
    static let closes = PlaceTraits(rawValue: 4)
}

extension Place {
    /// Which reader a place belongs to.
    enum Part { case structure, roots, head, patient, documents, dialog, services, calendar }

    var part: Part {
        switch rawValue {
        case ..<Place.receiptRoot.rawValue: .structure
        case ..<Place.msgHead.rawValue: .roots
        case ..<Place.patient.rawValue: .head
        case ..<Place.patientReport.rawValue: .patient
        case ..<Place.dialogmelding.rawValue: .documents
        case ..<Place.services.rawValue: .dialog
        case ..<Place.icalendar.rawValue: .services
        default: .calendar
        }
    }
}
