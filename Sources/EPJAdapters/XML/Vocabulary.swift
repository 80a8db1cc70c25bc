// The names that are understood, as pairs of namespace and local name. Prefixes never count: senders choose them freely
// and switch the default namespace midway. What is not in the table is one of the `other…` elements, by namespace, and
// its name is never repeated to anyone.

enum Namespace: UInt8, CaseIterable {
    case msgHead, common, dialog, olderDialog, services, calendar, appRec, signature
    case unitServices, olderUnitServices, logistics, olderLogistics, plo, olderPLO
    case consent, reservation, olderReservation, accessLimit, privacySetting
    case persons, base64
    case bundle, outbox, wrapper

    /// Exact, as written in the XSDs; a near miss is another namespace.
    var uris: [String] {
        switch self {
        case .msgHead: ["http://www.kith.no/xmlstds/msghead/2006-05-24"]
        case .common: ["http://www.kith.no/xmlstds/felleskomponent1"]
        // Dialogmelding 1.1, and 1.0: what is read of them is the same in both.
        case .dialog: ["http://www.kith.no/xmlstds/dialog/2013-01-23"]
        case .olderDialog: ["http://www.kith.no/xmlstds/dialog/2006-10-11"]
        case .services: ["http://ehelse.no/xmlstds/tjenesteoversikt"]
        case .calendar: ["urn:ietf:params:xml:ns:icalendar-2.0"]
        case .appRec:
            ["http://www.kith.no/xmlstds/apprec/2012-02-15", "http://www.kith.no/xmlstds/apprec/2004-11-21"]
        case .signature: ["http://www.w3.org/2000/09/xmldsig#"]
        // PLO 1.6 and 1.5. The classes that the messages share are the same in both as far as they are read.
        case .unitServices: ["http://www.kith.no/xmlstds/po/OrienteringOmTjenestetilbud/2012-04-01"]
        case .olderUnitServices: ["http://www.kith.no/xmlstds/po/OrienteringOmTjenestetilbud/2009-06-30"]
        case .logistics: ["http://www.kith.no/xmlstds/po/Pasientlogistikk/2012-04-01"]
        case .olderLogistics: ["http://www.kith.no/xmlstds/po/Pasientlogistikk/2009-06-30"]
        case .plo:
            [
                "http://www.kith.no/xmlstds/po/poKomponent/2012-04-01",
                "http://www.kith.no/xmlstds/po/poKomponent/2009-06-30",
            ]
        case .olderPLO: Self.olderPLONames.map { "http://www.kith.no/xmlstds/po/\($0)/2009-06-30" }
        case .consent: ["http://ehelse.no/xmlstds/samtykke/v1.0"]
        case .reservation: ["http://ehelse.no/xmlstds/reservasjon/v2.0"]
        // Reservasjon 1.0, which has a shape of its own.
        case .olderReservation: ["http://www.kith.no/xmlstds/reservasjon/2016-12"]
        case .accessLimit: ["http://ehelse.no/xmlstds/tilgangsbegrensning/v1.0"]
        case .privacySetting: ["http://ehelse.no/xmlstds/PersonvernInnstilling/v1.0"]
        case .persons: ["http://www.kith.no/xmlstds/person/2014-03-28"]
        case .base64: ["http://www.kith.no/xmlstds/base64container"]
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
        case .dialog, .olderDialog: .otherDialog
        case .services: .otherServices
        case .calendar: .otherCalendar
        case .plo: .otherPLO
        case .olderPLO: .otherOlderPLO
        default: .foreign
        }
    }

    /// The messages of PLO 1.5 that are not read, but are answered in the older way all the same.
    private static let olderPLONames = [
        "HelseopplysningerVedSoknad", "Konsultasjon", "Innleggelsesrapport", "TverrfagligEpikrise",
        "OverforingMedisinskeOpplysninger", "MeldingFravar",
    ]
}

enum Element: UInt8, CaseIterable {
    case foreign, otherMsgHead, otherCommon, otherDialog, otherServices, otherCalendar, otherPLO, otherOlderPLO
    case msgHead, msgInfo, type, migVersion, genDate, msgId, ack, conversationRef, refToParent, refToConversation
    case sender, receiver, otherReceiver, organisation, organisationName, healthcareProfessional, ident, id, typeId
    case patient, dateOfBirth, patientReport, document, refDoc, msgType, mimeType, compression, content, fileReference
    case commonIdent, commonId, commonTypeId
    case dialogmelding, olderDialogmelding, foresporsel, typeForesp, kodetOpplysning, notat, temaKodet
    case tjenesteOversikt, tjeneste, tjenesteId, tjenesteNavn, tjenesteOmraade, tjenesteOmraadeOfGuide
    case tjenesteLevertAv, tjenesteTlf, tjenesteURL, fraDato, tilDato, herId, relaterteRoller
    case icalendar, vcalendar, properties, components, vevent, vtimezone, parameters, text, uri, date, dateTime
    case duration, tzid, cn, dtstart, dtend, uid, relatedTo, recurrenceId, status, categories, attendee
    case eventDescription, expectedDuration, cancellationReason, cancellationReasonMisspelled, exdate
    case rdate, exrule, rrule, recur, freq, interval, count, until, byday, wkst
    case appRec, receiptMsgType, receiptGenDate, receiptId, receiptSender, receiptReceiver, receiptStatus, receiptError
    case receiptHCP, receiptInst, receiptHCProf, receiptDept, receiptTypeId, receiptType, additionalId, originalMsgId
    case signature
    case tjenestetilbud, olderTjenestetilbud, pasientlogistikk, olderPasientlogistikk
    case orienteringOmDod, meldingInnlagtPasient, meldingUtskrivningsklarPasient, avmeldingUtskrivningsklarPasient
    case meldingOmUtskrevetPasient
    case informasjonOmForsendelsen, forsendelsesstatus, tidsfestetHendelse, hendelsekode
    case tilleggsopplysningPasient, parorendeForesatt, tilknyttetEnhet, kontaktpersonHelsepersonell, ansvarForRapport
    case sendtDokument, assistertKommunikasjon
    case eksisterendeTjeneste, iplosTjenestetype, betegnelseTjeneste, privatTjeneste, tjenestenLevertAv
    case opplysningerOmTjenesten, antallEnheter, enhet, startdato, sluttdato, merknad
    case innbyggersSamtykke, innbyggersReservasjon, innbyggersTilgangsbegrensning
    case definisjonReferanse, definisjonId, innstillingStatus, innstillingVersjon
    case reservasjon, reservasjonPart, reservasjonOmfang, reservasjonStatus, reservasjonVersjon
    case personer, person, base64Container
    case bundle, outboxPage, eiFellesformat
}

/// The names themselves are in VocabularyNames.swift.
enum Vocabulary {
    // By bytes, because strings are equal by canonical equivalence, and a Kelvin sign is no K.
    private static let namespaces: [[UInt8]: Namespace] = {
        var result: [[UInt8]: Namespace] = [:]
        for namespace in Namespace.allCases {
            for uri in namespace.uris { result[Array(uri.utf8)] = namespace }
        }
        return result
    }()
    private static let elements: [Namespace: [[UInt8]: Element]] = {
        var result: [Namespace: [[UInt8]: Element]] = [:]
        for (namespace, pairs) in names {
            for (name, element) in pairs { result[namespace, default: [:]][Array(name.utf8)] = element }
        }
        return result
    }()

    /// The element of a local name in a namespace.
    static func element(_ name: [UInt8], in uri: [UInt8]) -> Element {
        guard let namespace = namespaces[uri] else { return .foreign }
        return elements[namespace]?[name] ?? namespace.otherElement
    }

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

    /// The root of a message in a version that AppRec 1.0 answers: Dialogmelding 1.0 and PLO 1.5.
    var usesOlderReceipt: Bool {
        switch self {
        case .olderDialogmelding, .olderTjenestetilbud, .olderPasientlogistikk, .otherOlderPLO: true
        default: false
        }
    }

    /// Of a calendar, known by name or not.
    var isCalendar: Bool {
        self == .otherCalendar || (Element.icalendar.rawValue...Element.wkst.rawValue).contains(rawValue)
    }
}
