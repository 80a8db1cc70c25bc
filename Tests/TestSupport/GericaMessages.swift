// The national messages as a Gerica installation writes them, for tests: small, synthetic, and written here.

public struct GericaMessage: Sendable {
    public var type: String
    public var messageID: String
    public var generated: String
    public var patient: String
    public var ack = "N"
    public var herID = "87688"
    public var unit = "95316"
    public var documents: [String]

    public var xml: String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <MsgHead xmlns="http://www.kith.no/xmlstds/msghead/2006-05-24">
        <MsgInfo>
        <Type V="\(type)" DN="-"/>
        <MIGversion>v1.2 2006-05-24</MIGversion>
        <GenDate>\(generated)</GenDate>
        <MsgId>\(messageID)</MsgId>
        <Ack V="\(ack)"/>
        <Sender>\(Self.organisation(herID, inner: unit))</Sender>
        <Receiver>\(Self.organisation("115851", inner: "8093248"))</Receiver>
        \(patient)
        </MsgInfo>
        \(documents.joined(separator: "\n"))
        </MsgHead>

        """
    }

    /// As a member of a bundle or a page: without the XML declaration.
    public var element: String { xml.replacing("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", with: "") }

    /// A bundle of messages.
    ///
    /// - Parameter announced: `antall`, where it is not the number of messages.
    public static func bundle(_ members: [String], announced: Int? = nil) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<Meldingsbunt xmlns=\"urn:epjsync:meldingsbunt:1\" antall=\"\(announced ?? members.count)\">\n"
            + members.joined() + "</Meldingsbunt>\n"
    }

    private static func organisation(_ herID: String, inner: String?) -> String {
        let nested = inner.map { organisation($0, inner: nil) } ?? ""
        return "<Organisation><OrganisationName>Prøvekommunen</OrganisationName><Ident><Id>\(herID)</Id>"
            + "<TypeId V=\"HER\" S=\"2.16.578.1.12.4.1.1.9051\"/></Ident>\(nested)</Organisation>"
    }

    public static func document(_ content: String) -> String {
        "<Document><RefDoc><MsgType V=\"XML\"/><Content>\(content)</Content></RefDoc></Document>"
    }

    public static func patient(_ number: String, family: String = "Prøvesen", label: String? = nil) -> String {
        return "<Patient><FamilyName>\(family)</FamilyName><GivenName>Synte</GivenName><Ident><Id>\(number)</Id>"
            + "<TypeId V=\"\(label ?? kind(number))\" S=\"2.16.578.1.12.4.1.1.8116\"/></Ident></Patient>"
    }

    private static func kind(_ number: String) -> String {
        (number.first?.wholeNumberValue ?? 0) >= 4 ? "DNR" : "FNR"
    }

    /// "Bestilte timer", or "Ingen bestilte timer" when there is no event.
    public static func snapshot(
        _ number: String, id: String, generated: String, events: [String], unit: String = "95316"
    ) -> GericaMessage {
        let note =
            "<Dialogmelding xmlns=\"http://www.kith.no/xmlstds/dialog/2013-01-23\"><Notat>"
            + "<TemaKodet V=\"\(events.isEmpty ? "02" : "01")\" S=\"2.16.578.1.12.4.1.1.7602\"/></Notat></Dialogmelding>"
        var documents = [document(note)]
        if !events.isEmpty { documents.append(document(calendar(events))) }
        return GericaMessage(
            type: "DIALOG_INNBYGGER_TIMERESERVASJON", messageID: id, generated: generated,
            patient: patient(number), unit: unit, documents: documents)
    }

    /// "Melding om avtale" about a performed visit.
    public static func performed(_ number: String, id: String, generated: String, event: String) -> GericaMessage {
        let request =
            "<Dialogmelding xmlns=\"http://www.kith.no/xmlstds/dialog/2013-01-23\"><Foresporsel>"
            + "<TypeForesp V=\"MOA\" S=\"2.16.578.1.12.4.1.1.7601\"/></Foresporsel></Dialogmelding>"
        return GericaMessage(
            type: "DIALOG_INNBYGGER_AVTALEUTSENDING", messageID: id, generated: generated, patient: patient(number),
            documents: [document(request), document(calendar([event]))])
    }

    /// TjenesteOversikt with services (TjenesteId, HER-id, FraDato).
    public static func services(
        _ number: String, id: String, generated: String, _ services: [(id: String, unit: String, from: String)]
    ) -> GericaMessage {
        let list = services.map {
            "<Tjeneste><TjenesteId>\($0.id)</TjenesteId><TjenesteNavn>-</TjenesteNavn><TjenesteOmråde>1</TjenesteOmråde>"
                + "<FraDato>\($0.from)</FraDato><HERId><f:Id>\($0.unit)</f:Id>"
                + "<f:TypeId V=\"HER\" S=\"2.16.578.1.12.4.1.1.9051\"/></HERId></Tjeneste>"
        }.joined()
        let overview =
            "<TjenesteOversikt xmlns=\"http://ehelse.no/xmlstds/tjenesteoversikt\" "
            + "xmlns:f=\"http://www.kith.no/xmlstds/felleskomponent1\">\(list)</TjenesteOversikt>"
        return GericaMessage(
            type: "DIALOG_INNBYGGER_TJENESTEOVERSIKT", messageID: id, generated: generated, patient: patient(number),
            ack: "J", documents: [document(overview)])
    }

    /// A question who is digitally active (SIDAB).
    public static func question(_ numbers: [String], id: String, generated: String) -> GericaMessage {
        let request =
            "<Dialogmelding xmlns=\"http://www.kith.no/xmlstds/dialog/2013-01-23\"><Foresporsel>"
            + "<TypeForesp V=\"SIDAB\" S=\"2.16.578.1.12.4.1.1.7601\"/></Foresporsel></Dialogmelding>"
        let persons = numbers.map {
            "<Person><f:Ident><f:Id>\($0)</f:Id><f:TypeId V=\"\(kind($0))\"/></f:Ident></Person>"
        }.joined()
        let list =
            "<Personer xmlns=\"http://www.kith.no/xmlstds/person/2014-03-28\" "
            + "xmlns:f=\"http://www.kith.no/xmlstds/felleskomponent1\">\(persons)</Personer>"
        return GericaMessage(
            type: "DIALOG_INNBYGGER_DIGITALBRUKER", messageID: id, generated: generated, patient: "",
            documents: [document(request), document(list)])
    }

    /// An AppRec 1.1 of the installation, for a message that was sent to it.
    public static func receipt(for id: String, status: Int, error: String? = nil, herID: String = "87688") -> String {
        func party(_ herID: String) -> String {
            "<HCP><Inst><Name>-</Name><Id>\(herID)</Id><TypeId V=\"HER\" DN=\"HER-id\"/></Inst></HCP>"
        }
        let fault = error.map { "<Error V=\"\($0)\" S=\"2.16.578.1.12.4.1.1.8221\" DN=\"-\"/>" } ?? ""
        return "<AppRec xmlns=\"http://www.kith.no/xmlstds/apprec/2012-02-15\"><MsgType V=\"APPREC\"/>"
            + "<MIGversion>v1.1 2012-02-15</MIGversion><GenDate>2027-01-12T08:00:00Z</GenDate><Id>r-\(id)</Id>"
            + "<Sender>\(party(herID))</Sender><Receiver>\(party("115851"))</Receiver><Status V=\"\(status)\"/>\(fault)"
            + "<OriginalMsgId><MsgType V=\"DIALOG_INNBYGGER_DIGITALBRUKER\"/>"
            + "<IssueDate>2027-01-11T00:15:00Z</IssueDate><Id>\(id)</Id></OriginalMsgId></AppRec>"
    }

    public static func calendar(_ events: [String]) -> String {
        "<icalendar xmlns=\"urn:ietf:params:xml:ns:icalendar-2.0\"><vcalendar><properties><version><text>2.0</text>"
            + "</version><prodid><text>-</text></prodid></properties><components>\(events.joined())</components>"
            + "</vcalendar></icalendar>"
    }

    /// One `vevent`; `more` holds further properties as XML.
    public static func event(
        uid: String, start: String, end: String, status: String?, categories: [String] = ["TjenesteId:9"],
        more: String = ""
    ) -> String {
        let state = status.map { "<status><text>\($0)</text></status>" } ?? ""
        let texts = categories.map { "<text>\($0)</text>" }.joined()
        let category = texts.isEmpty ? "" : "<categories>\(texts)</categories>"
        return "<vevent><properties><dtstart><date-time>\(start)</date-time></dtstart><dtend><date-time>\(end)"
            + "</date-time></dtend><uid><text>\(uid)</text></uid><contact><text>12345</text></contact>\(state)\(category)"
            + "\(more)</properties></vevent>"
    }

    /// A message id for a test, told apart by a number.
    public static func id(_ number: Int) -> String {
        let text = String(number, radix: 16)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - text.count) + text
    }
}
