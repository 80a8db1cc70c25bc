// CosDoc: the services by PLO "Orientering om tjenestetilbud" (HIS 80704), one list from each unit; snapshots and
// notices like Gerica's, but with another way of naming single visits; and questions about who is digitally active.
//
// Each time a single visit is stated its event has a new `uid`, and `related-to` always names the first it ever had: that
// one is the visit's identity. Occurrences of series are named as Gerica names them.
//
// A PLO list cannot be empty, so no unit ever loses its last service (`Citizen.changeServices`). A list that was wrong
// is cancelled (`C`), which leaves the one before it in force: citizens must see nothing of it, whichever arrives first.

extension NightlyMessages {
    mutating func cosdocMessages(about citizen: Citizen) -> [Message] {
        var messages: [Message] = []
        for unit in citizen.units {
            if citizen.overviewChanged {
                messages.append(
                    list(citizen, unit, citizen.services(of: unit), .tonight(night.today, random: &spelling)))
            } else if spelling.happens(0.02) {
                messages += mistakenList(citizen, unit)
            }
        }
        var stated = citizen
        for index in stated.singles.indices {
            stated.singles[index].visit.relatedTo = stated.singles[index].firstUID
            stated.singles[index].visit.uid = spelling.uuid()
        }
        for unit in citizen.units {
            messages.append(snapshot(citizen, unit, stated.events(of: unit, today: night.today)))
        }
        for performed in citizen.performed(before: night) {
            messages.append(notice(citizen, performed, cosdocEvent(performed)))
        }
        return messages
    }

    private mutating func cosdocEvent(_ performed: PerformedVisit) -> CalendarEvent {
        let (visit, performance) = (performed.visit, performed.performance)
        guard let first = performed.firstUID, performance.uid == visit.uid || performance.relatedTo == visit.uid else {
            return visit.completedEvent(performance)
        }
        return visit.completedEvent(performance, uid: spelling.uuid(), relatedTo: first)
    }

    /// A list that lacks a service, and its cancellation; in any order.
    private mutating func mistakenList(_ citizen: Citizen, _ unit: Unit) -> [Message] {
        let services = citizen.services(of: unit)
        guard services.count > 1 else { return [] }
        let wrong = Array(services.dropLast())
        let made = GenDate.byDay(night.yesterday, minutes: 480...700, random: &spelling)
        let undone = GenDate.byDay(night.yesterday, minutes: 720...1000, random: &spelling)
        let original = list(citizen, unit, wrong, made)
        return spelling.shuffled([original, list(citizen, unit, wrong, undone, cancelling: original.id)])
    }

    /// - Parameter cancelling: the message this takes back.
    private mutating func list(
        _ citizen: Citizen, _ unit: Unit, _ services: [Membership], _ genDate: GenDate, cancelling: String? = nil
    ) -> Message {
        // The two versions in use differ in nothing but their namespaces.
        let version = spelling.happens(0.5) ? "2009-06-30" : "2012-04-01"
        let status = cancelling == nil ? #"V="N" DN="Ny""# : #"V="C" DN="Kansellering""#
        let content =
            #"<OrienteringOmTjenestetilbud xmlns="http://www.kith.no/xmlstds/po/OrienteringOmTjenestetilbud/\#(version)" "#
            + #"xmlns:po="http://www.kith.no/xmlstds/po/poKomponent/\#(version)">"#
            + "\n<po:InformasjonOmForsendelsen><po:Forsendelsesstatus \(status)/></po:InformasjonOmForsendelsen>"
            + services.map(Self.existing).joined() + "\n</OrienteringOmTjenestetilbud>"
        return message(
            .orientering, citizen.person, unit, ("ORIENTERING_TJENESTETILBUD", "Orientering om tjenestetilbud"),
            genDate, ack: "J", conversation: cancelling.map { (parent: $0, first: nil) },
            [Envelope.Document(content: content)], oddities.next())
    }

    /// `EksisterendeTjeneste`: there is no service id, only the code (Volven 9151).
    private static func existing(_ membership: Membership) -> String {
        let service = membership.service
        let code = service.iplos.map {
            #"<po:IPLOStjenestetype V="\#($0)" S="2.16.578.1.12.4.1.1.9151" DN="\#(service.shownName.xmlEscaped)"/>"#
        }
        return "\n<po:EksisterendeTjeneste>\(code ?? "")"
            + "<po:BetegnelseTjeneste>\(service.registerName.xmlEscaped)</po:BetegnelseTjeneste>"
            + "<po:PrivatTjeneste>false</po:PrivatTjeneste>"
            + "<po:TjenestenLevertAv>\(service.unit.name.xmlEscaped)</po:TjenestenLevertAv>"
            + "<po:Startdato>\(membership.since.iso)</po:Startdato></po:EksisterendeTjeneste>"
    }

    /// `SIDAB`: which of these persons are digitally active? It has no Patient, and changes nothing citizens see.
    mutating func question(about persons: [Person]) -> Message {
        let request = Self.dialog(
            "<Foresporsel><TypeForesp V=\"SIDAB\" S=\"2.16.578.1.12.4.1.1.7601\" "
                + "DN=\"Sjekk om innbyggere er digitalt aktive brukere\"/></Foresporsel>")
        let people =
            #"<Personer xmlns="http://www.kith.no/xmlstds/person/2014-03-28" "#
            + #"xmlns:fk1="http://www.kith.no/xmlstds/felleskomponent1">"#
            + persons.map { "\n<Person>\($0.xml(prefix: "fk1:"))</Person>" }.joined() + "\n</Personer>"
        return message(
            .sidab, nil, municipality.units[0],
            ("DIALOG_INNBYGGER_DIGITALBRUKER", "Dialog med innbygger - digital bruker"),
            .tonight(night.today, random: &spelling), ack: "J",
            [
                Envelope.Document(description: "Hent digitalt aktive brukere", content: request),
                Envelope.Document(content: people),
            ], oddities.next())
    }
}

extension Citizen {
    /// What `unit` delivers to him now, closed services too.
    fileprivate func services(of unit: Unit) -> [Membership] {
        memberships.filter { !$0.isEnded && $0.service.unit == unit }
    }
}

extension String {
    /// The message with blanks around ids and codes, as CosDoc's odd messages have them.
    var withBlanks: String {
        var result = ""
        result.reserveCapacity(utf8.count + 256)
        var previous = ""
        for piece in XMLPiece.pieces(of: self) {
            let text = piece.text
            switch text {
            case "</Id>", "</fk1:Id>": result += " " + text
            case "<Id>", "<fk1:Id>": result += text + " "
            case "<text>" where previous == "<contact>": result += text + " "
            default: result += piece.tag == nil ? text : text.withBlankCode
            }
            previous = text
        }
        return result
    }

    /// The tag with a blank around its code, if it is one of those that may have it.
    private var withBlankCode: String {
        for tag in ["<TypeId V=\"", "<po:IPLOStjenestetype V=\"", "<TemaKodet V=\"", "<TypeForesp V=\""]
        where hasPrefix(tag) {
            return tag + " " + dropFirst(tag.count)
        }
        return self
    }
}
