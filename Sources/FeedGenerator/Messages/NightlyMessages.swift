// Everything the record system sends about one citizen in one night: his services when they changed, an answer from
// each unit, and a notice for each visit performed.

/// Writes a citizen's messages of one night.
struct NightlyMessages {
    let municipality: Municipality
    let clock: OsloClock
    let night: CareNight
    /// Chooses among spellings; never what is said.
    var spelling: SplitMix64

    /// The messages of `citizen`.
    mutating func messages(about citizen: Citizen) -> [Message] {
        var messages: [Message] = []
        if citizen.overviewChanged, let message = overview(citizen) { messages.append(message) }
        for unit in citizen.units { messages.append(snapshot(citizen, unit)) }
        for visit in citizen.performed(before: night) {
            messages.append(notice(citizen, visit.visit, visit.performance))
        }
        return messages
    }

    /// TjenesteOversikt 1.0 (HITS 1218:2018): the whole list, alone in its envelope.
    private mutating func overview(_ citizen: Citizen) -> Message? {
        guard let unit = citizen.units.first else { return nil }
        let services = citizen.memberships.filter { !$0.isEnded }.map(Self.serviceXML).joined()
        let content =
            #"<TjenesteOversikt xmlns="http://ehelse.no/xmlstds/tjenesteoversikt" "#
            + #"xmlns:fk1="http://www.kith.no/xmlstds/felleskomponent1">\#(services)</TjenesteOversikt>"#
        return message(
            .tjenesteoversikt, citizen, unit, ("DIALOG_INNBYGGER_TJENESTEOVERSIKT", "Tjenesteoversikt"),
            .tonight(night.today, random: &spelling), ack: "J", [Envelope.Document(content: content)])
    }

    private static func serviceXML(_ membership: Membership) -> String {
        let service = membership.service
        return "\n<Tjeneste><TjenesteId>\(service.id)</TjenesteId>"
            + "<TjenesteNavn>\(service.registerName.xmlEscaped)</TjenesteNavn><TjenesteOmråde>1</TjenesteOmråde>"
            + "<TjenesteLevertAv>\(service.unit.name.xmlEscaped)</TjenesteLevertAv>"
            + "<FraDato>\(membership.since.iso)</FraDato>"
            + "<HERId><fk1:Id>\(service.unit.herId)</fk1:Id>"
            + #"<fk1:TypeId V="HER" S="2.16.578.1.12.4.1.1.9051" DN="HER-id"/></HERId></Tjeneste>"#
    }

    /// The answer "Bestilte timer" or "Ingen bestilte timer" (HITS 1217:2018): everything one unit plans with him.
    private mutating func snapshot(_ citizen: Citizen, _ unit: Unit) -> Message {
        let events = citizen.events(of: unit, today: night.today)
        let code = events.isEmpty ? #"V="02""# : #"V="01""#
        let name = events.isEmpty ? "Ingen bestilte timer" : "Bestilte timer"
        let note = Self.dialog(
            #"<Notat><TemaKodet \#(code) S="2.16.578.1.12.4.1.1.7602" DN="\#(name)"/></Notat>"#)
        var documents = [Envelope.Document(description: "Svar hent bestilte timer", content: note)]
        if !events.isEmpty {
            let calendar = CalendarEvent.calendar(events, random: &spelling)
            documents.append(Envelope.Document(description: "iCalendarFremtidigeAvtaler", content: calendar))
        }
        return message(
            events.isEmpty ? .ingenBestilteTimer : .bestilteTimer, citizen, unit,
            ("DIALOG_INNBYGGER_TIMERESERVASJON", "Dialog med innbygger - timereservasjon"),
            .tonight(night.today, random: &spelling), ack: spelling.happens(0.2) ? "J" : "N",
            conversation: spelling.uuid(), documents)
    }

    /// "Melding om avtale": one visit took place.
    private mutating func notice(_ citizen: Citizen, _ visit: Visit, _ performance: Performance) -> Message {
        let request = Self.dialog(
            "<Foresporsel><TypeForesp V=\"MOA\" S=\"2.16.578.1.12.4.1.1.7601\" DN=\"Melding om avtale\"/></Foresporsel>"
        )
        let calendar = CalendarEvent.calendar([visit.completedEvent(performance)], random: &spelling)
        return message(
            .meldingOmAvtale, citizen, visit.subject.service.unit,
            ("DIALOG_INNBYGGER_AVTALEUTSENDING", "Dialog med innbygger - avtaleutsending"),
            .shortlyAfter(performance.frame.end, random: &spelling), ack: "J",
            [
                Envelope.Document(content: request),
                Envelope.Document(description: "iCalendarUtførtTime", content: calendar),
            ])
    }

    private mutating func message(
        _ kind: MessageKind, _ citizen: Citizen, _ unit: Unit, _ process: (code: String, name: String),
        _ genDate: GenDate, ack: String, conversation: String? = nil, _ documents: [Envelope.Document]
    ) -> Message {
        let id = spelling.uuid()
        let written = genDate.text(clock, random: &spelling)
        let issued = documents.map { document in
            Envelope.Document(description: document.description, issued: written, content: document.content)
        }
        let envelope = Envelope(
            municipality: municipality, unit: unit, person: citizen.person, process: process, genDate: written, id: id,
            ack: ack, conversation: conversation, documents: issued)
        return Message(kind: kind, id: id, xml: envelope.xml)
    }

    private static func dialog(_ content: String) -> String {
        #"<Dialogmelding xmlns="http://www.kith.no/xmlstds/dialog/2013-01-23">\#(content)</Dialogmelding>"#
    }
}

extension Citizen {
    /// The visits whose performance is told before `night`, in the order they ended.
    fileprivate func performed(before night: CareNight) -> [(visit: Visit, performance: Performance)] {
        knownVisits
            .compactMap { visit in visit.performance.map { (visit: visit, performance: $0) } }
            .filter { $0.performance.night == night.number }
            .sorted { ($0.performance.frame.end, $0.performance.uid) < ($1.performance.frame.end, $1.performance.uid) }
    }
}
