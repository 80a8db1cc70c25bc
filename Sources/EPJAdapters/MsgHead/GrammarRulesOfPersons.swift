// The rows of the Grammar for what is said of a person beside visits: PLO 1.5/1.6 (HIS 80704, HIS 1149), Personvern,
// Personer (HITS 1217), and for AppRec 1.0/1.1 (HIS 80415).

extension GrammarRules {
    static let receipt: [(Place, Element, Place)] = [
        (.outside, .appRec, .receiptRoot), (.receiptRoot, .receiptGenDate, .receiptGenDate),
        (.receiptRoot, .receiptId, .receiptId), (.receiptRoot, .receiptStatus, .receiptStatus),
        (.receiptRoot, .receiptError, .receiptError), (.receiptRoot, .receiptSender, .receiptSender),
        (.receiptSender, .receiptHCP, .receiptHCP), (.receiptHCP, .receiptInst, .receiptParty),
        (.receiptHCP, .receiptHCProf, .receiptParty), (.receiptParty, .receiptDept, .receiptParty),
        (.receiptParty, .additionalId, .receiptParty), (.receiptParty, .receiptId, .receiptPartyId),
        (.receiptParty, .receiptTypeId, .receiptPartyType), (.receiptParty, .receiptType, .receiptPartyType),
        (.receiptRoot, .originalMsgId, .receiptOriginal), (.receiptOriginal, .receiptId, .receiptOriginalId),
    ]

    static let plo: [(Place, Element, Place)] = unitServices + logistics

    private static let unitServices: [(Place, Element, Place)] = [
        (.content, .tjenestetilbud, .unitServices), (.content, .olderTjenestetilbud, .unitServices),
        (.contentNotRead, .tjenestetilbud, .contradictingPayload),
        (.contentNotRead, .olderTjenestetilbud, .contradictingPayload),
        (.unitServices, .informasjonOmForsendelsen, .unitServicesShipment),
        (.unitServicesShipment, .forsendelsesstatus, .unitServicesStatus),
        (.unitServices, .tilleggsopplysningPasient, .skipped), (.unitServices, .parorendeForesatt, .skipped),
        (.unitServices, .tilknyttetEnhet, .skipped), (.unitServices, .kontaktpersonHelsepersonell, .skipped),
        (.unitServices, .ansvarForRapport, .skipped), (.unitServices, .sendtDokument, .skipped),
        (.unitServices, .assistertKommunikasjon, .skipped), (.unitServices, .eksisterendeTjeneste, .existingService),
        (.existingService, .iplosTjenestetype, .iplosType), (.existingService, .betegnelseTjeneste, .skipped),
        (.existingService, .privatTjeneste, .isPrivate), (.existingService, .tjenestenLevertAv, .skipped),
        (.existingService, .opplysningerOmTjenesten, .skipped), (.existingService, .antallEnheter, .skipped),
        (.existingService, .enhet, .skipped), (.existingService, .startdato, .existingFrom),
        (.existingService, .sluttdato, .existingThrough), (.existingService, .merknad, .skipped),
    ]

    private static let logistics: [(Place, Element, Place)] = [
        (.content, .pasientlogistikk, .logistics), (.content, .olderPasientlogistikk, .logistics),
        (.contentNotRead, .pasientlogistikk, .contradictingPayload),
        (.contentNotRead, .olderPasientlogistikk, .contradictingPayload),
        (.logistics, .informasjonOmForsendelsen, .logisticsShipment),
        (.logisticsShipment, .forsendelsesstatus, .logisticsStatus),
        (.logistics, .meldingInnlagtPasient, .logisticsAdmitted),
        (.logistics, .meldingUtskrivningsklarPasient, .logisticsReady),
        (.logistics, .avmeldingUtskrivningsklarPasient, .logisticsNotReady),
        (.logistics, .meldingOmUtskrevetPasient, .logisticsDischarged),
        (.logistics, .orienteringOmDod, .logisticsDead), (.logisticsDead, .tidsfestetHendelse, .logisticsEvent),
        (.logisticsEvent, .hendelsekode, .eventCode),
    ]

    static let privacy: [(Place, Element, Place)] =
        [
            (.content, .innbyggersSamtykke, .consent), (.content, .innbyggersReservasjon, .reservation),
            (.content, .innbyggersTilgangsbegrensning, .accessLimit),
            (.privacyReference, .definisjonId, .privacyDefinition),
            (.content, .reservasjon, .olderReservation), (.olderReservation, .reservasjonPart, .reservationPart),
            (.olderReservation, .reservasjonOmfang, .reservationScope),
            (.olderReservation, .reservasjonStatus, .privacyStatus),
            (.olderReservation, .reservasjonVersjon, .privacyVersion),
        ] + setting(in: .consent) + setting(in: .reservation) + setting(in: .accessLimit)

    /// `InnbyggersPersonvernInnstilling`. Its Metadata may hold anything and is passed over.
    private static func setting(in root: Place) -> [(Place, Element, Place)] {
        [
            (root, .definisjonReferanse, .privacyReference), (root, .innstillingStatus, .privacyStatus),
            (root, .innstillingVersjon, .privacyVersion),
        ]
    }

    static let persons: [(Place, Element, Place)] = [
        (.content, .personer, .persons), (.persons, .person, .person), (.person, .commonIdent, .personIdent),
        (.personIdent, .commonId, .personId), (.personIdent, .commonTypeId, .personTypeId),
    ]
}
