// The rows of the Grammar. Sources: MsgHead 1.2 (HIS 80601), Dialogmelding 1.0/1.1 (HIS 80603), TjenesteOversikt 1.0
// (HITS 1218), xCal (RFC 6321 and HITS 1217 §2.8). Order inside a sequence is not judged.

enum GrammarRules {
    static let all: [(Place, Element, Place)] =
        head + parties + documents + dialogue + services + calendar + event + rule

    private static let head: [(Place, Element, Place)] = [
        (.outside, .msgHead, .msgHead), (.outside, .appRec, .receiptRoot), (.msgHead, .msgInfo, .msgInfo),
        (.msgHead, .document, .document), (.msgHead, .patientReport, .patientReport), (.msgInfo, .type, .type),
        (.msgInfo, .migVersion, .migVersion), (.msgInfo, .genDate, .genDate), (.msgInfo, .msgId, .msgId),
        (.msgInfo, .ack, .ack), (.msgInfo, .sender, .sender), (.msgInfo, .patient, .patient),
    ]

    private static let parties: [(Place, Element, Place)] = [
        (.sender, .organisation, .outerOrganisation), (.outerOrganisation, .ident, .outerIdent),
        (.outerIdent, .id, .outerId), (.outerIdent, .typeId, .outerTypeId),
        (.outerOrganisation, .organisation, .innerOrganisation), (.innerOrganisation, .ident, .innerIdent),
        (.innerIdent, .id, .innerId), (.innerIdent, .typeId, .innerTypeId), (.patient, .ident, .patientIdent),
        (.patientIdent, .id, .patientId), (.patientIdent, .typeId, .patientTypeId),
        (.patient, .dateOfBirth, .dateOfBirth),
    ]

    private static let documents: [(Place, Element, Place)] = [
        (.document, .refDoc, .refDoc), (.refDoc, .msgType, .msgType), (.refDoc, .content, .content),
        (.content, .dialogmelding, .dialogmelding), (.content, .tjenesteOversikt, .services),
        (.content, .icalendar, .icalendar), (.contentNotRead, .tjenesteOversikt, .contradictingServices),
    ]

    private static let dialogue: [(Place, Element, Place)] = [
        (.dialogmelding, .foresporsel, .foresporsel), (.foresporsel, .typeForesp, .typeForesp),
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

    /// Whose text is read.
    static let texts: Set<Place> = [
        .migVersion, .genDate, .msgId, .outerId, .innerId, .dateOfBirth, .patientId, .serviceId, .serviceFrom,
        .serviceThrough, .serviceUnitId, .startTime, .endTime, .recurrenceIdTime, .exdateTime, .exdateDate,
        .timeZoneName, .uidText, .relatedToText, .statusText, .category, .attendeeNameText, .eventDescriptionText,
        .expectedDurationValue, .reasonText, .freq, .interval, .count, .byDay, .weekStart, .untilTime, .untilDate,
    ]

    /// Where an unknown element is refused.
    static let closed: Set<Place> = [
        .services, .service, .serviceUnit, .icalendar, .vcalendar, .calendarComponents, .event, .start, .end,
        .recurrenceId, .exdate, .rrule, .recur, .until, .outerIdent, .innerIdent, .patientIdent,
    ]

    /// Where an unknown element of the calendar's namespace is passed over and any other is refused.
    static let calendarOnly: Set<Place> = [
        .eventProperties, .uid, .relatedTo, .status, .categories, .attendee, .attendeeParameters, .attendeeName,
        .eventDescription, .expectedDuration, .reason, .reasonMisspelled, .timeParameters, .timeZone,
    ]

    static let opening: Set<Place> = [
        .refused, .nested, .receiptRoot, .otherRoot, .msgInfo, .type, .ack, .sender, .outerIdent,
        .outerTypeId, .innerIdent, .innerTypeId, .patient, .patientIdent, .patientTypeId,
        .patientReport, .document, .refDoc, .msgType, .content, .contradictingServices, .dialogmelding, .foresporsel,
        .typeForesp,
        .notat, .temaKodet, .services, .service, .serviceAreaOfGuide, .serviceUnitType, .icalendar, .event,
        .reasonMisspelled, .recurrenceSet, .rrule, .until,
    ]

    static let closing: Set<Place> = [
        .msgInfo, .outerIdent, .innerIdent, .patientIdent, .service, .event, .rrule,
    ]
}
