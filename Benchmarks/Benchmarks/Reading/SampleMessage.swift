// A "Hent planlagte avtaler" answer of the size they have, about a synthetic person (month + 80).

import EPJAdapters
import SyncCore

enum SampleMessage {
    static let context = ReadingContext(
        zone: TimeZoneTable(initialOffsetSeconds: 3600, transitions: []), synthetic: .accept)

    static func document(events: Int) -> [UInt8] {
        Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(message(events: events))\n".utf8)
    }

    static func bundle(bytes: Int, isLatin1: Bool) -> [UInt8] {
        let member = message(events: 12) + "\n"
        let count = bytes / member.utf8.count
        let encoding = isLatin1 ? "ISO-8859-1" : "UTF-8"
        let head =
            "<?xml version=\"1.0\" encoding=\"\(encoding)\"?>\n"
            + "<Meldingsbunt xmlns=\"urn:epjsync:meldingsbunt:1\" antall=\"\(count)\">\n"
        let written = isLatin1 ? member.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } : Array(member.utf8)
        var bundle = Array(head.utf8)
        bundle.reserveCapacity(bytes + 1024)
        for _ in 0..<count { bundle += written }
        return bundle + Array("</Meldingsbunt>\n".utf8)
    }

    private static func message(events: Int) -> String {
        """
        <MsgHead xmlns="http://www.kith.no/xmlstds/msghead/2006-05-24">
        <MsgInfo><Type V="DIALOG_INNBYGGER_TIMERESERVASJON"/><MIGversion>v1.2 2006-05-24</MIGversion>
        <GenDate>2027-01-11T22:15:03+01:00</GenDate><MsgId>0b54e1c6-7a5e-4c35-9d55-3a7a5c1f0001</MsgId><Ack V="N"/>
        <Sender><Organisation><OrganisationName>Hjemmetjenesten</OrganisationName>\(ident("90001", "HER", "9051"))
        </Organisation></Sender><Patient>\(ident("14835221017", "FNR", "8116"))</Patient></MsgInfo>
        \(document(#"<Dialogmelding xmlns="http://www.kith.no/xmlstds/dialog/2013-01-23"><Notat><TemaKodet V="01"/></Notat></Dialogmelding>"#))
        \(document(calendar(events: events)))
        </MsgHead>
        """
    }

    private static func ident(_ id: String, _ type: String, _ list: String) -> String {
        "<Ident><Id>\(id)</Id><TypeId V=\"\(type)\" S=\"2.16.578.1.12.4.1.1.\(list)\"/></Ident>"
    }

    private static func document(_ content: String) -> String {
        "<Document><RefDoc><MsgType V=\"XML\"/><Content>\(content)</Content></RefDoc></Document>"
    }

    private static func calendar(events: Int) -> String {
        let all = (0..<events).map { event(day: 12 + $0) }.joined()
        return "<icalendar xmlns=\"urn:ietf:params:xml:ns:icalendar-2.0\"><vcalendar><components>\(all)"
            + "</components></vcalendar></icalendar>"
    }

    private static func event(day: Int) -> String {
        """
        <vevent><properties><uid><text>700000000000000\(1000 + day)</text></uid>
        <dtstart><date-time>2027-01-\(day)T09:00:00</date-time></dtstart>
        <dtend><date-time>2027-01-\(day)T09:30:00</date-time></dtend>
        <status><text>CONFIRMED</text></status><categories><text>TjenesteId:9</text></categories>
        <attendee><parameters><cn><text>Åse Sjøli</text></cn></parameters>
        <cal-address>mailto:ukjent@example.invalid</cal-address></attendee>
        <location><text>Hjemmebesøk</text></location>
        <description><text>Ukentlig avtale for praktisk bistand og påkledning</text></description>
        <x-expected-duration><duration>PT30M</duration></x-expected-duration></properties><components/></vevent>
        """
    }
}
