// What EPJs say beside snapshots and services: single visits as they change, a unit's list of services, a death, a
// privacy setting.

extension GericaMessage {
    /// "Avtaleutsending" about one visit: 05, 07, 08, 11 or MOA.
    public static func push(
        _ code: String, _ number: String, id: String, generated: String, event: String, unit: String
    ) -> GericaMessage {
        let list = code == "MOA" ? "7601" : "7602"
        let request =
            "<Dialogmelding xmlns=\"http://www.kith.no/xmlstds/dialog/2013-01-23\"><Foresporsel>"
            + "<TypeForesp V=\"\(code)\" S=\"2.16.578.1.12.4.1.1.\(list)\"/></Foresporsel></Dialogmelding>"
        return GericaMessage(
            type: "DIALOG_INNBYGGER_AVTALEUTSENDING", messageID: id, generated: generated, patient: patient(number),
            unit: unit, documents: [document(request), document(calendar([event]))])
    }

    /// PLO "Orientering om tjenestetilbud" 1.6 with IPLOS codes and the days they began.
    public static func unitServices(
        _ number: String, id: String, generated: String, _ services: [(code: String, from: String)], unit: String
    ) -> GericaMessage {
        let list = services.map {
            "<EksisterendeTjeneste><IPLOStjenestetype V=\"\($0.code)\" S=\"2.16.578.1.12.4.1.1.9151\"/>"
                + "<PrivatTjeneste>false</PrivatTjeneste><Startdato>\($0.from)</Startdato></EksisterendeTjeneste>"
        }.joined()
        let content =
            "<o:OrienteringOmTjenestetilbud xmlns:o=\"http://www.kith.no/xmlstds/po/OrienteringOmTjenestetilbud/"
            + "2012-04-01\" xmlns=\"http://www.kith.no/xmlstds/po/poKomponent/2012-04-01\"><InformasjonOmForsendelsen>"
            + "<Forsendelsesstatus V=\"N\"/></InformasjonOmForsendelsen>\(list)</o:OrienteringOmTjenestetilbud>"
        return GericaMessage(
            type: "ORIENTERING_TJENESTETILBUD", messageID: id, generated: generated, patient: patient(number), ack: "J",
            unit: unit, documents: [document(content)])
    }

    /// PLO "Orientering om dødsfall", or its cancellation when it names the message that is cancelled.
    public static func death(
        _ number: String, id: String, generated: String, cancelling: String? = nil
    ) -> GericaMessage {
        let content =
            "<l:Pasientlogistikk xmlns:l=\"http://www.kith.no/xmlstds/po/Pasientlogistikk/2009-06-30\" "
            + "xmlns=\"http://www.kith.no/xmlstds/po/poKomponent/2009-06-30\"><InformasjonOmForsendelsen>"
            + "<Forsendelsesstatus V=\"\(cancelling == nil ? "N" : "C")\"/></InformasjonOmForsendelsen>"
            + "<l:OrienteringOmDod><TidsfestetHendelse><Hendelsekode V=\"13\" S=\"2.16.578.1.12.4.1.1.9121\"/>"
            + "<TidspunktForHendelse V=\"2027\"/></TidsfestetHendelse></l:OrienteringOmDod></l:Pasientlogistikk>"
        var message = GericaMessage(
            type: "LOG_DOD", messageID: id, generated: generated, patient: patient(number), ack: "J",
            documents: [document(content)])
        if let cancelling {
            message.patient =
                "<ConversationRef><RefToParent>\(cancelling)</RefToParent><RefToConversation>\(cancelling)"
                + "</RefToConversation></ConversationRef>" + message.patient
        }
        return message
    }

    /// An access limit: TBO made, TBF lifted.
    public static func accessLimit(
        _ number: String, id: String, generated: String, status: String, version: Int
    ) -> GericaMessage {
        let content =
            "<t:InnbyggersTilgangsbegrensning xmlns:t=\"http://ehelse.no/xmlstds/tilgangsbegrensning/v1.0\" "
            + "xmlns=\"http://ehelse.no/xmlstds/PersonvernInnstilling/v1.0\"><PersonvernInnstillingDefinisjonReferanse>"
            + "<PersonvernInnstillingDefinisjonId>7c1d0f52-0d4e-4a64-9c35-6a1e7f6b9a01"
            + "</PersonvernInnstillingDefinisjonId></PersonvernInnstillingDefinisjonReferanse><Status V=\"\(status)\" "
            + "S=\"2.16.578.1.12.4.1.1.7609\"/><Versjonsnummer>\(version)</Versjonsnummer>"
            + "</t:InnbyggersTilgangsbegrensning>"
        return GericaMessage(
            type: "PERSONVERN_INNBYGGER_TILGANGSBEGRENSNING", messageID: id, generated: generated,
            patient: patient(number), ack: "J", documents: [document(content)])
    }
}
