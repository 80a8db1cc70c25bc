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
    // AppRec
    case receiptRoot, receiptGenDate, receiptId, receiptStatus, receiptError, receiptSender, receiptHCP, receiptParty
    case receiptPartyId, receiptPartyType, receiptOriginal, receiptOriginalId
    case otherRoot
    // MsgHead
    case msgHead, msgInfo, type, migVersion, genDate, msgId, ack, conversationRef, refToParent, refToConversation
    case sender, receiver, outerOrganisation, outerName, outerIdent, outerId, outerTypeId
    case innerOrganisation, innerName, innerIdent, innerId, innerTypeId
    case professional, professionalIdent, professionalId, professionalTypeId
    case patient, dateOfBirth, patientIdent, patientId, patientTypeId
    case patientReport, document, refDoc, msgType, mimeType, compression, fileReference, content
    case contentNotRead, payloadNotRead, payloadUnknown, contradictingPayload
    case attachment, attachmentBytes
    // Dialogmelding
    case dialogmelding, foresporsel, typeForesp, kodetOpplysning, notat, temaKodet
    // TjenesteOversikt
    case services, service, serviceId, serviceArea, serviceAreaOfGuide, serviceFrom, serviceThrough, serviceUnit
    case serviceUnitId, serviceUnitType
    // PLO: Orientering om tjenestetilbud, Pasientlogistikk
    case unitServices, unitServicesShipment, unitServicesStatus, existingService, iplosType, isPrivate, existingFrom
    case existingThrough
    case logistics, logisticsShipment, logisticsStatus, logisticsAdmitted, logisticsReady, logisticsNotReady
    case logisticsDischarged, logisticsDead, logisticsEvent, eventCode
    // Personvern
    case consent, reservation, accessLimit, privacyReference, privacyDefinition, privacyStatus, privacyVersion
    case olderReservation, reservationPart, reservationScope
    // Personer
    case persons, person, personIdent, personId, personTypeId
    // xCal, last because it is looked for first
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
    /// The text is looked at as it passes by.
    static let streamsText = PlaceTraits(rawValue: 8)
}

extension Place {
    /// Which reader a place belongs to.
    enum Part {
        case structure, receipt, roots, head, patient, documents, dialog, services, unitServices, logistics, privacy
        case persons, calendar
    }

    var part: Part {
        switch rawValue {
        case Place.icalendar.rawValue...: .calendar
        case ..<Place.receiptRoot.rawValue: .structure
        case ..<Place.otherRoot.rawValue: .receipt
        case ..<Place.msgHead.rawValue: .roots
        case ..<Place.patient.rawValue: .head
        case ..<Place.patientReport.rawValue: .patient
        case ..<Place.dialogmelding.rawValue: .documents
        case ..<Place.services.rawValue: .dialog
        case ..<Place.unitServices.rawValue: .services
        case ..<Place.logistics.rawValue: .unitServices
        case ..<Place.consent.rawValue: .logistics
        case ..<Place.persons.rawValue: .privacy
        default: .persons
        }
    }
}
