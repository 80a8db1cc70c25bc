// What is done at the places of the Grammar, and what an element is there that the rows do not know.

extension GrammarRules {
    /// Whose text is read.
    static let texts: Set<Place> = [
        .receiptGenDate, .receiptId, .receiptPartyId, .receiptOriginalId, .migVersion, .genDate, .msgId, .refToParent,
        .refToConversation, .outerName, .outerId, .innerName, .innerId, .professionalId, .dateOfBirth, .patientId,
        .mimeType, .serviceId, .serviceFrom, .serviceThrough, .serviceUnitId, .isPrivate, .existingFrom,
        .existingThrough, .privacyDefinition, .privacyVersion, .personId, .startTime, .endTime, .recurrenceIdTime,
        .exdateTime, .exdateDate,
        .timeZoneName, .uidText, .relatedToText, .statusText, .category, .attendeeNameText, .eventDescriptionText,
        .expectedDurationValue, .reasonText, .freq, .interval, .count, .byDay, .weekStart, .untilTime, .untilDate,
    ]

    /// Whose text is looked at as it passes by.
    static let streams: Set<Place> = [.attachmentBytes]

    /// Where an unknown element is refused.
    static let closed: Set<Place> = [
        .services, .service, .serviceUnit, .icalendar, .vcalendar, .calendarComponents, .event, .start, .end,
        .recurrenceId, .exdate, .rrule, .recur, .until, .outerIdent, .innerIdent, .patientIdent, .unitServices,
        .existingService, .persons, .personIdent,
    ]

    /// Where an unknown element of the calendar's namespace is passed over and any other is refused.
    static let calendarOnly: Set<Place> = [
        .eventProperties, .uid, .relatedTo, .status, .categories, .attendee, .attendeeParameters, .attendeeName,
        .eventDescription, .expectedDuration, .reason, .reasonMisspelled, .timeParameters, .timeZone,
    ]

    static let opening: Set<Place> = [
        .refused, .nested, .receiptRoot, .receiptStatus, .receiptError, .receiptParty, .receiptPartyType, .otherRoot,
        .msgInfo, .type, .ack, .conversationRef, .sender, .receiver, .innerOrganisation, .outerIdent, .outerTypeId,
        .innerIdent, .innerTypeId, .professionalIdent, .professionalTypeId, .patient, .patientIdent, .patientTypeId,
        .patientReport, .document, .refDoc, .msgType, .compression, .fileReference, .content, .payloadNotRead,
        .payloadUnknown, .contradictingPayload, .attachmentBytes, .dialogmelding, .foresporsel, .typeForesp,
        .kodetOpplysning, .notat, .temaKodet, .services, .service, .serviceAreaOfGuide, .serviceUnitType,
        .unitServices, .unitServicesStatus,
        .existingService, .iplosType, .logistics, .logisticsStatus, .logisticsAdmitted, .logisticsReady,
        .logisticsNotReady, .logisticsDischarged, .logisticsDead, .logisticsEvent, .eventCode, .consent, .reservation,
        .accessLimit, .privacyStatus, .olderReservation, .reservationPart, .reservationScope, .persons, .person,
        .personIdent, .personTypeId, .icalendar, .event, .reasonMisspelled, .recurrenceSet, .rrule, .until,
    ]

    static let closing: Set<Place> = [
        .msgInfo, .conversationRef, .receiver, .outerIdent, .innerIdent, .professionalIdent, .patientIdent,
        .patientReport,
        .attachmentBytes, .service, .existingService, .person, .personIdent, .event, .rrule,
    ]
}
