// What the record system says of hand-made citizens.

import Foundation
import Testing

@testable import FeedGenerator

@Suite struct MessageTests {
    private func messages(_ citizen: Citizen, night: Int = 1) -> [Message] {
        var writer = NightlyMessages(
            municipality: municipality, clock: oslo, night: careNight(night), spelling: SplitMix64(seed: 5),
            oddities: OddityChoice(adapter: .gerica, share: nil, random: SplitMix64(seed: 6)))
        return writer.messages(about: citizen)
    }

    private func root(_ message: Message) throws -> Element {
        try #require(readXML(Data(message.xml.utf8)))
    }

    /// The events the first unit states.
    private func events(_ citizen: Citizen, night: Int = 1) throws -> [Element] {
        let message = try #require(messages(citizen, night: night).first { $0.kind == .bestilteTimer })
        return try root(message).all("vevent")
    }

    // MARK: Snapshots

    @Test func everyUnitAnswersEveryNight() throws {
        var citizen = try citizen(series: [dailySeries()])
        citizen.overviewChanged = false
        let messages = messages(citizen)
        #expect(messages.map(\.kind) == [.bestilteTimer, .ingenBestilteTimer])
        let some = try root(messages[0])
        #expect(some.values("TemaKodet") == [""] && some.all("TemaKodet")[0].attributes["V"] == "01")
        #expect(some.all("Type")[0].attributes["V"] == "DIALOG_INNBYGGER_TIMERESERVASJON")
        #expect(some.all("Sender")[0].values("Id") == ["899010", "899011"])
        #expect(some.all("icalendar").count == 1)
        let none = try root(messages[1])
        #expect(none.all("TemaKodet")[0].attributes["V"] == "02")
        #expect(none.all("Sender")[0].values("Id") == ["899010", "899012"])
        #expect(none.all("Document").count == 1 && none.all("icalendar").isEmpty)
    }

    @Test func aPlannedSeriesBeginsToday() throws {
        let rule = RecurrenceRule.weekly(on: [1, 4], from: monday - 50)
        let event = try events(citizen(series: [dailySeries(rule: rule)]))[0]
        #expect(event.values("dtstart") == ["2027-01-11T08:00:00"])
        #expect(event.values("dtend") == ["2027-01-11T10:00:00"])
        #expect(event.values("status") == ["TENTATIVE"])
        #expect(event.values("freq") == ["WEEKLY"] && event.values("byday") == ["TU,FR"])
        #expect(event.values("count").isEmpty && event.all("attendee").isEmpty)
        #expect(event.values("categories").first == "Tidsvindu")
        #expect(event.values("categories").last?.replacing(" ", with: "") == "TjenesteId:9")
        #expect(event.values("contact") == ["899011"])
    }

    @Test func everySecondWeekBeginsAtARealOccurrence() throws {
        let rule = RecurrenceRule.weekly(on: [1], every: 2, from: monday - 13)
        let event = try events(citizen(series: [dailySeries(rule: rule)]))[0]
        #expect(event.values("dtstart") == ["2027-01-12T08:00:00"])
        #expect(event.values("interval") == ["2"])
        let later = try events(citizen(series: [dailySeries(rule: rule)]), night: 3)[0]
        #expect(later.values("dtstart") == ["2027-01-26T08:00:00"])
    }

    @Test func aCountIsWhatRemains() throws {
        let series = dailySeries(rule: .weekly(on: [0, 2], from: monday), lastDay: monday + 9)
        let first = try events(citizen(series: [series]))[0]
        #expect(first.values("count") == ["4"] && first.values("dtstart") == ["2027-01-11T08:00:00"])
        let second = try events(citizen(series: [series]), night: 2)[0]
        #expect(second.values("count") == ["3"] && second.values("dtstart") == ["2027-01-13T08:00:00"])
        #expect(messages(try citizen(series: [series]), night: 11).allSatisfy { $0.kind != .bestilteTimer })
    }

    @Test func anAssignedOccurrenceIsAnExceptionAndAnEventOfItsOwn() throws {
        var series = dailySeries()
        series.assign(monday, uid: "X", frame: exact(monday, 8, 40), employees: ["Ola Vaktmo", "Kari Jobbdal"])
        series.skip(monday + 4)
        let events = try events(citizen(series: [series]))
        #expect(events.map { $0.values("uid") } == [["U"], ["X"]])
        #expect(events[0].values("exdate") == ["2027-01-11T08:00:00", "2027-01-15T08:00:00"])
        #expect(events[1].values("status") == ["CONFIRMED"] && events[1].all("rrule").isEmpty)
        #expect(events[1].all("attendee").map { $0.values("cn") } == [["Ola Vaktmo"], ["Kari Jobbdal"]])
        #expect(!events[1].values("categories").contains("Tidsvindu"))
    }

    @Test func yesterdayIsNotMentioned() throws {
        var series = dailySeries()
        series.assign(monday, uid: "X", frame: exact(monday, 8, 40), employees: [])
        let single = SingleVisit(uid: "A", subject: subject(slot: 5), frame: exact(monday, 20))
        let events = try events(citizen(series: [series], singles: [single]), night: 2)
        #expect(events.map { $0.values("uid") } == [["U"]])
        #expect(events[0].values("exdate").isEmpty)
    }

    @Test func aCancelledOccurrenceNamesItsDate() throws {
        var series = dailySeries()
        series.cancel(monday + 2, .onBehalf)
        let events = try events(citizen(series: [series]))
        #expect(events[0].values("exdate") == ["2027-01-13T08:00:00"])
        #expect(events[1].values("uid") == ["U"] && events[1].values("status") == ["CANCELLED"])
        #expect(events[1].values("recurrence-id") == ["2027-01-13T08:00:00"])
        #expect(events[1].values("x-cancellation-reason") == ["Avlyst på vegne av tjenestemottaker"])
        #expect(events[1].values("categories").contains("Tidsvindu"))
    }

    @Test func aDroppedCancellationStaysAnException() throws {
        var series = dailySeries()
        series.cancel(monday + 2, .byService)
        series.change(monday + 2) { $0.isDropped = true }
        let events = try events(citizen(series: [series]))
        #expect(events.count == 1)
        #expect(events[0].values("exdate") == ["2027-01-13T08:00:00"])
    }

    @Test func aRenamedVisitNamesTheOneBefore() throws {
        var single = SingleVisit(uid: "A", subject: subject(slot: 5), frame: exact(monday, 20))
        single.rename(to: "B", before: 1)
        let event = try events(citizen(singles: [single]))[0]
        #expect(event.values("uid") == ["B"] && event.values("related-to") == ["A"])
    }

    @Test func anEventMayLeaveItsServiceOut() throws {
        let service = municipality.services[4]
        #expect(service.isOnlyOpenedOfUnit)
        let single = SingleVisit(uid: "A", subject: subject(4, named: false), frame: exact(monday, 20))
        let event = try events(citizen(singles: [single]))[0]
        #expect(event.all("categories").isEmpty && event.values("contact") == ["899012"])
    }

    @Test func textIsEscaped() throws {
        let single = SingleVisit(uid: "A", subject: subject(slot: 5), frame: exact(monday, 20))
        #expect(try events(citizen(singles: [single]))[0].values("description") == ["Dusj & frokost"])
        #expect("<a \"b\" & 'c'>".xmlEscaped == "&lt;a &quot;b&quot; &amp; 'c'&gt;")
    }

    // MARK: Services and performed visits

    @Test func theOverviewListsEveryServiceClosedOnesToo() throws {
        var citizen = try citizen()
        citizen.receive(municipality.services[0], since: CivilDay(2026, 12, 24))
        citizen.receive(municipality.services[5], since: monday)
        citizen.receive(municipality.services[1], since: monday)
        citizen.memberships[2].isEnded = true
        let message = try #require(messages(citizen).first { $0.kind == .tjenesteoversikt })
        let root = try root(message)
        #expect(root.values("TjenesteId") == ["9", "3"])
        #expect(root.values("FraDato") == ["2026-12-24", "2027-01-11"])
        #expect(root.all("HERId").flatMap { $0.values("fk1:Id") } == ["899011", "899012"])
        #expect(root.all("Ack")[0].attributes["V"] == "J")
        #expect(root.all("TjenesteOmråde").map(\.text) == ["1", "1"] && root.all("TilDato").isEmpty)
    }

    @Test func theOverviewIsSentOnlyWhenItChanged() throws {
        var citizen = try citizen()
        citizen.receive(municipality.services[0], since: monday)
        citizen.overviewChanged = false
        #expect(!messages(citizen).contains { $0.kind == .tjenesteoversikt })
    }

    @Test func aPerformedVisitIsToldOnceShortlyAfterItEnded() throws {
        var citizen = try citizen(series: [dailySeries()])
        citizen.series[0].change(monday) { visit in
            visit.perform(
                Performance(
                    night: 2, frame: exact(monday, 8, 50, minutes: 25), uid: "P", relatedTo: "X",
                    employees: ["Kari Jobbdal"], namesService: false))
        }
        let message = try #require(messages(citizen, night: 2).last)
        #expect(message.kind == .meldingOmAvtale)
        let root = try root(message)
        #expect(root.all("TypeForesp")[0].attributes["V"] == "MOA")
        #expect(root.all("TypeForesp")[0].attributes["S"] == "2.16.578.1.12.4.1.1.7601")
        let event = try #require(root.all("vevent").first)
        #expect(event.values("status") == ["COMPLETED"] && event.values("uid") == ["P"])
        #expect(event.values("related-to") == ["X"] && event.all("categories").isEmpty)
        #expect(event.values("dtstart") == ["2027-01-11T08:50:00"])
        #expect(event.values("dtend") == ["2027-01-11T09:15:00"])
        let written = try #require(root.values("GenDate").first)
        #expect(written.hasPrefix("2027-01-11T09:") || written.hasPrefix("2027-01-11T08:"))
        #expect(!messages(citizen, night: 3).contains { $0.kind == .meldingOmAvtale })
    }

    @Test func dNumbersAreCodedAsSuch() throws {
        let number = try #require(IdentityNumber(birthday: CivilDay(1950, 3, 4), individual: 107, isDNumber: true))
        var random = SplitMix64(seed: 1)
        let person = Person(number: number, random: &random)
        let envelope = Envelope(
            municipality: municipality, unit: municipality.units[0], person: person, process: ("T", "N"),
            genDate: "2027-01-11T00:20:00", id: "i", ack: "N", documents: [Envelope.Document(content: "<x/>")])
        let patient = try #require(readXML(Data(envelope.xml.utf8))?.all("Patient").first)
        #expect(patient.all("TypeId")[0].attributes["V"] == "DNR")
        #expect(patient.all("Sex")[0].attributes["V"] == "1")
        let isNobody = isSynthetic(try #require(patient.values("Id").first))
        #expect(isNobody)
    }

    // MARK: Broken copies

    @Test(arguments: Damage.allCases)
    func noReaderMayAcceptABrokenCopy(_ damage: Damage) throws {
        let citizen = try citizen(series: [dailySeries()])
        let original = try #require(messages(citizen).first)
        let bytes = Data(damage.broken(original, id: "11111111-2222-4333-8444-555555555555"))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("<MsgId>11111111-2222-4333-8444-555555555555</MsgId>"))
        #expect(!text.contains(original.id))
        if damage == .documentType {
            #expect(text.contains("<!DOCTYPE MsgHead"))
        } else {
            #expect(readXML(bytes) == nil)
        }
    }
}
