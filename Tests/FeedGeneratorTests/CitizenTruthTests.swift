// What activity, services and shared identifiers make of what is shown.

import Testing

@testable import FeedGenerator

@Suite struct CitizenTruthTests {
    private let away = ActivityHistory(becomes: 1, leaves: 2, returns: 4)

    @Test func whoBecomesActiveGetsEverythingThatIsToCome() throws {
        var citizen = try citizen(ActivityHistory(becomes: 3), series: [dailySeries()])
        citizen.receive(municipality.services[0], since: monday - 50)
        #expect(citizen.show(on: portalNight(1)).isEmpty)
        #expect(citizen.show(on: portalNight(2)).isEmpty)
        let operations = citizen.show(on: portalNight(3))
        #expect(operations.count { $0 == .create } == 15)
        #expect(operations.count { $0 == .memberIn } == 1)
        #expect(citizen.calendar.first?.value == "U/20270113T080000")
    }

    @Test func whoIsNoLongerActiveKeepsWhatThePortalHad() throws {
        var citizen = try citizen(ActivityHistory(becomes: 1, leaves: 2), series: [dailySeries()])
        citizen.receive(municipality.services[0], since: monday - 50)
        _ = citizen.show(on: portalNight(1))
        let before = citizen.calendar
        citizen.series[0].end(monday + 1)
        citizen.memberships[0].isEnded = true
        #expect(citizen.show(on: portalNight(2)).isEmpty)
        #expect(citizen.calendar == before)
        #expect(citizen.memberships[0].shown == ShownContact(isMember: true, since: monday - 50, until: nil))
    }

    @Test func whoReturnsGetsWhatIsStatedAndLosesWhatIsNot() throws {
        let gone = SingleVisit(uid: "G", subject: subject(slot: 5), frame: exact(monday + 6, 20))
        var citizen = try citizen(away, series: [dailySeries()], singles: [gone])
        _ = citizen.show(on: portalNight(1))
        citizen.singles[0].vanish()
        #expect(citizen.show(on: portalNight(2)).isEmpty)
        #expect(citizen.show(on: portalNight(3)).isEmpty)
        let operations = citizen.show(on: portalNight(4))
        #expect(operations.count { $0 == .withdraw } == 1)
        #expect(operations.count { $0 == .create } == 3)
        #expect(operations.count { $0 == .resend } == 12)
        #expect(citizen.calendar.count { $0.status == .proposed } == 18)
    }

    @Test func aServiceThatEndsEndsTheContactThatNight() throws {
        var citizen = try citizen(series: [dailySeries()])
        citizen.receive(municipality.services[0], since: monday - 9)
        #expect(citizen.show(on: portalNight(1)).contains(.memberIn))
        citizen.end(0, careNight(2))
        let operations = citizen.show(on: portalNight(2))
        #expect(operations.count { $0 == .memberOut } == 1)
        #expect(operations.count { $0 == .withdraw } == 14)
        #expect(citizen.memberships[0].shown == ShownContact(isMember: false, since: monday - 9, until: monday + 1))
        #expect(citizen.overviewChanged)
    }

    @Test func aClosedServiceHasNoContact() throws {
        var citizen = try citizen()
        citizen.receive(try #require(municipality.services.last), since: monday)
        #expect(citizen.show(on: portalNight(1)).isEmpty)
        #expect(citizen.memberships[0].shown == nil)
    }

    @Test func twoSeriesWithOneUidAreToldApartByTheHigherService() throws {
        var citizen = try citizen()
        let services = [municipality.services[1], municipality.services[2]]
        #expect(services.map(\.id) == ["12", "2"])
        citizen.addTwins(services, rule: .daily(from: monday - 7), firstDay: monday - 7)
        _ = citizen.show(on: portalNight(1))
        let uid = citizen.series[0].uid
        #expect(citizen.series[1].uid == uid)
        let start = citizen.series[0].frame(on: monday).start.compact
        let values = citizen.calendar.map(\.value)
        #expect(values.count == 30)
        #expect(values.contains("\(uid)/\(start)") && values.contains("\(uid)/2/\(start)"))
        let service = try #require(citizen.calendar.first { $0.value == "\(uid)/2/\(start)" }).service
        #expect(service.id == "2")
    }

    @Test func theCalendarIsOrderedByTheBytesOfTheIdentifier() throws {
        var citizen = try citizen(
            series: [dailySeries("b"), dailySeries("B")],
            singles: [SingleVisit(uid: "a", subject: subject(), frame: exact(monday, 13))])
        _ = citizen.show(on: portalNight(1))
        let values = citizen.calendar.map(\.value)
        #expect(values == values.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
    }
}
