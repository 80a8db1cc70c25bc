// The names that are understood, as pairs of namespace and local name. Prefixes never count: senders choose them freely
// and switch the default namespace midway. What is not in the table is one of the `other…` elements, by namespace, and
// its name is never repeated to anyone.

enum Namespace: UInt8, CaseIterable {
    case msgHead, common, dialog, services, calendar, appRec, signature, bundle, outbox, wrapper

    /// Exact, as written in the XSDs; a near miss is another namespace.
    var uris: [String] {
        switch self {
        case .msgHead: ["http://www.kith.no/xmlstds/msghead/2006-05-24"]
        case .common: ["http://www.kith.no/xmlstds/felleskomponent1"]
        // Dialogmelding 1.1 and 1.0: what is read of them is the same in both.
        case .dialog: ["http://www.kith.no/xmlstds/dialog/2013-01-23", "http://www.kith.no/xmlstds/dialog/2006-10-11"]
        case .services: ["http://ehelse.no/xmlstds/tjenesteoversikt"]
        case .calendar: ["urn:ietf:params:xml:ns:icalendar-2.0"]
        case .appRec:
            ["http://www.kith.no/xmlstds/apprec/2012-02-15", "http://www.kith.no/xmlstds/apprec/2004-11-21"]
        case .signature: ["http://www.w3.org/2000/09/xmldsig#"]
        case .bundle: ["urn:epjsync:meldingsbunt:1"]
        case .outbox: ["urn:epjsync:utboks:1"]
        case .wrapper: ["http://www.nav.no/xml/eiff/2/", "http://www.trygdeetaten.no/xml/eiff/1/"]
        }
    }

    /// What a name outside the vocabulary becomes in this namespace.
    var otherElement: Element {
        switch self {
        case .msgHead: .otherMsgHead
        case .common: .otherCommon
        case .dialog: .otherDialog
        case .services: .otherServices
        case .calendar: .otherCalendar
        case .appRec, .signature, .bundle, .outbox, .wrapper: .foreign
        }
    }
}

enum Element: UInt8, CaseIterable {
    case foreign, otherMsgHead, otherCommon, otherDialog, otherServices, otherCalendar
    case msgHead, msgInfo, type, migVersion, genDate, msgId, ack, conversationRef, sender, receiver, otherReceiver
    case organisation, healthcareProfessional, ident, id, typeId, patient, dateOfBirth, patientReport
    case document, refDoc, msgType, content, fileReference
    case commonId, commonTypeId
    case dialogmelding, foresporsel, typeForesp, notat, temaKodet
    case tjenesteOversikt, tjeneste, tjenesteId, tjenesteNavn, tjenesteOmraade, tjenesteOmraadeOfGuide
    case tjenesteLevertAv, tjenesteTlf, tjenesteURL, fraDato, tilDato, herId, relaterteRoller
    case icalendar, vcalendar, properties, components, vevent, vtimezone, parameters, text, uri, date, dateTime
    case duration, tzid, cn, dtstart, dtend, uid, relatedTo, recurrenceId, status, categories, attendee
    case eventDescription, expectedDuration, cancellationReason, cancellationReasonMisspelled, exdate
    case rdate, exrule, rrule, recur, freq, interval, count, until, byday, wkst
    case appRec, signature
    case bundle, outboxPage, eiFellesformat
}

enum Vocabulary {
    /// Every name that is understood. An element may have two: `TjenesteOmråde` precomposed and decomposed.
    static let names: [(Namespace, [(String, Element)])] = [
        (
            .msgHead,
            [
                ("MsgHead", .msgHead), ("MsgInfo", .msgInfo), ("Type", .type), ("MIGversion", .migVersion),
                ("GenDate", .genDate), ("MsgId", .msgId), ("Ack", .ack), ("ConversationRef", .conversationRef),
                ("Sender", .sender), ("Receiver", .receiver), ("OtherReceiver", .otherReceiver),
                ("Organisation", .organisation), ("HealthcareProfessional", .healthcareProfessional),
                ("Ident", .ident), ("Id", .id), ("TypeId", .typeId), ("Patient", .patient),
                ("DateOfBirth", .dateOfBirth), ("PatientReport", .patientReport), ("Document", .document),
                ("RefDoc", .refDoc), ("MsgType", .msgType), ("Content", .content), ("FileReference", .fileReference),
            ]
        ),
        (.common, [("Id", .commonId), ("TypeId", .commonTypeId)]),
        (
            .dialog,
            [
                ("Dialogmelding", .dialogmelding), ("Foresporsel", .foresporsel), ("TypeForesp", .typeForesp),
                ("Notat", .notat), ("TemaKodet", .temaKodet),
            ]
        ),
        (
            .services,
            [
                ("TjenesteOversikt", .tjenesteOversikt), ("Tjeneste", .tjeneste), ("TjenesteId", .tjenesteId),
                ("TjenesteNavn", .tjenesteNavn), ("TjenesteOmr\u{e5}de", .tjenesteOmraade),
                ("TjenesteOmra\u{30a}de", .tjenesteOmraade), ("TjenesteOmrade", .tjenesteOmraadeOfGuide),
                ("TjenesteLevertAv", .tjenesteLevertAv), ("TjenesteTlf", .tjenesteTlf), ("TjenesteURL", .tjenesteURL),
                ("FraDato", .fraDato), ("TilDato", .tilDato), ("HERId", .herId), ("RelaterteRoller", .relaterteRoller),
            ]
        ),
        (
            .calendar,
            [
                ("icalendar", .icalendar), ("vcalendar", .vcalendar), ("properties", .properties),
                ("components", .components), ("vevent", .vevent), ("vtimezone", .vtimezone),
                ("parameters", .parameters), ("text", .text), ("uri", .uri), ("date", .date),
                ("date-time", .dateTime), ("duration", .duration), ("tzid", .tzid), ("cn", .cn),
                ("dtstart", .dtstart), ("dtend", .dtend), ("uid", .uid), ("related-to", .relatedTo),
                ("recurrence-id", .recurrenceId), ("status", .status), ("categories", .categories),
                ("attendee", .attendee), ("description", .eventDescription),
                ("x-expected-duration", .expectedDuration), ("x-cancellation-reason", .cancellationReason),
                ("x-cancelllation-reason", .cancellationReasonMisspelled), ("exdate", .exdate), ("rdate", .rdate),
                ("exrule", .exrule), ("rrule", .rrule), ("recur", .recur), ("freq", .freq), ("interval", .interval),
                ("count", .count), ("until", .until), ("byday", .byday), ("wkst", .wkst),
            ]
        ),
        (.appRec, [("AppRec", .appRec)]),
        (.signature, [("Signature", .signature)]),
        (.bundle, [("Meldingsbunt", .bundle)]), (.outbox, [("Utboks", .outboxPage)]),
        (.wrapper, [("EI_fellesformat", .eiFellesformat)]),
    ]

    /// What a finding's path says of each element, by raw value: its name, or `*` where it has none here.
    static let pathNames: [String] = {
        var result = [String](repeating: "*", count: Element.allCases.count)
        for (_, pairs) in names {
            for (name, element) in pairs where result[Int(element.rawValue)] == "*" {
                result[Int(element.rawValue)] = name
            }
        }
        return result
    }()
}

extension Element {
    var pathName: String { Vocabulary.pathNames[Int(rawValue)] }

    /// Of a calendar, known by name or not.
    var isCalendar: Bool {
        self == .otherCalendar || (Element.icalendar.rawValue...Element.wkst.rawValue).contains(rawValue)
    }
}
