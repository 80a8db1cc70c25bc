// Visits as the record system writes them: iCalendar in XML (RFC 6321) with the municipal extension for windows and
// cancellation reasons.

/// One `vevent`.
struct CalendarEvent {
    enum Status: String {
        case tentative = "TENTATIVE"
        case confirmed = "CONFIRMED"
        case cancelled = "CANCELLED"
        case completed = "COMPLETED"
    }

    let uid: String
    var relatedTo: String?
    /// Pushes leave it out: what they are says how the visit stands.
    let status: Status?
    let frame: TimeFrame
    let subject: VisitSubject
    var namesService: Bool
    var attendees: [String] = []
    var rule: String?
    var exceptions: [CivilTime] = []
    var recurrenceId: CivilTime?
    var reason: CancellationReason?

    /// The event; `random` chooses among spellings that mean the same.
    func xml(_ oddity: Oddity, random: inout SplitMix64) -> String {
        var text = "<vevent><properties>"
        text += "<dtstart><date-time>\(frame.start.iso)</date-time></dtstart>"
        text += "<dtend><date-time>\(frame.end.iso)</date-time></dtend>"
        for exception in exceptions {
            text += "<exdate><date-time>\(exception.iso)</date-time></exdate>"
        }
        text += "<uid><text>\(uid)</text></uid>"
        text += "<contact><text>\(subject.service.unit.herId)</text></contact>"
        if let status { text += "<status><text>\(status.rawValue)</text></status>" }
        if let reason { text += "<x-cancellation-reason><text>\(reason.rawValue)</text></x-cancellation-reason>" }
        if let recurrenceId { text += "<recurrence-id><date-time>\(recurrenceId.iso)</date-time></recurrence-id>" }
        if let relatedTo { text += related(relatedTo, &random) }
        text += "<location><text>Hjemmebesøk</text></location>"
        text += "<summary><text>\(subject.service.registerName.xmlEscaped)</text></summary>"
        text += "<description><text>\(subject.description.xmlEscaped)</text></description>"
        text += categories(oddity, &random)
        if status == .tentative, frame.isWindow { text += expectedDuration(oddity, &random) }
        for attendee in attendees { text += Self.attendee(attendee) }
        text += "<organizer><parameters><cn><text>\(subject.service.unit.name.xmlEscaped)</text></cn></parameters>"
        text += "<cal-address>mailto:vakt@example.invalid</cal-address></organizer>"
        if let rule { text += "<rrule><recur>\(rule)</recur></rrule>" }
        return text + "</properties><components/></vevent>"
    }

    /// All events in one calendar.
    static func calendar(_ events: [CalendarEvent], _ oddity: Oddity, random: inout SplitMix64) -> String {
        var text = #"<icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0"><vcalendar><properties>"#
        text += "<version><text>2.0</text></version><prodid><text>PAS-EPJ</text></prodid></properties><components>"
        for event in events {
            text += "\n" + event.xml(oddity, random: &random)
        }
        return text + "\n</components></vcalendar></icalendar>"
    }

    private func related(_ uid: String, _ random: inout SplitMix64) -> String {
        let element = random.happens(0.5) ? "text" : "uri"
        return "<related-to><\(element)>\(uid)</\(element)></related-to>"
    }

    private func categories(_ oddity: Oddity, _ random: inout SplitMix64) -> String {
        var texts: [String] = []
        if frame.isWindow { texts.append("Tidsvindu") }
        if namesService {
            let blank = random.happens(oddity.blankBeforeService) ? " " : ""
            texts.append("TjenesteId:\(blank)\(subject.service.id)")
        }
        return texts.isEmpty ? "" : "<categories>\(texts.map { "<text>\($0)</text>" }.joined())</categories>"
    }

    /// Half an hour; now and then as the official sample has it, which to the letter is thirty months.
    private func expectedDuration(_ oddity: Oddity, _ random: inout SplitMix64) -> String {
        "<x-expected-duration><duration>\(random.happens(oddity.monthsForMinutes) ? "P30M" : "PT30M")</duration></x-expected-duration>"
    }

    private static func attendee(_ name: String) -> String {
        "<attendee><parameters><cn><text>\(name.xmlEscaped)</text></cn></parameters>"
            + "<cal-address>mailto:ansatt@example.invalid</cal-address></attendee>"
    }
}
