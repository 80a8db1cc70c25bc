// Everything the record system sends about one citizen in one night. Gerica: his services when they changed, an answer
// from each unit, and a notice for each visit performed. What the others do differently lies in `Dialects`.

/// Writes a citizen's messages of one night.
struct NightlyMessages {
    let municipality: Municipality
    let clock: OsloClock
    let night: CareNight
    /// Chooses among spellings; never what is said.
    var spelling: SplitMix64
    /// Chooses which messages are odd.
    var oddities: OddityChoice

    /// The messages of `citizen`.
    ///
    /// - Parameters:
    ///   - before: the citizen as he was the night before; nil on the first night.
    ///   - answersAnyway: a night on which units answer though there is nothing new.
    mutating func messages(about citizen: Citizen, since before: Citizen? = nil, answersAnyway: Bool = true)
        -> [Message]
    {
        switch municipality.adapter {
        case .gerica: gericaMessages(about: citizen)
        case .profil: profilMessages(about: citizen, since: before, answersAnyway: answersAnyway)
        case .cosdoc: cosdocMessages(about: citizen)
        }
    }

    private mutating func gericaMessages(about citizen: Citizen) -> [Message] {
        var messages: [Message] = []
        if citizen.overviewChanged, let message = overview(citizen, area: "TjenesteOmråde") { messages.append(message) }
        for unit in citizen.units {
            messages.append(snapshot(citizen, unit, citizen.events(of: unit, today: night.today)))
        }
        for performed in citizen.performed(before: night) {
            messages.append(notice(citizen, performed, performed.visit.completedEvent(performed.performance)))
        }
        return messages
    }

    /// TjenesteOversikt 1.0 (HITS 1218:2018): the whole list, alone in its envelope.
    ///
    /// - Parameter area: the element's name, which the schema and the guide spell differently.
    mutating func overview(_ citizen: Citizen, area: String) -> Message? {
        guard let unit = citizen.units.first else { return nil }
        let services = citizen.memberships.filter { !$0.isEnded }.map { Self.serviceXML($0, area) }.joined()
        let content =
            #"<TjenesteOversikt xmlns="http://ehelse.no/xmlstds/tjenesteoversikt" "#
            + #"xmlns:fk1="http://www.kith.no/xmlstds/felleskomponent1">\#(services)</TjenesteOversikt>"#
        return message(
            .tjenesteoversikt, citizen.person, unit, ("DIALOG_INNBYGGER_TJENESTEOVERSIKT", "Tjenesteoversikt"),
            .tonight(night.today, random: &spelling), ack: "J", [Envelope.Document(content: content)],
            oddities.next())
    }

    private static func serviceXML(_ membership: Membership, _ area: String) -> String {
        let service = membership.service
        return "\n<Tjeneste><TjenesteId>\(service.id)</TjenesteId>"
            + "<TjenesteNavn>\(service.registerName.xmlEscaped)</TjenesteNavn><\(area)>1</\(area)>"
            + "<TjenesteLevertAv>\(service.unit.name.xmlEscaped)</TjenesteLevertAv>"
            + "<FraDato>\(membership.since.iso)</FraDato>"
            + "<HERId><fk1:Id>\(service.unit.herId)</fk1:Id>"
            + #"<fk1:TypeId V="HER" S="2.16.578.1.12.4.1.1.9051" DN="HER-id"/></HERId></Tjeneste>"#
    }

    /// The answer "Bestilte timer" or "Ingen bestilte timer" (HITS 1217:2018): everything one unit plans with him.
    mutating func snapshot(_ citizen: Citizen, _ unit: Unit, _ events: [CalendarEvent]) -> Message {
        let oddity = oddities.next()
        let code = events.isEmpty ? #"V="02""# : #"V="01""#
        let name = events.isEmpty ? "Ingen bestilte timer" : "Bestilte timer"
        let note = Self.dialog(
            #"<Notat><TemaKodet \#(code) S="2.16.578.1.12.4.1.1.7602" DN="\#(name)"/></Notat>"#)
        var documents = [Envelope.Document(description: "Svar hent bestilte timer", content: note)]
        if !events.isEmpty {
            let calendar = CalendarEvent.calendar(events, oddity, random: &spelling)
            documents.append(Envelope.Document(description: "iCalendarFremtidigeAvtaler", content: calendar))
        }
        return message(
            events.isEmpty ? .ingenBestilteTimer : .bestilteTimer, citizen.person, unit,
            ("DIALOG_INNBYGGER_TIMERESERVASJON", "Dialog med innbygger - timereservasjon"),
            .tonight(night.today, random: &spelling), ack: spelling.happens(oddity.receiptOnAnswer) ? "J" : "N",
            conversation: (spelling.uuid(), nil), documents, oddity)
    }

    /// "Melding om avtale": one visit took place. Its code is of list 7601, as in the official samples; Profil gives it
    /// the list of its other pushes, but for its oddities.
    mutating func notice(_ citizen: Citizen, _ performed: PerformedVisit, _ event: CalendarEvent) -> Message {
        let oddity = oddities.next()
        let request = Self.dialog(
            "<Foresporsel><TypeForesp V=\"MOA\" S=\"2.16.578.1.12.4.1.1.\(oddity.listOfNotice)\" "
                + "DN=\"Melding om avtale\"/></Foresporsel>")
        let calendar = CalendarEvent.calendar([event], oddity, random: &spelling)
        return message(
            .meldingOmAvtale, citizen.person, performed.visit.subject.service.unit,
            ("DIALOG_INNBYGGER_AVTALEUTSENDING", "Dialog med innbygger - avtaleutsending"),
            .shortlyAfter(performed.performance.frame.end, random: &spelling), ack: "J",
            [
                Envelope.Document(content: request),
                Envelope.Document(description: "iCalendarUtførtTime", content: calendar),
            ], oddity)
    }

    /// - Parameter conversation: the message this answers or goes on from, and the first of the conversation when that
    ///   is another.
    mutating func message(
        _ kind: MessageKind, _ person: Person?, _ unit: Unit, _ process: (code: String, name: String),
        _ genDate: GenDate, ack: String, conversation: (parent: String, first: String?)? = nil,
        _ documents: [Envelope.Document], _ oddity: Oddity
    ) -> Message {
        let id = spelling.uuid()
        let written = genDate.text(clock, zones: oddity.zones, random: &spelling)
        let issued = documents.map { document in
            Envelope.Document(description: document.description, issued: written, content: document.content)
        }
        let envelope = Envelope(
            municipality: municipality, unit: unit, person: person, process: process, genDate: written, id: id,
            ack: ack, conversation: conversation, documents: issued)
        let xml = oddity.hasBlanks ? envelope.xml.withBlanks : envelope.xml
        return Message(kind: kind, id: id, xml: xml, isWindows1252: oddity.isWindows1252)
    }

    static func dialog(_ content: String) -> String {
        #"<Dialogmelding xmlns="http://www.kith.no/xmlstds/dialog/2013-01-23">\#(content)</Dialogmelding>"#
    }
}

/// A visit whose performance is told.
struct PerformedVisit {
    let visit: Visit
    let performance: Performance
    /// Position in `Citizen.series`; nil for a single visit.
    var series: Int?
    /// A single visit's first `uid`.
    var firstUID: String?
}

extension Citizen {
    /// The visits whose performance is told before `night`, in the order they ended.
    func performed(before night: CareNight) -> [PerformedVisit] {
        let occurrences = series.indices.flatMap { index in
            series[index].visits.values.compactMap { visit in
                visit.performance.map { PerformedVisit(visit: visit, performance: $0, series: index) }
            }
        }
        let others = singles.compactMap { single in
            single.visit.performance.map {
                PerformedVisit(visit: single.visit, performance: $0, firstUID: single.firstUID)
            }
        }
        return (occurrences + others)
            .filter { $0.performance.night == night.number }
            .sorted {
                ($0.performance.frame.end, $0.performance.uid) < ($1.performance.frame.end, $1.performance.uid)
            }
    }
}

/// Decides for one message after another whether it is odd.
struct OddityChoice {
    let adapter: Adapter
    /// 0...1; nil leaves Gerica's oddities their usual rates.
    let share: Double?
    /// A stream of its own, so that nothing else changes with the share.
    var random: SplitMix64

    mutating func next() -> Oddity {
        let isOdd = share.map { random.happens($0) }
        // Blanks, bytes of windows-1252, or both.
        let manner = adapter == .cosdoc && isOdd == true ? random.below(3) : nil
        return Oddity(
            adapter: adapter, isOdd: isOdd, hasBlanks: manner == 0 || manner == 2,
            isWindows1252: manner == 1 || manner == 2)
    }
}
