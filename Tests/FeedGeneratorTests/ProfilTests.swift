// What Profil says of hand-made citizens: what happened is pushed, what is planned is answered.

import Foundation
import Testing

@testable import FeedGenerator

@Suite struct ProfilTests {
    private func messages(
        _ citizen: Citizen, since before: Citizen?, night: Int = 2, answersAnyway: Bool = false, seed: UInt64 = 5,
        oddities: Double = 0
    ) -> [Message] {
        var writer = NightlyMessages(
            municipality: Municipality(number: "9901", serviceCount: 6, adapter: .profil), clock: oslo,
            night: careNight(night), spelling: SplitMix64(seed: seed),
            oddities: OddityChoice(adapter: .profil, share: oddities, random: SplitMix64(seed: 6)))
        return writer.messages(about: citizen, since: before, answersAnyway: answersAnyway)
    }

    private struct Told {
        let code: String
        let list: String
        /// Minutes since the monday's midnight, in Norway.
        let minute: Int
        let event: Element

        func texts(_ name: String) -> [String] {
            event.all("{urn:ietf:params:xml:ns:icalendar-2.0}\(name)").flatMap(\.leaves)
        }
    }

    /// The pushed messages in the order of their GenDate.
    private func pushes(
        _ citizen: Citizen, since before: Citizen?, night: Int = 2, seed: UInt64 = 5, oddities: Double = 0
    ) throws -> [Told] {
        try messages(citizen, since: before, night: night, seed: seed, oddities: oddities).compactMap {
            message -> Told? in
            let root = try #require(readNamespaces(Data(message.xml.utf8)))
            guard let request = root.descendant("TypeForesp") else { return nil }
            return Told(
                code: request.attributes["V"] ?? "", list: String((request.attributes["S"] ?? "").suffix(4)),
                minute: try minute(#require(root.descendant("GenDate")).text),
                event: try #require(root.descendant("vevent")))
        }.sorted { $0.minute < $1.minute }
    }

    /// January: Norway is an hour ahead.
    private func minute(_ genDate: String) throws -> Int {
        let numbers = genDate.prefix(16).split { "-T:".contains($0) }.compactMap { Int($0) }
        try #require(numbers.count == 5)
        let day = CivilDay(numbers[0], numbers[1], numbers[2]) - monday
        return day * 1440 + numbers[3] * 60 + numbers[4] + (genDate.hasSuffix("Z") ? 60 : 0)
    }

    private func kinds(_ messages: [Message]) -> [String: Int] {
        Dictionary(grouping: messages, by: \.kind.rawValue).mapValues(\.count)
    }

    @Test func theFirstNightAnswersAndAQuietNightSaysNothing() throws {
        let citizen = try citizen(series: [dailySeries()])
        var first = citizen
        first.overviewChanged = false
        #expect(kinds(messages(first, since: nil, night: 1)) == ["bestilte-timer": 1, "ingen-bestilte-timer": 1])
        #expect(messages(first, since: first).isEmpty)
        let weekly = messages(first, since: first, answersAnyway: true)
        #expect(kinds(weekly) == ["bestilte-timer": 1, "ingen-bestilte-timer": 1])
    }

    @Test func anAssignedOccurrenceIsPushedByItsDate() throws {
        let before = try quiet(citizen(series: [dailySeries()]))
        var after = before
        after.series[0].assign(monday + 2, uid: "X", frame: exact(monday + 2, 8, 40), employees: ["Ola Vaktmo"])
        for seed in 0..<40 {
            let last = try #require(try pushes(after, since: before, seed: UInt64(seed)).last)
            #expect(last.code == "05" && last.list == "7602")
            #expect(last.texts("uid") == ["U"] && last.texts("recurrence-id") == ["2027-01-13T08:00:00"])
            #expect(last.texts("dtstart") == ["2027-01-13T08:40:00"] && last.texts("dtend") == ["2027-01-13T09:10:00"])
            #expect(last.texts("status").isEmpty && last.texts("cn").first == "Ola Vaktmo")
            #expect((720...1380).contains(last.minute))
        }
        #expect(kinds(messages(after, since: before)).keys.contains("bestilte-timer") == false)
    }

    @Test func nowAndThenAnEarlierPushNoLongerHolds() throws {
        let before = try quiet(citizen(series: [dailySeries()]))
        var after = before
        after.series[0].assign(monday + 2, uid: "X", frame: exact(monday + 2, 8, 40), employees: [])
        let nights = try (0..<60).map { try pushes(after, since: before, seed: UInt64($0)) }
        let corrected = nights.filter { $0.count == 2 }
        #expect(!corrected.isEmpty && corrected.count < 20)
        #expect(corrected.allSatisfy { $0[0].texts("dtend") != $0[1].texts("dtend") && $0[0].minute < 720 })
    }

    @Test func anotherEmployeeIsAChange() throws {
        var before = try quiet(citizen(series: [dailySeries()]))
        before.series[0].assign(monday + 2, uid: "X", frame: exact(monday + 2, 8, 40), employees: ["Ola Vaktmo"])
        var after = before
        after.series[0].change(monday + 2) { $0.employees = ["Kari Jobbdal"] }
        let last = try #require(try pushes(after, since: before).last)
        #expect(last.code == "07" && last.texts("cn").first == "Kari Jobbdal")
    }

    @Test(arguments: [
        (CancellationReason.byService, "08", [String]()), (.onBehalf, "08", ["Avlyst på vegne av tjenestemottaker"]),
        (.notAtHome, "11", ["Avlyst - ikke hjemme"]),
    ])
    func aVisitToComeIsCalledOff(_ reason: CancellationReason, _ code: String, _ texts: [String]) throws {
        let before = try quiet(citizen(series: [dailySeries()]))
        var after = before
        after.series[0].cancel(monday + 5, reason)
        let last = try #require(try pushes(after, since: before).last)
        #expect(last.code == code && last.texts("x-cancellation-reason") == texts)
        #expect(last.texts("recurrence-id") == ["2027-01-16T08:00:00"])
        #expect(last.texts("categories").contains("Tidsvindu"))
        var dropped = after
        dropped.series[0].change(monday + 5) { $0.isDropped = true }
        #expect(messages(dropped, since: after).isEmpty)
    }

    @Test func whatIsPlannedComesByAnswerOnly() throws {
        let single = SingleVisit(uid: "A", subject: subject(slot: 5), frame: exact(monday + 4, 20))
        var series = dailySeries()
        series.cancel(monday + 6, .byService)
        let before = try quiet(citizen(series: [series], singles: [single]))
        let changes: [(inout Citizen) -> Void] = [
            { $0.series[0].move(toMinute: 510, from: monday + 1) }, { $0.series[0].end(monday + 1) },
            { $0.series[0].skip(monday + 3) }, { $0.series[0].reinstate(monday + 6) },
            { $0.series.append(dailySeries("V")) }, { $0.singles[0].vanish() },
            { $0.singles[0].move(to: exact(monday + 5, 20), slot: 5) },
            { $0.singles[0].rename(to: "B", before: 2) },
            { $0.singles.append(SingleVisit(uid: "N", subject: subject(slot: 6), frame: window(monday + 7, 22))) },
        ]
        for (place, change) in changes.enumerated() {
            var after = before
            change(&after)
            #expect(kinds(messages(after, since: before)) == ["bestilte-timer": 1], "change \(place)")
        }
    }

    @Test func anAnswerNamesAssignedOccurrencesByDateToo() throws {
        var series = dailySeries()
        series.assign(monday + 1, uid: "X", frame: exact(monday + 1, 8, 40), employees: [])
        let messages = try messages(quiet(citizen(series: [series])), since: nil)
        let message = try #require(messages.first { $0.kind == .bestilteTimer })
        let root = try #require(readNamespaces(Data(message.xml.utf8)))
        let texts = { (name: String) in root.all("{urn:ietf:params:xml:ns:icalendar-2.0}\(name)").flatMap(\.leaves) }
        #expect(texts("uid") == ["U", "U"] && texts("recurrence-id") == ["2027-01-12T08:00:00"])
        #expect(texts("exdate") == ["2027-01-12T08:00:00"] && texts("status") == ["TENTATIVE", "CONFIRMED"])
    }

    @Test func twoSeriesWithOneUidAreNeverPushed() throws {
        var before = try quiet(citizen())
        before.addTwins(
            [municipality.services[1], municipality.services[2]], rule: .daily(from: monday - 7), firstDay: monday - 7)
        var after = before
        after.series[1].assign(monday + 1, uid: "X", frame: exact(monday + 1, 9), employees: [])
        let told = messages(after, since: before)
        #expect(kinds(told) == ["bestilte-timer": 1])
        #expect(told[0].xml.contains("X</"))
    }

    @Test func whatVanishedIsLeftOutUntilItIsWithdrawn() throws {
        var before = try quiet(
            citizen(singles: [
                SingleVisit(uid: "A", subject: subject(slot: 5), frame: exact(monday + 9, 20))
            ]))
        _ = before.show(on: portalNight(1))
        before.singles[0].vanish()
        #expect(kinds(messages(before, since: before)) == ["ingen-bestilte-timer": 1])
        _ = before.show(on: portalNight(2))
        #expect(messages(before, since: before, night: 3).isEmpty)
    }

    @Test func aCancellationTakenBackIsOver() throws {
        var citizen = try quiet(citizen(series: [dailySeries()]))
        var nights: [[String: Int]] = []
        for (night, change) in [
            (2, { $0.series[0].cancel(monday + 8, .byService) }), (3, { $0.series[0].reinstate(monday + 8) }),
            (4, { $0.series[0].skip(monday + 8) }),
        ] as [(Int, (inout Citizen) -> Void)] {
            if night == 2 { _ = citizen.show(on: portalNight(1)) }
            let before = citizen
            change(&citizen)
            nights.append(kinds(messages(citizen, since: before, night: night)))
            _ = citizen.show(on: portalNight(night))
        }
        #expect(nights == [["avtaleutsending": 1], ["bestilte-timer": 1], ["bestilte-timer": 1]])
        let entry = try #require(citizen.calendar.first { $0.value == "U/20270119T080000" })
        #expect(entry.status == .enteredInError && entry.reason == nil)
    }

    @Test func nobodyAtHomeIsToldAfterTheVisitsTime() throws {
        var before = try quiet(citizen(series: [dailySeries()]))
        before.series[0].assign(monday, uid: "X", frame: exact(monday, 8, 40), employees: [])
        var after = before
        after.series[0].move(toMinute: 510, from: monday + 1)
        let told = try (0..<20).flatMap { try pushes(after, since: before, seed: UInt64($0)) }
        #expect(!told.isEmpty)
        for push in told {
            #expect(push.code == "11" && push.texts("recurrence-id") == ["2027-01-11T08:00:00"])
            #expect(push.minute > 9 * 60 + 10 && push.texts("x-cancellation-reason").isEmpty)
        }
    }

    @Test(arguments: [("X", nil), ("P", "X" as String?)])
    func aPerformedOccurrenceIsNamedByItsDate(_ uid: String, _ relatedTo: String?) throws {
        var before = try quiet(citizen(series: [dailySeries()]))
        before.series[0].assign(monday, uid: "X", frame: exact(monday, 8, 40), employees: [])
        var after = before
        after.series[0].change(monday) { visit in
            visit.perform(
                Performance(
                    night: 2, frame: exact(monday, 8, 50), uid: uid, relatedTo: relatedTo, employees: [],
                    namesService: true))
        }
        after.series[0].move(toMinute: 510, from: monday + 1)
        let told = try #require(try pushes(after, since: before).first)
        #expect(told.code == "MOA" && told.list == "7602" && told.texts("status") == ["COMPLETED"])
        #expect(told.texts("uid") == ["U"] && told.texts("recurrence-id") == ["2027-01-11T08:00:00"])
        #expect(told.texts("related-to").isEmpty)
    }

    @Test(arguments: [(0.0, "7602"), (1.0, "7601")])
    func anOddNoticeStandsUnderAnotherList(_ oddities: Double, _ list: String) throws {
        var before = try quiet(citizen(series: [dailySeries()]))
        before.series[0].assign(monday, uid: "X", frame: exact(monday, 8, 40), employees: [])
        var after = before
        after.series[0].change(monday) { visit in
            visit.perform(
                Performance(
                    night: 2, frame: exact(monday, 8, 50), uid: "X", relatedTo: nil, employees: [], namesService: true))
        }
        let told = try #require(try pushes(after, since: before, oddities: oddities).first)
        #expect(told.code == "MOA" && told.list == list)
    }

    @Test func theGuidesSpellingIsUsed() throws {
        var citizen = try citizen()
        citizen.receive(municipality.services[0], since: monday)
        let message = try #require(messages(citizen, since: nil).first { $0.kind == .tjenesteoversikt })
        let root = try #require(readNamespaces(Data(message.xml.utf8)))
        #expect(root.descendant("TjenesteOmrade")?.text == "1" && root.descendant("TjenesteOmråde") == nil)
    }

    @Test func anOddMessageHasNoZone() throws {
        var citizen = try citizen(series: [dailySeries()])
        citizen.receive(municipality.services[0], since: monday)
        func dates(_ share: Double) throws -> [String] {
            try messages(citizen, since: nil, oddities: share).map {
                try #require(readNamespaces(Data($0.xml.utf8))?.descendant("GenDate")).text
            }
        }
        let odd = try dates(1)
        #expect(odd.allSatisfy { !$0.hasSuffix("Z") && !$0.contains("+") })
        #expect(try dates(0).allSatisfy { $0.hasSuffix("Z") || $0.hasSuffix("+01:00") })
    }

    @Test(arguments: PrefixStyle.allCases) func prefixesChangeNothing(_ style: PrefixStyle) throws {
        var citizen = try citizen(series: [dailySeries()])
        citizen.receive(municipality.services[0], since: monday)
        var writer = NightlyMessages(
            municipality: municipality, clock: oslo, night: careNight(1), spelling: SplitMix64(seed: 5),
            oddities: OddityChoice(adapter: .gerica, share: nil, random: SplitMix64(seed: 6)))
        for message in writer.messages(about: citizen) {
            let plain = try #require(readNamespaces(Data(message.xml.utf8)))
            let written = style.applied(to: message.xml)
            #expect(try #require(readNamespaces(Data(written.utf8))).outline == plain.outline)
            #expect((written == message.xml) == (style == .defaults))
        }
    }

    private func quiet(_ citizen: Citizen) -> Citizen {
        var citizen = citizen
        citizen.overviewChanged = false
        return citizen
    }
}

extension Element {
    /// The first descendant of that local name in whatever namespace.
    func descendant(_ name: String) -> Element? {
        for child in children {
            if child.name.hasSuffix("}\(name)") { return child }
            if let found = child.descendant(name) { return found }
        }
        return nil
    }

    /// The texts of the elements below that have no children, in order.
    var leaves: [String] { children.isEmpty ? [text] : children.flatMap(\.leaves) }
}
