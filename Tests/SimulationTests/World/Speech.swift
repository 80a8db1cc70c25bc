// How an EPJ says what is true: the messages of one source.

import SyncCore
import TestSupport

struct Speech {
    let source: SourceSetup
    let nextID: () -> String

    // MARK: Visits

    func snapshot(of citizen: Resident, unit: String, at generated: Int64) -> Parcel {
        let today = Wall.day(at: generated)
        var mentions: [Mention] = []
        var events: [String] = []
        for series in citizen.series where series.unit == unit && !series.isEnded {
            mentions += occurrences(of: series, from: today)
            events.append(event(series, citizen, today: today))
        }
        for visit in citizen.visits where visit.unit == unit && visit.start.day >= today {
            switch visit.state {
            case .performed, .gone: continue
            case .planned, .assigned, .cancelled:
                mentions.append(mention(visit))
                events.append(event(visit))
            }
        }
        var message = GericaMessage.snapshot(
            citizen.number, id: nextID(), generated: Self.text(generated), events: events, unit: unit)
        address(&message, citizen)
        return Parcel(
            kind: events.isEmpty ? .empty : .snapshot, citizen: citizen.number, id: message.messageID, xml: message.xml,
            said: Said(
                kind: .snapshot, citizen: citizen.number, unit: unit, generated: generated, mentions: mentions),
            generated: generated)
    }

    private func occurrences(of series: Series, from today: Int) -> [Mention] {
        (today..<today + 60).filter { series.occurs(on: $0) }.map { day in
            let start = Wall(day: day, minute: series.minuteOfDay)
            return Mention(
                value: series.uid + "/" + start.basic, state: .planned, start: start,
                end: start.adding(minutes: series.minutes), isWindow: series.isWindow, isRecurring: true,
                service: series.service, hasEmployee: false)
        }
    }

    /// A visit as it stands, said by a message of its own.
    func push(_ visit: Visit, of citizen: Resident, at generated: Int64, isChange: Bool) -> Parcel {
        let code: String
        var kind = Said.Kind.push
        switch visit.state {
        case .cancelled(let reason):
            code = reason == 1 ? "11" : "08"
            if reason == 1 { kind = .notMet }
        case .performed: code = "MOA"
        default: code = isChange ? "07" : "05"
        }
        let hasStatus = visit.state == .performed
        var message = GericaMessage.push(
            code, citizen.number, id: nextID(), generated: Self.text(generated),
            event: event(visit, hasStatus: hasStatus), unit: visit.unit)
        address(&message, citizen)
        return Parcel(
            kind: hasStatus ? .performed : .push, citizen: citizen.number, id: message.messageID, xml: message.xml,
            said: Said(
                kind: kind, citizen: citizen.number, unit: visit.unit, generated: generated, mentions: [mention(visit)]),
            generated: generated)
    }

    private func mention(_ visit: Visit) -> Mention {
        Mention(
            value: visit.value, state: visit.state, start: visit.start, end: visit.start.adding(minutes: visit.minutes),
            isWindow: visit.isWindow && visit.state == .planned,
            isRecurring: visit.occurrence != nil && visit.state == .planned, service: visit.service,
            hasEmployee: visit.hasEmployee)
    }

    private func event(_ visit: Visit, hasStatus: Bool = true) -> String {
        var more = ""
        var status: String?
        switch visit.state {
        case .planned: status = "TENTATIVE"
        case .assigned: status = "CONFIRMED"
        case .cancelled(let reason):
            status = "CANCELLED"
            more += "<x-cancellation-reason><text>\(Self.reasons[reason])</text></x-cancellation-reason>"
        case .performed: status = "COMPLETED"
        case .gone: break
        }
        if let occurrence = visit.occurrence {
            more += "<recurrence-id><date-time>\(occurrence.text)</date-time></recurrence-id>"
        }
        if visit.hasEmployee {
            more +=
                "<attendee><parameters><cn><text>Synte Ansatt</text></cn></parameters>"
                + "<cal-address>mailto:a@example.invalid</cal-address></attendee>"
        }
        var categories = visit.namesService ? ["TjenesteId:\(visit.service)"] : []
        if visit.isWindow, visit.state == .planned { categories.append("Tidsvindu") }
        return GericaMessage.event(
            uid: visit.uid, start: visit.start.text, end: visit.start.adding(minutes: visit.minutes).text,
            status: hasStatus ? status : nil, categories: categories, more: more)
    }

    private func event(_ series: Series, _ citizen: Resident, today: Int) -> String {
        let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
        let start = Wall(day: max(today, series.firstDay), minute: series.minuteOfDay)
        let excluded = series.excluded.filter { $0 >= today }.sorted().map {
            "<exdate><date-time>\(Wall(day: $0, minute: series.minuteOfDay).text)</date-time></exdate>"
        }.joined()
        let days = series.weekdays.sorted().map { "<byday>\(names[$0])</byday>" }.joined()
        return GericaMessage.event(
            uid: series.uid, start: start.text, end: start.adding(minutes: series.minutes).text, status: "TENTATIVE",
            categories: ["TjenesteId:\(series.service)"] + (series.isWindow ? ["Tidsvindu"] : []),
            more: excluded + "<rrule><recur><freq>WEEKLY</freq><interval>1</interval>\(days)</recur></rrule>")
    }

    static let reasons = CancellationReason.allCases.map(\.text)

    // MARK: The person

    func services(of citizen: Resident, at generated: Int64) -> Parcel {
        let list = citizen.services.sorted { $0.key < $1.key }.map { pair, day in
            (id: Self.service(pair), unit: Self.unit(pair), from: Wall.date(day))
        }
        var message = GericaMessage.services(citizen.number, id: nextID(), generated: Self.text(generated), list)
        address(&message, citizen)
        return Parcel(
            kind: .services, citizen: citizen.number, id: message.messageID, xml: message.xml,
            condition: .services(Set(citizen.services.keys)), generated: generated)
    }

    /// The unit's own list; `nil` for a unit that gives nothing, because such a list cannot be written.
    func unitServices(of citizen: Resident, unit: String, at generated: Int64) -> Parcel? {
        let own = citizen.services.filter { Self.unit($0.key) == unit }
        guard !own.isEmpty else { return nil }
        var message = GericaMessage.unitServices(
            citizen.number, id: nextID(), generated: Self.text(generated),
            own.sorted { $0.key < $1.key }.map { (code: "1" + Self.service($0.key), from: Wall.date($0.value)) },
            unit: unit)
        address(&message, citizen)
        return Parcel(
            kind: .unitServices, citizen: citizen.number, id: message.messageID, xml: message.xml,
            condition: .unitServices(unit: unit, Set(own.keys)), generated: generated)
    }

    func death(of citizen: Resident, at generated: Int64, cancelling: String? = nil) -> Parcel {
        var message = GericaMessage.death(
            citizen.number, id: nextID(), generated: Self.text(generated), cancelling: cancelling)
        address(&message, citizen)
        return Parcel(
            kind: .death, citizen: citizen.number, id: message.messageID, xml: message.xml,
            condition: cancelling.map { .deathCancelled(id: $0) } ?? .death(id: message.messageID),
            generated: generated)
    }

    func privacy(of citizen: Resident, at generated: Int64) -> Parcel {
        var message = GericaMessage.accessLimit(
            citizen.number, id: nextID(), generated: Self.text(generated), status: citizen.isWithheld ? "TBO" : "TBF",
            version: citizen.privacyVersion)
        address(&message, citizen)
        return Parcel(
            kind: .privacy, citizen: citizen.number, id: message.messageID, xml: message.xml,
            condition: .withheld(citizen.isWithheld, version: citizen.privacyVersion), generated: generated)
    }

    func question(about numbers: [String], at generated: Int64) -> Parcel {
        var message = GericaMessage.question(numbers, id: nextID(), generated: Self.text(generated))
        message.herID = source.herID
        message.unit = source.units[0]
        return Parcel(
            kind: .question, citizen: numbers.first ?? "", id: message.messageID, xml: message.xml, generated: generated
        )
    }

    func receipt(for id: String, at generated: Int64) -> Parcel {
        Parcel(
            kind: .receipt, citizen: "", id: "r-" + id,
            xml: GericaMessage.receipt(for: id, status: 1, herID: source.herID), generated: generated)
    }

    private func address(_ message: inout GericaMessage, _ citizen: Resident) {
        message.herID = source.herID
        if !source.units.contains(message.unit) { message.unit = source.units[0] }
        guard citizen.isMinor else { return }
        message.patient = message.patient.replacing(
            "</GivenName>", with: "</GivenName><DateOfBirth>2018-05-17</DateOfBirth>")
    }

    static func service(_ pair: String) -> String { String(pair.prefix { $0 != "@" }) }
    static func unit(_ pair: String) -> String { String(pair.drop { $0 != "@" }.dropFirst()) }
    static func text(_ seconds: Int64) -> String { Instant(seconds: seconds).iso8601UTC }
}
