// The rows of the Grammar. Sources: MsgHead 1.2 (HIS 80601), Dialogmelding 1.0/1.1 (HIS 80603), TjenesteOversikt 1.0
// (HITS 1218), xCal (RFC 6321 and HITS 1217 §2.8); the other kinds are in GrammarRulesOfPersons.swift. Order inside a
// sequence is not judged.

enum GrammarRules {
    static let all: [(Place, Element, Place)] =
        head + parties + documents + dialogue + services + receipt + plo + privacy + persons + calendar + event + rule

    private static let head: [(Place, Element, Place)] = [
        (.outside, .msgHead, .msgHead), (.msgHead, .msgInfo, .msgInfo), (.msgHead, .document, .document),
        (.msgHead, .patientReport, .patientReport), (.msgInfo, .type, .type), (.msgInfo, .migVersion, .migVersion),
        (.msgInfo, .genDate, .genDate), (.msgInfo, .msgId, .msgId), (.msgInfo, .ack, .ack),
        (.msgInfo, .conversationRef, .conversationRef), (.conversationRef, .refToParent, .refToParent),
        (.conversationRef, .refToConversation, .refToConversation), (.msgInfo, .sender, .sender),
        (.msgInfo, .receiver, .receiver), (.msgInfo, .patient, .patient),
    ]

    private static let parties: [(Place, Element, Place)] = [
        (.sender, .organisation, .outerOrganisation), (.receiver, .organisation, .outerOrganisation),
        (.outerOrganisation, .organisationName, .outerName), (.outerOrganisation, .ident, .outerIdent),
        (.outerIdent, .id, .outerId), (.outerIdent, .typeId, .outerTypeId),
        (.outerOrganisation, .organisation, .innerOrganisation), (.innerOrganisation, .organisationName, .innerName),
        (.innerOrganisation, .ident, .innerIdent), (.innerIdent, .id, .innerId), (.innerIdent, .typeId, .innerTypeId),
        (.outerOrganisation, .healthcareProfessional, .professional),
        (.innerOrganisation, .healthcareProfessional, .professional), (.professional, .ident, .professionalIdent),
        (.professionalIdent, .id, .professionalId), (.professionalIdent, .typeId, .professionalTypeId),
        (.patient, .ident, .patientIdent), (.patientIdent, .id, .patientId), (.patientIdent, .typeId, .patientTypeId),
        (.patient, .dateOfBirth, .dateOfBirth),
    ]

    private static let documents: [(Place, Element, Place)] = [
        (.patientReport, .document, .document), (.patientReport, .patient, .patient), (.document, .refDoc, .refDoc),
        (.refDoc, .msgType, .msgType), (.refDoc, .mimeType, .mimeType), (.refDoc, .compression, .compression),
        (.refDoc, .fileReference, .fileReference), (.refDoc, .content, .content),
        (.content, .dialogmelding, .dialogmelding), (.content, .olderDialogmelding, .dialogmelding),
        (.content, .tjenesteOversikt, .services), (.content, .icalendar, .icalendar),
        (.content, .base64Container, .attachmentBytes), (.attachment, .base64Container, .attachmentBytes),
        (.content, .otherOlderPLO, .payloadNotRead), (.contentNotRead, .otherOlderPLO, .payloadNotRead),
        (.contentNotRead, .olderDialogmelding, .payloadNotRead),
        (.contentNotRead, .tjenesteOversikt, .contradictingPayload),
    ]

    private static let dialogue: [(Place, Element, Place)] = [
        (.dialogmelding, .foresporsel, .foresporsel), (.foresporsel, .typeForesp, .typeForesp),
        (.foresporsel, .kodetOpplysning, .kodetOpplysning),
        (.dialogmelding, .notat, .notat), (.notat, .temaKodet, .temaKodet),
    ]

    private static let services: [(Place, Element, Place)] = [
        (.services, .tjeneste, .service), (.service, .tjenesteId, .serviceId), (.service, .tjenesteNavn, .skipped),
        (.service, .tjenesteOmraade, .serviceArea), (.service, .tjenesteOmraadeOfGuide, .serviceAreaOfGuide),
        (.service, .tjenesteLevertAv, .skipped), (.service, .tjenesteTlf, .skipped),
        (.service, .tjenesteURL, .skipped), (.service, .relaterteRoller, .skipped), (.service, .fraDato, .serviceFrom),
        (.service, .tilDato, .serviceThrough), (.service, .herId, .serviceUnit),
        (.serviceUnit, .commonId, .serviceUnitId), (.serviceUnit, .commonTypeId, .serviceUnitType),
    ]

    private static let calendar: [(Place, Element, Place)] = [
        (.icalendar, .vcalendar, .vcalendar), (.vcalendar, .properties, .skipped),
        (.vcalendar, .components, .calendarComponents), (.calendarComponents, .vevent, .event),
        (.calendarComponents, .vtimezone, .skipped), (.event, .properties, .eventProperties),
        (.event, .components, .skipped), (.eventProperties, .dtstart, .start), (.start, .dateTime, .startTime),
        (.eventProperties, .dtend, .end), (.end, .dateTime, .endTime),
        (.eventProperties, .recurrenceId, .recurrenceId), (.recurrenceId, .dateTime, .recurrenceIdTime),
        (.eventProperties, .exdate, .exdate), (.exdate, .dateTime, .exdateTime), (.exdate, .date, .exdateDate),
        (.start, .parameters, .timeParameters), (.end, .parameters, .timeParameters),
        (.recurrenceId, .parameters, .timeParameters), (.exdate, .parameters, .timeParameters),
        (.timeParameters, .tzid, .timeZone), (.timeZone, .text, .timeZoneName),
    ]

    private static let event: [(Place, Element, Place)] = [
        (.eventProperties, .uid, .uid), (.uid, .text, .uidText), (.eventProperties, .relatedTo, .relatedTo),
        (.relatedTo, .uri, .relatedToText), (.relatedTo, .uid, .relatedToText), (.relatedTo, .text, .relatedToText),
        (.eventProperties, .status, .status), (.status, .text, .statusText),
        (.eventProperties, .categories, .categories), (.categories, .text, .category),
        (.eventProperties, .attendee, .attendee), (.attendee, .parameters, .attendeeParameters),
        (.attendeeParameters, .cn, .attendeeName), (.attendeeName, .text, .attendeeNameText),
        (.eventProperties, .eventDescription, .eventDescription),
        (.eventDescription, .text, .eventDescriptionText),
        (.eventProperties, .expectedDuration, .expectedDuration),
        (.expectedDuration, .duration, .expectedDurationValue), (.eventProperties, .cancellationReason, .reason),
        (.reason, .text, .reasonText), (.eventProperties, .cancellationReasonMisspelled, .reasonMisspelled),
        (.reasonMisspelled, .text, .reasonText), (.eventProperties, .rdate, .recurrenceSet),
        (.eventProperties, .exrule, .recurrenceSet),
    ]

    private static let rule: [(Place, Element, Place)] = [
        (.eventProperties, .rrule, .rrule), (.rrule, .recur, .recur), (.recur, .freq, .freq),
        (.recur, .interval, .interval), (.recur, .count, .count), (.recur, .byday, .byDay), (.recur, .wkst, .weekStart),
        (.recur, .until, .until), (.until, .dateTime, .untilTime), (.until, .date, .untilDate),
    ]
}
