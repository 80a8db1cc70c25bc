// The words of the table in FindingKind.swift for calendars, services and dialogues.

extension FindingKind {
    var calendarText: String {
        switch self {
        case .startUnreadable:
            "dtstart is missing or is no date-time that exists. Write it as yyyy-MM-ddTHH:mm:ss, local time."
        case .endUnreadable: "dtend is no date-time that exists. Write it as yyyy-MM-ddTHH:mm:ss, local time."
        case .offsetInTime:
            "A date-time of the calendar carries an offset, which xCal does not allow. Write local time without one."
        case .zoneInTime: "A date-time names another time zone than Europe/Oslo. Write local time without a zone."
        case .endMissing: "An event has no dtend. Send its end."
        case .endBeforeStart: "An event's dtend lies before its dtstart. Correct the times in the EPJ."
        case .uidMissing: "An event has no uid. Give every event its own, and keep it when the event changes."
        case .eventPropertyRepeated: "A property that may occur once occurs again in an event. Correct the export."
        case .statusUnknown:
            "status is none of TENTATIVE, CONFIRMED, CANCELLED and COMPLETED. Use one of them, in capital letters."
        case .statusMissing: "An event in an answer with planned visits has no status. Send the status."
        case .recurrenceFrequency: "A series repeats otherwise than daily or weekly. Use DAILY or WEEKLY."
        case .recurrenceUnreadable:
            "interval, count, until or byday of a series cannot be read. Write them as RFC 5545, section 3.3.10, wants."
        case .recurrencePart:
            "A series has a rule part other than freq, interval, count, until, byday and wkst MO. Leave it out or send "
                + "the visits one by one."
        case .exclusionUnreadable: "exdate is no date-time or date that exists. Correct it."
        case .occurrenceUnreadable: "recurrence-id is no date-time that exists. Write the start as it was planned."
        case .recurrenceSetExtended:
            "An event has rdate or exrule, which are not supported. Send the visits one by one."
        case .tooManyEvents: "The message has more events than are read. Send fewer visits in one message."
        case .identityAmbiguous:
            "Two events give the same identifier and name the same service, so nobody can say which one the citizen should "
                + "see. The message is set aside and has no effect; give each event a uid of its own."
        case .uidRepeated: "A uid occurs in more than one event of the message. All are read; give each its own uid."
        default: "x-expected-duration cannot be read and was left out. Write it as PT30M or PT1H30M."
        }
    }

    var contentText: String {
        switch self {
        case .serviceIDMissing: "A Tjeneste has no TjenesteId, so the list of services cannot count. Fill it in."
        case .servicePeriodUnreadable:
            "FraDato is missing, or FraDato or TilDato is no date, so the list of services cannot count. Write "
                + "yyyy-MM-dd."
        case .serviceUnitUnreadable:
            "A Tjeneste has no HERId that can be read, so the list of services cannot count. Fill in fk1:Id and "
                + "fk1:TypeId HER."
        case .serviceRepeated: "The same TjenesteId and HERId occur twice in the list of services. Send each once."
        case .tooManyServices: "The list has more services than are read. Correct the export."
        case .servicePeriodReversed:
            "A Tjeneste ends before it begins, so the list of services cannot count. Correct FraDato or TilDato."
        case .dialogueCodeMissing: "The Dialogmelding has neither TypeForesp nor TemaKodet with a V. Send one."
        case .dialogueCodesSeveral:
            "The Dialogmelding has more than one Foresporsel or Notat. Send one message for each."
        case .calendarMissing: "The Dialogmelding announces visits, but no icalendar document follows. Send it along."
        case .calendarUnexpected:
            "The Dialogmelding says that there are no visits, but an icalendar document follows. Send 01, or leave the "
                + "calendar out."
        case .calendarEmpty:
            "The Dialogmelding announces visits, but the calendar has no event. Send 02 when there are none."
        default: "The Dialogmelding is none that visits are read from. The message has no effect here."
        }
    }
}
