// The table of names, namespace by namespace, from the XSDs of the standards.

extension Vocabulary {
    /// Every name that is understood. An element may have two: `TjenesteOmråde` precomposed and decomposed.
    static let names: [(Namespace, [(String, Element)])] = [
        (
            .msgHead,
            [
                ("MsgHead", .msgHead), ("MsgInfo", .msgInfo), ("Type", .type), ("MIGversion", .migVersion),
                ("GenDate", .genDate), ("MsgId", .msgId), ("Ack", .ack), ("ConversationRef", .conversationRef),
                ("RefToParent", .refToParent), ("RefToConversation", .refToConversation),
                ("Sender", .sender), ("Receiver", .receiver), ("OtherReceiver", .otherReceiver),
                ("Organisation", .organisation), ("OrganisationName", .organisationName),
                ("HealthcareProfessional", .healthcareProfessional),
                ("Ident", .ident), ("Id", .id), ("TypeId", .typeId), ("Patient", .patient),
                ("DateOfBirth", .dateOfBirth), ("PatientReport", .patientReport), ("Document", .document),
                ("RefDoc", .refDoc), ("MsgType", .msgType), ("MimeType", .mimeType), ("Compression", .compression),
                ("Content", .content), ("FileReference", .fileReference),
            ]
        ),
        (.common, [("Ident", .commonIdent), ("Id", .commonId), ("TypeId", .commonTypeId)]),
        (.dialog, [("Dialogmelding", .dialogmelding)] + dialogNames),
        (.olderDialog, [("Dialogmelding", .olderDialogmelding)] + dialogNames),
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
        (.appRec, receiptNames), (.signature, [("Signature", .signature)]),
        (.unitServices, [("OrienteringOmTjenestetilbud", .tjenestetilbud)]),
        (.olderUnitServices, [("OrienteringOmTjenestetilbud", .olderTjenestetilbud)]),
        (.logistics, [("Pasientlogistikk", .pasientlogistikk)] + logisticsNames),
        (.olderLogistics, [("Pasientlogistikk", .olderPasientlogistikk)] + logisticsNames),
        (.plo, ploNames), (.olderPLO, []),
        (.consent, [("InnbyggersSamtykke", .innbyggersSamtykke)]),
        (.reservation, [("InnbyggersReservasjon", .innbyggersReservasjon)]),
        (.accessLimit, [("InnbyggersTilgangsbegrensning", .innbyggersTilgangsbegrensning)]),
        (
            .olderReservation,
            [
                ("Reservasjon", .reservasjon), ("Part", .reservasjonPart), ("Omfang", .reservasjonOmfang),
                ("Status", .reservasjonStatus), ("Versjonsnummer", .reservasjonVersjon),
            ]
        ),
        (
            .privacySetting,
            [
                ("PersonvernInnstillingDefinisjonReferanse", .definisjonReferanse),
                ("PersonvernInnstillingDefinisjonId", .definisjonId), ("Status", .innstillingStatus),
                ("Versjonsnummer", .innstillingVersjon),
            ]
        ),
        (.persons, [("Personer", .personer), ("Person", .person)]), (.base64, [("Base64Container", .base64Container)]),
        (.bundle, [("Meldingsbunt", .bundle)]), (.outbox, [("Utboks", .outboxPage)]),
        (.wrapper, [("EI_fellesformat", .eiFellesformat)]),
    ]

    private static let dialogNames: [(String, Element)] = [
        ("Foresporsel", .foresporsel), ("TypeForesp", .typeForesp), ("KodetOpplysning", .kodetOpplysning),
        ("Notat", .notat), ("TemaKodet", .temaKodet),
    ]

    private static let receiptNames: [(String, Element)] = [
        ("AppRec", .appRec), ("MsgType", .receiptMsgType), ("GenDate", .receiptGenDate), ("Id", .receiptId),
        ("Sender", .receiptSender), ("Receiver", .receiptReceiver), ("Status", .receiptStatus),
        ("Error", .receiptError), ("HCP", .receiptHCP), ("Inst", .receiptInst), ("HCProf", .receiptHCProf),
        ("Dept", .receiptDept), ("TypeId", .receiptTypeId), ("Type", .receiptType), ("AdditionalId", .additionalId),
        ("OriginalMsgId", .originalMsgId),
    ]

    private static let logisticsNames: [(String, Element)] = [
        ("OrienteringOmDod", .orienteringOmDod), ("MeldingInnlagtPasient", .meldingInnlagtPasient),
        ("MeldingUtskrivningsklarPasient", .meldingUtskrivningsklarPasient),
        ("AvmeldingUtskrivningsklarPasient", .avmeldingUtskrivningsklarPasient),
        ("MeldingOmUtskrevetPasient", .meldingOmUtskrevetPasient),
    ]

    private static let ploNames: [(String, Element)] = [
        ("InformasjonOmForsendelsen", .informasjonOmForsendelsen), ("Forsendelsesstatus", .forsendelsesstatus),
        ("TidsfestetHendelse", .tidsfestetHendelse), ("Hendelsekode", .hendelsekode),
        ("TilleggsopplysningPasient", .tilleggsopplysningPasient), ("ParorendeForesatt", .parorendeForesatt),
        ("TilknyttetEnhet", .tilknyttetEnhet), ("KontaktpersonHelsepersonell", .kontaktpersonHelsepersonell),
        ("AnsvarForRapport", .ansvarForRapport), ("SendtDokument", .sendtDokument),
        ("AssistertKommunikasjon", .assistertKommunikasjon), ("EksisterendeTjeneste", .eksisterendeTjeneste),
        ("IPLOStjenestetype", .iplosTjenestetype), ("BetegnelseTjeneste", .betegnelseTjeneste),
        ("PrivatTjeneste", .privatTjeneste), ("TjenestenLevertAv", .tjenestenLevertAv),
        ("OpplysningerOmTjenesten", .opplysningerOmTjenesten), ("AntallEnheter", .antallEnheter), ("Enhet", .enhet),
        ("Startdato", .startdato), ("Sluttdato", .sluttdato), ("Merknad", .merknad),
    ]
}
