// What a new record system has of a citizen it takes over.

import Testing

@testable import FeedGenerator

@Suite struct TakeoverTests {
    private let cosdoc = Municipality(number: "9901", serviceCount: 6, adapter: .cosdoc, isSuccessor: true)
    private let today = monday + 2

    private func takenOver(_ citizen: Citizen) -> Citizen {
        citizen.takenOver(by: cosdoc, uids: UIDSource(ordinal: 0, seed: 99), today: today)
    }

    @Test func servicesThatRunGoOnSinceTheirOwnDay() throws {
        var old = try citizen()
        old.units = []
        old.receive(municipality.services[0], since: monday - 50)
        old.receive(municipality.services[4], since: monday - 20)
        old.memberships[1].isEnded = true
        old.memberships[0].shown = ShownContact(isMember: true, since: monday - 50, until: nil)
        old.overviewChanged = false
        let new = takenOver(old)
        #expect(new.memberships.map(\.service) == [cosdoc.services[0]])
        #expect(new.memberships.map(\.since) == [monday - 50] && new.memberships[0].shown == nil)
        #expect(new.units == [cosdoc.units[0]] && new.overviewChanged)
    }

    @Test func aSeriesKeepsItsRuleAndGetsAnIdentifier() throws {
        var series = dailySeries()
        series.assign(monday + 1, uid: "Y", frame: exact(monday + 1, 8, 40), employees: [])
        series.assign(monday + 2, uid: "X", frame: exact(monday + 2, 8, 40), employees: ["Ola Vaktmo"])
        series.cancel(monday + 3, .onBehalf)
        series.skip(monday + 4)
        series.cancel(monday + 5, .byService)
        series.change(monday + 5) { $0.isDropped = true }
        var ended = dailySeries("E")
        ended.end(monday)
        let new = takenOver(try citizen(series: [series, ended]))
        let taken = try #require(new.series.first)
        #expect(new.series.count == 1 && taken.uid != "U" && taken.rule == series.rule)
        #expect(taken.subject.description == "Dusj – frokost")
        let standings = (1...5).map { taken.visits[monday + $0]?.standing }
        #expect(standings == [nil, .assigned, .cancelled(.onBehalf), .gone, .gone])
        let visit = try #require(taken.visits[monday + 2])
        #expect(visit.uid != "X" && visit.employees == ["Ola Vaktmo"] && visit.frame == exact(monday + 2, 8, 40))
        let isNew = taken.visits.values.allSatisfy { $0.shown == nil }
        #expect(isNew)
    }

    @Test func twoSeriesOfOneIdentifierStillShareOne() throws {
        var old = try citizen()
        old.addTwins(Array(municipality.services[0...1]), rule: .daily(from: monday - 3), firstDay: monday - 3)
        let new = takenOver(old)
        #expect(
            new.series.map(\.uid) == [new.series[0].uid, new.series[0].uid] && new.series[0].uid != old.series[0].uid)
        #expect(new.series.map(\.sharedUIDTag) == old.series.map(\.sharedUIDTag))
    }

    @Test func singleVisitsToComeBeginAnew() throws {
        func single(_ uid: String, _ day: CivilDay) -> SingleVisit {
            SingleVisit(uid: uid, subject: subject(slot: 5), frame: exact(day, 20))
        }
        var singles = [
            single("A", monday + 5), single("B", monday + 1), single("C", monday + 6), single("D", monday + 7),
        ]
        singles[0].rename(to: "A2", before: 2)
        singles[2].vanish()
        singles[3].visit.cancel(.byRecipient)
        let new = takenOver(try citizen(singles: singles))
        #expect(new.singles.map(\.visit.frame.start.day) == [monday + 5, monday + 7])
        #expect(new.singles[0].visit.relatedTo == nil && new.singles[0].renamedBefore == nil)
        #expect(new.singles[0].visit.uid == new.singles[0].firstUID && new.singles[0].firstUID != "A")
        #expect(new.singles[1].visit.standing == .cancelled(.byRecipient))
    }

    @Test func lifeGoesOnAmongTheNewServices() throws {
        let old = Municipality(number: "9901", serviceCount: 2, adapter: .gerica, successor: .cosdoc)
        let new = Municipality(number: "9901", serviceCount: 2, adapter: .cosdoc, isSuccessor: true)
        var citizen = try citizen()
        for service in old.services { citizen.receive(service, since: monday - 9) }
        let change = CitizenCourse.Change(
            night: 2, taken: 3, old: old, new: new, uids: UIDSource(ordinal: 0, seed: 99))
        var course = CitizenCourse(citizen, in: old, change: change)
        for night in 1...1500 { course.live(until: careNight(night)) }
        // Nothing is received twice, and PLO's lists are never empty.
        let services = course.citizen.memberships.map(\.service.id)
        #expect(Set(services).count == services.count)
        for unit in new.units { #expect(course.citizen.currentServices.contains { $0.unit == unit }) }
    }
}
